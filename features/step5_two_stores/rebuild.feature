@every_pair
Feature: A new version in another store
  A version is built, goes live, goes back and is retired in the store that answers, whichever that is.

  Background:
    Given a shop whose answers were kept by the program of old
    And Ana opened order "ORD-1"
    And Ana added 1 "Laptop" at 999.99 to order "ORD-1"
    And Ana added 2 "Mouse" at 29.99 to order "ORD-1"
    And all answers are up to date

  Scenario: Until it is rebuilt, what the old version does not know is refused
    Then order "ORD-1" comes to $1059.97 for 2 items
    And a search for "laptop" is refused, for version 1 is live

  Scenario: Built beside, live, back again, and the old one retired
    When an operator rebuilds every store
    Then version 2 is live, and version 1 stands by
    And a search for "laptop" finds ORD-1
    When Ana adds 1 "Webcam" at 49.99 to order "ORD-1"
    And an operator goes back to version 1 in every store
    Then order "ORD-1" comes to $1109.96 for 3 items
    When an operator switches to version 2 in every store
    And an operator retires version 1 in every store
    Then nothing of version 1 is left in any store
    And the answers are what the log adds up to

  Scenario: Two rebuilds share the work
    When two operators rebuild at the same time
    Then version 2 is live, and version 1 stands by
    And the answers are what the log adds up to

  Scenario: A version that is not as far as the live one does not go live
    Given an operator rebuilds every store
    When Ana adds 1 "Webcam" at 49.99 to order "ORD-1" while an operator is about to go back to version 1
    Then the operator is told that version 1 is not as far as the one that is live

  Scenario Outline: A version that is retired while it is being kept in step: <moment>
    Given an operator rebuilds every store
    And the projector is paused
    When Ana adds 1 "Webcam" at 49.99 to order "ORD-1"
    And version 1 is retired while the projector is about to <moment>
    Then the answers are what the log adds up to
    And nothing of version 1 is left in any store

    Examples:
      | moment       |
      | turn to it   |
      | write to it  |
