"""Step 1's shop: one object takes the commands and answers the queries."""

import sqlite3
from pathlib import Path

from steps.contract import Shop
from steps.step1_crud.database import open_database
from steps.step1_crud.orders import SCHEMA, Orders


class CrudShop(Shop):
    """A shop whose commands and queries are one and the same object."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.commands = self.queries = Orders(connection)

    def close(self) -> None:
        self.connection.close()


def open_shop(database: str | Path) -> CrudShop:
    """Open the shop in this file, or ":memory:". Raises CannotOpen."""
    return CrudShop(open_database(database, step=1, schema=SCHEMA))
