"""The limits: what the database can do where nothing is checked, decided or translated.

How close a step comes to it is what the code costs that checks, decides and translates.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from steps.step1_crud.database import connect
from steps.step2_handlers.shop import addresses
from steps.step3_projections.event_store import COLUMNS
from steps.step3_projections.shop import open_log

Rows = Callable[[str], object]


def indexed_select(database: Path) -> tuple[sqlite3.Connection, Rows, Rows]:
    """A read-only connection to step 2's shop, the row of one order, and the rows of one customer."""
    connection = connect(addresses(database)[1])
    columns = "SELECT order_id, customer_id, total_cents, item_count, status FROM order_summary"

    def row(order_id: str) -> object:
        return connection.execute(f"{columns} WHERE order_id = ?", (order_id,)).fetchone()

    def rows(customer_id: str) -> object:
        return connection.execute(f"{columns} WHERE customer_id = ? ORDER BY number", (customer_id,)).fetchall()

    return connection, row, rows


class BareInserts:
    """One INSERT and one commit for each command, into step 3's table of events."""

    def __init__(self, database: Path) -> None:
        self.connection = open_log(str(database))
        self.inserted = 0

    def insert(self, times: int) -> None:
        for _ in range(times):
            self.inserted += 1
            self.connection.execute(
                f"INSERT INTO events ({COLUMNS}) VALUES (NULL, ?, 1, 'ItemAdded', 1, ?, ?, NULL, NULL)",
                (
                    f"ORD-{self.inserted}",
                    '{"product": "Mouse", "qty": 2, "price": "29.99"}',
                    "2026-01-01T00:00:00.000000+00:00",
                ),
            )


def read_and_parse(database: Path) -> int:
    """Read every row of the log and parse its JSON. Returns how many there were."""
    events = 0
    with closing(connect(database)) as connection:
        for _, _, _, _, _, data, _, _, _ in connection.execute(f"SELECT {COLUMNS} FROM events ORDER BY position"):
            json.loads(data)
            events += 1
    return events
