"""A run: every kind of measurement, one after the other, with files that are gone afterwards."""

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kata.bench.commands import measure_commands
from kata.bench.contention import measure_contention
from kata.bench.lag import measure_lag
from kata.bench.loop import measure_loop
from kata.bench.price import measure_price
from kata.bench.projecting import measure_projecting
from kata.bench.reads import measure_reads
from kata.bench.results import Figure, Result, result_of
from kata.bench.sizes import Plan, Sizes

Section = Callable[[Plan], Iterator[Figure]]
SECTIONS: list[Section] = [
    measure_price,
    measure_commands,
    measure_reads,
    measure_projecting,
    measure_lag,
    measure_contention,
    measure_loop,
]


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
        for section in SECTIONS:
            figures.extend(section(plan))
            bar.advance(task)
    return result_of(sizes.name, figures)
