Feature: Records that can't be read
  The projector never skips what it does not understand. It stops and says where and why.

  Scenario Outline: It stops before <record>
    Given Ana opened order "ORD-1"
    And Ana added 1 "Laptop" at 999.99 to order "ORD-1"
    And all answers are up to date
    And the projector is paused
    When Ana adds 1 "Mouse" at 29.99 to order "ORD-1"
    And <record> is written to the log of order "ORD-2"
    And Ben opens order "ORD-3"
    Then the projector stops, and names the place, order "ORD-2" and "<reason>"
    And order "ORD-1" still shows $1029.98 for 2 items
    And order "ORD-3" is not there yet
    And operators see 2 events behind, and the reason
    When the record is mended to the opening of order "ORD-2" by Ben
    And the projector goes on
    Then answers are 0 events behind, and no reason is given
    And Ben's orders are
      | order | total | items | status  |
      | ORD-2 | 0.00  | 0     | pending |
      | ORD-3 | 0.00  | 0     | pending |

    Examples:
      | record                                    | reason             |
      | a record of an unknown kind               | OrderTeleported    |
      | a record from a newer program             | schema version 99  |
      | a record that is cut off                  | Unterminated       |
      | a record and half of another              | Extra data         |
      | an item without a price                   | ItemAdded          |
      | an item whose price is a float            | ItemAdded          |
      | an item whose price is a word             | 'cheap'            |
      | an item whose price lost a digit          | '29.9'             |
      | an item whose price has a digit too many  | '29.999'           |
      | an item of an order never opened          | does not follow    |
      | the confirmation of an order never opened | does not follow    |

  Scenario: Two openings of one order
    Given Ana opened order "ORD-1"
    And all answers are up to date
    And the projector is paused
    When the opening of order "ORD-1" is written to the log once more
    Then the projector stops, and names the place, order "ORD-1" and "does not follow"
