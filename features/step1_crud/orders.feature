Feature: Taking orders
  Ana (customer CUST-1) and Ben (customer CUST-2) order from the shop, one line at a time.

  Scenario: A laptop and two mice
    When Ana opens order "ORD-1"
    And Ana adds 1 "Laptop" at 999.99 to order "ORD-1"
    And Ana adds 2 "Mouse" at 29.99 to order "ORD-1"
    And Ana confirms order "ORD-1"
    Then the summary reads "Order ORD-1: $1059.97 (2 items)"
    And order "ORD-1" is confirmed

  Rule: A summary says what the order holds

    Scenario: An order that was just opened is empty and pending
      When Ana opens order "ORD-1"
      Then order "ORD-1" comes to $0.00 for 0 items
      And order "ORD-1" is pending

    Scenario: Pieces on one line count as one item, and the same product again is another
      Given Ana opened order "ORD-1"
      When Ana adds 3 "Mouse" at 29.99 to order "ORD-1"
      And Ana adds 1 "Mouse" at 29.99 to order "ORD-1"
      Then order "ORD-1" comes to $119.96 for 2 items

    Scenario: Cents add up to the cent, however many there are
      Given Ana opened order "ORD-1"
      When Ana adds 1 "Sticker" at 0.10 to order "ORD-1", 30 times over
      Then order "ORD-1" comes to $3.00 for 30 items

    Scenario: A gift costs nothing and is an item all the same
      Given Ana opened order "ORD-1"
      When Ana adds 1 "Gift card" at 0.00 to order "ORD-1"
      Then order "ORD-1" comes to $0.00 for 1 item

    Scenario: Each order keeps its own items
      Given Ana opened order "ORD-1"
      And Ben opened order "ORD-2"
      When Ana adds 1 "Laptop" at 999.99 to order "ORD-1"
      And Ben adds 1 "Mouse" at 29.99 to order "ORD-2"
      And Ben confirms order "ORD-2"
      Then order "ORD-1" comes to $999.99 for 1 item
      And order "ORD-1" is pending
      And order "ORD-2" comes to $29.99 for 1 item

    Scenario: What the shop knows outlives a day
      Given Ana opened order "ORD-1"
      And Ana added 1 "Laptop" at 999.99 to order "ORD-1"
      When the shop closes and opens again
      Then order "ORD-1" comes to $999.99 for 1 item

  Rule: A customer sees her own orders, oldest first

    Scenario: Ana's orders stand in the order in which she opened them
      Given Ana opened order "ORD-9"
      And Ben opened order "ORD-5"
      And Ana opened order "ORD-1"
      And Ana added 1 "Laptop" at 999.99 to order "ORD-1"
      Then Ana's orders are
        | order | total  | items | status  |
        | ORD-9 | 0.00   | 0     | pending |
        | ORD-1 | 999.99 | 1     | pending |

    Scenario: Orders keep their place when they change
      Given Ana opened order "ORD-2"
      And Ana opened order "ORD-1"
      When Ana adds 1 "Laptop" at 999.99 to order "ORD-1"
      And Ana confirms order "ORD-1"
      And Ana adds 1 "Mouse" at 29.99 to order "ORD-2"
      Then Ana's orders are
        | order | total  | items | status    |
        | ORD-2 | 29.99  | 1     | pending   |
        | ORD-1 | 999.99 | 1     | confirmed |

    Scenario: Somebody the shop does not know has no orders
      Given Ana opened order "ORD-1"
      Then Ben has no orders
