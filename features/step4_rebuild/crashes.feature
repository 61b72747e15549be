Feature: Rebuilds that are killed
  A rebuild can be stopped at any moment. It goes on where it was, and ends as if nothing had happened.

  Scenario: It breaks down at every moment of building and switching
    When a rebuild breaks down at every moment there is
    Then each time, the shop answers, and the next rebuild ends with what the log adds up to

  Scenario: It breaks down at every moment of retiring
    When the retirement of the old version breaks down at every moment there is
    Then each time, the old version is either retired or stands by, and up to date

  Scenario: Taking over a shop of old breaks down at every moment
    When taking over a shop of old breaks down at every moment there is
    Then each time, the shop is either of old or taken over, and answers

  @slow
  Scenario: Its process is killed again and again under load
    Given a shop of old with many orders
    And a process that keeps placing orders
    When a rebuild's process is started and killed again and again
    And a rebuild is left alone
    Then both versions are what the log adds up to

  @slow
  Scenario: Switching to and fro and retiring are killed again and again
    Given a shop of old with many orders
    And a rebuild is left alone
    When the processes that go back, switch and retire are started and killed again and again
    Then the live version is what the log adds up to

  Scenario: It goes on where it was
    Given a shop of old with many orders
    When a rebuild stops in the middle
    Then the next one begins where it stopped

  Scenario: Built with other code, it begins anew
    Given a shop of old with many orders
    When a rebuild stops in the middle
    And the new version's code is changed
    Then the next one begins at the beginning

  Scenario: Two rebuilds at once
    Given a shop of old with many orders
    When a rebuild is under way
    Then another is told which process is at it
