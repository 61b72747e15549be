"""The order of events."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.attempts import told_by
from features.log import assert_answers_are_the_fold
from features.operators import PATIENCE
from features.step5_two_stores.places import Pair
from steps.step3_projections.commands import OrderCommandHandler
from steps.step5_two_stores.shop import TwoStoreShop

if TYPE_CHECKING:
    from steps.step5_two_stores.postgres_log import PostgresLog

scenarios("lost_event.feature")


def opened(pair: Pair, cure: str) -> PostgresLog:
    """A log of its own, as each till has one."""
    from steps.step5_two_stores.postgres_log import FencedPostgresLog, PostgresLog

    return {"the writers take turns": PostgresLog, "the reader waits": FencedPostgresLog}[cure](pair.write_url)


@given(parsers.parse("a shop in which {cure}"), target_fixture="cure")
def shop_with_cure(shop: TwoStoreShop, pair: Pair, cure: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    shop.background.stop()
    with closing(opened(pair, cure)) as log:
        for read_models in shop.projector.read_models:
            monkeypatch.setattr(read_models, "log", log)
        yield cure


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


class SlowTill:
    """A till whose event has its place in the log, and is not done until it may finish."""

    def __init__(self, log: PostgresLog) -> None:
        self.log = log
        self.has_place = threading.Event()
        self.may_finish = threading.Event()
        self.transaction = log.database.transaction

    @contextmanager
    def slow_transaction(self, *arguments: Any) -> Iterator[Any]:
        with self.transaction(*arguments) as connection:
            yield connection
            if connection.execute("SELECT COUNT(*) FROM events").fetchone() != (0,):
                self.has_place.set()
                self.may_finish.wait(PATIENCE)

    def opens(self, order_id: str) -> None:
        self.log.database.transaction = self.slow_transaction  # type: ignore[method-assign, assignment]  # of this log alone
        with closing(self.log):
            OrderCommandHandler(self.log).create_order(order_id, "CUST-1")


Work = list[Future[Any]]


@pytest.fixture
def work() -> Work:
    """All that goes on at the same time."""
    return []


@when(
    parsers.parse('Ana\'s till has a place for order "{order_id}", and is slow to finish'), target_fixture="slow_till"
)
def has_a_place(pair: Pair, cure: str, pool: ThreadPoolExecutor, work: Work, order_id: str) -> SlowTill:
    till = SlowTill(opened(pair, cure))
    work.append(pool.submit(till.opens, order_id))
    assert till.has_place.wait(PATIENCE)
    return till


def opens(pair: Pair, cure: str, order_id: str) -> list[str]:
    with closing(opened(pair, cure)) as log:
        return told_by(lambda: OrderCommandHandler(log).create_order(order_id, "CUST-2"))


@when(parsers.parse('Ben\'s till opens order "{order_id}" meanwhile'))
@when(parsers.parse('Ben\'s till tries to open order "{order_id}" meanwhile'))
def opens_meanwhile(pair: Pair, cure: str, pool: ThreadPoolExecutor, work: Work, order_id: str) -> None:
    work.append(pool.submit(opens, pair, cure, order_id))
    until_done_or_waiting(pair, work[-1])


@when(
    'Ana\'s till gets a place for order "ORD-1", and Ben\'s till opens order "ORD-2", as the projector begins to read',
    target_fixture="slow_till",
)
def meanwhile(
    shop: TwoStoreShop, pair: Pair, cure: str, pool: ThreadPoolExecutor, work: Work, monkeypatch: pytest.MonkeyPatch
) -> SlowTill:
    tills: list[SlowTill] = []
    log: Any = shop.read_models.log
    read = log._read

    def read_a_moment_later(*arguments: Any) -> Any:
        monkeypatch.setattr(log, "_read", read)
        tills.append(has_a_place(pair, cure, pool, work, "ORD-1"))
        opens_meanwhile(pair, cure, pool, work, "ORD-2")
        return read(*arguments)

    monkeypatch.setattr(log, "_read", read_a_moment_later)
    shop.read_models.projector(2).run_batch()
    [till] = tills
    return till


@when("the projector follows as far as it can")
def follows(shop: TwoStoreShop, pair: Pair, pool: ThreadPoolExecutor, work: Work) -> None:
    work.append(pool.submit(shop.projector.catch_up))
    until_done_or_waiting(pair, work[-1])


def until_done_or_waiting(pair: Pair, done: Future[Any]) -> None:
    """Return once somebody has finished, or PostgreSQL has somebody wait for Ana's till."""
    import psycopg

    deadline = time.monotonic() + PATIENCE
    with psycopg.connect(pair.write_url, autocommit=True) as connection:
        while not done.done():
            waiting = connection.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone()
            if waiting and wait([done], timeout=0.1).not_done:
                return
            assert time.monotonic() < deadline


@when("Ana's till finishes")
def finishes(slow_till: SlowTill, work: Work) -> None:
    slow_till.may_finish.set()
    for done in work:
        done.result(PATIENCE)


@then("once the projector goes on, the answers are what the log adds up to")
def goes_on(shop: TwoStoreShop) -> None:
    shop.projector.catch_up()
    assert len(shop.commands.store.read_all()) > 1
    assert_answers_are_the_fold(shop)


@when(parsers.parse("{tills:d} tills open {orders:d} orders each while the projector follows"))
def open_many(shop: TwoStoreShop, pair: Pair, cure: str, pool: ThreadPoolExecutor, tills: int, orders: int) -> None:
    def open_orders(till: int) -> None:
        with closing(opened(pair, cure)) as log:
            handler = OrderCommandHandler(log)
            for number in range(orders):
                handler.create_order(f"ORD-{till}-{number}", "CUST-1")

    work = [pool.submit(open_orders, till) for till in range(tills)]
    while not all(done.done() for done in work):
        shop.projector.run_batch()
    for done in work:
        done.result()


@then("Ben's till is told that an order id is used once")
def told_used_once(work: Work) -> None:
    assert work[1].result() == ["Order 'ORD-1': an order id is used once, and this one is taken"]
