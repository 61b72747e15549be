"""The log in the write store's file: step 3's event store, in step 4's format, alone in its database now.

A shop of step 3 or 4 is taken over: its log stays, and its read models go, for they are kept elsewhere from now on.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime

from steps.step1_crud.database import connect, open_database, transaction
from steps.step3_projections import event_store
from steps.step3_projections.event_store import EventStore, RecordedEvent, utc_now
from steps.step4_rebuild import codec
from steps.step4_rebuild.shop import owner
from steps.step5_two_stores.ports import StoreDown


@contextmanager
def reached() -> Iterator[None]:
    """Whatever is asked of the log in the `with` block. Raises StoreDown where somebody keeps it locked."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if str(error) != "database is locked":
            raise
        raise StoreDown("The log is out of reach: somebody keeps it locked.") from error


class SqliteLog(EventStore):
    """Step 3's event store, which a projector reads from afar."""

    def __init__(self, address: str, now: Callable[[], datetime] = utc_now) -> None:
        with closing(connect(address)) as connection:
            if owner(connection) in {3, 4}:
                take_over(connection)
        super().__init__(open_database(address, step=5, schema=event_store.SCHEMA), now, codec)

    @reached()
    def read(self, after: int, limit: int) -> list[RecordedEvent]:
        """What happened after a position, oldest first, `limit` events at most. Raises BrokenEvent."""
        return self.read_all(after, limit)

    @reached()
    def backlog(self, after: int) -> tuple[int, datetime | None]:
        """How many events there are after a position, and when the oldest of them was recorded."""
        events, oldest = self.connection.execute(
            "SELECT COUNT(*), MIN(recorded_at) FROM events WHERE position > ?", (after,)
        ).fetchone()
        return events, datetime.fromisoformat(oldest) if oldest else None

    @reached()
    def event_at(self, position: int) -> RecordedEvent | None:
        """The event at this position, if there is one. Raises BrokenEvent."""
        return next(iter(self._read("WHERE position = ?", position)), None)

    @reached()
    def head(self) -> int:
        """The last position, 0 where there is none."""
        [head] = self.connection.execute("SELECT COALESCE(MAX(position), 0) FROM events").fetchone()
        return int(head)

    def close(self) -> None:
        self.connection.close()


def take_over(connection: sqlite3.Connection) -> None:
    """Leave nothing but the log in this database. Whoever comes second finds nothing else."""
    with transaction(connection):
        connection.execute("DROP VIEW IF EXISTS read_model_status")
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND (name LIKE 'order_summary%' OR name IN ('checkpoints', 'read_models'))"
        ).fetchall()
        for (table,) in tables:
            connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA user_version = 5")
