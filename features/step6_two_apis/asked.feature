Feature: Questions
  The service that answers takes no commands. What it answers is as fresh as the asker wants it.

  Rule: What the asker has is not sent again

    Scenario: Nothing has changed
      Given a program opened order "ORD-1"
      When a program looks at order "ORD-1"
      And it looks again, and says what it has
      Then it is told that nothing has changed

    Scenario: Something has changed
      Given a program opened order "ORD-1"
      When a program looks at order "ORD-1"
      And a program adds 1 "Laptop" at 999.99 to order "ORD-1"
      And it looks again, and says what it has
      Then it sees order "ORD-1" at $999.99

    Scenario: A list that has changed
      Given a program opened order "ORD-1"
      When a program looks at the list of CUST-1
      And it looks again, and says what it has
      Then it is told that nothing has changed
      When a program opens order "ORD-2"
      And it looks again, and says what it has
      Then it sees the orders "ORD-1, ORD-2"

  Rule: A long list comes page by page

    Scenario: Three pages
      Given a program opened orders "ORD-1, ORD-2, ORD-3, ORD-4, ORD-5"
      When a program reads the list of CUST-1 in pages of 2
      Then it sees the pages "ORD-1, ORD-2", "ORD-3, ORD-4" and "ORD-5"

    Scenario: Orders that are opened meanwhile come at the end
      Given a program opened orders "ORD-1, ORD-2, ORD-3"
      When a program reads the list of CUST-1 in pages of 2, while another opens order "ORD-4"
      Then it sees the pages "ORD-1, ORD-2" and "ORD-3, ORD-4"

  Rule: Orders are found by words

    Scenario: By the beginning of a product and a customer
      Given a program opened orders "ORD-1, ORD-2"
      And a program added 1 "Gaming laptop" at 999.99 to order "ORD-2"
      When a program searches for "lap cust-1"
      Then it sees the orders "ORD-2"

    Scenario: Signs that mean something to a database are signs
      Given a program opened orders "ORD-1"
      When a program searches for "\"lap* AND (NOT NEAR -- 'x"
      Then it sees no orders

  Rule: Questions within questions

    Scenario: A customer's confirmed orders, in one question
      Given a program opened orders "ORD-1, ORD-2"
      And a program added 1 "Laptop" at 999.99 to order "ORD-2"
      And a program confirmed order "ORD-2"
      When a program asks in GraphQL
        """
        { order(orderId: "ORD-1") { ... on Order { status customer { orders(status: CONFIRMED) {
            ... on Orders { orders { orderId total } next } } } } } }
        """
      Then the answer is
        """
        {"order": {"status": "PENDING", "customer": {"orders":
            {"orders": [{"orderId": "ORD-2", "total": "999.99"}], "next": null}}}}
        """

    Scenario: Not there, and not yet visible, are answers and no errors
      When a program asks in GraphQL
        """
        { there: order(orderId: "ORD-404") { __typename }
          late: order(orderId: "ORD-1", atLeast: 5000000000, patience: 0.1) { ... on NotYetVisible { atLeast reason } }
          list: customer(customerId: "CUST-1") { orders(atLeast: 1, patience: 0) { __typename } }
          found: search(text: "lap", atLeast: 1, patience: 0) { __typename } }
        """
      Then the answer is
        """
        {"there": {"__typename": "OrderNotFound"},
         "late": {"atLeast": 5000000000, "reason": "waited 0.1 seconds"},
         "list": {"orders": {"__typename": "NotYetVisible"}},
         "found": {"__typename": "NotYetVisible"}}
        """

    Scenario: Search in pages, by status
      Given a program opened orders "ORD-1, ORD-2, ORD-3"
      And a program added 1 "Laptop" at 1.00 to order "ORD-2"
      And a program confirmed order "ORD-2"
      When a program asks in GraphQL
        """
        { search(text: "cust-1", status: PENDING, limit: 1) { ... on Orders { orders { orderId } next } } }
        """
      Then the answer is
        """
        {"search": {"orders": [{"orderId": "ORD-1"}], "next": "ORD-1"}}
        """

    Scenario: The next page begins after an order that has another status by now
      Given a program opened orders "ORD-1, ORD-2, ORD-3"
      And a program added 1 "Laptop" at 1.00 to order "ORD-2"
      And a program confirmed order "ORD-2"
      When a program asks in GraphQL
        """
        {
          customer(customerId: "CUST-1") {
            orders(status: PENDING, after: "ORD-2") { ... on Orders { orders { orderId } next } }
          }
        }
        """
      Then the answer is
        """
        {"customer": {"orders": {"orders": [{"orderId": "ORD-3"}], "next": null}}}
        """

    Scenario Outline: A question that costs too much is not answered: <kind>
      When a program asks in GraphQL <kind>
      Then the question is turned down: <reason>

      Examples:
        | kind                             | reason                          |
        | ever deeper                      | exceeds maximum operation depth |
        | the same 11 times over           | aliases                         |
        | a long list within a list, twice | takes 201 looks into the store  |
        | more than anybody reads          | token                           |

  Rule: Operators see how far answers are behind

    Scenario: Level with what was accepted
      Given a program opened order "ORD-1"
      And all answers are up to date
      Then the service is ready, 0 events behind
      And the figures say "shop_projector_up 1.0" and "shop_lag_events 0.0"

    Scenario: Nobody follows, and nobody knows how far answers are behind
      Given the projector is paused
      And a program opened order "ORD-1"
      Then the service is not ready: "projector-silent"
      And the figures say "shop_projector_up 0.0", and nothing of events
      But the service is alive

    Scenario: The projector has stopped at a record that can't be read
      Given a record that nobody can read stands in the log
      When a program opens order "ORD-1"
      Then after a while the service is not ready
      And whoever goes where the answer points is told at once that the projector has stopped
