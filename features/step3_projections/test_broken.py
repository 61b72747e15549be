"""Records that can't be read."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pytest_bdd import parsers, scenarios, then, when

from features.log import write_to_log
from steps.step3_projections.event_store import BrokenEvent
from steps.step3_projections.shop import ProjectionShop

scenarios("broken.feature")

RECORDS = {
    "a record of an unknown kind": ("OrderTeleported", 1, "{}"),
    "a record from a newer program": ("OrderConfirmed", 99, "{}"),
    "a record that is cut off": ("ItemAdded", 1, '{"product": "Mou'),
    "a record and half of another": ("OrderCreated", 1, '{"customer_id": "CUST-2"}, "CUST-1"}'),
    "an item without a price": ("ItemAdded", 1, '{"product": "Mouse", "qty": 1}'),
    "an item whose price is a float": ("ItemAdded", 1, '{"product": "Mouse", "qty": 1, "price": 29.99}'),
    "an item whose price is a word": ("ItemAdded", 1, '{"product": "Mouse", "qty": 1, "price": "cheap"}'),
    "an item whose price lost a digit": ("ItemAdded", 1, '{"product": "Mouse", "qty": 1, "price": "29.9"}'),
    "an item whose price has a digit too many": ("ItemAdded", 1, '{"product": "Mouse", "qty": 1, "price": "29.999"}'),
    "an item of an order never opened": ("ItemAdded", 1, '{"product": "Mouse", "qty": 1, "price": "29.99"}'),
    "the confirmation of an order never opened": ("OrderConfirmed", 1, "{}"),
}


@when(parsers.parse('the opening of order "{order_id}" is written to the log once more'))
def opening_once_more(database: Path, order_id: str) -> None:
    write_to_log(database, order_id, "OrderCreated", 1, '{"customer_id": "CUST-2"}')


@when(parsers.parse('{record} is written to the log of order "{order_id}"'))
def is_written(database: Path, record: str, order_id: str) -> None:
    write_to_log(database, order_id, *RECORDS[record])


@then(parsers.parse('the projector stops, and names the place, order "{order_id}" and "{reason}"'))
def projector_stops(shop: ProjectionShop, database: Path, order_id: str, reason: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        [position] = connection.execute("SELECT position FROM events WHERE command_id = 'by hand'").fetchone()
    for _ in range(2):
        with pytest.raises(BrokenEvent) as error:
            shop.projector.catch_up()
        assert str(error.value).startswith(f"The event at position {position}, of order {order_id!r}, is broken: ")
        assert reason in str(error.value)


@then(parsers.parse("operators see {events:d} events behind, and the reason"))
def lag_with_reason(shop: ProjectionShop, events: int) -> None:
    lag = shop.projector.lag()
    assert lag.events_behind == events
    assert lag.stopped_by
    assert "is broken" in lag.stopped_by


@when(parsers.parse('the record is mended to the opening of order "{order_id}" by Ben'))
def is_mended(database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute(
            "UPDATE events SET name = 'OrderCreated', schema_version = 1, data = ? WHERE command_id = 'by hand'",
            (json.dumps({"customer_id": "CUST-2"}),),
        )


@then("answers are 0 events behind, and no reason is given")
def no_lag_no_reason(shop: ProjectionShop) -> None:
    lag = shop.projector.lag()
    assert (lag.events_behind, lag.stopped_by) == (0, None)
