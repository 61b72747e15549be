Feature: The doctor
  Before the day, a learner finds out whether the machine is ready.

  Scenario: A machine that is ready
    When a learner types "kata doctor"
    Then the command succeeds
    And the answer says "All is well"

  Scenario: A machine that can't write where the workbench is to be
    Given the workbench is to be in a folder that there is not
    When a learner types "kata doctor"
    Then the command fails
    And the answer says "Use a folder of your own"
