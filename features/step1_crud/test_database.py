"""What is waited for while a new shop is set up, and for how long."""

import sqlite3
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from steps.step1_crud.database import PATIENCE, CannotOpen, open_database

SETTING_UP = "PRAGMA journal_mode = WAL"


class Refusing:
    """A database that can't be set up, for the reason with this code, and a clock that counts the seconds waited."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
        self.waited = 0.0
        self.attempts = 0
        refusing = self

        class Connection(sqlite3.Connection):
            def execute(self, statement: str, *arguments: Any) -> sqlite3.Cursor:
                if statement != SETTING_UP:
                    return super().execute(statement, *arguments)
                refusing.attempts += 1
                error = sqlite3.OperationalError("not now")
                error.sqlite_errorcode = code
                raise error

        monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Connection))
        clock = SimpleNamespace(monotonic=lambda: 1000 + self.waited, sleep=self.wait)
        monkeypatch.setattr("steps.step1_crud.database.time", clock)

    def wait(self, seconds: float) -> None:
        self.waited += seconds


def test_a_database_that_is_busy_is_waited_for_with_patience(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = Refusing(monkeypatch, sqlite3.SQLITE_BUSY)
    with pytest.raises(CannotOpen, match="not now"):
        open_database(database, step=1, schema="")
    assert PATIENCE <= refusing.waited < PATIENCE + 0.1


@pytest.mark.parametrize("code", [sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY])
def test_nobody_waits_for_what_will_not_change(database: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    refusing = Refusing(monkeypatch, code)
    with pytest.raises(CannotOpen, match="not now"):
        open_database(database, step=1, schema="")
    assert refusing.attempts == 1
