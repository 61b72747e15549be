"""Step 2's shop: one database, two connections. The query handler gets one that can't write."""

import sqlite3
from pathlib import Path
from uuid import uuid4

from steps.contract import Shop
from steps.step1_crud import orders
from steps.step1_crud.database import connect, open_database
from steps.step2_handlers import queries
from steps.step2_handlers.commands import OrderCommandHandler
from steps.step2_handlers.queries import OrderQueryHandler


class HandlerShop(Shop):
    """A shop with one handler for commands and another for queries."""

    def __init__(self, writing: sqlite3.Connection, reading: sqlite3.Connection) -> None:
        self.connections = [writing, reading]
        self.commands = OrderCommandHandler(writing)
        self.queries = OrderQueryHandler(reading)

    def close(self) -> None:
        for connection in self.connections:
            connection.close()


def open_shop(database: str | Path) -> HandlerShop:
    """Open the shop in this file, or ":memory:". Raises CannotOpen."""
    for_writing, for_reading = addresses(database)
    writing = open_database(for_writing, step=2, schema=orders.SCHEMA + queries.SCHEMA)
    return HandlerShop(writing, connect(for_reading))


def addresses(database: str | Path) -> tuple[str, str]:
    """Where to connect to for writing, and where SQLite itself refuses every write."""
    if str(database) == ":memory:":
        shared = f"file:/{uuid4()}?vfs=memdb"  # in memory, yet open to more than one connection
        return shared, f"{shared}&mode=ro"
    return str(database), f"{Path(database).absolute().as_uri()}?mode=ro"
