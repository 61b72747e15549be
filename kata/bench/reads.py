"""Reads: one summary and one customer's list, as the shop grows and as one order grows."""

import gc
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from kata.bench.limits import indexed_select
from kata.bench.measure import Measurement, microseconds_per_call, race
from kata.bench.results import Figure
from kata.bench.sizes import Plan
from kata.bench.workload import ORDERS_PER_CUSTOMER, NewOrder, fill, naive_shop, open_step, orders
from steps.contract import OrderQueries

LIMIT_STEP = 2  # whose table the limit reads
SMALL_SHOP = 1_000
KEYS = 1_000


def measure_reads(plan: Plan) -> Iterator[Figure]:
    """Microseconds per read, at every size of the shop and of the one order."""
    for size in plan.sizes.shops:
        yield from _in_a_shop(
            plan,
            size,
            partial(orders, size),
            {
                "get_summary by orders, µs": some("ORD-{}", size),
                "list_by_customer by orders, µs": some("CUST-{}", size // ORDERS_PER_CUSTOMER),
            },
        )
    for lines in plan.sizes.lines:
        yield from _in_a_shop(plan, lines, partial(one_large_order, lines), {"get_summary by lines, µs": ["ORD-large"]})


def _in_a_shop(
    plan: Plan, at: int, new: Callable[[], Iterator[NewOrder]], questions: dict[str, list[str]]
) -> Iterator[Figure]:
    """Every side's time for each question, in a shop with these orders."""
    with TemporaryDirectory(dir=plan.folder) as folder, ExitStack() as open_shops:
        sides: dict[str, OrderQueries] = {}
        for number in sorted({*plan.steps, LIMIT_STEP}):
            plan.say(f"reads at {at:,}: step {number}'s shop")
            shop = open_shops.enter_context(open_step(number, Path(folder) / f"step{number}.db"))
            fill(shop, new())
            if number in plan.steps:
                sides[f"step {number}"] = shop.queries
        sides["naive"] = naive_shop(new())
        connection, row, rows = indexed_select(Path(folder) / f"step{LIMIT_STEP}.db")
        open_shops.callback(connection.close)
        gc.freeze()  # the naive shop's objects, or collecting them is on every side's bill
        for what, keys in questions.items():
            plan.say(f"{what}: {at:,}")
            wants_list = what.startswith("list")
            calls: dict[str, Callable[[str], object]] = {
                side: queries.list_by_customer if wants_list else queries.get_summary for side, queries in sides.items()
            }
            check_same_answers(calls, keys[0])
            calls["limit"] = rows if wants_list else row
            raced: dict[str, Measurement] = {
                side: partial(microseconds_per_call, call, keys, plan.sizes.seconds) for side, call in calls.items()
            }
            for side, samples in race(raced, plan.sizes.rounds).items():
                yield Figure(what, side, at, samples)
        gc.unfreeze()


def check_same_answers(calls: dict[str, Callable[[str], object]], key: str) -> None:
    """Raise AssertionError where a side would be timed for a wrong answer."""
    answers = [call(key) for call in calls.values()]
    assert answers[0], "nothing was asked"
    assert all(answer == answers[0] for answer in answers), f"the sides differ about {key}"


def some(name: str, count: int) -> list[str]:
    """Names from all over the shop, the same in every run."""
    return [name.format(number) for number in random.Random(7).choices(range(count), k=KEYS)]


def one_large_order(lines: int) -> Iterator[NewOrder]:
    yield from orders(SMALL_SHOP)
    large: Sequence[tuple[str, int, int]] = next(orders(1, lines)).lines
    yield NewOrder("ORD-large", "CUST-large", list(large))
