"""The playground's half in Python. It runs in a web worker, where there are no processes and no threads.

Each function answers what the page asks for, as JSON.
"""

import importlib
import json
import os
import re
import shutil
import sqlite3
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout, suppress
from html import escape
from io import StringIO
from pathlib import Path
from typing import Any, ClassVar, cast
from unittest.mock import patch

import pytest
from rich.console import Console
from rich.text import Text

from kata.exercises import Task, mistakes, tasks
from kata.judge import judge
from kata.outcomes import Outcome
from kata.runner import HASTE, Broken, Runner, to_outcome
from kata.show import show_beside, show_failure, show_verdict
from kata.variants import Place, definition, reference, rewritten, source, span, write_variant
from kata.workbench import Bench
from kata.worker import Line, Reporter, obey
from steps import STEPS
from steps.contract import ShopError

ROOT = Path(__file__).parents[2]
NOT_IN_A_BROWSER = (
    "can't start new thread",
    "does not support processes.",
    "out of pty devices",
    "[Errno 138] Not supported",  # a server's socket
)
STYLES = {"1": "bold", "2": "dim", "31": "failed", "32": "passed", "36": "place"}

Tell = Callable[[str], object]

os.environ.update(HASTE)


class PageReporter(Reporter):
    """Reports to the page, which itself ends the worker when a scenario takes too long."""

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Say nothing: the page sees that it is finished."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self) -> None:
        """Without threads, let the projector in the background take its turns while somebody sleeps."""
        projector: Any = sys.modules.get("steps.step3_projections.projector")
        if projector:
            awake.clear()
            Timer.set.clear()
            projector.BackgroundProjector.start = wake_up
            projector.BackgroundProjector.stop = fall_asleep


awake: list[Any] = []  # the projectors in the background


def wake_up(background: Any) -> None:
    awake.append(background)


def fall_asleep(background: Any) -> None:
    if background in awake:
        awake.remove(background)


class Timer:
    """A timer without a thread: it goes off when somebody sleeps once its time has come, or waits for it."""

    set: ClassVar[list["Timer"]] = []

    def __init__(self, seconds: float, function: Callable[[], object]) -> None:
        self.due = time.monotonic() + seconds
        self.function = function

    def start(self) -> None:
        self.set.append(self)

    def join(self) -> None:
        if self in self.set:
            self.go_off()

    def go_off(self) -> None:
        self.set.remove(self)
        self.function()


def sleep(_: float) -> None:
    """Let every timer whose time has come go off, and every projector in the background deal with a batch."""
    for timer in [timer for timer in Timer.set if timer.due <= time.monotonic()]:
        timer.go_off()
    for background in awake:
        # an SQLite error: somebody keeps the database locked, and the projector tries again the next time
        with suppress(ShopError, sqlite3.OperationalError), background.opened() as projector:
            projector.run_batch()


class PageRunner(Runner):
    """Runs here what a Runner runs in a process of its own."""

    def __init__(self, package: Path, tell: Tell) -> None:
        self.package = package
        self.tell = tell
        self.outcomes: list[Outcome] = []
        self.left_out: set[str] = set()
        self.broken = ""

    def run(
        self, first: Sequence[str] = (), *, only: bool = False, slow: bool = False, filled: Sequence[Place] = ()
    ) -> Iterator[Outcome]:
        for name in [name for name in sys.modules if name.startswith(("steps.step", "features"))]:
            del sys.modules[name]
        if complaint := obey({"filled": [[place.file, place.name] for place in filled]}, self.package):
            raise Broken(complaint)
        number = STEPS.index(self.package.name) + 1
        folders = [str(ROOT / "features" / name) for name in STEPS[:number]]
        options = ["-q", "-p", "pytest_bdd.plugin", "-p", "no:cacheprovider", "-p", "no:faulthandler"]
        reporter = PageReporter(cast(Line, self), self.package, 0)
        reporter.word = {"first": list(first), "only": only, "slow": slow}
        with redirect_stdout(StringIO()), patch.object(time, "sleep", sleep), patch.object(threading, "Timer", Timer):
            pytest.main([*options, "-m", f"step{number}", *folders], plugins=[reporter])
        if self.broken:
            raise Broken(self.broken)
        return iter(self.outcomes)

    def limit(self, _: float) -> None:
        """Set no limit: the page does."""

    def say(self, **message: Any) -> None:
        if "begun" in message:
            self.tell(message["begun"]["scenario"])
        elif "outcome" in message:
            outcome = to_outcome(message["outcome"])
            if outcome.message.endswith(NOT_IN_A_BROWSER):
                self.left_out.add(outcome.scenario)
            else:
                self.outcomes.append(outcome)
        elif "broken" in message:
            self.broken = message["broken"]

    def close(self) -> None:
        """Nothing to let go of."""


def contents(_: Tell) -> str:
    """Every step with its tasks, the places to write in, its mistakes, and the package that it lacks here, if any."""
    return json.dumps(
        [
            {
                "number": number,
                "name": name,
                "lacks": lacking(name),
                "tasks": [about(name, task) for task in tasks(name)],
                "mistakes": [
                    {"name": mistake.name, "title": mistake.title, "why": mistake.why, "caughtBy": mistake.caught_by}
                    for mistake in mistakes(name)
                    if mistake.caught_by
                ],
            }
            for number, name in enumerate(STEPS, start=1)
        ]
    )


def lacking(step_name: str) -> str | None:
    """The package that a step needs and a page can't hold."""
    files = sorted({change.place.file for task in tasks(step_name) for change in task.opening})
    try:
        for file in files:
            importlib.import_module(f"steps.{step_name}.{file.removesuffix('.py').replace('/', '.')}")
    except ModuleNotFoundError as error:
        return error.name
    return None


def about(step_name: str, task: Task) -> dict[str, Any]:
    return {
        "title": task.title,
        "minutes": task.minutes,
        "do": " ".join(task.do.split()),
        "hints": [textwrap.dedent(hint).strip("\n") for hint in task.hints],
        "places": [
            {
                "file": change.place.file,
                "name": change.place.name,
                "open": textwrap.dedent(
                    source(rewritten(reference(step_name, change.place.file), change), change.place)
                ),
                "solved": textwrap.dedent(source(reference(step_name, change.place.file), change.place)),
            }
            for change in task.opening
        ],
    }


def check(number: int, written: str, tell: Tell) -> str:
    """What `kata check` says of a workbench with these texts in these places."""
    bench = Bench(number)
    shutil.rmtree(bench.package, ignore_errors=True)
    bench.lay_out()
    for file, texts in json.loads(written).items():
        path = bench.package / file
        path.write_text(filled_in(path.read_text(encoding="utf-8"), file, texts), encoding="utf-8")
    runners: list[PageRunner] = []

    def runner() -> PageRunner:
        runners.append(PageRunner(bench.package, tell))
        return runners[-1]

    *_, verdict = judge(bench, runner)
    return json.dumps(
        {
            "output": printed(lambda console: show_verdict(console, verdict)),
            "done": sorted(verdict.done),
            "atHand": verdict.at_hand.number if verdict.at_hand else None,
            "leftOut": sorted(set[str]().union(*(runner.left_out for runner in runners))),
        }
    )


def filled_in(text: str, file: str, texts: dict[str, str]) -> str:
    """The text of a file with these texts in the places of these names."""
    lines = text.splitlines(keepends=True)
    nodes = {name: definition(text, Place(file, name)) for name in texts}
    for name in sorted(texts, key=lambda name: -nodes[name].lineno):
        lines[span(nodes[name])] = [textwrap.indent(texts[name].rstrip(), " " * nodes[name].col_offset) + "\n"]
    return "".join(lines)


def show_mistake(number: int, name: str, tell: Tell) -> str:
    """A mistake beside the reference, and the scenario that catches it."""
    step_name = STEPS[number - 1]
    (mistake,) = [mistake for mistake in mistakes(step_name) if mistake.name == name]
    folder = Path("/tmp/mistake")
    shutil.rmtree(folder, ignore_errors=True)
    package = write_variant(step_name, mistake.wrong, folder)
    runner = PageRunner(package, tell)
    failures = [o for o in runner.run([mistake.caught_by], only=True, slow=True) if not o.passed]

    def show(console: Console) -> None:
        for change in mistake.wrong:
            wrong = source((package / change.place.file).read_text(encoding="utf-8"), change.place)
            right = source(reference(step_name, change.place.file), change.place)
            show_beside(console, ("the mistake", wrong), ("the reference", right))
        for failure in failures[:1]:
            show_failure(console, failure)
        if not failures and (runner.left_out or not mistake.can_be_caught):
            console.print("The scenario that catches it takes threads, processes or a server, and a page has none:")
            console.print(Text(f"  {mistake.caught_by}"))
            console.print(f"See it go red on your own machine: kata mistakes {number} {name}")

    return json.dumps({"output": printed(show), "caught": bool(failures)})


def printed(show: Callable[[Console], None]) -> str:
    """What is shown on a terminal, as HTML."""
    text = StringIO()
    show(Console(file=text, force_terminal=True, color_system="standard", width=100, highlight=False))
    html = []
    for code, words in re.findall(r"(?:\x1b\[([\d;]*)m)?([^\x1b]*)", text.getvalue()):
        classes = " ".join(STYLES[part] for part in code.split(";") if part in STYLES)
        html.append(f'<span class="{classes}">{escape(words)}</span>' if classes else escape(words))
    return "".join(html)
