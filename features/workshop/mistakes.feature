Feature: The gallery of mistakes
  Whoever wants to know what people really get wrong finds it listed, and sees how it is caught.

  Scenario: The list
    When a learner types "kata mistakes 2"
    Then the command succeeds
    And the answer says "A read model that gets round the rules"

  Scenario: One mistake
    When a learner types "kata mistakes 2 second-transaction"
    Then the command succeeds
    And the answer says "works until something breaks down in between"
    And the answer marks "✗   Then each time the order showed the item and could be confirmed"

  Scenario: A mistake that is a decision
    When a learner types "kata mistakes 2 simple-crud"
    Then the command succeeds
    And the answer says "see docs/"

  Scenario: A mistake that nobody listed
    When a learner types "kata mistakes 2 nonsense"
    Then the command fails
    And the answer says "kata mistakes 2"
