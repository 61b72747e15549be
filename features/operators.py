"""What operators say, from step 3 on: they watch the projector, pause it, and start and kill processes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_bdd import given, parsers, then, when

from features.clock import Clock
from features.log import write_to_log
from features.processes import Processes
from steps.contract import OrderNotFound

if TYPE_CHECKING:
    from steps.step3_projections.shop import ProjectionShop

PATIENCE = float(os.environ.get("KATA_PATIENCE", "20"))  # seconds for what should happen by itself


@pytest.fixture
def clock() -> Clock:
    return Clock()


@given("the projector is paused")
def pauses(shop: ProjectionShop) -> None:
    shop.background.stop()


@given("all answers are up to date")
@when("all answers are up to date")
def settles(shop: ProjectionShop) -> None:
    shop.settle()


@when("the projector goes on")
def goes_on(shop: ProjectionShop) -> None:
    shop.projector.catch_up()


@then(parsers.re(r'order "(?P<order_id>.+)" still shows \$(?P<total>\S+) for (?P<count>\d+) items?'))
def still_shows(shop: ProjectionShop, order_id: str, total: str, count: str) -> None:
    summary = shop.queries.get_summary(order_id)
    assert (summary.total, summary.item_count) == (Decimal(total), int(count))


@then(parsers.parse('order "{order_id}" is not there yet'))
def not_there_yet(shop: ProjectionShop, order_id: str) -> None:
    with pytest.raises(OrderNotFound):
        shop.queries.get_summary(order_id)


@then(parsers.parse('after a while order "{order_id}" shows by itself'))
def shows_by_itself(shop: ProjectionShop, order_id: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            assert shop.queries.get_summary(order_id).order_id == order_id
            return
        except OrderNotFound:
            assert time.monotonic() < deadline, "it still does not show"
            time.sleep(0.005)


@given("a record that nobody can read stands in the log")
def broken_record(shop: ProjectionShop, database: Path) -> None:
    shop.settle()
    write_to_log(database, "ORD-BROKEN", "OrderTeleported", 1, "{}")


@pytest.fixture
def processes(shop: ProjectionShop, step_name: str, database: Path) -> Iterator[Processes]:
    shop.background.stop()
    processes = Processes(step_name, database)
    yield processes
    processes.kill_all()


@given("a process that keeps placing orders")
def crowd(processes: Processes) -> None:
    processes.start_crowd("CROWD")
