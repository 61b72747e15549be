@slow @servers
Feature: Crashes between two servers
  Every event is carried over at least once, and takes effect once.

  Scenario: Between servers, a projector's process is killed again and again under load
    Given a process that keeps placing orders on these stores
    When a projector's process on these stores is started and killed again and again
    Then once a projector runs again, the answers are what the log adds up to

  Scenario: Between servers, two projectors' processes are killed again and again under load
    Given a process that keeps placing orders on these stores
    When two projectors' processes on these stores are started and killed again and again
    Then once a projector runs again, the answers are what the log adds up to
