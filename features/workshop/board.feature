Feature: The board
  A learner sees every step, what is done of it, and what to type next.

  Scenario: Before the first step
    When a learner types "kata"
    Then the command succeeds
    And "kata start 1" is what to type next

  Scenario: In the middle of a step
    Given a learner started step 1
    And the learner solved task 1 of step 1
    When the learner types "kata"
    Then task 2 is at hand, and task 1 is ticked
    And "kata check 1" is what to type next

  Scenario: A tick is earned by the specs, not remembered
    Given a learner started step 1
    And the learner solved step 1
    And the learner wrote "JOIN" instead of "LEFT JOIN" in "orders.py"
    When the learner types "kata"
    Then "kata check 1" is what to type next

  Scenario: Between two steps
    Given a learner started step 1
    And the learner solved step 1
    When the learner types "kata"
    Then "kata start 2" is what to type next
