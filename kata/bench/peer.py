"""The peer: the same orders written with the eventsourcing library and its SQLite module.

Its projection commits each event with its tracking, one by one, as the library's own recorders do.
"""

import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.sqlite import SQLiteTrackingRecorder

from kata.bench.workload import COMMANDS_PER_ORDER, place_order
from steps.contract import AlreadyConfirmed, OrderIsConfirmed, OrderIsEmpty
from steps.step1_crud.values import check_qty, check_text, to_cents

PAGE = 500


class Order(Aggregate):
    """An order as the library would have it."""

    @event("Created")
    def __init__(self, order_id: str, customer_id: str) -> None:
        self.order_id = order_id
        self.customer_id = customer_id
        self.total_cents = 0
        self.item_count = 0
        self.status = "pending"

    @staticmethod
    def create_id(order_id: str, **_: object) -> UUID:
        return uuid5(NAMESPACE_URL, order_id)

    @event("ItemAdded")
    def add_item(self, product: str, qty: int, price_cents: int) -> None:  # noqa: ARG002 (the event keeps it)
        if self.status == "confirmed":
            raise OrderIsConfirmed(self.order_id)
        self.total_cents += qty * price_cents
        self.item_count += 1

    @event("Confirmed")
    def confirm(self) -> None:
        if self.status == "confirmed":
            raise AlreadyConfirmed(self.order_id)
        if self.item_count == 0:
            raise OrderIsEmpty(self.order_id)
        self.status = "confirmed"


class PeerShop(Application):
    """The command side: load the aggregate, have it decide, save its event."""

    def __init__(self, database: Path) -> None:
        super().__init__({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(database)})

    def create_order(self, order_id: str, customer_id: str) -> None:
        check_text(order_id, order_id, customer_id)
        self.save(Order(order_id, customer_id))

    def add_item(self, order_id: str, product: str, qty: int, price: Decimal) -> None:
        check_text(order_id, order_id, product)
        check_qty(order_id, qty)
        order: Order = self.repository.get(Order.create_id(order_id))
        order.add_item(product, qty, to_cents(order_id, price))
        self.save(order)

    def confirm(self, order_id: str) -> None:
        order: Order = self.repository.get(Order.create_id(order_id))
        order.confirm()
        self.save(order)


class OrderSummaries(SQLiteTrackingRecorder):
    """The read model: step 2's table, in the library's own kind of recorder."""

    def construct_create_table_statements(self) -> list[str]:
        return [
            *super().construct_create_table_statements(),
            "CREATE TABLE IF NOT EXISTS order_summary (id TEXT PRIMARY KEY, order_id TEXT NOT NULL,"
            " customer_id TEXT NOT NULL, total_cents INTEGER NOT NULL, item_count INTEGER NOT NULL,"
            " status TEXT NOT NULL)",
        ]

    def project(self, happened: Any, tracking: Tracking) -> None:
        """Apply one event, and note in the same transaction that it is done."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            order_id = happened.originator_id.hex
            match happened:
                case Order.Created():
                    cursor.execute(
                        "INSERT INTO order_summary VALUES (?, ?, ?, 0, 0, 'pending')",
                        (order_id, happened.order_id, happened.customer_id),
                    )
                case Order.ItemAdded():
                    cursor.execute(
                        "UPDATE order_summary SET total_cents = total_cents + ?, item_count = item_count + 1"
                        " WHERE id = ?",
                        (happened.qty * happened.price_cents, order_id),
                    )
                case Order.Confirmed():
                    cursor.execute("UPDATE order_summary SET status = 'confirmed' WHERE id = ?", (order_id,))


def set_synchronous(shop: PeerShop, level: str) -> None:
    """Have the one connection that a single thread uses flush at this level."""
    with shop.recorder.datastore.get_connection(commit=True) as connection:
        connection.cursor().execute(f"PRAGMA synchronous = {level}")


def write_peer_log(shop: PeerShop, events: int) -> None:
    """So many events, quickly: nobody times this."""
    set_synchronous(shop, "OFF")
    for number in range(events // COMMANDS_PER_ORDER):
        place_order(shop, f"ORD-{number}")
    set_synchronous(shop, "FULL")


def project_all(shop: PeerShop, view: OrderSummaries) -> int:
    """Project the whole log, as the library's projections do: event by event. Returns how many there were."""
    done = 0
    while notifications := shop.recorder.select_notifications(start=done + 1, limit=PAGE):
        for notification in notifications:
            view.project(shop.mapper.to_domain_event(notification), Tracking(shop.name, notification.id))
        done = int(notifications[-1].id)
    return done


def new_view(shop: PeerShop) -> OrderSummaries:
    """An empty read model beside the log, in the same database."""
    with sqlite3.connect(shop.recorder.datastore.pool.db_name) as connection:
        connection.executescript("DROP TABLE IF EXISTS order_summary; DROP TABLE IF EXISTS tracking;")
    view = OrderSummaries(shop.recorder.datastore)
    view.create_table()
    return view
