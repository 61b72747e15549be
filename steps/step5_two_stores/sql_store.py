"""A read store in SQL: a document for each order, found by its id, customer, status and words.

Rows and checkpoint change in one transaction. What SQLite and PostgreSQL do in ways of their own is in `Database`.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from steps.step5_two_stores.ports import Batch, Row, Version, check_live

SCHEMA = """
CREATE TABLE IF NOT EXISTS read_models (
    version     INTEGER PRIMARY KEY,
    state       TEXT NOT NULL CHECK (state IN ('building', 'live', 'standby', 'retired')),
    fingerprint TEXT NOT NULL, -- of the projection that fills it
    checkpoint  BIGINT, -- the last position that has been dealt with; none once it is retired
    last_event  TEXT NOT NULL, -- which event was there
    stopped_by  TEXT -- why it goes no further, if it does not
);
CREATE UNIQUE INDEX IF NOT EXISTS one_is_live ON read_models (state) WHERE state = 'live';
"""

TABLES = [
    """CREATE TABLE orders_v{version} (
        number      BIGINT NOT NULL UNIQUE,
        order_id    TEXT PRIMARY KEY,
        customer_id TEXT NOT NULL,
        status      TEXT NOT NULL,
        document    TEXT NOT NULL -- the whole row, as JSON
    )""",
    "CREATE INDEX orders_v{version}_of_customer ON orders_v{version} (customer_id, number)",
    "CREATE INDEX orders_v{version}_of_status ON orders_v{version} (status, number)",
]


class Session(Protocol):
    """A transaction on a database."""

    def execute(self, statement: str, arguments: Sequence[object] = (), /) -> Any: ...

    def executemany(self, statement: str, rows: Sequence[Sequence[object]], /) -> Any: ...


class Database(Protocol):
    """What an SQL database does in a way of its own."""

    def reading(self) -> AbstractContextManager[Session]:
        """A transaction in which everything is seen as it was at one moment."""

    def writing(self) -> AbstractContextManager[Session]:
        """A transaction that waits for the one before it, and that keeps everything, or nothing after an error."""

    def wait_for_readers(self, session: Session) -> None:
        """Return once nobody looks at a table that is about to be dropped."""

    def lay_out_words(self, session: Session, version: int) -> None:
        """Create the table words_v of this version, empty."""

    def keep_words(self, session: Session, version: int, rows: Sequence[Row]) -> None:
        """Have these rows found by the words in them, and by no others."""

    def find_words(self, session: Session, version: int, words: Sequence[str], limit: int) -> Sequence[tuple[str]]:
        """The documents with a word for each of these to begin, those that are most about them first."""

    def close(self) -> None: ...


class SqlReadModel:
    """One version. Step 5's ports say what its methods do."""

    def __init__(self, database: Database, version: int) -> None:
        self.database = database
        self.version = version

    def checkpoint(self) -> int:
        with self.database.reading() as session:
            return self._checkpoint(session) or 0

    def _checkpoint(self, session: Session) -> int | None:
        row = session.execute("SELECT checkpoint FROM read_models WHERE version = ?", (self.version,)).fetchone()
        return row[0] if row else None

    def load(self, expected: int, order_ids: Iterable[str]) -> dict[str, Row] | None:
        wanted = list(order_ids)
        with self.database.reading() as session:
            if self._checkpoint(session) != expected:
                return None
            documents = session.execute(
                f"SELECT document FROM orders_v{self.version} WHERE order_id IN ({', '.join('?' * len(wanted))})",
                wanted,
            ).fetchall()
        rows = [json.loads(document) for (document,) in documents]
        return {row["order_id"]: row for row in rows}

    def apply(self, expected: int, batch: Batch) -> bool:
        with self.database.writing() as session:
            # compare and set: no row changes where another projector has dealt with these events meanwhile
            moved = session.execute(
                "UPDATE read_models SET checkpoint = ?, last_event = ?, stopped_by = NULL"
                " WHERE version = ? AND checkpoint = ?",
                (batch.position, batch.last_event, self.version, expected),
            )
            if moved.rowcount != 1:
                return False
            session.executemany(
                f"INSERT INTO orders_v{self.version} (number, order_id, customer_id, status, document)"
                " VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (order_id) DO UPDATE SET status = excluded.status, document = excluded.document",
                [
                    (row["number"], row["order_id"], row["customer_id"], row["status"], json.dumps(row))
                    for row in batch.rows
                ],
            )
            self.database.keep_words(session, self.version, [row for row in batch.rows if "words" in row])
        return True

    def stop(self, reason: str | None) -> None:
        with self.database.writing() as session:
            session.execute("UPDATE read_models SET stopped_by = ? WHERE version = ?", (reason, self.version))


class SqlStore:
    """The store, as the projector and the operator see it. Step 5's ports say what its methods do."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def versions(self) -> list[Version]:
        with self.database.reading() as session:
            rows = session.execute(
                "SELECT version, state, fingerprint, checkpoint, last_event, stopped_by"
                " FROM read_models ORDER BY version"
            ).fetchall()
        return [Version(*row) for row in rows]

    def find(self, version: int) -> Version | None:
        return next((found for found in self.versions() if found.version == version), None)

    def read_model(self, version: int) -> SqlReadModel:
        return SqlReadModel(self.database, version)

    def begin(self, version: int, fingerprint: str) -> None:
        with self.database.writing() as session:
            begun = session.execute(
                "SELECT state, fingerprint FROM read_models WHERE version = ?", (version,)
            ).fetchone()
            if begun and (begun[0] in {"live", "standby"} or begun == ("building", fingerprint)):
                return  # decided here, or a second projector would empty what the first has begun to fill
            for table in ("orders", "words"):
                session.execute(f"DROP TABLE IF EXISTS {table}_v{version}")
            for statement in TABLES:
                session.execute(statement.format(version=version))
            self.database.lay_out_words(session, version)
            session.execute("DELETE FROM read_models WHERE version = ?", (version,))
            session.execute(
                "INSERT INTO read_models (version, state, fingerprint, checkpoint, last_event)"
                " VALUES (?, 'building', ?, 0, '')",
                (version, fingerprint),
            )

    def switch(self, version: int) -> bool:
        with self.database.writing() as session:
            # checked where no projector can write, or what somebody saw just now would be unseen
            as_far = session.execute(
                "SELECT 1 FROM read_models WHERE version = ? AND state IN ('building', 'standby') AND checkpoint >="
                " (SELECT COALESCE(MAX(checkpoint), 0) FROM read_models WHERE state = 'live')",
                (version,),
            ).fetchone()
            if as_far:
                session.execute("UPDATE read_models SET state = 'standby' WHERE state = 'live'")
                session.execute("UPDATE read_models SET state = 'live' WHERE version = ?", (version,))
        return as_far is not None

    def retire(self, version: int) -> None:
        with self.database.writing() as session:
            if self._state(session, version) == "standby":
                self.database.wait_for_readers(session)
                session.execute(f"DROP TABLE orders_v{version}")
                session.execute(f"DROP TABLE words_v{version}")
                session.execute(
                    "UPDATE read_models SET state = 'retired', checkpoint = NULL, last_event = '', stopped_by = NULL"
                    " WHERE version = ?",
                    (version,),
                )

    def _state(self, session: Session, version: int) -> Any:
        row = session.execute("SELECT state FROM read_models WHERE version = ?", (version,)).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        self.database.close()


class SqlAnswers:
    """The store, as the questions see it. Step 5's ports say what its methods do."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def progress(self) -> tuple[int, str | None]:
        with self.database.reading() as session:
            row = session.execute("SELECT checkpoint, stopped_by FROM read_models WHERE state = 'live'").fetchone()
        return row or (0, None)

    def order(self, order_id: str, needs: int = 1) -> Row | None:
        rows = self._ask(needs, "WHERE order_id = ?", order_id)
        return rows[0] if rows else None

    def orders_of_customer(self, customer_id: str) -> list[Row]:
        return self._ask(1, "WHERE customer_id = ? ORDER BY number", customer_id)

    def orders_of_status(self, status: str) -> list[Row]:
        return self._ask(2, "WHERE status = ? ORDER BY number", status)

    def search(self, words: Sequence[str], limit: int, /) -> list[Row]:
        with self.database.reading() as session:
            documents = self.database.find_words(session, self._live(session, needs=2), words, limit)
        return [json.loads(document) for (document,) in documents]

    def _ask(self, needs: int, which: str, *arguments: object) -> list[Row]:
        with self.database.reading() as session:  # version and rows: it could be retired between two looks
            live = self._live(session, needs)
            documents = session.execute(f"SELECT document FROM orders_v{live} {which}", arguments).fetchall()
        return [json.loads(document) for (document,) in documents]

    def _live(self, session: Session, needs: int) -> int:
        row = session.execute("SELECT version FROM read_models WHERE state = 'live'").fetchone()
        return check_live(row[0] if row else None, needs)

    def close(self) -> None:
        self.database.close()
