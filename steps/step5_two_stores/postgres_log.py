"""The log in PostgreSQL. Its hazard: positions are given out before a transaction commits, so that a later position can
be seen before an earlier one, and a reader that went past the gap never sees what fills it.

Two cures: writers take turns from before they get a number, or the reader waits for all who may have got one.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from psycopg.errors import UniqueViolation

from steps.step3_projections.event_store import (
    COLUMNS,
    ConcurrencyConflict,
    EventStore,
    RecordedEvent,
    utc_now,
)
from steps.step3_projections.order import Event
from steps.step4_rebuild import codec
from steps.step5_two_stores.postgres import Postgres

SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    position       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream_id      TEXT NOT NULL,
    version        INTEGER NOT NULL,
    name           TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    data           TEXT NOT NULL,
    recorded_at    TEXT NOT NULL,
    command_id     TEXT, -- of the command that led to it, if its sender gave one
    correlation_id TEXT,
    UNIQUE (stream_id, version)
);
CREATE INDEX IF NOT EXISTS events_of_command ON events (command_id) WHERE command_id IS NOT NULL;
"""

LOCK = "hashtext('kata events')"  # the lock's name, as the number that PostgreSQL wants


class PostgresLog(EventStore):
    """Step 3's event store, in step 4's format, on PostgreSQL. Its writers take turns."""

    def __init__(self, url: str, now: Callable[[], datetime] = utc_now) -> None:
        self.database = Postgres(url)
        self.now = now
        self.codec = codec
        self.database.lay_out(SCHEMA, "events")

    def append(
        self,
        stream_id: str,
        expected_version: int,
        events: Sequence[Event],
        *,
        command_id: str | None = None,
        correlation_id: str | None = None,
    ) -> int:
        try:
            with self.database.transaction() as connection:
                self._take_turns(connection)
                if command_id is not None and (position := _position_of(connection, command_id)) is not None:
                    return position
                [version] = connection.execute(
                    "SELECT COALESCE(MAX(version), 0) FROM events WHERE stream_id = %s", (stream_id,)
                ).fetchone()
                if version != expected_version:
                    raise ConcurrencyConflict(stream_id, expected_version, version)
                recorded_at = self.now().isoformat(timespec="microseconds")
                position = 0
                for version, event in enumerate(events, start=expected_version + 1):
                    name, schema_version, data = self.codec.encode(event)
                    [position] = connection.execute(
                        "INSERT INTO events (stream_id, version, name, schema_version, data, recorded_at, command_id,"
                        " correlation_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING position",
                        (
                            stream_id,
                            version,
                            name,
                            schema_version,
                            json.dumps(data),
                            recorded_at,
                            command_id,
                            correlation_id or command_id,
                        ),
                    ).fetchone()
                return position
        except UniqueViolation:  # two who did not wait for each other appended to one stream
            raise ConcurrencyConflict(stream_id, expected_version, expected_version + 1) from None

    def _take_turns(self, connection: Any) -> None:
        # a statement of its own before the INSERT, which gets its number as it begins, or numbers are out of turn again
        connection.execute(f"SELECT pg_advisory_xact_lock({LOCK})")

    def position_of(self, command_id: str) -> int | None:
        with self.database.transaction() as connection:
            return _position_of(connection, command_id)

    def read(self, after: int, limit: int) -> list[RecordedEvent]:
        """What happened after a position, oldest first, `limit` events at most. Raises BrokenEvent."""
        return self._read("WHERE position > %s ORDER BY position LIMIT %s", after, limit)

    def read_stream(self, stream_id: str) -> list[RecordedEvent]:
        return self._read("WHERE stream_id = %s ORDER BY version", stream_id)

    def read_all(self, after: int = 0, limit: int = -1) -> list[RecordedEvent]:
        return self.read(after, limit if limit >= 0 else 2**62)

    def _read(self, which: str, *arguments: object) -> list[RecordedEvent]:
        with self.database.transaction() as connection:
            rows = connection.execute(f"SELECT {COLUMNS} FROM events {which}", arguments).fetchall()
        return self._recorded(rows)

    def backlog(self, after: int) -> tuple[int, datetime | None]:
        """How many events there are after a position, and when the oldest of them was recorded."""
        with self.database.transaction() as connection:
            events, oldest = connection.execute(
                "SELECT COUNT(*), MIN(recorded_at) FROM events WHERE position > %s", (after,)
            ).fetchone()
        return events, datetime.fromisoformat(oldest) if oldest else None

    def event_at(self, position: int) -> RecordedEvent | None:
        """The event at this position, if there is one. Raises BrokenEvent."""
        return next(iter(self._read("WHERE position = %s", position)), None)

    def head(self) -> int:
        """The last position, 0 where there is none."""
        with self.database.transaction() as connection:
            [head] = connection.execute("SELECT COALESCE(MAX(position), 0) FROM events").fetchone()
        return int(head)

    def close(self) -> None:
        self.database.close()


class FencedPostgresLog(PostgresLog):
    """Its writers don't wait for each other, so that PostgreSQL commits many at once. Its reader waits for them."""

    def _take_turns(self, connection: Any) -> None:
        connection.execute(f"SELECT pg_advisory_xact_lock_shared({LOCK})")

    def read(self, after: int, limit: int) -> list[RecordedEvent]:
        with self.database.transaction() as connection:
            # alone for a moment: whoever got a number has committed, and whoever comes next gets a higher one
            connection.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
            [head] = connection.execute("SELECT COALESCE(MAX(position), 0) FROM events").fetchone()
        return self._read("WHERE position > %s AND position <= %s ORDER BY position LIMIT %s", after, head, limit)


def _position_of(connection: Any, command_id: str) -> int | None:
    position: int | None = connection.execute(
        "SELECT MAX(position) FROM events WHERE command_id = %s", (command_id,)
    ).fetchone()[0]
    return position
