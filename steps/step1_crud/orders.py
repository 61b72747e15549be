"""The whole shop in one class over two tables: it creates, changes and reads orders.

All rules and all answers are in one place. Each read adds up the lines of an order anew.
"""

import sqlite3
from decimal import Decimal

from steps.contract import (
    AlreadyConfirmed,
    OrderAlreadyExists,
    OrderCommands,
    OrderIsConfirmed,
    OrderIsEmpty,
    OrderNotFound,
    OrderQueries,
    OrderSummary,
    Status,
    to_dollars,
)
from steps.step1_crud.database import transaction
from steps.step1_crud.values import check_amount, check_qty, check_text, to_cents

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    number      INTEGER PRIMARY KEY,
    order_id    TEXT NOT NULL UNIQUE,
    customer_id TEXT NOT NULL,
    status      TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS orders_of_customer ON orders (customer_id);
CREATE TABLE IF NOT EXISTS order_items (
    order_id    TEXT NOT NULL REFERENCES orders (order_id),
    product     TEXT NOT NULL,
    qty         INTEGER NOT NULL,
    price_cents INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS items_of_order ON order_items (order_id);
"""


SUMMARIES = """
SELECT orders.order_id, customer_id, COALESCE(SUM(qty * price_cents), 0), COUNT(product), status
FROM orders LEFT JOIN order_items ON order_items.order_id = orders.order_id
"""


class Orders(OrderCommands, OrderQueries):
    """Everything that can be done with orders, and everything that can be asked about them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def create_order(self, order_id: str, customer_id: str) -> None:
        check_text(order_id, order_id, customer_id)
        with transaction(self.connection):
            try:
                self.connection.execute(
                    "INSERT INTO orders (order_id, customer_id, status) VALUES (?, ?, 'pending')",
                    (order_id, customer_id),
                )
            except sqlite3.IntegrityError:
                raise OrderAlreadyExists(order_id) from None

    def add_item(self, order_id: str, product: str, qty: int, price: Decimal) -> None:
        check_text(order_id, order_id, product)
        check_qty(order_id, qty)
        price_cents = to_cents(order_id, price)
        with transaction(self.connection):
            order = self.get_summary(order_id)
            if order.status == "confirmed":
                raise OrderIsConfirmed(order_id)
            check_amount(order_id, to_cents(order_id, order.total) + qty * price_cents)
            self.connection.execute(
                "INSERT INTO order_items (order_id, product, qty, price_cents) VALUES (?, ?, ?, ?)",
                (order_id, product, qty, price_cents),
            )

    def confirm(self, order_id: str) -> None:
        check_text(order_id, order_id)
        with transaction(self.connection):
            order = self.get_summary(order_id)
            if order.status == "confirmed":
                raise AlreadyConfirmed(order_id)
            if order.item_count == 0:
                raise OrderIsEmpty(order_id)
            self.connection.execute("UPDATE orders SET status = 'confirmed' WHERE order_id = ?", (order_id,))

    def get_summary(self, order_id: str) -> OrderSummary:
        row = self.connection.execute(SUMMARIES + "WHERE orders.order_id = ? GROUP BY number", (order_id,)).fetchone()
        if row is None:
            raise OrderNotFound(order_id)
        return to_summary(row)

    def list_by_customer(self, customer_id: str) -> list[OrderSummary]:
        rows = self.connection.execute(
            SUMMARIES + "WHERE customer_id = ? GROUP BY number ORDER BY number", (customer_id,)
        )
        return [to_summary(row) for row in rows]


def to_summary(row: tuple[str, str, int, int, Status]) -> OrderSummary:
    """The summary in a row of order id, customer id, total in cents, item count and status."""
    order_id, customer_id, total_cents, item_count, status = row
    return OrderSummary(order_id, customer_id, to_dollars(total_cents), item_count, status)
