"""The query side: one indexed SELECT for each question, on rows that the command side keeps ready.

Its connection can't write, so it can't get round a rule.
"""

import sqlite3

from steps.contract import OrderNotFound, OrderQueries, OrderSummary
from steps.step1_crud.orders import to_summary

SCHEMA = """
CREATE TABLE IF NOT EXISTS order_summary (
    number      INTEGER PRIMARY KEY,
    order_id    TEXT NOT NULL UNIQUE,
    customer_id TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    item_count  INTEGER NOT NULL,
    status      TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS summaries_of_customer ON order_summary (customer_id, number);
"""


class OrderQueryHandler(OrderQueries):
    """Everything that can be asked about orders. Changes nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def get_summary(self, order_id: str) -> OrderSummary:
        row = self.connection.execute(
            "SELECT order_id, customer_id, total_cents, item_count, status FROM order_summary WHERE order_id = ?",
            (order_id,),
        ).fetchone()
        if row is None:
            raise OrderNotFound(order_id)
        return to_summary(row)

    def list_by_customer(self, customer_id: str) -> list[OrderSummary]:
        rows = self.connection.execute(
            "SELECT order_id, customer_id, total_cents, item_count, status FROM order_summary"
            " WHERE customer_id = ? ORDER BY number",
            (customer_id,),
        )
        return [to_summary(row) for row in rows]
