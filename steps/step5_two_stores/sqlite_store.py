"""What the read store in SQL is in an SQLite file: FTS5 finds the words. Nothing to install, nothing to start."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from steps.step5_two_stores.ports import Row, StoreDown
from steps.step5_two_stores.sql_store import SCHEMA, Session


class SqliteDatabase:
    """A file. `SqlStore` and `SqlAnswers` say what its methods do."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def reading(self) -> AbstractContextManager[Session]:
        return self._transaction("BEGIN")  # sees one moment of the file from its first SELECT to its end

    def writing(self) -> AbstractContextManager[Session]:
        return self._transaction("BEGIN IMMEDIATE")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Session]:
        try:
            self.connection.execute(begin)
            with self.connection:
                yield self.connection
        except sqlite3.OperationalError as error:
            if str(error) == "database is locked":
                raise StoreDown("The read store is out of reach: somebody keeps it locked.") from error
            if str(error) == "no such table: read_models":
                raise StoreDown("The read store is not laid out yet. Run a projector, which does that.") from None
            raise

    def wait_for_readers(self, session: Session) -> None:
        """Nobody has to wait: whoever reads goes on seeing a table that is dropped meanwhile."""

    def lay_out_words(self, session: Session, version: int) -> None:
        session.execute(f"CREATE VIRTUAL TABLE words_v{version} USING fts5 (words, prefix = '1 2 3')")

    def keep_words(self, session: Session, version: int, rows: Sequence[Row]) -> None:
        session.executemany(
            f"INSERT OR REPLACE INTO words_v{version} (rowid, words) VALUES (?, ?)",
            [(row["number"], row["words"]) for row in rows],
        )

    def find_words(self, session: Session, version: int, words: Sequence[str], limit: int) -> Sequence[tuple[str]]:
        found: list[tuple[str]] = session.execute(
            f"SELECT document FROM words_v{version} JOIN orders_v{version} ON number = words_v{version}.rowid"
            f" WHERE words_v{version} MATCH ? ORDER BY bm25(words_v{version}), number LIMIT ?",
            (" ".join(f'"{word}" *' for word in words), limit),
        ).fetchall()
        return found

    def close(self) -> None:
        self.connection.close()


def to_keep(path: str) -> SqliteDatabase:
    """The file, for a projector or an operator. Raises CannotOpen."""
    # here and not at the top, or a process that only answers questions would load the commands too
    from steps.step1_crud.database import open_database

    return SqliteDatabase(open_database(path, step=5, schema=SCHEMA))


def to_ask(path: str) -> SqliteDatabase:
    """The file, for questions: SQLite itself refuses every write. Raises StoreDown."""
    read_only = f"{path}&mode=ro" if path.startswith("file:") else f"{Path(path).absolute().as_uri()}?mode=ro"
    try:
        return SqliteDatabase(sqlite3.connect(read_only, timeout=30, isolation_level=None, uri=True))
    except sqlite3.OperationalError as error:
        raise StoreDown(f"Can't open {path}: {error}. Run a projector, which lays it out.") from error
