"""A scenario that fails is shown as its author wrote it, the line that failed marked."""

import pytest

pytest_plugins = ["pytester"]

FEATURE = """
Feature: Doors
  Rule: A door is open or shut
    Scenario: Ana opens the door
      Given a door
      When Ana opens it
      Then it is open
      And she goes through
"""

STEPS = """
from pytest_bdd import given, scenarios, then, when
from features.failing_scenario import *

scenarios(".")

@given("a door")
def door(): ...

@when("Ana opens it")
def opens(): ...
"""


@pytest.mark.parametrize(
    "then", ['@then("it is open")\ndef is_open(): assert False', ""], ids=["fails", "is undefined"]
)
def test_the_line_that_fails_is_marked(pytester: pytest.Pytester, then: str) -> None:
    pytester.makefile(".feature", doors=FEATURE)
    pytester.makeconftest("from features.failing_scenario import *")
    pytester.makepyfile(STEPS + then)
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*doors.feature:6*",
            "  Feature: Doors",
            "  Rule: A door is open or shut",
            "  Scenario: Ana opens the door",
            "    Given a door",
            "    When Ana opens it",
            ">   Then it is open",
            "    And she goes through",
        ]
    )


def test_no_line_of_a_skipped_scenario_is_reported(pytester: pytest.Pytester) -> None:
    pytester.makefile(".feature", doors=FEATURE)
    pytester.makeconftest("from features.failing_scenario import *")
    steps = STEPS.replace("def door(): ...", "def door(): pytest.skip()")
    pytester.makepyfile("import pytest" + steps)
    result = pytester.runpytest_inprocess("--cucumberjson=report.json")
    result.assert_outcomes(skipped=1)
    assert (pytester.path / "report.json").read_text() == "[]"
