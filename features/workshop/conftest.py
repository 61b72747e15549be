"""The phrases about the workshop's tool."""

import importlib

from pytest_bdd import parsers, then, when
from typer.testing import CliRunner

from kata.__main__ import app
from steps import STEPS


def run_kata(*arguments: str) -> str:
    """What `kata` prints on a terminal of 120 columns."""
    result = CliRunner(env={"COLUMNS": "120"}).invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.output


@when("a newcomer takes the tour", target_fixture="printed")
def whole_tour() -> str:
    return run_kata("tour")


@when(parsers.parse("a newcomer takes the tour of step {number} alone"), target_fixture="printed")
def tour_of(number: str) -> str:
    return run_kata("tour", "--step", number)


def parts(printed: str) -> list[str]:
    """What was printed of each step, in one line each."""
    parts = [" ".join(part.split()) for part in printed.split("Step ")[1:]]
    assert len(parts) == len(STEPS)
    return parts


@then(parsers.parse('every step shows "{summary}"'))
def shows(printed: str, summary: str) -> None:
    assert all(summary in part for part in parts(printed))


@then("every step says in a sentence what is new in it")
def says(printed: str) -> None:
    for part, name in zip(parts(printed), STEPS, strict=True):
        sentence = importlib.import_module(f"steps.{name}").__doc__
        assert sentence
        assert sentence in part


@then("every step shows what it keeps, and who answered")
def keeps(printed: str) -> None:
    assert all("ORD-1" in part and "CUST-1" in part and "answered." in part for part in parts(printed))


@then(parsers.parse("only step {number:d} is shown"))
def only(printed: str, number: int) -> None:
    assert [name for name in STEPS if f"steps/{name}" in printed] == [STEPS[number - 1]]
