"""A new version of the answers."""

import re
import sqlite3
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.attempts import told_by
from features.customers import CUSTOMERS
from features.haste import HastyConnection
from features.log import assert_answers_are_the_fold
from features.rebuilding import (
    after_the_look_at_the_live_version,
    go_live,
    plant,
    projector_of,
    rebuild,
    rows_of,
    what_is_left_of_version_1,
)
from features.work import work
from steps.contract import OrderNotFound, OrderSummary, Status
from steps.step2_handlers.shop import addresses
from steps.step3_projections.event_store import EventStore
from steps.step4_rebuild import codec
from steps.step4_rebuild import rebuild as step4
from steps.step4_rebuild.read_models import ReadModels, WrongState
from steps.step4_rebuild.shop import RebuildShop, open_log

scenarios("rebuild.feature")

OpenShop = Callable[..., RebuildShop]


@then(parsers.parse('the operator was told that version 1 is live, that version 2 is wanted, and to run "{command}"'))
@then(parsers.parse('she is told that version 1 is live, that version 2 is wanted, and to run "{command}"'))
def told_what_to_run(told: list[str], step_name: str, command: str) -> None:
    [message] = told
    assert message.startswith("Version 1 of the order summary is live, and this code is written for version 2. Run")
    assert f"python -m steps.{step_name} " in message
    assert re.search(rf"(?<!_){command}\b", message)  # the name of step 4 has a rebuild in it, too


@when(parsers.parse('{who:w} asks how many pieces order "{order_id}" has'))
def asks_for_pieces(shop: RebuildShop, told: list[str], order_id: str) -> None:
    told[:] = told_by(lambda: shop.queries.get_details(order_id))


@when("Ana asks for all confirmed orders")
def asks_by_status(shop: RebuildShop, told: list[str]) -> None:
    told[:] = told_by(lambda: shop.queries.list_by_status("confirmed"))


@then(parsers.re(r'the (?P<status>pending|confirmed) orders are "(?P<order_id>.+)"'))
def orders_of_status(shop: RebuildShop, status: Status, order_id: str) -> None:
    shop.settle()
    assert [summary.order_id for summary in shop.queries.list_by_status(status)] == [order_id]


@given(parsers.parse('an order "{order_id}" of {who:w} that never happened has got into the old answers'))
def ghost(database: Path, order_id: str, who: str) -> None:
    plant(database, order_id, CUSTOMERS[who])


@then("version 2 holds the same as in a shop where it was there all along")
def same_as_all_along(shop: RebuildShop, open_shop: OpenShop, tmp_path: Path, database: Path) -> None:
    shop.settle()
    with open_shop(tmp_path / "all along.db") as other:
        for recorded in shop.commands.store.read_all():
            other.commands.store.now = lambda at=recorded.recorded_at: at  # type: ignore[misc]  # the time it happened
            other.commands.store.append(recorded.stream_id, recorded.version - 1, [recorded.event])
        other.settle()
    rows = rows_of(database, 2)
    assert rows
    assert rows == rows_of(tmp_path / "all along.db", 2)


@when(
    "a colleague notes how much work the lists of Ana's orders and of confirmed orders are",
    target_fixture="work_before",
)
def work_of_lists(shop: RebuildShop) -> list[int]:
    return [
        work(shop, lambda _: shop.queries.list_by_customer(CUSTOMERS["Ana"])),
        work(shop, lambda _: shop.queries.list_by_status("confirmed")),
    ]


@then("both lists are no more work than before")
def lists_take_no_more(shop: RebuildShop, work_before: list[int]) -> None:
    for now, before in zip(work_of_lists(shop), work_before, strict=True):
        assert now < 2 * before


@when(parsers.parse("an operator begins to rebuild, and {count:d} events are done"))
def begins(shop: RebuildShop, count: int) -> None:
    shop.read_models.begin(2)
    assert projector_of(shop, 2, count).run_batch() == count


@then(parsers.parse("version {live:d} is live, and version {other:d} is building and {behind:d} events behind"))
def is_building(shop: RebuildShop, live: int, other: int, behind: int) -> None:
    states = {status.version: (status.state, status.events_behind) for status in shop.read_models.status()}
    assert states == {live: ("live", 0), other: ("building", behind)}


@then(parsers.parse("version {live:d} is live, and version {other:d} stands by"))
def stands_by(shop: RebuildShop, live: int, other: int) -> None:
    shop.settle()
    assert {status.version: status.state for status in shop.read_models.status()} == {live: "live", other: "standby"}
    assert {status.events_behind for status in shop.read_models.status()} == {0}


@then(parsers.parse("version {other:d} is retired, and version {live:d} is live"))
def is_retired(shop: RebuildShop, live: int, other: int) -> None:
    states = {status.version: (status.state, status.checkpoint) for status in shop.read_models.status()}
    assert states == {other: ("retired", None), live: ("live", states[live][1])}


@then("nothing is left of version 1")
def nothing_left(database: Path) -> None:
    assert what_is_left_of_version_1(database) == []


@when(parsers.parse("an operator switches to version {version:d} all the same"))
def switches_to(shop: RebuildShop, told: list[str], version: int) -> None:
    told[:] = told_by(lambda: shop.read_models.switch(version))


@when(parsers.parse("an operator tries to retire version {version:d}"))
def tries_to_retire(shop: RebuildShop, told: list[str], version: int) -> None:
    told[:] = told_by(lambda: shop.read_models.retire(version))


@when("an operator tries to rebuild")
def tries_to_rebuild(shop: RebuildShop, told: list[str], database: Path) -> None:
    told[:] = told_by(lambda: rebuild(shop, database))


@when(
    parsers.parse(
        "an operator rebuilds and retires the old version,"
        ' while Ana\'s question for order "{order_id}" is being answered'
    ),
    target_fixture="answer",
)
def retires_meanwhile(
    shop: RebuildShop, database: Path, monkeypatch: pytest.MonkeyPatch, order_id: str
) -> OrderSummary:
    def and_meanwhile(looked_up: Any) -> Any:
        rebuild(shop, database)
        shop.read_models.retire(1)
        return looked_up

    after_the_look_at_the_live_version(shop, monkeypatch, and_meanwhile)
    return shop.queries.get_summary(order_id)


@then(parsers.parse('she gets the answer "{text}"'))
def gets_answer(shop: RebuildShop, answer: OrderSummary, text: str) -> None:
    assert shop.read_models.live() == 2
    assert str(answer) == text


def test_a_shop_without_orders_lists_none(open_shop: OpenShop, database: Path) -> None:
    with open_shop(database) as shop:
        assert shop.queries.list_by_status("pending") == []
        with pytest.raises(OrderNotFound):
            shop.queries.get_details("ORD-1")


def test_a_shop_in_memory_knows_what_can_be_rebuilt() -> None:
    in_memory, _ = addresses(":memory:")
    with closing(open_log(in_memory)) as connection:
        read_models = ReadModels(EventStore(connection, codec=codec))
        with pytest.raises(WrongState, match="Version 2 is built, and live"):
            step4.rebuild(read_models, in_memory, lambda _done, _total: None)


Looks = list[OrderSummary]


@when(
    "customers order and ask all the while an operator rebuilds, goes back, switches again and retires the old version",
    target_fixture="looks",
)
def all_the_while(
    shop: RebuildShop, open_shop: OpenShop, database: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[int, Looks]:
    shop.background.stop()  # the tills have projectors enough, and on a slow disk each waits for the others
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=HastyConnection))
    done = threading.Event()

    def order() -> None:
        with open_shop(database) as till:
            while not done.is_set():
                till.commands.add_item("ORD-2", "Sticker", 1, Decimal("1.00"))

    def look() -> Looks:
        looks = []
        with open_shop(database) as till:
            while not done.is_set():
                looks.append(till.queries.get_summary("ORD-2"))
        return looks

    with warnings.catch_warnings(), ThreadPoolExecutor(3) as pool:
        warnings.simplefilter("ignore")  # everybody opens while the old version is live
        orders, lookers = pool.submit(order), [pool.submit(look), pool.submit(look)]
        try:
            with open_shop(database, in_background=False) as operators:
                rebuild(operators, database)
                time.sleep(0.1)
                go_live(operators, 1)
                time.sleep(0.1)
                go_live(operators, 2)
                operators.read_models.retire(1)
            time.sleep(0.1)
        finally:
            done.set()
        orders.result()
        return {number: looker.result() for number, looker in enumerate(lookers)}


@then("every question was answered")
def all_answered(looks: dict[int, Looks]) -> None:
    assert all(len(seen) > 10 for seen in looks.values())


@then("nobody saw an answer older than one before")
def never_older(looks: dict[int, Looks]) -> None:
    for seen in looks.values():
        counts = [summary.item_count for summary in seen]
        assert counts == sorted(counts)
        assert counts[-1] > counts[0]
        assert all(summary.total == summary.item_count for summary in seen)


@then("all that was ordered is in the answers")
def all_is_there(shop: RebuildShop) -> None:
    shop.settle()
    assert_answers_are_the_fold(shop)
