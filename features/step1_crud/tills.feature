Feature: Several tills, and tills that break down
  The shop has more than one till, and each of them works on the same orders.

  Rule: Tills take turns, and nothing is lost

    Scenario Outline: Two tills fill one order at the same time, as <kind>
      Given Ana opened order "ORD-1"
      When two tills add 25 lines of $1.00 each to order "ORD-1" at the same time, as <kind>
      Then order "ORD-1" comes to $50.00 for 50 items

      Examples:
        | kind    |
        | threads |

      @slow
      Examples:
        | kind      |
        | processes |

    Scenario: A till waits while another is busy
      Given another till is busy with the shop for a moment
      When Ana opens order "ORD-1"
      Then order "ORD-1" is pending

    Scenario: A till waits while another sets up a brand-new shop
      Given another till is busy with a brand-new shop for a moment
      When Ana opens order "ORD-1"
      Then order "ORD-1" is pending

    Scenario: A long look at the shop keeps no till waiting
      Given a colleague is in the middle of a long look at the shop
      When Ana opens order "ORD-1"
      Then order "ORD-1" is pending

    Scenario: Two tills confirm one order, and one of them is told that it was done
      Given Ana opened order "ORD-1"
      And Ana added 1 "Laptop" at 999.99 to order "ORD-1"
      When two tills try to confirm order "ORD-1" at the same time
      Then one succeeds, and the other is refused: an order is confirmed once

    Scenario: Another till confirms the order that one is about to add to
      Given Ana opened order "ORD-1"
      And Ana added 1 "Laptop" at 999.99 to order "ORD-1"
      When a till is about to add to order "ORD-1", and another has confirmed it by then
      Then the one that came second is refused: nothing is added to a confirmed order

    Scenario: Two tills open a brand-new shop at the same time
      When two tills open a brand-new shop at the same time, and an order each
      Then the brand-new shop has both orders

    Scenario: Another till was faster to set up a brand-new shop
      When a till is about to set up a brand-new shop, and another has opened an order there by then
      Then the brand-new shop has both orders

  Rule: Nobody sees half a command

    Scenario: Lines and dollars match at every look while a till is adding
      Given Ana opened order "ORD-1"
      When a till adds 30 lines of $1.00 to order "ORD-1" while Ben keeps looking at it
      Then Ben saw as many dollars as lines at every look, and never fewer than before

  Rule: A till that breaks down leaves a command done or not begun

    Scenario: Breaking down while opening an order
      When a till breaks down at every moment of opening an order
      Then each time the order was there and taken, or not there and free

    Scenario: Breaking down while adding the first item
      When a till breaks down at every moment of adding the first item to an order
      Then each time the order showed the item and could be confirmed, or was empty and could not

    Scenario: Breaking down while confirming
      When a till breaks down at every moment of confirming an order
      Then each time the order was confirmed and closed to items, or pending and open to them
