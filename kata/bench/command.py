"""`kata bench`: measures the steps, shows the ratios, keeps the result."""

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from kata.bench.charts import draw
from kata.bench.compare import in_common, moves
from kata.bench.page import page
from kata.bench.ratios import ratios, tables
from kata.bench.results import Result, load
from kata.bench.runner import run
from kata.bench.sizes import FULL, QUICK
from kata.bench.svg import amount
from steps import STEPS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
RESULT = "result.json"


def measure(
    step: Annotated[
        int | None, typer.Argument(metavar="[N]", min=1, max=len(STEPS), help="Measure this step alone.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Measure little: under two minutes, and rough.")] = False,
    check: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--check", metavar="BEFORE AFTER", help="Compare two results instead, and say what moved."),
    ] = None,
    redraw: Annotated[
        bool, typer.Option("--redraw", help="Draw the charts and write the page from the result that is there.")
    ] = False,
) -> None:
    """Measure what each step costs, beside a naive shop, a peer and the limit.

    A full run of all steps is kept in docs/bench, with its charts and its page. Any other is kept in .bench.
    """
    console = Console(highlight=False)
    if check:
        raise typer.Exit(show_moves(console, load(check[0]), load(check[1])))
    if redraw:
        publish(load(DOCS / "bench" / RESULT))
        return
    sizes = QUICK if quick else FULL
    result = run(sizes, [step] if step else range(1, len(STEPS) + 1))
    show_ratios(console, result)
    if quick:
        console.print("This was a quick run: rough figures of small shops. For real ones: kata bench")
    if quick or step:
        kept = ROOT / ".bench" / RESULT
    else:
        kept = DOCS / "bench" / RESULT
        publish(result)
    result.save(kept)
    console.print(f"Kept in {kept.relative_to(ROOT).as_posix()}. To compare: kata bench --check BEFORE AFTER")


def publish(result: Result) -> None:
    """Draw the charts and write the page."""
    draw(result, DOCS / "bench")
    (DOCS / "costs.md").write_text(page(result), encoding="utf-8")


def show_ratios(console: Console, result: Result) -> None:
    """Print every ratio, and whether it is as expected."""
    for group, columns, rows in tables(ratios(result)):
        table = Table(*columns, title=group, title_justify="left", box=box.SIMPLE)
        for row in rows:
            table.add_row(*row)
        console.print(table)


def show_moves(console: Console, before: Result, after: Result) -> int:
    """Print what moved beyond the noise. Returns the exit code: 1 where something did, as `diff` has it."""
    if before.setting != after.setting or before.machine != after.machine:
        console.print(
            "These are not two runs of one setting on one machine, so that much may have moved for that alone."
        )
    moved = list(moves(before, after))
    for move in moved:
        at = f" at {move.after.at:,}" if move.after.at else ""
        console.print(
            f"{move.after.what}, {move.after.side}{at}:"
            f" {amount(move.before.median)} → {amount(move.after.median)} ({move.times:.2f} times)"
        )
    console.print(f"{len(moved)} of {in_common(before, after)} figures moved beyond the noise.")
    return 1 if moved else 0
