"""Shows a failed scenario as its author wrote it, the line that failed marked. Reports no line of a skipped one."""

from collections.abc import Generator

import pytest
from pytest_bdd.parser import Scenario, Step
from pytest_bdd.reporting import test_report_context_registry

from kata.gherkin import marked, place

reached = pytest.StashKey[tuple[Scenario, Step]]()


def pytest_bdd_before_step(request: pytest.FixtureRequest, scenario: Scenario, step: Step) -> None:
    request.node.stash[reached] = scenario, step


def pytest_bdd_step_func_lookup_error(request: pytest.FixtureRequest, scenario: Scenario, step: Step) -> None:
    request.node.stash[reached] = scenario, step


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and reached in item.stash:
        report.sections.insert(0, (place(*item.stash[reached]), marked(*item.stash[reached])))
    if report.skipped and report in test_report_context_registry:
        # or its first line is reported as passed, and the others as lines that nobody defined
        test_report_context_registry[report].scenario["steps"].clear()
    return report
