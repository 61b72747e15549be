"""A process that runs a step's scenarios against a variant of it and reports each outcome.

    python -m kata.worker PACKAGE SECONDS [ahead]

It waits for the word, a line of JSON, once it has loaded all that does not depend on the package, the specs' module
`ahead` among it, where there is one. With the argument `ahead` it has collected the scenarios too, so that between a
save and the first outcome stands nothing but the scenario itself. A scenario that takes more than SECONDS ends the
process, which says on standard error where it was.
"""

import faulthandler
import importlib
import json
import os
import sys
import traceback
from collections.abc import Generator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kata import gherkin
from kata.exercises import rank
from kata.outcomes import Frame, Outcome
from kata.variants import Place, stand_in
from steps import STEPS

if TYPE_CHECKING:  # at run time pytest wants to import it first
    from pytest_bdd.parser import Scenario, Step

ROOT = Path(__file__).parents[1]
COLLECTING = 60.0  # seconds for importing a package and its specs


class Line:
    """The line to the process that wants the outcomes. Scenarios can't get at it, whatever they print or read."""

    def __init__(self) -> None:
        self.heard = os.fdopen(os.dup(0), encoding="utf-8")
        self.said = os.fdopen(os.dup(1), "w", encoding="utf-8")
        self.alarm = os.fdopen(os.dup(2), "w")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def say(self, **message: Any) -> None:
        print(json.dumps(message), file=self.said, flush=True)

    def limit(self, seconds: float) -> None:
        """End the process, and say where it was, unless there is a new limit or none by then."""
        faulthandler.dump_traceback_later(seconds, exit=True, file=self.alarm)

    def word(self) -> dict[str, Any]:
        said = self.heard.readline()
        if not said:
            sys.exit()  # nobody is there any more
        word: dict[str, Any] = json.loads(said)
        return word


class Reporter:
    """Runs the scenarios that are wanted, those first that are wanted first, and tells what becomes of each."""

    word: dict[str, Any]

    def __init__(self, line: Line, package: Path, seconds: float) -> None:
        self.line = line
        self.package = package
        self.seconds = seconds
        self.compared = ("", "")
        self.next: pytest.Item | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        self.line.limit(COLLECTING)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.line.say(broken=report.longreprtext)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        first = self.word["first"]
        ranked = [(is_slow(item), rank(first, blank(item)), item) for item in session.items]
        session.items[:] = [
            item
            for slow, at, item in sorted(ranked, key=lambda entry: entry[:2])
            if (at < len(first) or not self.word["only"]) and (not slow or self.word["slow"])
        ]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, nextitem: pytest.Item | None) -> None:
        self.next = nextitem

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self.line.limit(self.seconds)
        self.compared = ("", "")
        self.line.say(begun=asdict(blank(item)))

    def pytest_bdd_before_step(self, request: pytest.FixtureRequest, scenario: "Scenario", step: "Step") -> None:
        at = replace(blank(request.node), place=gherkin.place(scenario, step), gherkin=gherkin.marked(scenario, step))
        self.line.say(begun=asdict(at))  # said ahead, as a process that hangs says nothing more

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> None:
        if op in {"==", "is"}:
            self.compared = (str(right), str(left))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.skipped:  # for want of something in this system, or left out: neither green nor red
            return report
        if call.excinfo:
            self.line.say(outcome=asdict(self.failure(item, call.excinfo, report)))
        elif report.when == "call":
            self.line.say(outcome=asdict(replace(blank(item), is_last=self.is_last(item))))
        return report

    def is_last(self, item: pytest.Item) -> bool:
        at, of_next = (rank(self.word["first"], blank(one)) if one else None for one in (item, self.next))
        return at != of_next

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        faulthandler.cancel_dump_traceback_later()
        if exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
            self.line.say(finished=True)

    def failure(
        self, item: pytest.Item, error: pytest.ExceptionInfo[BaseException], report: pytest.TestReport
    ) -> Outcome:
        scenario = next((part for part in report.sections if ".feature:" in part[0]), None)
        place, text = scenario or in_python(item, error)
        expected, got = self.compared
        return replace(
            blank(item),
            passed=False,
            place=place,
            gherkin=text,
            message=brief(error.value),
            expected=expected,
            got=got,
            frames=[
                Frame(entry.path.relative_to(self.package).as_posix(), entry.lineno + 1, entry.name)
                for entry in error.traceback
                if isinstance(entry.path, Path) and entry.path.is_relative_to(self.package)
            ],
            printed=report.capstdout,
            trace=report.longreprtext,
        )


class Waiting(Reporter):
    """Waits for the word before it imports the package: before it collects the scenarios or, if `ahead`, after that."""

    def __init__(self, line: Line, package: Path, seconds: float, specs: list[str], ahead: bool) -> None:
        super().__init__(line, package, seconds)
        self.specs = specs
        self.ahead = ahead

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        if not self.ahead:
            from pytest_bdd.feature import get_features  # pytest wants to import it first

            get_features([folder for folder in self.specs if Path(folder).is_dir()])  # it keeps them
            self.wait()
        session.config.args = self.specs

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        if self.ahead:
            faulthandler.cancel_dump_traceback_later()
            self.line.say(ready=True, too_early=f"steps.{self.package.name}" in sys.modules)
            self.wait()
        super().pytest_runtestloop(session)

    def wait(self) -> None:
        self.word = self.line.word()
        self.line.limit(COLLECTING)
        if complaint := obey(self.word, self.package):
            self.line.say(broken=complaint)
            pytest.exit(complaint)


def in_python(item: pytest.Item, error: pytest.ExceptionInfo[BaseException]) -> tuple[str, str]:
    """The place in a test in Python where it failed, and the test's text."""
    for entry in reversed(error.traceback):
        if isinstance(item, pytest.Function) and entry.frame.code.raw is item.function.__code__:
            line = entry.lineno + 1
            place = f"{item.path.relative_to(ROOT / 'features').as_posix()}:{line}"
            return place, gherkin.marked_test(item, line)
    return "", ""


def brief(error: BaseException) -> str:
    """What went wrong, in a line. Nothing where a comparison says it all."""
    lines = str(error).strip().splitlines() or [""]
    line = lines[-1] if lines[0].startswith("Traceback") else lines[0]
    if line.startswith("Regex pattern"):  # which, and what there was instead, is said below it
        line = " ".join(line.strip() for line in lines)
    if isinstance(error, AssertionError):
        return "" if line.startswith("assert ") else line
    return f"{type(error).__name__}: {line}"


def blank(item: pytest.Item) -> Outcome:
    """The outcome of a scenario that passes, or of a plain test under its name in words."""
    from pytest_bdd.scenario import scenario_wrapper_template_registry as templates  # pytest wants to import it first

    assert isinstance(item, pytest.Function)
    scenario = templates.get(item.obj)
    if scenario is None:
        return Outcome("", "", item.originalname.removeprefix("test_").replace("_", " "))
    return Outcome(scenario.feature.name or "", scenario.rule.name if scenario.rule else "", scenario.name)


def is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None


def obey(word: dict[str, Any], package: Path) -> str | None:
    """Let the package stand in for its step. Returns why it can't be imported, if it can't."""
    stand_in(package, [Place(*place) for place in word["filled"]])
    try:
        importlib.import_module(f"steps.{package.name}")
    except BaseException as error:  # whatever a learner's module does when it is imported
        lines = [
            frame for frame in traceback.extract_tb(error.__traceback__) if package in Path(frame.filename).parents
        ]
        where = f"{lines[-1].filename}:{lines[-1].lineno}: " if lines else ""
        return f"{where}{brief(error)}"
    return None


def main(package: Path, seconds: float, ahead: bool) -> None:
    line = Line()
    if ahead:
        stand_in(package)
    number = STEPS.index(package.name) + 1
    specs = [f"{ROOT / 'features' / name}" for name in [*STEPS[:number], "test_opening.py"]]
    # what a thread or a finalizer raises is reported with whatever scenario comes next: that would be held against it
    without = ["cacheprovider", "faulthandler", "threadexception", "unraisableexception"]
    options = [
        "-q",
        "-otmp_path_retention_policy=failed",
        "-p",
        "pytest_bdd.plugin",
        *(f"-pno:{plugin}" for plugin in without),
    ]
    if (ROOT / "features" / package.name / "ahead.py").exists():
        options += ["-p", f"features.{package.name}.ahead"]
    os.chdir(ROOT)
    reporter = Waiting(line, package, seconds, [path for path in specs if Path(path).exists()], ahead)
    # with one file that has no conftest of a step beside it, as that would import the step
    pytest.main([*options, "-m", f"step{number}", specs[-1]], plugins=[reporter])


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), "ahead" in sys.argv[3:])
    os._exit(0)  # or a thread that somebody left behind keeps the process waiting
