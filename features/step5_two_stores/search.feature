@every_pair
Feature: Search
  Whoever asks finds orders by the words of the customer's id and of all that was ordered.

  Background:
    Given Ana opened order "ORD-1"
    And Ana added 1 "Laptop, 15 inch" at 999.99 to order "ORD-1"
    And Ana added 2 "Mouse" at 29.99 to order "ORD-1"
    And Ben opened order "ORD-2"
    And Ben added 1 "Mouse" at 29.99 to order "ORD-2"
    And Ben added 1 "Crème brûlée" at 4.50 to order "ORD-2"

  Rule: Each word that is typed begins a word of the order

    Scenario Outline: The beginnings of words: <text>
      Then a search for <text> finds <orders>

      Examples:
        | text               | orders  |
        | laptop             | ORD-1   |
        | lap                | ORD-1   |
        | lap cust-1         | ORD-1   |
        | CUST-2             | ORD-2   |
        | 15 in mou          | ORD-1   |
        | creme BRÛ          | ORD-2   |
        | 𝐋𝐀𝐏                | ORD-1   |
        | top                | nothing |
        | lap cust-2         | nothing |
        | lap crème          | nothing |

    Scenario: What is added later is found as well
      When Ben adds 1 "Lamp" at 12.00 to order "ORD-2"
      Then a search for "lam" finds ORD-2

    Scenario: Words of any length, and more of them than anybody reads
      When Ben adds a product with a name of 200 letters to order "ORD-2"
      And Ben adds 1500 products of different long names to order "ORD-2"
      Then a search for that name finds ORD-2
      And a search for "cust-2 brulee" finds ORD-2

    Scenario: An order is found once, whatever it has how often
      When Ana adds 1 "Mouse" at 29.99 to order "ORD-1"
      And Ana confirms order "ORD-1"
      Then a search for "laptop mouse" finds ORD-1

  Rule: The orders that are most about it come first

    Scenario: An order of little else comes first
      Given Ana opened order "ORD-3"
      And Ana added 1 "Laptop" at 999.99 to order "ORD-3"
      Then a search for "laptop" finds ORD-3, then ORD-1

    Scenario: Of those that are about it alike, the oldest comes first
      Given Ben opened order "ORD-3"
      And Ben added 1 "Lamp" at 12.00 to order "ORD-3"
      And Ben opened order "ORD-4"
      And Ben added 1 "Lamp" at 12.00 to order "ORD-4"
      Then a search for "lamp" finds ORD-3, then ORD-4
      When Ben confirms order "ORD-3"
      Then a search for "lamp" finds ORD-3, then ORD-4

  Rule: What is typed is text, whatever it means to a database

    Scenario Outline: Signs command nothing: <text>
      Then a search for <text> finds <orders>

      Examples:
        | text                  | orders  |
        | "lap"                 | ORD-1   |
        | lap*                  | ORD-1   |
        | ^lap -"               | ORD-1   |
        | (lap & mouse):*       | ORD-1   |
        | lap OR creme          | nothing |
        | NOT mouse             | nothing |
        | words:lap             | nothing |
        | lap'; DROP TABLE x    | nothing |
        | %                     | nothing |
        | * " ' \ ! ( <-> { } 😀 | nothing |

  Rule: Whoever has a receipt can wait for what it stands for

    Scenario: Ana finds what she has just added
      When Ana adds 1 "Webcam" at 49.99 to order "ORD-1", and keeps the receipt
      Then with her receipt, a search for "webcam" finds ORD-1
