"""The event store: one log of all that happened, read as a whole or one order's stream at a time.

Events are only ever added. A stream is appended to at the version that its writer has seen, or not at all.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from steps.contract import ShopError
from steps.step1_crud.database import transaction
from steps.step3_projections import codec
from steps.step3_projections.codec import UnknownEvent
from steps.step3_projections.order import Event

SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    -- AUTOINCREMENT, or the position of a last event that was deleted is given to another
    position       INTEGER PRIMARY KEY AUTOINCREMENT,
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


COLUMNS = "position, stream_id, version, name, schema_version, data, recorded_at, command_id, correlation_id"


class RecordedEvent(NamedTuple):
    """An event and its place: `position` in the whole log, `version` in its stream, both counted from 1."""

    position: int
    stream_id: str
    version: int
    event: Event
    recorded_at: datetime
    command_id: str | None
    correlation_id: str | None


class ConcurrencyConflict(ShopError):
    """Somebody else has appended to the stream since its writer looked."""

    def __init__(self, stream_id: str, expected_version: int, version: int) -> None:
        super().__init__(stream_id, expected_version, version)

    def __str__(self) -> str:
        stream_id, expected_version, version = self.args
        return f"Order {stream_id!r} was expected at version {expected_version} and is at version {version}"


class BrokenEvent(ShopError):
    """An event that can't be read or applied. The log needs mending, or the code an update."""

    def __init__(self, position: int, stream_id: str, reason: str) -> None:
        super().__init__(position, stream_id, reason)

    def __str__(self) -> str:
        position, stream_id, reason = self.args
        return f"The event at position {position}, of order {stream_id!r}, is broken: {reason}"


class Codec(Protocol):
    """How events are written and read: a module such as `codec`."""

    def encode(self, event: Event) -> tuple[str, int, dict[str, Any]]: ...

    def decode(self, name: str, schema_version: int, data: Any) -> Event: ...


def utc_now() -> datetime:
    return datetime.now(UTC)


raw_decode = json.JSONDecoder().raw_decode


def parse(text: str) -> Any:
    """As json.loads, which takes longer because it also looks for blanks around the JSON."""
    try:
        data, end = raw_decode(text)
        if end == len(text):
            return data
    except ValueError:
        pass
    return json.loads(text)


class EventStore:
    """The log in the table of this connection's database."""

    def __init__(
        self, connection: sqlite3.Connection, now: Callable[[], datetime] = utc_now, codec: Codec = codec
    ) -> None:
        self.connection = connection
        self.now = now
        self.codec = codec

    def append(
        self,
        stream_id: str,
        expected_version: int,
        events: Sequence[Event],
        *,
        command_id: str | None = None,
        correlation_id: str | None = None,
    ) -> int:
        """Add the events at the end of their stream and of the log, all or none. Returns the last one's position.

        A stream that does not exist yet is at version 0; any other version than the expected raises
        ConcurrencyConflict. Appending again under the same `command_id` adds nothing and returns the same position.
        The `correlation_id` says what larger whole the command is part of: itself, if nothing else.
        """
        with transaction(self.connection):
            # before the version is compared, or a command that is sent again conflicts with its own success
            if command_id is not None and (position := self.position_of(command_id)) is not None:
                return position
            [version] = self.connection.execute(
                "SELECT COALESCE(MAX(version), 0) FROM events WHERE stream_id = ?", (stream_id,)
            ).fetchone()
            if version != expected_version:
                raise ConcurrencyConflict(stream_id, expected_version, version)
            recorded_at = self.now().isoformat(timespec="microseconds")
            position = 0
            for version, event in enumerate(events, start=expected_version + 1):
                name, schema_version, data = self.codec.encode(event)
                [position] = self.connection.execute(
                    f"INSERT INTO events ({COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING position",
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

    def position_of(self, command_id: str) -> int | None:
        """The position of the last event that this command wrote, or None if it wrote nothing yet."""
        position: int | None = self.connection.execute(
            "SELECT MAX(position) FROM events WHERE command_id = ?", (command_id,)
        ).fetchone()[0]
        return position

    def read_stream(self, stream_id: str) -> list[RecordedEvent]:
        """All that happened to one order, oldest first. Raises BrokenEvent."""
        return self._read("WHERE stream_id = ? ORDER BY version", stream_id)

    def read_all(self, after: int = 0, limit: int = -1) -> list[RecordedEvent]:
        """What happened after a position, oldest first, `limit` events at most. Raises BrokenEvent."""
        return self._read("WHERE position > ? ORDER BY position LIMIT ?", after, limit)

    def _read(self, which: str, *arguments: object) -> list[RecordedEvent]:
        # all rows at once: a broken one would leave the rest unread, and the connection stuck in the past
        rows = self.connection.execute(f"SELECT {COLUMNS} FROM events {which}", arguments).fetchall()
        return self._recorded(rows)

    def _recorded(self, rows: Iterable[tuple[Any, ...]]) -> list[RecordedEvent]:
        events = []
        for position, stream_id, version, name, schema_version, data, recorded_at, command_id, correlation_id in rows:
            try:
                event = self.codec.decode(name, schema_version, parse(data))
                at = datetime.fromisoformat(recorded_at)
            except (UnknownEvent, TypeError, ValueError) as reason:
                raise BrokenEvent(position, stream_id, str(reason)) from reason
            events.append(RecordedEvent(position, stream_id, version, event, at, command_id, correlation_id))
        return events
