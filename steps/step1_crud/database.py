"""Opening an SQLite file that several threads and processes share, and changing it in transactions.

A writer waits for the one before it, at most PATIENCE seconds.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from steps.contract import ShopError

PATIENCE = 30.0


class CannotOpen(ShopError):
    """The database is out of reach, no database at all, or another step's. The message says which."""


def connect(database: str | Path) -> sqlite3.Connection:
    """A connection without implicit transactions to a path, ":memory:" or an SQLite URI."""
    try:
        connection = sqlite3.connect(database, timeout=PATIENCE, isolation_level=None, uri=True)
    except sqlite3.Error as error:
        raise CannotOpen(f"Can't open {database}: {error}.") from error
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that happens in the `with` block is kept at its end, or nothing where it raises."""
    # IMMEDIATE, or two that read first and write later fail with "database is locked" instead of taking turns
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield


def open_database(database: str | Path, step: int, schema: str) -> sqlite3.Connection:
    """Connect, and lay out the tables of `schema` in a new database.

    The file remembers the `step` that laid it out. Raises CannotOpen for any other step, rather than answer from
    tables that nobody filled.
    """
    connection = connect(database)
    try:
        # one statement, so that a database that is being laid out meanwhile is seen wholly or not at all
        owner, tables = connection.execute(
            "SELECT user_version, (SELECT COUNT(*) FROM sqlite_master) FROM pragma_user_version"
        ).fetchone()
        if owner == 0 and tables == 0:
            _use_write_ahead_log(connection)
            connection.executescript(f"BEGIN IMMEDIATE; {schema} PRAGMA user_version = {step}; COMMIT;")
        elif owner != step:
            whose = f"step {owner}'s" if owner else "another program's"
            raise CannotOpen(f"{database} is {whose} database. Give step {step} a file of its own.")
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error):
            raise CannotOpen(f"Can't open {database}: {error}.") from error
        raise
    return connection


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Let readers read while somebody writes."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:  # SQLite waits for every lock but this one
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
