"""What a version of the read model is: a number, a table that carries it, and a pure rule from an event to a row.

A batch of events is folded order by order, so that each order's row is read once and written once.
"""

import ast
import hashlib
import inspect
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from steps.step3_projections.event_store import BrokenEvent, RecordedEvent

Row = dict[str, Any]


@dataclass(frozen=True)
class Projection:
    """`project(row, recorded)` is the order's row after one more event; the row is None before the first."""

    version: int
    schema: str
    project: Callable[[Row | None, RecordedEvent], Row]

    @property
    def table(self) -> str:
        return table(self.version)

    @cached_property
    def fingerprint(self) -> str:
        """A short text that changes when the rule or the table does, and not with layout or comments."""
        rule = ast.unparse(ast.parse(inspect.getsource(self.project)))
        return hashlib.sha256((rule + self.schema).encode()).hexdigest()[:12]

    def apply(self, connection: sqlite3.Connection, batch: Sequence[RecordedEvent]) -> None:
        """Bring the rows of all orders in the batch up to date. Raises BrokenEvent."""
        begun = {recorded.stream_id for recorded in batch if recorded.version == 1}  # these have no row yet
        order_ids = list({recorded.stream_id for recorded in batch} - begun)
        cursor = connection.execute(
            # every column, because which ones there are is the version's own affair
            f"SELECT * FROM {self.table} WHERE order_id IN ({', '.join('?' * len(order_ids))})",
            order_ids,
        )
        columns = [name for name, *_ in cursor.description]
        found = [dict(zip(columns, values, strict=True)) for values in cursor]
        rows: dict[str, Row] = {row["order_id"]: row for row in found}
        for recorded in batch:
            rows[recorded.stream_id] = self.project(rows.get(recorded.stream_id), recorded)
        connection.executemany(
            f"INSERT OR REPLACE INTO {self.table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            map(itemgetter(*columns), rows.values()),
        )


def table(version: int) -> str:
    """The name of a version's table, and of its checkpoint."""
    return f"order_summary_v{version}"


def does_not_follow(recorded: RecordedEvent) -> BrokenEvent:
    """The error for an event that can't come after those before it."""
    reason = f"{recorded.event} does not follow from what came before"
    return BrokenEvent(recorded.position, recorded.stream_id, reason)
