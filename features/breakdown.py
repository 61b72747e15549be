"""Breaking down in the middle of something, at every moment there is."""

import shutil
import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest

from features.haste import HastyConnection
from steps.contract import Shop

Prepare = Callable[[Path], object]  # lays out a shop in this file, and closes it
Work = Callable[[Any], object]  # what is done with a shop, of whatever step
OpenShop = Callable[[Path], Shop]
BreakDown = Callable[..., list[Path]]


class BreaksDown(Exception):
    """The machine is gone in the middle of what it did."""


class BreakableConnection(HastyConnection):
    """A connection that breaks down once its thread has no statement left."""

    statements_left: ClassVar[dict[int, int]] = {}
    opened_by: ClassVar[dict[int, list[sqlite3.Connection]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened_by.setdefault(threading.get_ident(), []).append(self)

    def execute(self, *args: Any) -> sqlite3.Cursor:
        self.count_down()
        return super().execute(*args)

    def executemany(self, *args: Any) -> sqlite3.Cursor:
        self.count_down()
        return super().executemany(*args)

    def executescript(self, *args: Any) -> sqlite3.Cursor:
        self.count_down()
        return super().executescript(*args)

    def count_down(self) -> None:
        left = self.statements_left.get(threading.get_ident())
        if left == 0:
            raise BreaksDown
        if left is not None:
            self.statements_left[threading.get_ident()] = left - 1


@pytest.fixture
def break_down(open_shop: OpenShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BreakDown:
    """Does `work` in one copy after another of the shop that `prepare` lays out, and breaks down before the first
    statement, before the second, and so on until nothing breaks. Returns the databases that are left.
    """
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=BreakableConnection))

    def until_nothing_breaks(prepare: Prepare, work: Work, open_shop: OpenShop = open_shop) -> list[Path]:
        prepared = tmp_path / "prepared"
        prepared.mkdir()
        prepare(prepared / "shop.db")
        databases: list[Path] = []
        while True:
            folder = tmp_path / f"broke-down-{len(databases)}"
            databases.append(shutil.copytree(prepared, folder) / "shop.db")
            with open_shop(databases[-1]) as shop:
                BreakableConnection.statements_left[threading.get_ident()] = len(databases) - 1
                try:
                    work(shop)
                except BreaksDown:
                    continue
                else:
                    return databases
                finally:
                    del BreakableConnection.statements_left[threading.get_ident()]
                    for connection in BreakableConnection.opened_by.pop(threading.get_ident()):
                        connection.close()

    return until_nothing_breaks
