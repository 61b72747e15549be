Feature: Crashes
  Processes are killed at any moment. What was accepted is kept, and answers end up the same as if nothing had happened.

  Rule: A batch is applied wholly or not at all

    Scenario: The projector breaks down at every moment of a batch
      When the projector breaks down at every moment of a batch
      Then each time, once it goes on, the answers are what the log adds up to

    Scenario: Two projectors work on the same events
      When another projector deals with a batch while this one is about to
      Then the answers are what the log adds up to

  Rule: A database that somebody keeps locked is waited for

    Scenario: Somebody keeps the shop locked for longer than anybody waits
      When somebody keeps the shop locked for longer than its projector waits
      Then the projector goes on, once the lock is gone

  @slow
  Rule: Killed anywhere, nothing is lost or repeated

    Scenario: The projector's process is killed again and again under load
      Given a process that keeps placing orders
      When a projector's process is started and killed again and again
      Then once a projector runs again, the answers are what the log adds up to

    Scenario: Two projectors' processes are killed again and again under load
      Given a process that keeps placing orders
      When two projectors' processes are started and killed again and again
      Then once a projector runs again, the answers are what the log adds up to

    Scenario: The process that places orders is killed again and again
      When a process that keeps placing orders is started and killed again and again
      Then each event is there wholly, and every order's events follow one another
      And the answers are what the log adds up to

  @slow
  Rule: A projector's process does as it is told

    Scenario Outline: It follows what happens until it is told to stop by <signal>
      Given a projector's process
      When Ana opens order "ORD-1" in a shop without a projector of its own
      Then after a while order "ORD-1" shows by itself
      When the process is told to stop by <signal>
      Then it stops, and says how far it got

      Examples:
        | signal  |
        | SIGINT  |
        | SIGTERM |

    Scenario: An idle projector takes naps
      When a projector has nothing to do
      Then it naps before it looks again

    Scenario: Operators ask it for the lag
      Given Ana opens order "ORD-1" in a shop without a projector of its own
      When an operator asks for the lag on the command line
      Then the answer is "1 events behind"

    Scenario: It stops at a record that can't be read, and says so
      Given a record that nobody can read stands in the log
      When a projector's process runs
      Then it ends with an error that names the place and the reason
      When an operator asks for the lag on the command line
      Then the answer is "1 events behind", and the reason

    Scenario: A program that forgets to close its shop ends all the same
      When a program ends without closing its shop
      Then no projector keeps it running

    Scenario: It does not make up a shop that is not there
      When a projector's process is started for a shop that is not there
      Then it says that the shop is not there
