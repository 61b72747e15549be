Feature: The tour
  A newcomer sees one and the same order in every step's shop, and what each step makes of it.

  Scenario: The whole tour
    When a newcomer takes the tour
    Then every step shows "Order ORD-1: $1059.97 (2 items), confirmed"
    And every step says in a sentence what is new in it
    And every step shows what it keeps, and who answered

  Scenario: One step of the tour
    When a newcomer takes the tour of step 2 alone
    Then only step 2 is shown
