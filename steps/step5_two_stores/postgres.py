"""A connection to PostgreSQL that is opened anew where it was lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from steps.step5_two_stores.ports import StoreDown

PATIENCE = 5  # seconds to connect in, or the server is called out of reach


class Postgres:
    """A connection for one thread, and what is said where the server is out of reach."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection: psycopg.Connection[Any] | None = None

    @contextmanager
    def transaction(self, isolation: psycopg.IsolationLevel = psycopg.IsolationLevel.READ_COMMITTED) -> Iterator[Any]:
        """A transaction, kept at its end, or undone where it is left by an error. Raises StoreDown."""
        try:
            connection = self._open()
            connection.isolation_level = isolation
            with connection.transaction():
                yield connection
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            self.close()  # or the next one would be tried on a connection that is gone
            raise StoreDown(f"PostgreSQL is out of reach: {str(error).partition(chr(10))[0]}") from error

    def lay_out(self, schema: str, table: str) -> None:
        """Create what is in a schema, unless this table of it is there. Raises StoreDown."""
        with self.transaction() as connection:
            # one at a time, or two that both see no table both create it
            connection.execute("SELECT pg_advisory_xact_lock(hashtext('kata schema'))")
            # asked first, for even CREATE INDEX IF NOT EXISTS waits for everybody who is writing
            if connection.execute("SELECT to_regclass(%s)", (table,)).fetchone() == (None,):
                connection.execute(schema)

    def _open(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            self._connection = psycopg.connect(self.url, autocommit=True, connect_timeout=PATIENCE)
        return self._connection

    def close(self) -> None:
        """Let go of the server."""
        if self._connection:
            self._connection.close()
            self._connection = None
