Feature: Two stores, one of them out of order
  Orders are taken by one database and answered by another. Each may fail alone, and nothing is lost or counted twice.

  Background:
    Given Ana opened order "ORD-1"
    And Ana added 1 "Laptop" at 999.99 to order "ORD-1"
    And all answers are up to date

  Rule: Orders are taken while nobody can answer

    @every_pair
    Scenario: The store that answers is out of reach for a while
      When the store that answers goes out of reach
      And Ana adds 2 "Mouse" at 29.99 to order "ORD-1"
      And Ana confirms order "ORD-1"
      Then operators see that it is out of reach, and answers 2 events behind
      When the store that answers is back
      Then after a while the answers are what the log adds up to, by themselves

    @every_pair
    Scenario: It says when it can't be reached, and when it can again
      When the store that answers goes out of reach
      And the projector runs on
      And the store that answers is back
      Then the projector has said that it is out of reach, and that it is back

    Scenario: Attempts to reach it become rarer, and are frequent again once it was back
      When the store that answers is out of reach for 10 attempts of the projector, twice
      Then each time the pauses between them grow to 5 seconds, and no further

  Rule: A store that goes no further holds no other up

    Scenario Outline: One store is out of reach, and the other is not: <down>
      Given a shop with a store for look-ups and one for search
      When the store for <down> goes out of reach
      And Ana adds 1 "Webcam" at 49.99 to order "ORD-1"
      And the projector does what it can, and says that a store is out of reach
      Then the store for <other> shows the webcam

      Examples:
        | down     | other    |
        | look-ups | search   |
        | search   | look-ups |

    @every_pair
    Scenario: A record that nobody can read
      Given the projector is paused
      When Ana adds 2 "Mouse" at 29.99 to order "ORD-1"
      And Ana adds 1 "Webcam" at 49.99 to order "ORD-1"
      And the record of the webcam gets damaged
      Then the projector stops, and every store stands before that record and knows why
      When the record is mended
      And the projector goes on
      Then the answers are what the log adds up to
      And no store knows of anything that is broken

    @every_pair
    Scenario: A record that nobody can read is taken out of the log
      Given the projector is paused
      When Ana adds 2 "Mouse" at 29.99 to order "ORD-1"
      And Ana adds 1 "Webcam" at 49.99 to order "ORD-1"
      And the record of the webcam gets damaged
      Then the projector stops, and every store stands before that record and knows why
      When that record is taken out
      And the projector goes on
      Then no store knows of anything that is broken

    @every_pair
    Scenario: A record gets damaged that was dealt with long ago
      When the record of the laptop gets damaged
      And Ben opens order "ORD-2"
      Then order "ORD-2" comes to $0.00 for 0 items

  Rule: A store that lost something gets it back from the log

    @every_pair
    Scenario: It is put back to an older state
      Given the store that answers is backed up
      When Ana adds 2 "Mouse" at 29.99 to order "ORD-1"
      And all answers are up to date
      And the store that answers is put back to its backup
      Then order "ORD-1" still shows $999.99 for 1 item
      And operators see answers 1 event behind
      When the projector goes on
      Then the answers are what the log adds up to

    @every_pair
    Scenario: It is emptied
      When the store that answers is emptied
      Then whoever asks is told that no version is live
      When the projector goes on
      Then the answers are what the log adds up to

    @every_pair
    Scenario: Another projector gets further while this one is about to write
      Given Ben opened order "ORD-2"
      And all answers are up to date
      And the projector is paused
      When Ana adds 2 "Mouse" at 29.99 to order "ORD-1"
      And Ben adds 1 "Mouse" at 29.99 to order "ORD-2", and another projector deals with both, before this one has dealt with Ana's
      Then the answers are what the log adds up to

    @every_pair
    Scenario: Another projector has built it anew, as this one begins to
      When the store that answers is emptied
      And another projector builds it anew as this one begins to
      Then the answers are what the log adds up to

    Scenario: An order comes in as it is about to answer again
      When the store that answers is emptied
      And Ana adds 2 "Mouse" at 29.99 to order "ORD-1" as it is about to answer again
      Then the answers are what the log adds up to

    @every_pair
    Scenario: It is emptied while somebody is about to write to it
      When the store that answers is emptied while the projector is about to write a batch
      Then the answers are what the log adds up to

  Rule: A log that lost something is not overlooked

    Scenario: The log is put back to an older state
      Given the log is backed up
      When Ana adds 2 "Mouse" at 29.99 to order "ORD-1"
      And all answers are up to date
      And the log is put back to its backup
      Then the projector stops, and says that the log was put back
      And whoever opens the shop is told so

    Scenario: The log is put back, and grows again
      Given the log is backed up
      When Ana adds 2 "Mouse" at 29.99 to order "ORD-1"
      And all answers are up to date
      And the log is put back to its backup
      And Ben opens order "ORD-2"
      And Ben opens order "ORD-3"
      Then the projector stops, and says that the log was put back

  Rule: A server that is restarted is found again

    @servers
    Scenario: The log's server breaks down and is restarted
      Given a projector's process on these stores
      When the log's server breaks down and is restarted
      And a moment later Ana adds 2 "Mouse" at 29.99 to order "ORD-1"
      Then after a while the answers are what the log adds up to, by that process
