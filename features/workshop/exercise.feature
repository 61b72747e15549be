Feature: Doing an exercise
  A learner gets a step with its tasks open, writes what is missing, and is told how it goes.

  Rule: Whoever starts a step gets it with its tasks open

    Scenario: Any step can be the first
      When a learner types "kata start 2"
      Then the workbench of step 2 is laid out, every task open
      And "kata check 2" is what to type next

    Scenario: A workbench is never written over
      Given a learner started step 1
      And the learner solved task 1 of step 1
      When the learner types "kata start 1"
      Then the workbench of step 1 is as it was
      And the answer says "stays as it is"

    Scenario: From scratch, a learner begins with the step before
      When a learner types "kata start 2 --from-scratch"
      And the learner types "kata check 2"
      Then the command fails
      And the answer says "Step 2 from scratch"
      And the answer marks "✗   Then whoever answers questions takes no orders"

    Scenario: From scratch, a learner is told what to do before anything can be imported
      When a learner types "kata start 3 --from-scratch"
      Then the answer says "Whatever the specs can't import is what they want next."

    Scenario: A workbench that was begun in the other way says how to get one from scratch
      Given a learner started step 1
      When the learner types "kata start 1 --from-scratch"
      Then the workbench of step 1 is laid out, every task open
      And the answer says "To begin from scratch instead, move it elsewhere first."

  Rule: A check shows the first open task, and no more than that

    Scenario: The scenario that fails, and where to write
      Given a learner started step 1
      When the learner types "kata check"
      Then the command fails
      And task 1 is at hand, and no task is ticked
      And the answer marks "✗   Then order "ORD-1" comes to $119.96 for 2 items"
      And the answer says "expected  (Decimal('119.96'), 2)"
      And the answer says "got       (Decimal('0.00'), 0)"
      And the answer says "step1_crud/orders.py:42  SUMMARIES"
      And the answer shows no traceback

    Scenario: A test in Python that fails
      Given a learner started step 3
      When the learner types "kata check"
      Then the answer says "features/step3_projections/test_order.py:"
      And the answer marks "✗   assert order_after(CREATED, ADDED, ADDED, CONFIRMED) == Order"

    Scenario: All of the traceback, where that is wanted
      Given a learner started step 2
      When the learner types "kata check 2 --verbose"
      Then the answer says "E   NotImplementedError"

    Scenario: A shop in memory counts as well, and is held against the task that is about it
      Given a learner started step 2
      And the learner solved step 2
      And the learner wrote "{shared}?mode=ro" instead of "{shared}&mode=ro" in "shop.py"
      When the learner types "kata check 2"
      Then task 6 is at hand, and tasks 1, 2, 3, 4 and 5 are ticked

    Scenario: Every task can be done alone
      Given a learner started step 1
      And the learner solved task 3 of step 1
      When the learner types "kata check 1"
      Then task 1 is at hand, and task 3 is ticked

    Scenario: All tasks done
      Given a learner started step 1
      And the learner solved step 1
      When the learner types "kata check 1"
      Then the command succeeds
      And the answer says "Step 1 is done"

    Scenario: A task is not done where something else broke
      Given a learner started step 1
      And the learner solved task 1 of step 1
      And the learner wrote "JOIN" instead of "LEFT JOIN" in "orders.py"
      When the learner types "kata check 1"
      Then task 1 is at hand, and no task is ticked
      And the answer says "OrderNotFound: Order 'ORD-1': there is no such order"

    Scenario: A finished task stays done while the next one is wrong
      Given a learner started step 1
      And the learner solved task 1 of step 1
      And the learner wrote "return []" instead of "raise NotImplementedError("the customer's summaries, oldest first")" in "orders.py"
      When the learner types "kata check 1"
      Then task 2 is at hand, and task 1 is ticked

  Rule: Whatever the learner writes, the answer points at it

    Scenario: A syntax error
      Given a learner started step 1
      And the learner wrote "class Orders(" instead of "class Orders" in "orders.py"
      When the learner types "kata check 1"
      Then the command fails
      And the answer says "orders.py:48: "
      And the answer shows no traceback

    Scenario: An endless loop
      Given a learner started step 2
      And the learner wrote "while True: pass" instead of "raise NotImplementedError("pick up the order's row in order_summary")" in "queries.py"
      When the learner types "kata check 2 --limit 3"
      Then the command fails
      And the answer says "Stopped after 3 s, and get_summary does not come back."
      And the answer marks "✗   Then the summary reads "Order ORD-1: $1059.97 (2 items)""
      And the answer says "queries.py:31 in get_summary"

    Scenario: An endless loop, while something else runs beside it
      Given a learner started step 3
      And the learner solved step 3
      And the learner wrote "if reached > position:" instead of "if reached >= position:" in "queries.py"
      When the learner types "kata check 3 --limit 3"
      Then the command fails
      And the answer marks "✗   Then with her receipt, Ana sees order "ORD-1" at $999.99 for 1 item"
      And the answer says "and get_summary does not come back."
      And the answer says "in wait_for"

    Scenario: A function that is gone
      Given a learner started step 1
      And the learner wrote "def list_them" instead of "def list_by_customer" in "orders.py"
      When the learner types "kata check 1"
      Then the command fails
      And the answer says "there is no Orders.list_by_customer"
      And the answer says "kata reset 1"

    Scenario Outline: <what> stands where a file was
      Given a learner started step 1
      And <what> stands where "orders.py" was
      When the learner types "kata check 1"
      Then the command fails
      And the answer says "orders.py: "
      And the answer says "kata reset 1"
      And the answer shows no traceback

      Examples:
        | what                     |
        | nothing                  |
        | a folder                 |
        | text in another encoding |

  Rule: A learner who is stuck gets on

    Scenario: Hints get plainer, and the last one stays
      Given a learner started step 2
      When the learner types "kata hint" 4 times
      Then the answers are hints 1, 2, 3 and 3
      And the answer says "kata solve 2 1"
      And the answer says on one line "SELECT order_id, customer_id, total_cents, item_count, status FROM order_summary WHERE order_id = ?"

    Scenario: The reference beside one's own text
      Given a learner started step 2
      When the learner types "kata diff 2"
      Then the answer says "raise NotImplementedError("bring the summary in step")"
      And the answer says "SELECT order_id, customer_id, total_cents, item_count, status"

    Scenario Outline: What was written is kept before it is replaced: <command>
      Given a learner started step 1
      And the learner wrote "# my own thoughts" instead of "# IMMEDIATE" in "database.py"
      When the learner types "<command>"
      Then the command succeeds
      And the answer names a backup that holds "# my own thoughts"

      Examples:
        | command        |
        | kata solve 1 1 |
        | kata solve 1   |
        | kata reset 1 1 |
        | kata reset 1   |

    Scenario: A task that was solved can be opened again
      Given a learner started step 1
      And the learner solved step 1
      When the learner types "kata reset 1 2"
      And the learner types "kata check 1"
      Then task 2 is at hand, and tasks 1, 3 and 4 are ticked

  Rule: Commands in the wrong order say what comes first

    Scenario Outline: <command> before anything was started
      When a learner types "<command>"
      Then the command fails
      And "kata start 1" is what to type first

      Examples:
        | command      |
        | kata check   |
        | kata watch   |
        | kata hint    |
        | kata diff    |
        | kata check 1 |
        | kata solve 1 |
        | kata reset 1 |

    Scenario: A task that there is not
      Given a learner started step 1
      When the learner types "kata solve 1 99"
      Then the command fails
      And the answer says "Step 1 has 4 tasks"

    Scenario: From scratch there is one task, and no hint for it
      When a learner types "kata start 2 --from-scratch"
      And the learner types "kata check 2"
      Then the answer does not mention "kata hint"
      When the learner types "kata solve 2 2"
      Then the command fails
      And the answer says "Step 2 has 1 task."

    Scenario: A hint where nothing is left to do
      Given a learner started step 1
      And the learner solved step 1
      When the learner types "kata hint 1"
      Then the command fails
      And the answer says "Step 1 is done"

  Rule: The workbench is a package like any other

    Scenario: Plain pytest runs the specs against it
      Given a learner started step 2
      When the learner runs pytest on the workbench of step 2
      Then pytest fails at "step2_handlers/commands.py"
