"""The command side: checks every rule against the orders and their items, and keeps the summary in step.

Both happen in one transaction, so that the summary is never behind and never half right.
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
    Status,
)
from steps.step1_crud.database import transaction
from steps.step1_crud.values import check_amount, check_qty, check_text, to_cents


class OrderCommandHandler(OrderCommands):
    """Everything that can be done with orders. Answers nothing."""

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
            self.connection.execute(
                "INSERT INTO order_summary (order_id, customer_id, total_cents, item_count, status)"
                " VALUES (?, ?, 0, 0, 'pending')",
                (order_id, customer_id),
            )

    def add_item(self, order_id: str, product: str, qty: int, price: Decimal) -> None:
        check_text(order_id, order_id, product)
        check_qty(order_id, qty)
        price_cents = to_cents(order_id, price)
        with transaction(self.connection):
            if self._status(order_id) == "confirmed":
                raise OrderIsConfirmed(order_id)
            total_cents, _ = self._total_and_count(order_id)
            check_amount(order_id, total_cents + qty * price_cents)
            self.connection.execute(
                "INSERT INTO order_items (order_id, product, qty, price_cents) VALUES (?, ?, ?, ?)",
                (order_id, product, qty, price_cents),
            )
            self.connection.execute(
                "UPDATE order_summary SET total_cents = total_cents + ?, item_count = item_count + 1"
                " WHERE order_id = ?",
                (qty * price_cents, order_id),
            )

    def confirm(self, order_id: str) -> None:
        check_text(order_id, order_id)
        with transaction(self.connection):
            if self._status(order_id) == "confirmed":
                raise AlreadyConfirmed(order_id)
            _, item_count = self._total_and_count(order_id)
            if item_count == 0:
                raise OrderIsEmpty(order_id)
            self.connection.execute("UPDATE orders SET status = 'confirmed' WHERE order_id = ?", (order_id,))
            self.connection.execute("UPDATE order_summary SET status = 'confirmed' WHERE order_id = ?", (order_id,))

    def _status(self, order_id: str) -> Status:
        row: tuple[Status] | None = self.connection.execute(
            "SELECT status FROM orders WHERE order_id = ?", (order_id,)
        ).fetchone()
        if row is None:
            raise OrderNotFound(order_id)
        return row[0]

    def _total_and_count(self, order_id: str) -> tuple[int, int]:
        """The order's total in cents and its number of lines, from the items themselves."""
        total_cents, item_count = self.connection.execute(
            "SELECT COALESCE(SUM(qty * price_cents), 0), COUNT(*) FROM order_items WHERE order_id = ?", (order_id,)
        ).fetchone()
        return total_cents, item_count
