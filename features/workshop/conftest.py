"""The phrases about the workshop's tool."""

import importlib
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest
from pytest_bdd import given, parsers, then, when
from typer.testing import CliRunner

from kata.__main__ import app
from kata.variants import STEPS_FOLDER, reference
from steps import STEPS

ROOT = Path(__file__).parents[2]


@dataclass
class Learner:
    """A learner with a workbench, and what the commands answered so far."""

    workbench: Path
    answers: list[str] = field(default_factory=list)
    exit_code: int = 0

    @property
    def answer(self) -> str:
        """The last answer, its spaces squeezed."""
        return " ".join(self.answers[-1].split())

    @property
    def environment(self) -> dict[str, str]:
        return {"KATA_WORKBENCH": str(self.workbench), "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"}

    def types(self, command: str) -> None:
        result = CliRunner(env=self.environment).invoke(app, shlex.split(command)[1:])
        self.answers.append(result.output)
        self.exit_code = result.exit_code

    def file(self, name: str) -> Path:
        [found] = self.workbench.glob(f"step*/{name}")
        return found

    def writes(self, new: str, old: str, name: str) -> None:
        text = self.file(name).read_text(encoding="utf-8")
        assert old in text
        self.file(name).write_text(text.replace(old, new), encoding="utf-8")

    def texts(self) -> dict[str, str]:
        return {file.name: file.read_text(encoding="utf-8") for file in sorted(self.workbench.glob("step*/*.py"))}


@pytest.fixture
def learner(tmp_path: Path) -> Learner:
    return Learner(tmp_path / "workbench")


@given(parsers.parse("a learner started step {number:d}"))
def started(learner: Learner, number: int) -> None:
    learner.types(f"kata start {number}")
    assert learner.exit_code == 0


@given(parsers.parse("the learner solved step {number:d}"))
def solved_step(learner: Learner, number: int) -> None:
    learner.types(f"kata solve {number}")
    assert learner.exit_code == 0


@given(parsers.parse("the learner solved task {task:d} of step {number:d}"), target_fixture="texts_before")
def solved_task(learner: Learner, task: int, number: int) -> dict[str, str]:
    learner.types(f"kata solve {number} {task}")
    assert learner.exit_code == 0
    return learner.texts()


@given(parsers.parse('{what} stands where "{name}" was'))
def stands_there(learner: Learner, what: str, name: str) -> None:
    file = learner.file(name)
    file.unlink()
    if what == "a folder":
        file.mkdir()
    elif what == "text in another encoding":
        file.write_text("# é", encoding="latin-1")


@given(parsers.parse('the learner wrote "{new}" instead of "{old}" in "{name}"'))
def wrote(learner: Learner, new: str, old: str, name: str) -> None:
    learner.writes(new, old, name)


@given("the workbench is to be in a folder that there is not")
def nowhere(learner: Learner) -> None:
    learner.workbench = learner.workbench / "nowhere" / "workbench"


@when(parsers.re(r'(a|the) learner types "(?P<command>[^"]+)"'))
def types(learner: Learner, command: str) -> None:
    learner.types(command)


@when(parsers.parse('the learner types "{command}" {times:d} times'))
def types_again_and_again(learner: Learner, command: str, times: int) -> None:
    learner.answers.clear()
    for _ in range(times):
        learner.types(command)


@when(parsers.parse("the learner runs pytest on the workbench of step {number:d}"))
def runs_pytest(learner: Learner, number: int) -> None:
    command = [sys.executable, "-m", "pytest", "--workbench", "-m", f"step{number}", "-k", "laptop"]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | learner.environment, capture_output=True, encoding="utf-8", check=False
    )
    learner.answers.append(done.stdout.replace(os.sep, "/"))
    learner.exit_code = done.returncode


@then(parsers.parse('pytest fails at "{place}"'))
def reports_failure(learner: Learner, place: str) -> None:
    assert learner.exit_code == pytest.ExitCode.TESTS_FAILED
    assert f"{learner.workbench.name}/{place}" in learner.answer


@then("the command succeeds")
def succeeds(learner: Learner) -> None:
    assert learner.exit_code == 0, learner.answer


@then("the command fails")
def fails(learner: Learner) -> None:
    assert learner.exit_code == 1, learner.answer


@then(parsers.parse('the answer says "{text}"'))
@then(parsers.parse('the answer marks "{text}"'))
def says_so(learner: Learner, text: str) -> None:
    assert " ".join(text.split()) in learner.answer


@then(parsers.parse('the answer says on one line "{text}"'))
def says_on_one_line(learner: Learner, text: str) -> None:
    assert [line for line in learner.answers[-1].splitlines() if text in line]


@then(parsers.parse('the answer does not mention "{text}"'))
def does_not_mention(learner: Learner, text: str) -> None:
    assert learner.answer
    assert text not in learner.answer


@then("the answer shows no traceback")
def no_traceback(learner: Learner) -> None:
    assert "Traceback" not in learner.answer
    assert "site-packages" not in learner.answer


@then(parsers.parse('"{command}" is what to type next'))
def next_is(learner: Learner, command: str) -> None:
    assert f"Next: {command}" in learner.answer


@then(parsers.parse('"{command}" is what to type first'))
def first_is(learner: Learner, command: str) -> None:
    assert command in learner.answer


@then(parsers.re(r"task (?P<at_hand>\d) is at hand, and (?P<ticked>.+) (is|are) ticked"))
def at_hand(learner: Learner, at_hand: str, ticked: str) -> None:
    assert re.findall(r"✗ (\d) ", learner.answers[-1]) == [at_hand]
    assert re.findall(r"✓ (\d) ", learner.answers[-1]) == re.findall(r"\d", ticked)


@then(parsers.parse("the workbench of step {number:d} is laid out, every task open"))
def laid_out(learner: Learner, number: int) -> None:
    package = learner.workbench / STEPS[number - 1]
    assert {file.name for file in package.glob("*.py")} == {
        file.name for file in (STEPS_FOLDER / STEPS[number - 1]).glob("*.py")
    }
    assert "NotImplementedError" in "".join(learner.texts().values())


@then(parsers.parse("the workbench of step {number:d} is as it was"))
def as_it_was(learner: Learner, texts_before: dict[str, str]) -> None:
    assert learner.texts() == texts_before


@then("the answers are hints 1, 2, 3 and 3")
def hints(learner: Learner) -> None:
    assert [re.findall(r"hint (\d) of 3", answer) for answer in learner.answers] == [["1"], ["2"], ["3"], ["3"]]


@then(parsers.parse('the answer names a backup that holds "{text}"'))
def backed_up(learner: Learner, text: str) -> None:
    named = re.search(r"kept in (\S+)\.", learner.answer)
    assert named
    backup = Path(named[1])
    assert text in "".join(file.read_text(encoding="utf-8") for file in backup.glob("*.py"))


# Watching


CONTROL_CODE = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")


@dataclass
class Screen:
    """What `kata watch` has printed since somebody last looked."""

    printed: Path
    seen: int = 0

    def shows(self, text: str) -> None:
        deadline = time.monotonic() + 60
        while text not in CONTROL_CODE.sub("", new := self.printed.read_text(encoding="utf-8")[self.seen :]):
            assert time.monotonic() < deadline, new
            time.sleep(0.02)
        self.seen += len(new)


@given(
    parsers.parse("the learner watches step {number:d}, where a scenario may take {limit} seconds"),
    target_fixture="screen",
)
def watches(learner: Learner, number: int, limit: str, tmp_path: Path) -> Iterator[Screen]:
    screen = Screen(tmp_path / "screen.txt")
    with screen.printed.open("wb") as output, watching(screen, learner, number, output, "--limit", limit):
        yield screen


@contextmanager
def watching(screen: Screen, learner: Learner, number: int, output: int | IO[bytes], *options: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "kata", "watch", str(number), *options],
        cwd=ROOT,
        env=os.environ | learner.environment | {"TERM": "xterm", "COLUMNS": "120"},
        stdout=output,
    )
    try:
        screen.shows("Save to check again")
        yield
    finally:
        process.terminate()
        process.wait()


@given(parsers.parse("the learner watches step {number:d} on a terminal"), target_fixture="screen")
def watches_on_terminal(learner: Learner, number: int, tmp_path: Path) -> Iterator[Screen]:
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    keyboard, terminal = pty.openpty()
    screen = Screen(tmp_path / "screen.txt")
    screen.printed.touch()

    def keep() -> None:
        with screen.printed.open("ab", buffering=0) as kept, suppress(OSError):  # nobody prints there any more
            while printed := os.read(keyboard, 10_000):
                kept.write(printed)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(keep)
        with watching(screen, learner, number, terminal):
            yield screen
        os.close(terminal)  # what is kept ends where nobody can print there any more
    os.close(keyboard)


@when(parsers.parse("the learner opens all tasks of step {number:d} again"))
def opens_again(learner: Learner, number: int) -> None:
    learner.types(f"kata reset {number}")


@when('the learner saves "queries.py" as it is in the reference')
def saves_the_reference(learner: Learner) -> None:
    learner.file("queries.py").write_text(reference("step2_handlers", "queries.py"), encoding="utf-8")


@when(parsers.parse('the learner saves "queries.py" with {what}'))
def saves(learner: Learner, what: str) -> None:
    text = reference("step2_handlers", "queries.py")
    first = "row = self.connection.execute("
    assert text.count(first) == 1
    wrong = {
        "a mistake in its SQL": "self.connection.execute('SELECT nonsense')",
        "a syntax error": "print(",
        "an endless loop": "while True: pass",
    }[what]
    learner.file("queries.py").write_text(text.replace(first, f"{wrong}\n        {first}"), encoding="utf-8")


@when('the learner saves an endless loop in "queries.py", and it is running')
def saves_a_loop_that_runs(learner: Learner, tmp_path: Path) -> None:
    running = tmp_path / "running"
    text = reference("step2_handlers", "queries.py")
    first = "row = self.connection.execute("
    loop = f"open({str(running)!r}, 'w').close()\n        while True: pass"
    learner.file("queries.py").write_text(text.replace(first, f"{loop}\n        {first}"), encoding="utf-8")
    deadline = time.monotonic() + 60
    while not running.exists():
        assert time.monotonic() < deadline, "it never ran"
        time.sleep(0.02)


@then("nobody waited for the loop")
def nobody_waited(screen: Screen) -> None:
    assert "does not come back" not in screen.printed.read_text(encoding="utf-8")


@then(parsers.parse('the screen shows "{text}"'))
def screen_shows(screen: Screen, text: str) -> None:
    screen.shows(text)


# The tour


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
