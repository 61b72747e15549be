"""A run: every kind of measurement, one after the other, with files that are gone afterwards."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kata.bench.commands import measure_commands
from kata.bench.contention import measure_contention
from kata.bench.http import measure_http
from kata.bench.lag import measure_lag
from kata.bench.loop import measure_loop
from kata.bench.order import measure_order
from kata.bench.price import measure_price
from kata.bench.projecting import measure_projecting
from kata.bench.reads import measure_reads
from kata.bench.results import Figure, Result, result_of
from kata.bench.sizes import Plan, Sizes
from steps import STEPS

Section = Callable[[Plan], Iterator[Figure]]
EVERY = range(1, len(STEPS) + 1)
IN_ONE_PROCESS = range(1, 6)
SECTIONS: dict[Section, Sequence[int]] = {  # each with the steps that there is something to measure of
    measure_price: EVERY,
    measure_commands: IN_ONE_PROCESS,
    measure_reads: IN_ONE_PROCESS,
    measure_projecting: [3, 4, 5],
    measure_lag: IN_ONE_PROCESS,
    measure_contention: IN_ONE_PROCESS,
    measure_order: [5],
    measure_http: [6],
    measure_loop: EVERY,
}


def run(sizes: Sizes, steps: Sequence[int]) -> Result:
    """Measure these steps. Shows how far it is, and what it is at."""
    figures: list[Figure] = []
    bar = Progress(BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}"), transient=True)
    with TemporaryDirectory() as folder, bar:
        task = bar.add_task("", total=len(SECTIONS))
        plan = Plan(
            sizes,
            steps,
            Path(folder),
            say=lambda doing: bar.update(task, description=doing),
            with_peer=find_spec("eventsourcing") is not None,
        )
        for section, measured in SECTIONS.items():
            wanted = [number for number in steps if number in measured]
            if wanted:
                figures.extend(section(replace(plan, steps=wanted)))
            bar.advance(task)
    return result_of(sizes.name, figures)
