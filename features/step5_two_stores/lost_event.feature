@servers
Feature: The order of events
  Two tills write at the same time. Whoever was given the earlier place may be done later, and must not be overlooked.

  Scenario Outline: The first is done last, and <cure>
    Given a shop in which <cure>
    When Ana's till has a place for order "ORD-1", and is slow to finish
    And Ben's till opens order "ORD-2" meanwhile
    And the projector follows as far as it can
    And Ana's till finishes
    Then once the projector goes on, the answers are what the log adds up to

    Examples:
      | cure                    |
      | the writers take turns  |
      | the reader waits        |

  Scenario Outline: The first is not done yet as the projector is about to read, and <cure>
    Given a shop in which <cure>
    When Ana's till gets a place for order "ORD-1", and Ben's till opens order "ORD-2", as the projector begins to read
    And Ana's till finishes
    Then once the projector goes on, the answers are what the log adds up to

    Examples:
      | cure                    |
      | the writers take turns  |
      | the reader waits        |

  Scenario Outline: Many tills write at once, and <cure>
    Given a shop in which <cure>
    When 4 tills open 50 orders each while the projector follows
    Then once the projector goes on, the answers are what the log adds up to

    Examples:
      | cure                    |
      | the writers take turns  |
      | the reader waits        |

  Scenario Outline: Two tills open the same order, and <cure>
    Given a shop in which <cure>
    When Ana's till has a place for order "ORD-1", and is slow to finish
    And Ben's till tries to open order "ORD-1" meanwhile
    And Ana's till finishes
    Then Ben's till is told that an order id is used once

    Examples:
      | cure                    |
      | the writers take turns  |
      | the reader waits        |
