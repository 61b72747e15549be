Feature: Commands that are sent twice, and commands that meet
  What happened to an order is written down once and for good, whoever else is at work on it.

  Background:
    Given Ana opened order "ORD-1"

  Rule: A command takes effect once, however often it is sent

    Scenario: The answer got lost, and the till sends its command again
      When a till sends one and the same command twice, to add 1 "Laptop" at 999.99 to order "ORD-1"
      Then it gets the same receipt both times
      And order "ORD-1" comes to $999.99 for 1 item

    Scenario: Opening an order again, under the same command, is not refused
      When a till sends one and the same command twice, to open order "ORD-2"
      Then it gets the same receipt both times

    Scenario: A command that is sent again after the order was confirmed still gets its receipt
      Given a till sent a command to add 1 "Laptop" at 999.99 to order "ORD-1"
      And Ana confirmed order "ORD-1"
      When the till sends that command again
      Then it gets the same receipt both times
      And order "ORD-1" comes to $999.99 for 1 item

    Scenario: A command that is sent again doesn't conflict with its own success
      When a till sends one and the same command twice, to add 1 "Laptop" at 999.99 to order "ORD-1" as it was opened
      Then it gets the same receipt both times

    Scenario: Two tills send one and the same command at the same moment
      When two tills send one and the same command at the same moment, to add 1 "Laptop" at 999.99 to order "ORD-1"
      Then they get the same receipt
      And order "ORD-1" comes to $999.99 for 1 item

    Scenario: Two commands that ask for the same thing are still two
      When Ana adds 1 "Laptop" at 999.99 to order "ORD-1"
      And Ana adds 1 "Laptop" at 999.99 to order "ORD-1"
      Then order "ORD-1" comes to $1999.98 for 2 items

  Rule: Whoever decided on old news decides again

    Scenario: Another till is faster, and both items count
      Given another till will add 1 "Mouse" at 29.99 to order "ORD-1" while Ana's till makes up its mind
      When Ana adds 1 "Laptop" at 999.99 to order "ORD-1"
      Then order "ORD-1" comes to $1029.98 for 2 items

    Scenario: Another till is faster, and now a rule forbids it
      Given Ana added 1 "Laptop" at 999.99 to order "ORD-1"
      And another till will confirm order "ORD-1" while Ana's till makes up its mind
      When Ana tries to add 1 "Mouse" at 29.99 to order "ORD-1"
      Then Ana is refused: nothing is added to a confirmed order
      And order "ORD-1" comes to $999.99 for 1 item

  Rule: Whoever says what the order was like is told when it is so no more

    Scenario: The order has changed since
      Given Ana added 1 "Laptop" at 999.99 to order "ORD-1"
      When Ana tries to add 1 "Mouse" at 29.99 to order "ORD-1" as it was opened
      Then she is told that order "ORD-1" was expected at version 1 and is at version 2
      And order "ORD-1" comes to $999.99 for 1 item

    Scenario: Somebody else has opened the order
      Given Ana added 1 "Laptop" at 999.99 to order "ORD-1"
      When Ana tries to add 1 "Mouse" at 29.99 to order "ORD-1" as it was before anybody opened it
      Then she is told that order "ORD-1" was expected at version 0 and is at version 2
      And order "ORD-1" comes to $999.99 for 1 item

    Scenario: The order changes at the last moment
      Given another till will add 1 "Mouse" at 29.99 to order "ORD-1" while Ana's till makes up its mind
      When Ana tries to add 1 "Laptop" at 999.99 to order "ORD-1" as it was opened
      Then she is told that order "ORD-1" was expected at version 1 and is at version 2
      And order "ORD-1" comes to $29.99 for 1 item

    Scenario: The order is as it was
      When Ana adds 1 "Laptop" at 999.99 to order "ORD-1" as it was opened
      Then order "ORD-1" comes to $999.99 for 1 item
