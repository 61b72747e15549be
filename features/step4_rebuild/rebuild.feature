Feature: A new version of the answers
  Operators rebuild what the shop answers from while the shop stays open. Customers notice nothing but better answers.

  Background:
    Given a shop that was kept by the program of old
    And Ana opened order "ORD-1"
    And Ana added 1 "Laptop" at 999.99 to order "ORD-1"
    And Ana added 2 "Mouse" at 29.99 to order "ORD-1"
    And Ana confirmed order "ORD-1" on 2026-01-01 at 12:00
    And Ben opened order "ORD-2"
    And today's program takes over the shop

  Rule: Until it is rebuilt, the old version answers what it can, and refuses what it can't

    Scenario: Opening the shop says which version is live and what to run
      Then the operator was told that version 1 is live, that version 2 is wanted, and to run "rebuild"

    Scenario: Old questions are answered as before
      Then order "ORD-1" comes to $1059.97 for 2 items
      And order "ORD-1" is confirmed

    Scenario: A new question is refused, and not guessed
      When Ana asks how many pieces order "ORD-1" has
      Then she is told that version 1 is live, that version 2 is wanted, and to run "rebuild"

    Scenario: Whoever asks by status is told the same
      When Ana asks for all confirmed orders
      Then she is told that version 1 is live, that version 2 is wanted, and to run "rebuild"

    Scenario: New orders go on being taken
      When Ben adds 1 "Mouse" at 29.99 to order "ORD-2"
      Then order "ORD-2" comes to $29.99 for 1 item

  Rule: After a rebuild, the new version answers, for old orders too

    Scenario: What the old version could not say
      When an operator rebuilds
      Then order "ORD-1" has 3 pieces, its largest line is $999.99, and it was confirmed on 2026-01-01 at 12:00
      And order "ORD-2" has 0 pieces, its largest line is $0.00, and it was not confirmed
      And the confirmed orders are "ORD-1"
      And the pending orders are "ORD-2"

    Scenario: What the old version said is said still
      When an operator rebuilds
      Then order "ORD-1" comes to $1059.97 for 2 items
      And Ana's orders are
        | order | total   | items | status    |
        | ORD-1 | 1059.97 | 2     | confirmed |

    Scenario: What never happened is not carried over
      Given an order "ORD-0" of Ana that never happened has got into the old answers
      When an operator rebuilds
      Then Ana's orders are
        | order | total   | items | status    |
        | ORD-1 | 1059.97 | 2     | confirmed |

    Scenario: A version that was rebuilt is the same as one that was there all along
      When an operator rebuilds
      And Ben adds 1 "Mouse" at 29.99 to order "ORD-2"
      Then version 2 holds the same as in a shop where it was there all along

    Scenario: Other orders don't slow down the lists of a version that was rebuilt
      Given an operator has rebuilt
      When a colleague notes how much work the lists of Ana's orders and of confirmed orders are
      And Ben opens 60 orders
      Then both lists are no more work than before

  Rule: While the new version is built, the old one serves

    Scenario: Half built
      When an operator begins to rebuild, and 3 events are done
      Then version 1 is live, and version 2 is building and 2 events behind
      And order "ORD-1" comes to $1059.97 for 2 items

    Scenario: What happens meanwhile is in both versions
      When an operator begins to rebuild, and 3 events are done
      And Ben adds 1 "Mouse" at 29.99 to order "ORD-2"
      And an operator rebuilds
      Then order "ORD-2" comes to $29.99 for 1 item
      And order "ORD-2" has 1 piece, its largest line is $29.99, and it was not confirmed

    Scenario: A version that is behind does not go live
      When an operator begins to rebuild, and 3 events are done
      And an operator switches to version 2 all the same
      Then the operator is told "Version 2 can't go live: it is 2 events behind"
      And version 1 is live, and version 2 is building and 2 events behind

    Scenario: A version that other code has built does not go live
      When an operator begins to rebuild, and 5 events are done
      And the new version's code is changed
      And an operator switches to version 2 all the same
      Then the operator is told "The projection of version 2 has changed since its table was begun."
      And version 1 is live, and version 2 is building and 0 events behind

    Scenario: The old version is retired in the middle of a question
      When an operator rebuilds and retires the old version, while Ana's question for order "ORD-1" is being answered
      Then she gets the answer "Order ORD-1: $1059.97 (2 items)"

    Scenario: Nobody notices a rebuild, a switch, the way back and the retirement
      When customers order and ask all the while an operator rebuilds, goes back, switches again and retires the old version
      Then every question was answered
      And nobody saw an answer older than one before
      And all that was ordered is in the answers

  Rule: The way back stays open until the old version is retired

    Scenario: Back to the old version, which has kept up
      Given an operator has rebuilt
      When Ben adds 1 "Mouse" at 29.99 to order "ORD-2"
      Then version 2 is live, and version 1 stands by
      When an operator goes back
      Then version 1 is live, and version 2 stands by
      And order "ORD-2" comes to $29.99 for 1 item

    Scenario: On the way back a new question is refused again, until an operator switches
      Given an operator has rebuilt
      And an operator goes back
      When Ana asks how many pieces order "ORD-1" has
      Then she is told that version 1 is live, that version 2 is wanted, and to run "switch"

    Scenario: And forth again
      Given an operator has rebuilt
      And an operator goes back
      When Ben adds 1 "Mouse" at 29.99 to order "ORD-2"
      And an operator switches
      Then version 2 is live, and version 1 stands by
      And order "ORD-2" has 1 piece, its largest line is $29.99, and it was not confirmed

    Scenario: The version that stands by is not allowed to be behind either
      Given an operator has rebuilt
      And the projector is paused
      When Ben adds 1 "Mouse" at 29.99 to order "ORD-2"
      And an operator switches to version 1 all the same
      Then the operator is told "Version 1 can't go live: it is 1 events behind"

    Scenario: No way back from a version that was retired
      Given an operator has rebuilt
      When an operator retires the old version
      Then version 1 is retired, and version 2 is live
      And nothing is left of version 1
      When an operator switches to version 1 all the same
      Then the operator is told "Version 1 can't go live: it is retired"

    Scenario Outline: What can't be retired: version <version>
      Given an operator has rebuilt
      When an operator tries to retire version <version>
      Then the operator is told "Version <version> can't be retired: it is <state>"

      Examples:
        | version | state     |
        | 2       | live      |
        | 3       | not there |

    Scenario: A version that serves is never built in place
      Given an operator has rebuilt
      When an operator tries to rebuild
      Then the operator is told "Version 2 is built, and live"
