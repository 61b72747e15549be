"""What the shop holds, and whether a refused attempt left it so."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from features.stores import files
from steps.contract import Refused, Shop, ShopError


def contents(database: Path) -> list[str]:
    """Everything that the shop's files hold, as the statements that would write it again."""
    held: list[str] = []
    for file in files(database):
        with closing(sqlite3.connect(file)) as connection:
            held += connection.iterdump()
    return held


class Attempts:
    """Does what may be refused, and remembers the refusal and whether the shop stayed as it was."""

    def __init__(self, shop: Shop, look: Callable[[], object]) -> None:
        self.shop = shop
        self.look = look
        self.refusal: Refused | None = None
        self.left_as_it_was = True

    def make(self, attempt: Callable[[], object]) -> None:
        self.shop.settle()
        before = self.look()
        try:
            attempt()
        except Refused as refusal:
            self.refusal = refusal
        self.shop.settle()
        self.left_as_it_was = self.look() == before


def told_by(attempt: Callable[[], object]) -> list[str]:
    """What the shop says against the attempt, nothing if it succeeds."""
    try:
        attempt()
    except ShopError as error:
        return [str(error)]
    return []
