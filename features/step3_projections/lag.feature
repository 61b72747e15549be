Feature: Answers that are behind
  Answers follow what happens, a little later. Operators see how much later, and whoever needs a fresh answer can wait.

  Rule: Without a projector, answers stay as they were

    Scenario: Ana does not see what she has just added
      Given Ana opened order "ORD-1"
      And all answers are up to date
      And the projector is paused
      When Ana adds 1 "Laptop" at 999.99 to order "ORD-1"
      Then order "ORD-1" still shows $0.00 for 0 items
      But the next command knows better, and confirms order "ORD-1"

    Scenario: A running projector needs nobody's help
      When Ana opens order "ORD-1"
      Then after a while order "ORD-1" shows by itself

  Rule: Operators see how far answers are behind

    Scenario: Lag grows while the projector is paused, and is gone after
      Given the projector is paused
      When Ana opens order "ORD-1"
      And 40 seconds pass
      And Ana adds 1 "Laptop" at 999.99 to order "ORD-1"
      And 20 seconds pass
      Then answers are 2 events and 60 seconds behind
      When the projector goes on
      Then answers are 0 events and 0 seconds behind

    Scenario: Lag falls batch by batch, and time counts from the oldest event that is left
      Given the projector is paused
      And 600 events happened, one each second
      When the projector deals with one batch
      Then answers are 100 events and 100 seconds behind

    Scenario: However much has happened, the projector goes on to the end of it
      Given the projector is paused
      And 600 events happened, one each second
      When the projector goes on
      Then answers are 0 events and 0 seconds behind

    Scenario: Nothing is behind in a new shop
      Then answers are 0 events and 0 seconds behind

    Scenario: Time that passes in an idle shop is no lag
      Given Ana opened order "ORD-1"
      And all answers are up to date
      When 3600 seconds pass
      Then answers are 0 events and 0 seconds behind

  Rule: Whoever has a receipt can wait for an answer that is as fresh

    Scenario: Ana reads what she wrote
      Given Ana opened order "ORD-1"
      When Ana adds 1 "Laptop" at 999.99 to order "ORD-1", and keeps the receipt
      Then with her receipt, Ana sees order "ORD-1" at $999.99 for 1 item

    Scenario: The answer comes as soon as the projector is there
      Given Ana opened order "ORD-1"
      And the projector is paused
      When Ana adds 1 "Laptop" at 999.99 to order "ORD-1", and keeps the receipt
      And the projector goes on a moment later
      Then with her receipt, Ana sees order "ORD-1" at $999.99 for 1 item

    Scenario: A list can be waited for as well
      Given the projector is paused
      When Ana opens order "ORD-1", and keeps the receipt
      And the projector goes on a moment later
      Then with her receipt, Ana's list has order "ORD-1"

    Scenario: Without a receipt, nobody asks how far the projector is
      When Ana opens order "ORD-1", and keeps the receipt
      Then an answer and a list take less work without her receipt than with it

    Scenario: A receipt is good for all that comes later, too
      When Ana opens order "ORD-1", and keeps the receipt
      And Ana adds 1 "Laptop" at 999.99 to order "ORD-1"
      And all answers are up to date
      Then with her receipt, Ana sees order "ORD-1" at $999.99 for 1 item

    Scenario: Waiting ends
      Given the projector is paused
      And nobody waits longer than a moment
      When Ana opens order "ORD-1", and keeps the receipt
      Then with her receipt, Ana is told that her order is accepted and not yet visible

    Scenario: Nobody waits for a projector that has stopped
      Given Ana opened order "ORD-1"
      And all answers are up to date
      And a record that nobody can read stands in the log
      When Ana adds 1 "Laptop" at 999.99 to order "ORD-1", and keeps the receipt
      Then with her receipt, Ana is told that the projector has stopped
