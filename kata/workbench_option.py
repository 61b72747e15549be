"""`pytest --workbench -m step2` runs step 2's specs against the learner's workbench instead of the step."""

import re

import pytest

from kata.variants import stand_in
from kata.workbench import Bench


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--workbench", action="store_true", help="test workbench/ instead of the step that -m stepN names")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Let the workbench stand in for its step, before any spec can import the step."""
    options = early_config.known_args_namespace
    if options.workbench:
        named = re.fullmatch(r"step(\d+)", options.markexpr)
        if not named:
            raise pytest.UsageError("--workbench goes with one step, as in: pytest --workbench -m step2")
        bench = Bench(int(named[1]))
        if not bench.is_there:
            raise pytest.UsageError(f"There is no {bench.package} yet. Lay it out: kata start {bench.number}")
        stand_in(bench.package)
