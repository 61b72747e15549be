"""What the read store in SQL is in PostgreSQL: its full-text search finds the words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg import IsolationLevel
from psycopg.errors import UndefinedTable

from steps.step5_two_stores.ports import Row, StoreDown
from steps.step5_two_stores.postgres import Postgres
from steps.step5_two_stores.sql_store import SCHEMA, Session


class PostgresSession:
    """A transaction that takes the statements of `SqlStore`."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def execute(self, statement: str, arguments: Sequence[object] = (), /) -> Any:
        return self.connection.execute(statement.replace("?", "%s"), arguments)

    def executemany(self, statement: str, rows: Sequence[Sequence[object]], /) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(statement.replace("?", "%s"), rows)


class PostgresDatabase:
    """A database on a server. `SqlStore` and `SqlAnswers` say what its methods do."""

    def __init__(self, url: str) -> None:
        self.database = Postgres(url)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        try:
            with self.database.transaction(IsolationLevel.REPEATABLE_READ) as connection:
                yield PostgresSession(connection)
        except UndefinedTable:
            raise StoreDown("The read store is not laid out yet. Run a projector, which does that.") from None

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.database.transaction() as connection:
            # one writer at a time, as SQLite has it, and readers don't wait
            connection.execute("LOCK TABLE read_models IN SHARE ROW EXCLUSIVE MODE")
            yield PostgresSession(connection)

    def wait_for_readers(self, session: Session) -> None:
        # whoever has looked up the live version holds a lock on it until the answer is complete
        session.execute("LOCK TABLE read_models IN ACCESS EXCLUSIVE MODE")

    def lay_out_words(self, session: Session, version: int) -> None:
        session.execute(f"CREATE TABLE words_v{version} (number BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        session.execute(f"CREATE INDEX words_v{version}_of_order ON words_v{version} USING GIN (words)")

    def keep_words(self, session: Session, version: int, rows: Sequence[Row]) -> None:
        session.executemany(
            f"INSERT INTO words_v{version} (number, words) VALUES (?, ?::tsvector)"
            " ON CONFLICT (number) DO UPDATE SET words = excluded.words",
            [(row["number"], as_vector(row["words"].split())) for row in rows],
        )

    def find_words(self, session: Session, version: int, words: Sequence[str], limit: int) -> Sequence[tuple[str]]:
        found: list[tuple[str]] = session.execute(
            f"SELECT document FROM words_v{version} JOIN orders_v{version} USING (number),"
            " CAST(? AS tsquery) AS wanted WHERE words @@ wanted"
            " ORDER BY ts_rank(words, wanted, 2) DESC, number LIMIT ?",  # 2: a word counts less where there are many
            (" & ".join(f"'{word}':*" for word in words), limit),
        ).fetchall()
        return found

    def close(self) -> None:
        self.database.close()


def as_vector(words: Sequence[str]) -> str:
    """The words with their places. PostgreSQL's own parser would take "-1" in "cust-1" for a number."""
    return " ".join(f"'{word}':{place}" for place, word in enumerate(words, start=1))


def to_keep(url: str) -> PostgresDatabase:
    """The database, for a projector or an operator. Raises StoreDown."""
    database = PostgresDatabase(url)
    database.database.lay_out(SCHEMA, "read_models")
    return database
