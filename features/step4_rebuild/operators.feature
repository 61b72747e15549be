@slow
Feature: The operator's commands
  Operators see on the command line how the versions are doing, and change which of them is live.

  Background:
    Given a shop of old in which Ana ordered a laptop and two mice

  Scenario: From the old version to the new one, and back, and on
    When an operator runs "status"
    Then it prints
      """
      version  state     checkpoint  events behind  built
            1  live               4              0   100%
      The code is written for version 2.
      """
    When an operator runs "rebuild"
    Then it prints
      """
      4 of 4 events, ... per second, 0 s left
      Version 2 is live, version 1 stands by.
      """
    When an operator runs "status"
    Then it prints
      """
      version  state     checkpoint  events behind  built
            1  standby            4              0   100%
            2  live               4              0   100%
      The code is written for version 2.
      """
    When an operator runs "rollback"
    Then it prints
      """
      Version 1 is live, version 2 stands by.
      """
    When an operator runs "rollback"
    Then it fails with "No version stands by that is older than version 1, which is live."
    When an operator runs "switch"
    Then it prints
      """
      Version 2 is live, version 1 stands by.
      """
    When an operator runs "retire"
    Then it prints
      """
      Version 1 is retired.
      """
    When an operator runs "status"
    Then it prints
      """
      version  state     checkpoint  events behind  built
            1  retired            -              -      -
            2  live               4              0   100%
      The code is written for version 2.
      """

  Scenario Outline: What can't be done is said, and nothing is changed: <command>
    When an operator runs "<command>"
    Then it fails with "<complaint>"

    Examples:
      | command  | complaint                                                           |
      | switch   | Version 2 can't go live: it is not there.                           |
      | rollback | No version stands by that is older than version 1, which is live.   |
      | retire   | No version stands by, so there is none to retire.                   |
      | rename   | invalid choice: 'rename'                                            |

  Scenario: A shop that is not there
    When an operator runs "status" for a shop that is not there
    Then it fails with "is not there"

  Scenario: On a terminal, a bar shows how far it is
    When an operator watches a rebuild on a terminal
    Then a bar fills up
