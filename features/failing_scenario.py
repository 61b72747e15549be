"""Shows a failed scenario as its author wrote it, with the line that failed marked."""

from collections.abc import Generator

import pytest
from pytest_bdd.parser import Scenario, Step

reached = pytest.StashKey[tuple[Scenario, Step]]()


def pytest_bdd_before_step(request: pytest.FixtureRequest, scenario: Scenario, step: Step) -> None:
    request.node.stash[reached] = scenario, step


def pytest_bdd_step_func_lookup_error(request: pytest.FixtureRequest, scenario: Scenario, step: Step) -> None:
    request.node.stash[reached] = scenario, step


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and reached in item.stash:
        scenario, failed = item.stash[reached]
        place = f"{scenario.feature.rel_filename}:{failed.line_number}"
        report.sections.insert(0, (place, gherkin(scenario, failed)))
    return report


def gherkin(scenario: Scenario, failed: Step) -> str:
    """The scenario's text, a `>` before the step that failed."""
    lines = [f"  Feature: {scenario.feature.name}"]
    if scenario.rule:
        lines.append(f"  Rule: {scenario.rule.name}")
    lines.append(f"  Scenario: {scenario.name}")
    for step in scenario.steps:
        mark = ">" if step is failed else " "
        lines.append(f"{mark}   {step.keyword} {step.name}")
        if step.datatable:
            lines += [f"{mark}     | {' | '.join(map(str, row))} |" for row in step.datatable.raw()]
    return "\n".join(lines)
