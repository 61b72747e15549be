"""What a learner sees: the tasks with their ticks, the scenario that fails, functions side by side."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from difflib import SequenceMatcher, ndiff
from itertools import zip_longest
from pathlib import Path
from textwrap import dedent

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kata.judge import Verdict
from kata.outcomes import Outcome

LONGEST_VALUE = 400
WIDE = 120  # columns, enough for two functions


def shown(path: Path) -> str:
    """A path as one types it from here, on Windows too."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # on another drive
        return path.as_posix()


@contextmanager
def show_running(console: Console, step: int) -> Iterator[Callable[[str], None]]:
    """On a terminal, a line that says that a step's specs are running. What it yields is told each scenario."""
    doing = f"Running the specs of step {step} ..."
    with console.status(doing) as status:

        def tell(scenario: str) -> None:
            status.update(Text.assemble(doing, " ", (scenario, "dim"), no_wrap=True, overflow="ellipsis"))

        yield tell


def show_tasks(console: Console, verdict: Verdict) -> None:
    """The step's tasks, a tick before each that is done."""
    for task in verdict.tasks:
        if task.number in verdict.done:
            mark, style = "✓", "green"
        elif task == verdict.at_hand:
            mark, style = "✗", "bold red"
        else:
            mark, style = "·", ""
        console.print(Text(f"  {mark} {task.number}  {task.title}", style), Text(f"({task.minutes} min)", "dim"))


def show_verdict(console: Console, verdict: Verdict, verbose: bool = False) -> None:
    """All that a learner needs to go on: the tasks, and the first open one with the scenario that fails."""
    number = verdict.bench.number
    console.rule(f"[bold]Step {number}  {shown(verdict.bench.package)}", align="left")
    console.print()
    if verdict.trouble:
        trouble = verdict.trouble.replace(str(verdict.bench.package), shown(verdict.bench.package))
        console.print(Text(trouble.rstrip(), "red"), soft_wrap=True)
        return
    show_tasks(console, verdict)
    console.print()
    task = verdict.at_hand
    if task is None and not verdict.is_final:
        console.print(Text("Green so far. The other scenarios are running ...", "green"))
        return
    if task is None:
        console.print(Text(f"Step {number} is done: every scenario is green.", "bold green"))
        return
    console.print(Text(f"Task {task.number}: {task.title}", "bold"))
    console.print(Text(" ".join(task.do.split())))
    if verdict.failure:
        show_failure(console, verdict.failure, verdict.bench.package, verbose)
    for place in task.places:
        path = shown(verdict.bench.package / place.file)
        where = Text(f"{path}:{verdict.lines[place]}", "cyan")
        console.print(Text("Yours to write: ") + where + Text(f"  {place.name}"), soft_wrap=True)


def show_failure(console: Console, failure: Outcome, package: Path | None = None, verbose: bool = False) -> None:
    """The scenario as it is written, the line that failed marked, and why; and where, if in a package to click on."""
    console.print()
    if failure.gherkin:
        console.print(Text(f"features/{failure.place}", "dim"))
    for line in failure.gherkin.splitlines() or [f"  Scenario: {failure.scenario}"]:
        failed = line.startswith(">")
        console.print(Text(f"✗{line[1:]}" if failed else line, "bold red" if failed else ""), soft_wrap=True)
    console.print()
    if failure.message:
        console.print(Text(f"  {failure.message}", "red"))
    if failure.expected or failure.got:
        console.print(Text("  expected  ", "green") + Text(cut(failure.expected)))
        console.print(Text("  got       ", "red") + Text(cut(failure.got)))
    frames = failure.frames if failure.hangs else failure.frames[-1:]  # the loop may be in any of them
    for frame in frames:
        place = Text(f"{shown(package / frame.file) if package else frame.file}:{frame.line}", "cyan")
        at = "  at        " if frame is frames[0] else "            "
        console.print(Text(at) + place + Text(f" in {frame.function}"), soft_wrap=True)
    if failure.printed:
        console.print(Text("  printed"), Padding(Text(failure.printed.rstrip()), (0, 0, 0, 4)))
    if verbose:
        console.print(Text(f"\n{failure.trace}", "dim"), soft_wrap=True)
    console.print()


def cut(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]} ..."


def show_beside(console: Console, mine: tuple[str, str], its: tuple[str, str]) -> None:
    """Two texts, each with its title, side by side: what only mine has in red, what only the other has in green.

    On a narrow screen below each other.
    """
    left, right = (dedent(text).splitlines() for _, text in (mine, its))
    if console.width < WIDE:
        console.print(Text(f"- {mine[0]}", "red"), Text(f"+ {its[0]}", "green"), sep="\n", end="\n\n")
        for line in ndiff(left, right):
            if not line.startswith("?"):
                console.print(Text(line.rstrip(), {"-": "red", "+": "green"}.get(line[0], "")), soft_wrap=True)
    else:
        table = Table(mine[0], its[0], box=box.SIMPLE_HEAD, expand=True, show_edge=False)
        for one, other in aligned(left, right):
            same = one == other
            table.add_row(Text(one, "" if same else "red"), Text(other, "" if same else "green"))
        console.print(table)
    console.print()


def aligned(left: list[str], right: list[str]) -> Iterator[tuple[str, str]]:
    """The lines of two texts in pairs, an empty one where the other text has none."""
    for _, left_from, left_to, right_from, right_to in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        yield from zip_longest(left[left_from:left_to], right[right_from:right_to], fillvalue="")
