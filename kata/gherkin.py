"""A scenario as its author wrote it, or a test in Python, with the line marked that it has come to."""

import inspect
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # at run time pytest wants to import it first
    from pytest_bdd.parser import Scenario, Step


def place(scenario: "Scenario", step: "Step") -> str:
    """The file and line of a step, as one types it."""
    return f"{scenario.feature.rel_filename}:{step.line_number}"


def marked(scenario: "Scenario", reached: "Step") -> str:
    """The scenario's text, a `>` before one of its steps."""
    lines = [f"  Feature: {scenario.feature.name}"]
    if scenario.rule:
        lines.append(f"  Rule: {scenario.rule.name}")
    lines.append(f"  Scenario: {scenario.name}")
    for step in scenario.steps:
        mark = ">" if step is reached else " "
        lines.append(f"{mark}   {step.keyword} {step.name}")
        if step.datatable:
            lines += [f"{mark}     | {' | '.join(map(str, row))} |" for row in step.datatable.raw()]
    return "\n".join(lines)


def marked_test(test: pytest.Function, reached: int) -> str:
    """What a test in Python was given, and its text, a `>` before one of its lines."""
    given = test.callspec.params if hasattr(test, "callspec") else {}
    lines = [f"    {name}: {value}" for name, value in given.items() if name != "step_name"]
    written, first = inspect.getsourcelines(test.function)
    start = next(at for at, line in enumerate(written) if line.startswith("def "))
    for number, line in enumerate(written[start:], start=first + start):
        lines.append(f"{'>' if number == reached else ' '}   {line.rstrip()}")
    return "\n".join(lines)
