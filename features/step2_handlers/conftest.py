"""The phrases about answering and acting."""

import sqlite3

import pytest
from pytest_bdd import parsers, then, when

from features.attempts import Attempts
from features.stores import answering
from features.work import work
from steps.contract import OrderCommands, OrderQueries, Shop


def methods(protocol: type) -> set[str]:
    return {name for name in vars(protocol) if not name.startswith("_")}


@then("whoever answers questions takes no orders, and whoever takes orders answers no questions")
def apart(shop: Shop) -> None:
    assert not methods(OrderCommands) & set(dir(shop.queries))
    assert not methods(OrderQueries) & set(dir(shop.commands))


@when("somebody who answers tries to change every record the shop keeps", target_fixture="turned_down")
def tries_to_write(shop: Shop, attempts: Attempts) -> list[str]:
    connection = answering(shop)
    connection.execute("PRAGMA query_only = OFF")
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert tables
    turned_down: list[str] = []

    def write() -> None:
        for table in tables:
            with pytest.raises(sqlite3.OperationalError) as error:
                connection.execute(f"DELETE FROM {table}")
            turned_down.append(str(error.value))

    attempts.make(write)
    return turned_down


@then("every change is turned down, and the shop is left exactly as it was")
def turns_down(turned_down: list[str], attempts: Attempts) -> None:
    assert set(turned_down) == {"attempt to write a readonly database"}
    assert attempts.left_as_it_was


@then(parsers.parse('the summary of order "{long}" takes no more work than that of order "{short}"'))
def summary_takes_no_more(shop: Shop, long: str, short: str) -> None:
    work_of_short = work(shop, lambda queries: queries.get_summary(short))
    assert work(shop, lambda queries: queries.get_summary(long)) < 2 * work_of_short


@when("a colleague notes how much work the list of Ana's orders is", target_fixture="work_before")
def notes_work(shop: Shop) -> int:
    return work(shop, lambda queries: queries.list_by_customer("CUST-1"))


@then("the list of Ana's orders is no more work than before")
def list_takes_no_more(shop: Shop, work_before: int) -> None:
    assert notes_work(shop) < 2 * work_before
