Feature: What the shop refuses
  Whoever is refused is told which order it is about and why, and the shop is left exactly as it was.

  Background:
    Given Ana opened order "ORD-1"
    And Ana added 1 "Laptop" at 999.99 to order "ORD-1"

  Rule: 1. An order id is used once

    Scenario: A taken order id
      When Ana tries to open order "ORD-1"
      Then the shop refuses for order "ORD-1": an order id is used once

    Scenario: A taken order id is taken for everybody
      When Ben tries to open order "ORD-1"
      Then the shop refuses for order "ORD-1": an order id is used once

  Rule: 2. Ids and product names are text of 1 to 200 characters

    Scenario Outline: No order can be opened under the id <id>
      When Ana tries to open an order under the id <id>
      Then the shop refuses: text of 1 to 200 characters

      Examples:
        | id           |
        | empty        |
        | blank        |
        | 201 letters  |
        | nothing      |
        | the number 7 |
        | half an emoji |
        | a hidden zero |

    Scenario Outline: No order can be opened for the customer <id>
      When somebody whose customer id is <id> tries to open order "ORD-2"
      Then the shop refuses for order "ORD-2": text of 1 to 200 characters

      Examples:
        | id          |
        | empty       |
        | 201 letters |
        | nothing     |

    Scenario Outline: No product is called <name>
      When Ana tries to add 1 product called <name> at 9.99 to order "ORD-1"
      Then the shop refuses for order "ORD-1": text of 1 to 200 characters

      Examples:
        | name          |
        | empty         |
        | 201 letters   |
        | nothing       |
        | a hidden zero |

    Scenario Outline: Nothing is added to an order under the id <id>
      When Ana tries to add 1 "Mouse" at 29.99 to an order under the id <id>
      Then the shop refuses: text of 1 to 200 characters

      Examples:
        | id          |
        | empty       |
        | 201 letters |

    Scenario Outline: No order is confirmed under the id <id>
      When Ana tries to confirm an order under the id <id>
      Then the shop refuses: text of 1 to 200 characters

      Examples:
        | id          |
        | empty       |
        | 201 letters |

    Scenario Outline: Any other text is kept letter by letter: <id>
      When a customer whose id is <id> opens an order under the same id
      And Ana adds 1 product called <id> at 9.99 to it
      Then it comes to $9.99 for 1 item
      And it is all that this customer has ordered

      Examples:
        | id                                |
        | 200 letters                       |
        | O'Brien "the quick"               |
        | Robert'); DROP TABLE orders; --   |
        | ord-1                             |
        | 🛒 крамниця 注文                  |

  Rule: 3. A quantity is a whole number of at least 1

    Scenario Outline: Nobody can order <quantity> of a product
      When Ana tries to add <quantity> "Mouse" at 29.99 to order "ORD-1"
      Then the shop refuses for order "ORD-1": a whole number of at least 1

      Examples:
        | quantity     |
        | 0            |
        | -1           |
        | the float 1.5 |
        | the float 2  |
        | the text 2   |
        | yes          |
        | nothing      |
        | not a number |
        | infinity     |

  Rule: 4. A price is a decimal amount of at least 0 with at most two decimals

    Scenario Outline: Nothing can cost <price>
      When Ana tries to add 1 "Mouse" at <price> to order "ORD-1"
      Then the shop refuses for order "ORD-1": at least 0 with at most two decimals

      Examples:
        | price           |
        | -0.01           |
        | 0.001           |
        | 29.999          |
        | not a number    |
        | infinity        |
        | minus infinity  |
        | the float 29.99 |
        | the text 29.99  |
        | nothing         |

  Rule: 5. An amount fits into 64 bits of cents

    Scenario: The largest order there can be
      Given Ben opened order "ORD-2"
      When Ben adds 1 "Island" at 92233720368547758.07 to order "ORD-2"
      Then order "ORD-2" comes to $92233720368547758.07 for 1 item

    Scenario Outline: <quantity> pieces at <price> are too much
      When Ana tries to add <quantity> "Island" at <price> to order "ORD-1"
      Then the shop refuses for order "ORD-1": 64 bits of cents

      Examples:
        | quantity                 | price                |
        | 1                        | 92233720368547758.08 |
        | 2                        | 92233720368547758.07 |
        | 9223372036854775808      | 0.00                 |
        | 100000000000000000000000 | 29.99                |
        | 1                        | 1E+999999            |

    Scenario: The line that just fits
      When Ana adds 1 "Island" at 92233720368546758.08 to order "ORD-1"
      Then order "ORD-1" comes to $92233720368547758.07 for 2 items

    Scenario: The one line too many
      When Ana tries to add 1 "Island" at 92233720368547000.00 to order "ORD-1"
      Then the shop refuses for order "ORD-1": 64 bits of cents

  Rule: 6. Only an order that exists can be worked on

    Scenario: Adding to an unknown order
      When Ana tries to add 1 "Mouse" at 29.99 to order "ORD-404"
      Then the shop refuses for order "ORD-404": there is no such order

    Scenario Outline: <quantity> pieces at <price> are refused as such, even for an unknown order
      When Ana tries to add <quantity> "Mouse" at <price> to order "ORD-404"
      Then the shop refuses for order "ORD-404": <rule>

      Examples:
        | quantity | price | rule                                 |
        | 0        | 29.99 | a whole number of at least 1         |
        | 1        | -0.01 | at least 0 with at most two decimals |

    Scenario: Confirming an unknown order
      When Ana tries to confirm order "ORD-404"
      Then the shop refuses for order "ORD-404": there is no such order

    Scenario: Asking for an unknown order
      When Ana asks for order "ORD-404"
      Then the shop refuses for order "ORD-404": there is no such order

  Rule: 7. Nothing is added to a confirmed order

    Scenario: A confirmed order takes no more items
      Given Ana confirmed order "ORD-1"
      When Ana tries to add 1 "Mouse" at 29.99 to order "ORD-1"
      Then the shop refuses for order "ORD-1": nothing is added to a confirmed order

  Rule: 8. An empty order can't be confirmed

    Scenario: An order without items can't be confirmed
      Given Ben opened order "ORD-2"
      When Ben tries to confirm order "ORD-2"
      Then the shop refuses for order "ORD-2": an order without items can't be confirmed

  Rule: 9. An order is confirmed once

    Scenario: A confirmed order can't be confirmed again
      Given Ana confirmed order "ORD-1"
      When Ana tries to confirm order "ORD-1"
      Then the shop refuses for order "ORD-1": an order is confirmed once
