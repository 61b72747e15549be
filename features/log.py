"""The log of a shop from step 3 on: written to by hand, and added up without any of the shop's own code."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from steps.contract import OrderSummary

if TYPE_CHECKING:
    from steps.step3_projections.event_store import RecordedEvent
    from steps.step3_projections.shop import ProjectionShop
    from steps.step5_two_stores.shop import TwoStoreShop


def log_of(shop: ProjectionShop | TwoStoreShop) -> list[RecordedEvent]:
    """Every event of the log."""
    return shop.commands.store.read_all()


def fold(shop: ProjectionShop | TwoStoreShop) -> dict[str, OrderSummary]:
    """What the log adds up to, order by order."""
    from steps.step3_projections.order import ItemAdded, OrderConfirmed, OrderCreated

    customers: dict[str, str] = {}
    cents: Counter[str] = Counter()
    items: Counter[str] = Counter()
    confirmed = set()
    for recorded in log_of(shop):
        match recorded.event:
            case OrderCreated(customer_id):
                customers[recorded.stream_id] = customer_id
            case ItemAdded(_, qty, price_cents):
                cents[recorded.stream_id] += qty * price_cents
                items[recorded.stream_id] += 1
            case OrderConfirmed():
                confirmed.add(recorded.stream_id)
    return {
        order_id: OrderSummary(
            order_id,
            customer_id,
            Decimal(cents[order_id]) / 100,
            items[order_id],
            "confirmed" if order_id in confirmed else "pending",
        )
        for order_id, customer_id in customers.items()
    }


def assert_answers_are_the_fold(shop: ProjectionShop | TwoStoreShop) -> None:
    expected = fold(shop)
    assert expected, "nothing was ordered"
    assert {order_id: shop.queries.get_summary(order_id) for order_id in expected} == expected
    by_customer = Counter(summary.customer_id for summary in expected.values())
    assert {customer_id: len(shop.queries.list_by_customer(customer_id)) for customer_id in by_customer} == by_customer


def write_to_log(database: Path, order_id: str, name: str, schema_version: int, data: str) -> None:
    """Add a record as no shop would."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO events (stream_id, version, name, schema_version, data, recorded_at, command_id,"
            " correlation_id) VALUES (?, (SELECT COUNT(*) + 1 FROM events WHERE stream_id = ?), ?, ?, ?,"
            " '2026-01-01T00:00:00+00:00', 'by hand', 'by hand')",
            (order_id, order_id, name, schema_version, data),
        )
