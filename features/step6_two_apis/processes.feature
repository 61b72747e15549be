@slow
Feature: Three processes
  The shop is three programs, which start and stop apart from each other.

  Scenario: Whoever answers has nothing of the commands, and can't write
    When the service that answers is examined
    Then it has loaded none of the code for commands
    And it can't change what it answers from

  Scenario Outline: <service> stops when it is told to, by <signal>
    When the shop's <service> is started, and told to stop by <signal>
    Then it ends well, and says nothing more

    Examples:
      | service   | signal  |
      | commands  | SIGTERM |
      | queries   | SIGINT  |
      | projector | SIGTERM |

  Scenario: All three with one command
    When an operator starts the whole shop, and stops it by SIGINT
    Then it told the addresses of the pages to try it on, and ends well

  Scenario: Stopped in the middle of a crowd
    Given many programs send commands all the while
    When the service for commands is told to stop
    Then it ends well
    And every command that was accepted is in the shop, and no command is there twice

  Scenario: Two services for commands and two projectors share the work
    When programs send commands to two services at once, while two projectors follow
    Then every command that was accepted is in the shop, and no command is there twice

  Scenario Outline: A port that is taken is told: <service>
    When the shop's <service> are started on a port where something else listens
    Then it ends with "Can't listen on port"

    Examples:
      | service   |
      | commands  |
      | projector |

  Scenario: A shop whose projector can't go on says why
    Given a record that nobody can read stands in the log
    When an operator starts the whole shop
    Then it ends with "The event at position 2, of order 'ORD-1', is broken"

  Scenario: What can't be opened is told
    When the shop's commands are started on a file that is no database
    Then it ends with "file is not a database"
