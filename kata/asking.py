"""What the commands share: their arguments, and how they find the workbench that is meant."""

from collections.abc import Generator
from contextlib import closing
from functools import partial
from typing import Annotated, Never

import typer
from rich.console import Console
from rich.text import Text

from kata.judge import Verdict, judge
from kata.runner import SECONDS, Runner
from kata.show import show_running
from kata.workbench import Bench, latest
from steps import STEPS

StepNumber = Annotated[int, typer.Argument(metavar="N", min=1, max=len(STEPS), help="The number of the step.")]
MaybeStep = Annotated[
    int | None,
    typer.Argument(metavar="[N]", min=1, max=len(STEPS), help="The step. Without it: the one you saved last."),
]
MaybeGallery = Annotated[
    int | None, typer.Argument(metavar="[N]", min=1, max=len(STEPS), help="The step. Without it: every step.")
]
MaybeTask = Annotated[int | None, typer.Argument(metavar="[TASK]", min=1, help="One task alone.", show_default="all")]
Limit = Annotated[float, typer.Option("--limit", metavar="SECONDS", min=0.1, help="How long a scenario may take.")]


def console() -> Console:
    return Console(highlight=False)


def fail(message: str) -> Never:
    """Say what to do instead, and end with an exit code that says that nothing was done."""
    console().print(Text(message))
    raise typer.Exit(1)


def bench_of(step: int | None) -> Bench:
    """The workbench asked for, or the one saved last. Ends the command where there is none."""
    bench = Bench(step) if step else latest()
    if bench is None:
        fail("There is no workbench yet. Lay one out: kata start 1")
    if not bench.is_there:
        fail(f"There is no workbench for step {bench.number} yet. Lay it out: kata start {bench.number}")
    return bench


def verdict_on(bench: Bench, seconds: float = SECONDS) -> Verdict:
    *_, verdict = verdicts_on(bench, seconds)
    return verdict


def task_at_hand(bench: Bench) -> Verdict:
    """The first verdict that knows the task at hand, without those scenarios that say more about the rest."""
    with closing(verdicts_on(bench)) as verdicts:
        for verdict in verdicts:
            if verdict.at_hand:
                break
    return verdict


def verdicts_on(bench: Bench, seconds: float = SECONDS) -> Generator[Verdict, None, None]:
    """The verdicts as they come. Shows meanwhile which scenario is running."""
    with show_running(console(), bench.number) as tell:
        yield from judge(bench, partial(Runner, bench.package, seconds, tell=tell))
