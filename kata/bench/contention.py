"""Contention: several processes at once, each with orders of its own or all on the same ones."""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from kata.bench.measure import race
from kata.bench.results import Figure
from kata.bench.sizes import Plan
from kata.bench.workload import open_step
from steps.step3_projections.event_store import ConcurrencyConflict, EventStore
from steps.step3_projections.shop import ProjectionShop
from steps.step5_two_stores.shop import TwoStoreShop

LINES_PER_ORDER = 20
Report = tuple[float, float, int]  # when a writer began and ended, and how many conflicts it met
DIFFERENT, SAME = "different orders", "the same order"


class CountingStore(EventStore):
    """A store that counts the conflicts it reports. The command handler decides anew after each."""

    conflicts = 0

    def append(self, *arguments: Any, **more: Any) -> int:
        try:
            return super().append(*arguments, **more)
        except ConcurrencyConflict:
            self.conflicts += 1
            raise


class Outcome(NamedTuple):
    """What came of one crowd of writers: commands per second, conflicts per 1,000 commands, and commands lost."""

    speed: float
    conflicts: float
    lost: int


def measure_contention(plan: Plan) -> Iterator[Figure]:
    """What came of crowds of every size, in every step."""
    for writers in plan.sizes.writers:
        plan.say(f"contention: {writers} writers")
        raced = {
            (number, which): partial(contend, plan, number, writers, which == SAME)
            for number in plan.steps
            for which in [DIFFERENT, SAME]
        }
        for (number, which), outcomes in race(raced, plan.sizes.slow_rounds).items():
            for what, samples in {
                "commands per second": [outcome.speed for outcome in outcomes],
                "conflicts per 1,000 commands": [outcome.conflicts for outcome in outcomes],
                "lost commands": [float(outcome.lost) for outcome in outcomes],
            }.items():
                yield Figure(f"{what} by writers on {which}", f"step {number}", writers, samples)


def contend(plan: Plan, number: int, writers: int, is_same: bool) -> Outcome:
    """Let so many processes add lines, every one as many, and count afterwards what is there."""
    each = plan.sizes.contended // writers
    turns = [orders_of(writer, writers, each, is_same) for writer in range(writers)]
    order_ids = sorted({order_id for mine in turns for order_id in mine})
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(writers)
    reports: Queue[Report] = context.Queue()
    with TemporaryDirectory(dir=plan.folder) as folder:
        path = Path(folder) / "shop.db"
        with open_step(number, path) as shop:
            for order_id in order_ids:
                shop.commands.create_order(order_id, "CUST-1")
        processes = [
            context.Process(target=write, args=(number, path, mine, ready, reports), daemon=True) for mine in turns
        ]
        for process in processes:
            process.start()
        began, ended, conflicts = zip(*[reports.get(timeout=300) for _ in processes], strict=True)
        for process in processes:
            process.join()
        with open_step(number, path) as shop:
            shop.settle()
            kept = sum(shop.queries.get_summary(order_id).item_count for order_id in order_ids)
    accepted = each * writers
    return Outcome(accepted / (max(ended) - min(began)), sum(conflicts) / accepted * 1000, accepted - kept)


def orders_of(writer: int, writers: int, each: int, is_same: bool) -> list[str]:
    """The orders that a writer adds lines to in turn. All of them end up with as many lines, whoever wrote them."""
    if is_same:
        return [f"ORD-{turn * writers // LINES_PER_ORDER}" for turn in range(each)]
    return [f"ORD-{writer}-{turn // LINES_PER_ORDER}" for turn in range(each)]


def write(number: int, path: Path, order_ids: Sequence[str], ready: Barrier, reports: "Queue[Report]") -> None:
    """One writer: a line on each of these orders in turn."""
    with open_step(number, path) as shop:
        store = None
        if isinstance(shop, ProjectionShop | TwoStoreShop):
            store = CountingStore(shop.commands.store.connection, codec=shop.commands.store.codec)
            shop.commands.store = store
        ready.wait()
        began = time.monotonic()
        for order_id in order_ids:
            shop.commands.add_item(order_id, "Sticker", 1, Decimal("1.00"))
        reports.put((began, time.monotonic(), store.conflicts if store else 0))
