Feature: Commands that are refused
  A program goes by the kind of a problem, and shows its words to people.

  Background:
    Given a program opened order "ORD-1"
    And a program added 1 "Laptop" at 999.99 to order "ORD-1"

  Rule: Every rule of the shop has a kind of problem of its own

    Scenario Outline: The kind of problem is told: <kind>
      When a program <does>
      Then it is told "<kind>" with status <status>
      And order "ORD-1" comes to $999.99 for 1 item

      Examples:
        | does                                          | kind                 | status |
        | opens order "ORD-1"                           | order-already-exists | 409    |
        | opens order ""                                | invalid-text         | 422    |
        | adds 0 "Mouse" at 29.99 to order "ORD-1"      | invalid-quantity     | 422    |
        | adds 1 "Mouse" at 29.999 to order "ORD-1"     | invalid-price        | 422    |
        | adds 2 "Island" at 92233720368547758 to order "ORD-1" | amount-too-large | 409 |
        | adds 1 "Mouse" at 29.99 to order "ORD-404"    | order-not-found      | 404    |
        | adds 1 "Mouse" at 29.99 to order "x/../y"     | order-not-found      | 404    |
        | confirms order "ORD-404"                      | order-not-found      | 404    |

    Scenario: A confirmed order takes nothing and is confirmed once, by name
      Given a program confirmed order "ORD-1"
      When a program adds 1 "Mouse" at 29.99 to order "ORD-1"
      Then it is told "order-is-confirmed" with status 409
      When a program confirms order "ORD-1"
      Then it is told "already-confirmed" with status 409

    Scenario: An order without items can't be confirmed, by name
      Given a program opened order "ORD-2"
      When a program confirms order "ORD-2"
      Then it is told "order-is-empty" with status 409

  Rule: What is no command at all is turned away, and told what it lacks

    Scenario Outline: It is told what is wrong with <what>
      When a program sends <what>
      Then it is turned away with status <status>, and told "<complaint>"
      And order "ORD-1" comes to $999.99 for 1 item

      Examples:
        | what                              | status | complaint          |
        | a command that is cut off         | 400    | JSON               |
        | a command without a customer      | 422    | customer_id        |
        | a command with something more     | 422    | discount           |
        | a list instead of a command       | 422    | dictionary         |
        | a command as long as a book       | 413    | 16384 bytes        |
        | a command as long as a book, bit by bit | 413 | 16384 bytes     |
        | a question                        | 405    | Method Not Allowed |
