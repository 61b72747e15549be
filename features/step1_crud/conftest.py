"""The phrases about several tills, and about tills that break down."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from features.breakdown import BreakDown
from steps.contract import OrderAlreadyExists, OrderIsConfirmed, OrderIsEmpty, OrderNotFound, Refused, Shop

OpenShop = Callable[[Path], Shop]


def add_lines(
    open_shop: OpenShop, database: Path, order_id: str, times: int, wait: Callable[[], object] = lambda: None
) -> None:
    with open_shop(database) as shop:
        wait()
        for _ in range(times):
            shop.commands.add_item(order_id, "Sticker", 1, Decimal("1.00"))


@when(parsers.parse('two tills add {times:d} lines of $1.00 each to order "{order_id}" at the same time, as threads'))
def two_threads(open_shop: OpenShop, database: Path, order_id: str, times: int) -> None:
    together = threading.Barrier(2, timeout=30)
    with ThreadPoolExecutor(2) as pool:
        tills = [pool.submit(add_lines, open_shop, database, order_id, times, together.wait) for _ in range(2)]
    for till in tills:
        till.result()


@when(parsers.parse('two tills add {times:d} lines of $1.00 each to order "{order_id}" at the same time, as processes'))
def two_processes(step_name: str, database: Path, order_id: str, times: int) -> None:
    arguments = ["features.till", step_name, str(database), order_id, str(times)]
    command = [sys.executable, "-m", "features.process", *arguments]
    root = Path(__file__).parents[2]
    tills = [subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for till in tills:
        _, complaint = till.communicate(timeout=60)
        assert till.returncode == 0, complaint


@given("another till is busy with the shop for a moment")
def busy_till(open_shop: OpenShop, database: Path) -> Iterator[None]:
    open_shop(database).close()
    with busy_for_a_moment(database):
        yield


@given("another till is busy with a brand-new shop for a moment")
def busy_with_new(database: Path) -> Iterator[None]:
    with busy_for_a_moment(database):
        yield


@contextmanager
def busy_for_a_moment(database: Path) -> Iterator[None]:
    """Another till begins to write, and is done a moment later."""
    is_busy = threading.Event()

    def work() -> None:
        with closing(sqlite3.connect(database, isolation_level=None)) as till:
            till.execute("BEGIN IMMEDIATE")
            is_busy.set()
            time.sleep(0.1)
            till.execute("COMMIT")

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work)
        assert is_busy.wait(10)
        yield


@given("a colleague is in the middle of a long look at the shop")
def long_look(shop: Shop, database: Path) -> Iterator[None]:
    shop.settle()
    with closing(sqlite3.connect(database, isolation_level=None)) as colleague:
        colleague.execute("BEGIN")
        colleague.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        yield


@when(parsers.parse('two tills try to confirm order "{order_id}" at the same time'), target_fixture="outcomes")
def two_confirm(open_shop: OpenShop, database: Path, order_id: str) -> list[BaseException | None]:
    together = threading.Barrier(2, timeout=30)

    def confirm() -> None:
        with open_shop(database) as shop:
            together.wait()
            shop.commands.confirm(order_id)

    with ThreadPoolExecutor(2) as pool:
        return [till.exception() for till in [pool.submit(confirm) for _ in range(2)]]


@then("one succeeds, and the other is refused: an order is confirmed once")
def one_succeeds(outcomes: list[BaseException | None]) -> None:
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyConfirmed", "NoneType"]


@when(
    parsers.parse('a till is about to add to order "{order_id}", and another has confirmed it by then'),
    target_fixture="refusal",
)
def confirmed_by_then(
    open_shop: OpenShop, database: Path, order_id: str, monkeypatch: pytest.MonkeyPatch
) -> Refused | None:
    with open_shop(database) as other:
        here = threading.get_ident()  # a projector in a thread of its own begins whenever it likes
        first: list[Callable[[], object]] = []

        class SlowConnection(sqlite3.Connection):
            def execute(self, statement: str, *parameters: Any) -> sqlite3.Cursor:
                if statement.startswith("BEGIN") and first and threading.get_ident() == here:
                    first.pop()()
                return super().execute(statement, *parameters)

        with monkeypatch.context() as patched:
            patched.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=SlowConnection))
            with open_shop(database) as till:
                first.append(lambda: other.commands.confirm(order_id))
                try:
                    till.commands.add_item(order_id, "Sticker", 1, Decimal("1.00"))
                except Refused as refusal:
                    return refusal
    return None


@then("the one that came second is refused: nothing is added to a confirmed order")
def came_second(refusal: Refused | None) -> None:
    assert isinstance(refusal, OrderIsConfirmed)


@when("two tills open a brand-new shop at the same time, and an order each", target_fixture="brand_new")
def two_open(open_shop: OpenShop, tmp_path: Path) -> Path:
    brand_new = tmp_path / "brand-new.db"
    together = threading.Barrier(2, timeout=30)

    def open_with(order_id: str) -> None:
        together.wait()
        with open_shop(brand_new) as shop:
            shop.commands.create_order(order_id, "CUST-1")

    with ThreadPoolExecutor(2) as pool:
        tills = [pool.submit(open_with, order_id) for order_id in ("ORD-1", "ORD-2")]
    for till in tills:
        till.result()
    return brand_new


@when(
    "a till is about to set up a brand-new shop, and another has opened an order there by then",
    target_fixture="brand_new",
)
def another_was_faster(open_shop: OpenShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    brand_new = tmp_path / "brand-new.db"

    def be_faster() -> None:
        with open_shop(brand_new) as shop:
            shop.commands.create_order("ORD-1", "CUST-1")
            shop.settle()

    first = [be_faster]

    class SlowConnection(sqlite3.Connection):
        def executescript(self, script: str) -> sqlite3.Cursor:
            if first:
                first.pop()()
            return super().executescript(script)

    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=SlowConnection))
        with open_shop(brand_new) as shop:
            shop.commands.create_order("ORD-2", "CUST-1")
    return brand_new


@then("the brand-new shop has both orders")
def has_both(open_shop: OpenShop, brand_new: Path) -> None:
    with open_shop(brand_new) as shop:
        shop.settle()
        assert {order.order_id for order in shop.queries.list_by_customer("CUST-1")} == {"ORD-1", "ORD-2"}


@when(
    parsers.parse('a till adds {times:d} lines of $1.00 to order "{order_id}" while Ben keeps looking at it'),
    target_fixture="looks",
)
def keeps_looking(
    shop: Shop, open_shop: OpenShop, database: Path, order_id: str, times: int
) -> list[tuple[Decimal, int]]:
    shop.settle()
    looks = []
    looked = threading.Event()

    def add_all() -> None:
        add_lines(open_shop, database, order_id, times // 2)
        looked.wait(1)  # or a fast till is through before anybody looks
        add_lines(open_shop, database, order_id, times - times // 2)

    with ThreadPoolExecutor(1) as pool:
        till = pool.submit(add_all)
        while not till.done():
            summary = shop.queries.get_summary(order_id)
            looks.append((summary.total, summary.item_count))
            looked.set()
    till.result()
    shop.settle()
    summary = shop.queries.get_summary(order_id)
    assert summary.item_count == times
    return [*looks, (summary.total, summary.item_count)]


@then("Ben saw as many dollars as lines at every look, and never fewer than before")
def dollars_match_lines(looks: list[tuple[Decimal, int]]) -> None:
    assert len(looks) > 1
    assert all(total == count for total, count in looks)
    assert looks == sorted(looks)


def opened(shop: Shop) -> None:
    shop.commands.create_order("ORD-1", "CUST-1")
    shop.settle()


def add_item(shop: Shop) -> None:
    shop.commands.add_item("ORD-1", "Sticker", 1, Decimal("1.00"))


def prepare(open_shop: OpenShop, *work: Callable[[Shop], None]) -> Callable[[Path], None]:
    """Lays out a shop in which this was done."""

    def lay_out(database: Path) -> None:
        with open_shop(database) as shop:
            for do in work:
                do(shop)
            shop.settle()

    return lay_out


@when("a till breaks down at every moment of opening an order", target_fixture="databases")
def breaks_opening(break_down: BreakDown, open_shop: OpenShop) -> list[Path]:
    return break_down(prepare(open_shop), lambda shop: shop.commands.create_order("ORD-1", "CUST-1"))


@when("a till breaks down at every moment of adding the first item to an order", target_fixture="databases")
def breaks_adding(break_down: BreakDown, open_shop: OpenShop) -> list[Path]:
    return break_down(prepare(open_shop, opened), add_item)


@when("a till breaks down at every moment of confirming an order", target_fixture="databases")
def breaks_confirming(break_down: BreakDown, open_shop: OpenShop) -> list[Path]:
    return break_down(prepare(open_shop, opened, add_item), lambda shop: shop.commands.confirm("ORD-1"))


def succeeds(attempt: Callable[[], object], *otherwise: type[Refused]) -> bool:
    """Whether the shop accepts the attempt, rather than refuse it with one of `otherwise`."""
    try:
        attempt()
    except otherwise:
        return False
    return True


def outcomes_of(databases: list[Path], open_shop: OpenShop, look: Callable[[Shop], tuple[bool, bool]]) -> None:
    """What people see and what the shop then accepts agree in every database, and both outcomes were seen."""
    seen = []
    for database in databases:
        with open_shop(database) as shop:
            shop.settle()
            seen.append(look(shop))
    assert set(seen) == {(False, False), (True, True)}


@then("each time the order was there and taken, or not there and free")
def there_or_free(databases: list[Path], open_shop: OpenShop) -> None:
    def look(shop: Shop) -> tuple[bool, bool]:
        there = succeeds(lambda: shop.queries.get_summary("ORD-1"), OrderNotFound)
        taken = not succeeds(lambda: opened(shop), OrderAlreadyExists)
        return there, taken

    outcomes_of(databases, open_shop, look)


@then("each time the order showed the item and could be confirmed, or was empty and could not")
def item_or_empty(databases: list[Path], open_shop: OpenShop) -> None:
    def look(shop: Shop) -> tuple[bool, bool]:
        shows_item = shop.queries.get_summary("ORD-1").total == 1
        confirmable = succeeds(lambda: shop.commands.confirm("ORD-1"), OrderIsEmpty)
        return shows_item, confirmable

    outcomes_of(databases, open_shop, look)


@then("each time the order was confirmed and closed to items, or pending and open to them")
def confirmed_or_open(databases: list[Path], open_shop: OpenShop) -> None:
    def look(shop: Shop) -> tuple[bool, bool]:
        confirmed = shop.queries.get_summary("ORD-1").status == "confirmed"
        closed = not succeeds(lambda: add_item(shop), OrderIsConfirmed)
        return confirmed, closed

    outcomes_of(databases, open_shop, look)
