"""Lag under load: the time from a commit until the read side shows it, with commands coming in at a steady rate.

A process of its own watches the read side, as a customer would, and times a query at each look.
"""

import multiprocessing
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from kata.bench.measure import percentile, race
from kata.bench.projecting import WITH_REBUILD, new_log, ready_to_rebuild
from kata.bench.results import Figure
from kata.bench.sizes import Plan
from kata.bench.workload import open_step, place_order
from steps.contract import OrderCommands, Shop
from steps.step3_projections.shop import ProjectionShop
from steps.step4_rebuild.shop import RebuildShop
from steps.step4_rebuild.versions import CURRENT
from steps.step5_two_stores.shop import TwoStoreShop

ROOT = Path(__file__).parents[2]
LOOK = 0.001  # seconds between two looks at the read side
WATCHED = "ORD-0"
BESIDE = "step 4, rebuild beside"
PERCENTS = {"p50": 50, "p99": 99, "max": 100}


@dataclass(slots=True)
class Seen:
    """What was seen in one run: milliseconds to visibility, of a command, and of a query."""

    lag: list[float] = field(default_factory=list)
    command: list[float] = field(default_factory=list)
    query: list[float] = field(default_factory=list)


def measure_lag(plan: Plan) -> Iterator[Figure]:
    """Milliseconds to visibility, and of commands and queries meanwhile: p50, p99 and the worst of each round."""
    with TemporaryDirectory(dir=plan.folder) as name:
        folder = Path(name)
        raced: dict[str, Callable[[], Seen]] = {}
        for number in plan.steps:
            plan.say(f"lag: step {number}'s shop")
            path = folder / f"step{number}.db"
            if number == WITH_REBUILD:
                path = ready_to_rebuild(new_log(path, number, plan.sizes.events), folder)
                raced[BESIDE] = partial(beside_a_rebuild, plan, path)
            else:
                with open_step(number, path) as shop:
                    place_order(shop.commands, WATCHED)
                    shop.settle()
            raced[f"step {number}"] = partial(idle, plan, number, path)
        for side, rounds in race(raced, plan.sizes.slow_rounds).items():
            for what in ["lag", "command", "query"]:
                values: list[list[float]] = [getattr(seen, what) for seen in rounds]
                for named, percent in PERCENTS.items():
                    if all(values):  # steps 1 and 2 are never behind
                        samples = [percentile(value, percent) for value in values]
                        yield Figure(f"{what} under load, {named}, ms", side, 0, samples)


def idle(plan: Plan, number: int, path: Path) -> Seen:
    """A steady load for some seconds, nothing else going on."""
    plan.say(f"lag: step {number}")
    deadline = time.monotonic() + plan.sizes.load_seconds
    return under_load(plan, number, path, lambda: time.monotonic() < deadline)


def beside_a_rebuild(plan: Plan, path: Path) -> Seen:
    """A steady load for as long as a rebuild takes that runs as a process of its own."""
    plan.say("lag: step 4 beside a rebuild")
    command = [sys.executable, "-m", "steps.step4_rebuild", str(path), "rebuild"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as rebuilding:
        seen = under_load(plan, WITH_REBUILD, path, lambda: rebuilding.poll() is None)
    with open_step(WITH_REBUILD, path) as shop:
        assert isinstance(shop, RebuildShop)
        shop.settle()
        shop.read_models.switch(1)
        shop.read_models.retire(CURRENT)
    return seen


def under_load(plan: Plan, number: int, path: Path, goes_on: Callable[[], bool]) -> Seen:
    """Send commands at the steady rate for as long as it goes on, with a projector at work and somebody watching."""
    seen = Seen()
    committed: list[tuple[int, float]] = []
    with open_step(number, path) as shop, watcher(number, path) as watching:
        if isinstance(shop, ProjectionShop | TwoStoreShop):
            shop.background.start()
        began = time.monotonic()
        for sent, command in enumerate(endless(shop.commands, f"LOAD-{began}")):
            if not goes_on():
                break
            time.sleep(max(began + sent / plan.sizes.load_rate - time.monotonic(), 0))
            sent_at = time.monotonic()
            position = command()
            done_at = time.monotonic()
            seen.command.append((done_at - sent_at) * 1000)
            if position is not None:
                committed.append((position, done_at))
        if committed:
            wait_until_shown(shop, committed[-1][0])
        time.sleep(10 * LOOK)
        watching.send("enough")
        shown, seen.query = watching.recv()
    seen.lag = [
        max(shown[bisect_left(shown, position, key=itemgetter(0))][1] - at, 0) * 1000 for position, at in committed
    ]
    return seen


def wait_until_shown(shop: Shop, position: int) -> None:
    assert isinstance(shop, ProjectionShop | TwoStoreShop)
    shop.queries.patience = 60
    shop.queries.wait_for(position)


def progress(shop: ProjectionShop | TwoStoreShop) -> tuple[int, str | None]:
    """How far the read side has got."""
    return shop.queries.lookups.progress() if isinstance(shop, TwoStoreShop) else shop.queries.progress()


def endless(commands: OrderCommands, name: str) -> Iterator[Callable[[], int | None]]:
    """Commands that place one order after another, each to be called."""
    for number in count():
        order_id = f"{name}-{number}"
        yield partial(commands.create_order, order_id, "CUST-load")
        yield partial(commands.add_item, order_id, "Laptop", 1, Decimal("999.99"))
        yield partial(commands.add_item, order_id, "Mouse", 2, Decimal("29.99"))
        yield partial(commands.confirm, order_id)


@contextmanager
def watcher(number: int, path: Path) -> Iterator[Connection]:
    """A process that watches the read side until it is sent a word, and then sends what it has seen."""
    context = multiprocessing.get_context("spawn")
    ours, its = context.Pipe()
    process = context.Process(target=watch, args=(number, path, its), daemon=True)
    process.start()
    assert ours.recv() == "watching"
    try:
        yield ours
    finally:
        process.join(timeout=10)
        process.kill()


def watch(number: int, path: Path, pipe: Connection) -> None:
    """Note each position with the time at which the read side first showed it, and how long each query takes."""
    shown: list[tuple[int, float]] = []
    queries: list[float] = []
    with open_step(number, path) as shop:
        pipe.send("watching")
        while not pipe.poll(LOOK):
            if isinstance(shop, ProjectionShop | TwoStoreShop):
                position, _ = progress(shop)
                if not shown or position > shown[-1][0]:
                    shown.append((position, time.monotonic()))
            began = time.perf_counter()
            shop.queries.get_summary(WATCHED)
            queries.append((time.perf_counter() - began) * 1000)
    pipe.send((shown, queries))
