"""The learner's commands, from laying out an exercise to comparing it with the reference."""

import signal
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from kata.asking import Limit, MaybeStep, MaybeTask, StepNumber, bench_of, console, fail, task_at_hand, verdict_on
from kata.exercises import Task
from kata.judge import Verdict
from kata.runner import SECONDS
from kata.show import show_beside, show_tasks, show_verdict, shown
from kata.variants import STEPS_FOLDER, VariantError, reference, source
from kata.watch import keep_watching
from kata.workbench import Bench
from steps import STEPS


def start(
    step: StepNumber,
    from_scratch: Annotated[
        bool, typer.Option("--from-scratch", help="Begin with the previous step's package instead, nothing filled in.")
    ] = False,
) -> None:
    """Lay out the exercise of a step in workbench/.

    A workbench that is there already is kept as it is.
    """
    bench = Bench(step)
    path = shown(bench.package)
    out = console()
    if bench.is_there:
        out.print(
            Text(f"{path} is there already, and stays as it is. To begin anew: kata reset {step}"), soft_wrap=True
        )
        if from_scratch != bench.is_from_scratch:
            began, wanted = (
                ("from scratch", "with its tasks") if bench.is_from_scratch else ("with its tasks", "from scratch")
            )
            out.print(Text(f"It was begun {began}. To begin {wanted} instead, move it elsewhere first."))
    else:
        bench.lay_out(from_scratch)
        tasks = bench.tasks()
        out.print(Text(f"Step {step} is laid out in {path}:\n"))
        show_tasks(out, Verdict(bench, tasks))
        if from_scratch:
            out.print(Text("\n" + " ".join(tasks[0].do.split())))
    out.print(
        Text("\nNext: ") + Text(f"kata check {step}", "bold cyan"),
        Text(f"(or kata watch {step}, which checks at every save)"),
    )


def check(
    step: MaybeStep = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show the whole traceback.")] = False,
    limit: Limit = SECONDS,
) -> None:
    """Run a step's specs, and show the first open task."""
    bench = bench_of(step)
    verdict = verdict_on(bench, limit)
    out = console()
    show_verdict(out, verdict, verbose)
    out.print(Text("\nNext: ") + Text(what_next(verdict), "bold cyan"))
    raise typer.Exit(0 if verdict.is_all_done else 1)


def what_next(verdict: Verdict) -> str:
    number = verdict.bench.number
    if not verdict.is_all_done:
        stuck = f"; kata hint {number} where you are stuck" if verdict.at_hand and verdict.at_hand.hints else ""
        return f"kata check {number}, once you have changed it{stuck}"
    if number < len(STEPS):
        return f"kata diff {number}, to compare with the reference; then kata start {number + 1}"
    return f"kata diff {number}, to compare with the reference; then kata mistakes"


def watch(step: MaybeStep = None, limit: Limit = SECONDS) -> None:
    """Check at every save, until you press Ctrl-C."""
    bench = bench_of(step)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # or what it has laid out would stay behind
    with suppress(KeyboardInterrupt):
        keep_watching(console(), bench, limit)


def hint(step: MaybeStep = None) -> None:
    """Give the next hint for the task at hand.

    Gentle ones come first, the plain one last.
    """
    bench = bench_of(step)
    verdict = task_at_hand(bench)
    task = verdict.at_hand
    if verdict.trouble:
        fail(f"The specs can't be run; hints come after that. See: kata check {bench.number}")
    if task is None:
        fail(f"Step {bench.number} is done: there is nothing to give a hint for.")
    given = bench.next_hint(task)
    if given is None:
        fail("There are no hints for this task.")
    number, text = given
    out = console()
    out.print(Text(f"Task {task.number}: {task.title}", "bold"), Text(f"hint {number} of {len(task.hints)}", "dim"))
    out.print(Text(text.strip()), soft_wrap=number == len(task.hints))  # the last is code, to be copied as it stands
    more = f"kata hint {bench.number}" if number < len(task.hints) else f"kata solve {bench.number} {task.number}"
    out.print(Text("\nNext: ") + Text(f"kata check {bench.number}", "bold cyan"), Text(f"(or {more}, to be helped on)"))


def diff(step: MaybeStep = None) -> None:
    """Show your functions beside those of the reference."""
    bench = bench_of(step)
    out = console()
    for task in bench.tasks():
        out.print(Text(f"Task {task.number}: {task.title}", "bold"))
        for place in task.places:
            try:
                mine = source(bench.read(place.file), place)
            except (VariantError, SyntaxError) as error:
                mine = str(error)
            theirs = source(reference(bench.name, place.file), place)
            show_beside(
                out,
                (f"yours: {shown(bench.package / place.file)}", mine),
                (f"the reference: {shown(STEPS_FOLDER / bench.name / place.file)}", theirs),
            )
        if not task.places:
            out.print(Text(f"Compare the folders {shown(bench.package)} and steps/{bench.name}."))


def chosen(bench: Bench, number: int | None) -> list[Task]:
    """The task of that number, or all. Ends the command where there is none of that number."""
    tasks = bench.tasks()
    if number is None:
        return tasks
    if number > len(tasks):
        count = "1 task" if len(tasks) == 1 else f"{len(tasks)} tasks"
        fail(f"Step {bench.number} has {count}. See them: kata check {bench.number}")
    return [tasks[number - 1]]


def solve(step: StepNumber, task: MaybeTask = None) -> None:
    """Fill in the reference for one task or all.

    What you wrote is kept in a backup first.
    """
    bench = bench_of(step)
    try:
        solved = chosen(bench, task)
        whole = task is None or not solved[0].places
        backup = bench.become_the_reference() if whole else bench.solve(solved)
    except (VariantError, SyntaxError) as error:
        fail(f"{error}. That can't be filled in. All of it can: kata solve {step}")
    say_done(f"{'Task ' + str(task) if task else 'All of it'} is filled in.", backup, bench)


def reset(step: StepNumber, task: MaybeTask = None) -> None:
    """Open one task or all again.

    What you wrote is kept in a backup first.
    """
    bench = bench_of(step)
    try:
        backup = bench.reopen(chosen(bench, task)[0]) if task else bench.lay_out_again()
    except (VariantError, SyntaxError) as error:
        fail(f"{error}. That can't be opened again. All of it can, and a backup is kept: kata reset {step}")
    say_done(f"{'Task ' + str(task) if task else 'All of it'} is open again.", backup, bench)


def say_done(what: str, backup: Path, bench: Bench) -> None:
    out = console()
    out.print(Text(f"{what} What you had is kept in {shown(backup)}."), soft_wrap=True)
    out.print(Text("\nNext: ") + Text(f"kata check {bench.number}", "bold cyan"))
