Feature: Code and data of different ages
  Programs change and what they stored stays. What no longer fits is noticed, and said.

  Rule: Old events are lifted as they are read, and never rewritten

    Scenario: One order, written by the program of old and by today's
      Given a shop that was kept by the program of old
      And Ana opened order "ORD-1"
      And Ana added 1 "Laptop" at 999.99 to order "ORD-1"
      And today's program takes over the shop
      When Ana adds 2 "Mouse" at 29.99 to order "ORD-1"
      And an operator rebuilds
      Then order "ORD-1" comes to $1059.97 for 2 items
      And order "ORD-1" has 3 pieces, its largest line is $999.99, and it was not confirmed
      And what the program of old wrote is as it was, to the letter
      And what today's program wrote says its currency

    Scenario Outline: A price in another currency is no price in dollars: <currency>
      Given Ana opened order "ORD-1"
      And all answers are up to date
      And the projector is paused
      When an item for 29.99 in <currency> is written to the log of order "ORD-1"
      Then the projector stops, and says "is not in USD"

      Examples:
        | currency |
        | EUR      |
        | ZAR      |

  Rule: A projection that changed without a new version is noticed

    Scenario: Nothing is projected by code that has changed
      Given Ana opened order "ORD-1"
      And all answers are up to date
      When the live version's code is changed
      And Ana adds 1 "Laptop" at 999.99 to order "ORD-1"
      Then the projector stops, and says "The projection of version 2 has changed"
      And order "ORD-1" still shows $0.00 for 0 items
      When the change is undone
      Then order "ORD-1" comes to $999.99 for 1 item

    Scenario: A version that stands by holds nobody up
      Given a shop that was kept by the program of old
      And Ana opened order "ORD-1"
      And today's program takes over the shop
      And an operator has rebuilt
      When the code of version 1 is changed
      And Ana adds 1 "Laptop" at 999.99 to order "ORD-1"
      Then order "ORD-1" comes to $999.99 for 1 item
      And operators see that version 1 goes no further, for its projection has changed

    Scenario: Opening the shop says so
      Given Ana opened order "ORD-1"
      And the live version's code is changed
      When the shop is opened once more
      Then the operator was told that the projection of version 2 has changed

    Scenario: Layout and comments are no change
      Then a projection that says the same in another layout has the same fingerprint
      And a projection that says something else has another

  Rule: Code that is older than the live version says so

    Scenario: A version from the future
      Given a newer program has made version 3 live
      When the shop is opened once more
      Then the operator was told that version 3 is live, and that this code is for version 2
      And whoever asks is told the same

    Scenario: The program of old, left with no version that it knows
      Given a newer program has made version 3 live, and retired version 2
      When the shop is opened once more
      Then the projector leaves the work to the newer program
