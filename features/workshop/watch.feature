Feature: Watching
  A learner who saves sees how it goes, without typing anything.

  Background:
    Given a learner started step 2

  Scenario: From red to green, one save after another
    Given the learner watches step 2, where a scenario may take 3 seconds
    When the learner saves "queries.py" with a mistake in its SQL
    Then the screen shows "OperationalError"
    When the learner saves "queries.py" with a syntax error
    Then the screen shows "was never closed"
    When the learner opens all tasks of step 2 again
    Then the screen shows "✗ 1  Answer with one SELECT"
    When the learner saves "queries.py" with an endless loop
    Then the screen shows "get_summary does not come back"
    When the learner saves "queries.py" as it is in the reference
    Then the screen shows "✗ 3  Give a new order its summary"

  Scenario: What was green so far is done once all scenarios have run
    Given the learner solved step 2
    And the learner watches step 2, where a scenario may take 60 seconds
    Then the screen shows "Step 2 is done: every scenario is green."

  Scenario: A save does not wait for the check before it
    Given the learner watches step 2, where a scenario may take 60 seconds
    When the learner saves an endless loop in "queries.py", and it is running
    And the learner saves "queries.py" as it is in the reference
    Then the screen shows "✗ 3  Give a new order its summary"
    And nobody waited for the loop

  Scenario: On a terminal, the learner sees what is running
    Given the learner watches step 2 on a terminal
    When the learner saves an endless loop in "queries.py", and it is running
    Then the screen shows "Running the specs of step 2 ... Any other text"
