"""What the shop holds, and whether a refused attempt left it so."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from steps.contract import Refused, Shop, ShopError


def contents(database: Path) -> list[str]:
    """Everything the database holds, as the statements that would write it again."""
    connection = sqlite3.connect(database)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


class Attempts:
    """Does what may be refused, and remembers the refusal and whether the shop stayed as it was."""

    def __init__(self, shop: Shop, database: Path) -> None:
        self.shop = shop
        self.database = database
        self.refusal: Refused | None = None
        self.left_as_it_was = True

    def make(self, attempt: Callable[[], object]) -> None:
        self.shop.settle()
        before = contents(self.database)
        try:
            attempt()
        except Refused as refusal:
            self.refusal = refusal
        self.shop.settle()
        self.left_as_it_was = contents(self.database) == before


def told_by(attempt: Callable[[], object]) -> list[str]:
    """What the shop says against the attempt, nothing if it succeeds."""
    try:
        attempt()
    except ShopError as error:
        return [str(error)]
    return []
