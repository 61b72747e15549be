Feature: Commands that are accepted
  Programs send commands to one service and ask questions of another. An accepted command is safe, and shows a moment
  later.

  Rule: The answer to a command says where its effect will show

    Scenario: Whoever follows the answer sees what she did
      Given a program opened order "ORD-1"
      When a program adds 1 "Laptop" at 999.99 to order "ORD-1"
      Then it is accepted, as the order's version 2
      When the program goes where the answer points
      Then it sees order "ORD-1" at $999.99

    Scenario: Accepted, and not yet visible
      Given a program opened order "ORD-1"
      And the projector is paused
      When a program adds 1 "Laptop" at 999.99 to order "ORD-1"
      Then it is accepted, as the order's version 2
      When the program goes where the answer points, and has little patience
      Then it is told "not-yet-visible", and when to ask again
      When the projector runs again
      And the program goes where the answer points
      Then it sees order "ORD-1" at $999.99

    Scenario: Whoever waits keeps nobody else waiting
      Given a program opened order "ORD-1"
      When two programs wait for what comes next
      And another looks at order "ORD-1", and then adds 1 "Laptop" at 999.99
      Then those who waited see order "ORD-1" at $999.99

  Rule: Under one key, a command takes effect once

    Scenario: The answer got lost, and the program asks again
      Given a program opened order "ORD-1"
      When a program adds 1 "Laptop" at 999.99 to order "ORD-1" under the key "K-1"
      And a program adds 2 "Mouse" at 29.99 to order "ORD-1"
      And a program adds 1 "Laptop" at 999.99 to order "ORD-1" under the key "K-1"
      Then it gets the first answer again, to the letter
      And order "ORD-1" comes to $1059.97 for 2 items

    Scenario: The same amount in other digits is the same command
      Given a program opened order "ORD-1"
      When a program adds 1 "Laptop" at 1000.00 to order "ORD-1" under the key "K-1"
      And a program adds 1 "Laptop" at 1000 to order "ORD-1" under the key "K-1"
      Then it gets the first answer again, to the letter

    Scenario: The key of one command is not for another
      Given a program opened order "ORD-1"
      When a program adds 1 "Laptop" at 999.99 to order "ORD-1" under the key "K-1"
      And a program confirms order "ORD-1" under the key "K-1"
      Then it is told "key-used-otherwise"

    Scenario Outline: The key of one command is not for the same with another <what>
      Given a program opened order "ORD-1"
      And a program opened order "ORD-2"
      When a program adds 1 "Laptop" at 999.99 to order "ORD-1" under the key "K-1"
      And a program <other> under the key "K-1"
      Then it is told "key-used-otherwise"
      And order "ORD-1" comes to $999.99 for 1 item
      And order "ORD-2" comes to $0.00 for 0 items

      Examples:
        | what     | other                                      |
        | quantity | adds 2 "Laptop" at 999.99 to order "ORD-1" |
        | price    | adds 1 "Laptop" at 999.98 to order "ORD-1" |
        | order    | adds 1 "Laptop" at 999.99 to order "ORD-2" |

    Scenario: A command that was refused leaves its key free
      When a program confirms order "ORD-1" under the key "K-1"
      Then it is told "order-not-found"
      When a program opens order "ORD-1" under the key "K-1"
      Then it is accepted, as the order's version 1

  Rule: Whoever says which version she saw is told when there is another

    Scenario: What she sees is what she says
      Given a program opened order "ORD-1"
      When a program looks at order "ORD-1"
      And it adds 1 "Laptop" at 999.99 to order "ORD-1" as it saw it
      Then it is accepted, as the order's version 2

    Scenario: The order has changed since she looked
      Given a program opened order "ORD-1"
      When a program looks at order "ORD-1"
      And a program adds 2 "Mouse" at 29.99 to order "ORD-1"
      And it adds 1 "Laptop" at 999.99 to order "ORD-1" as it saw it
      Then it is told "concurrency-conflict"
      And order "ORD-1" comes to $59.98 for 1 item

    Scenario: A confirmed order is a version of its own
      Given a program opened order "ORD-1"
      And a program added 2 "Mouse" at 29.99 to order "ORD-1"
      When a program looks at order "ORD-1"
      And a program confirms order "ORD-1"
      And it adds 1 "Laptop" at 999.99 to order "ORD-1" as it saw it
      Then it is told "concurrency-conflict"
