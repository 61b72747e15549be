Feature: Those who answer and those who act
  The shop has people who take orders and people who answer questions, and nobody does both.

  Rule: Whoever answers can't change anything

    Scenario: Answering offers nothing to order with
      Then whoever answers questions takes no orders, and whoever takes orders answers no questions

    Scenario: Nobody gets round a rule by way of an answer
      Given Ana opened order "ORD-1"
      When somebody who answers tries to change every record the shop keeps
      Then every change is turned down, and the shop is left exactly as it was

  Rule: An answer takes the same work however much there is in the shop

    Scenario: A long order is summed up as fast as a short one
      Given Ana opened order "ORD-1"
      And Ben opened order "ORD-2"
      And Ana added 1 "Sticker" at 1.00 to order "ORD-1"
      When Ben adds 1 "Sticker" at 1.00 to order "ORD-2", 60 times over
      Then the summary of order "ORD-2" takes no more work than that of order "ORD-1"

    Scenario: Other people's orders don't slow down a customer's list
      Given Ana opened order "ORD-1"
      When a colleague notes how much work the list of Ana's orders is
      And Ben opens 60 orders
      Then the list of Ana's orders is no more work than before
