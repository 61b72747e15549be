"""The versions of the read model: which there are, how far each has got, and which one answers.

A new version is built beside the live one and takes its place in one transaction. The old one then stands by and keeps
following the log, so that the way back is one transaction too, until it is retired.
"""

import sqlite3
from dataclasses import dataclass
from typing import Literal

from steps.contract import ShopError
from steps.step1_crud.database import transaction
from steps.step3_projections.event_store import EventStore
from steps.step4_rebuild.projection import table
from steps.step4_rebuild.versions import CURRENT, PROJECTIONS, VersionProjector

SCHEMA = """
CREATE TABLE IF NOT EXISTS read_models (
    version     INTEGER PRIMARY KEY,
    state       TEXT NOT NULL CHECK (state IN ('building', 'live', 'standby', 'retired')),
    fingerprint TEXT NOT NULL -- of the projection that fills it
);
CREATE UNIQUE INDEX IF NOT EXISTS one_is_live ON read_models (state) WHERE state = 'live';
CREATE VIEW IF NOT EXISTS read_model_status AS
SELECT
    version,
    state,
    position AS checkpoint,
    (SELECT COUNT(*) FROM events WHERE events.position > checkpoints.position) AS events_behind,
    stopped_by
FROM read_models LEFT JOIN checkpoints ON read_model = 'order_summary_v' || version;
"""

State = Literal["building", "live", "standby", "retired"]


@dataclass(frozen=True, slots=True)
class Status:
    """How a version is doing. A retired one has no checkpoint and is never behind."""

    version: int
    state: State
    checkpoint: int | None
    events_behind: int
    stopped_by: str | None


class WrongState(ShopError):
    """What was asked of a version can't be done in the state that it is in."""


class NotLevel(ShopError):
    """The version is behind the log, so that answers would go back in time if it went live now."""


class OtherVersionLive(ShopError):
    """The live version is not the one that the code is written for. The message says what to run."""


class ReadModels:
    """All versions of the order summary, and the ways from one state to another."""

    def __init__(self, store: EventStore) -> None:
        self.store = store
        self.connection = store.connection

    def status(self) -> list[Status]:
        """How each version is doing, oldest first."""
        rows = self.connection.execute(
            "SELECT version, state, checkpoint, events_behind, stopped_by FROM read_model_status ORDER BY version"
        ).fetchall()
        return [Status(*row) for row in rows]

    def state(self, version: int) -> State | None:
        """The state of this version, None if it was never begun."""
        row = self.connection.execute("SELECT state FROM read_models WHERE version = ?", (version,)).fetchone()
        return row[0] if row else None

    def live(self) -> int:
        """The version that answers."""
        return live_version(self.connection)

    def standby(self) -> list[int]:
        """The versions that were live and may be again, oldest first."""
        rows = self.connection.execute("SELECT version FROM read_models WHERE state = 'standby' ORDER BY version")
        return [version for (version,) in rows.fetchall()]

    def begin(self, version: int) -> None:
        """Lay out an empty table for this version, or go on with one that was begun with the same code.

        Raises WrongState for a version that is live or stands by: one that serves is never built in place.
        """
        with transaction(self.connection):
            row = self.connection.execute(
                "SELECT state, fingerprint FROM read_models WHERE version = ?", (version,)
            ).fetchone()
            state, begun_with = row or (None, None)
            if state in {"live", "standby"}:
                raise WrongState(
                    f"Version {version} is built, and {state}. A projection that changes gets a new version."
                )
            if (state, begun_with) != ("building", PROJECTIONS[version].fingerprint):
                self.connection.execute(f"DROP TABLE IF EXISTS {table(version)}")
                self.connection.execute("DELETE FROM read_models WHERE version = ?", (version,))
                self.connection.execute("DELETE FROM checkpoints WHERE read_model = ?", (table(version),))
                for statement in first_rows(version, "building").split(";"):
                    self.connection.execute(statement)

    def switch(self, version: int) -> None:
        """Have this version answer from now on, and the one that did stand by.

        Raises WrongState for a version that is retired or was never begun, ProjectionChanged for one that other code
        built, NotLevel for one that is behind.
        """
        with transaction(self.connection):
            state = self.state(version)
            if state not in {"building", "standby"}:
                raise WrongState(f"Version {version} can't go live: it is {state or 'not there'}.")
            projector = VersionProjector(self.store, version)
            projector.check_code()
            # checked where nobody can write, or an event that comes just now would be seen and then unseen
            behind = projector.lag().events_behind
            if behind:
                raise NotLevel(f"Version {version} can't go live: it is {behind} events behind.")
            self.connection.execute("UPDATE read_models SET state = 'standby' WHERE state = 'live'")
            self.connection.execute("UPDATE read_models SET state = 'live' WHERE version = ?", (version,))

    def retire(self, version: int) -> None:
        """Drop a version that stands by. Raises WrongState for any other."""
        with transaction(self.connection):
            state = self.state(version)
            if state != "standby":
                raise WrongState(f"Version {version} can't be retired: it is {state or 'not there'}.")
            self.connection.execute(f"DROP TABLE {table(version)}")
            self.connection.execute("DELETE FROM checkpoints WHERE read_model = ?", (table(version),))
            self.connection.execute("UPDATE read_models SET state = 'retired' WHERE version = ?", (version,))


def first_rows(version: int, state: State) -> str:
    """The statements that lay out an empty table for a version, in this state and at position 0."""
    # OR IGNORE, not REPLACE, or whoever comes second into a brand-new shop sends the projector back to the start
    projection = PROJECTIONS[version]
    return f"""{projection.schema}
        INSERT OR IGNORE INTO read_models (version, state, fingerprint)
        VALUES ({version}, '{state}', '{projection.fingerprint}');
        INSERT OR IGNORE INTO checkpoints (read_model, position) VALUES ('{projection.table}', 0);"""


def live_version(connection: sqlite3.Connection) -> int:
    """The version that answers in this database."""
    [version] = connection.execute("SELECT version FROM read_models WHERE state = 'live'").fetchone()
    return int(version)


def what_to_run(connection: sqlite3.Connection) -> str:
    """Which version is live, which one the code is written for, and what an operator can do about it."""
    live = live_version(connection)
    message = f"Version {live} of the order summary is live, and this code is written for version {CURRENT}."
    if live > CURRENT:
        return f"{message} Use the code that built version {live}, or go back with it."
    [database] = connection.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()
    built = connection.execute("SELECT 1 FROM read_models WHERE version = ? AND state = 'standby'", (CURRENT,))
    action = "switch" if built.fetchone() else "rebuild"
    path = f'"{database}"' if " " in database else database
    return f"{message} Run: python -m steps.step4_rebuild {path} {action}"


def check_live_version(store: EventStore) -> None:
    """Raise OtherVersionLive or ProjectionChanged where the live version is not the one of this code."""
    if live_version(store.connection) != CURRENT:
        raise OtherVersionLive(what_to_run(store.connection))
    VersionProjector(store, CURRENT).check_code()
