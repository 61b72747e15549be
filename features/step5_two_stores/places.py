"""The pairs of stores that the specs run on, and what can happen to each: they fail, come back, are emptied."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pytest

from features.step5_two_stores.elastic import Elastic, served
from steps.step5_two_stores import opening
from steps.step5_two_stores.ports import StoreDown
from steps.step5_two_stores.servers import PostgresServer, ValkeyServer, package


def ids(orders: str) -> list[str]:
    """The order ids in "ORD-1, then ORD-2", or in "nothing"."""
    return [] if orders == "nothing" else orders.split(", then ")


class Pair(Protocol):
    """A log and a store that answers, or two, in which a scenario finds nothing at first."""

    write_url: str
    read_url: str
    search_url: str

    def take_down(self) -> None: ...

    def bring_back(self) -> None: ...

    def back_up(self) -> None: ...

    def put_back(self) -> None: ...

    def empty(self) -> None: ...

    def rewrite_log(self, statement: str) -> None: ...

    def left_of_version_1(self) -> list[Any]: ...


@dataclass
class EmbeddedPair:
    """Two SQLite files. A file is never out of reach, so a stand-in says that it is."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    search_url: str = ""
    is_down: bool = False

    def __post_init__(self) -> None:
        self.write_url = str(self.folder / "shop.db")
        self.read_url = opening.read_path(self.write_url)
        open_store = opening.open_store
        for module in ("opening", "shop"):
            self.monkeypatch.setattr(
                f"steps.step5_two_stores.{module}.open_store", lambda url: StandIn(open_store(url), self)
            )

    def take_down(self) -> None:
        self.is_down = True

    def bring_back(self) -> None:
        self.is_down = False

    def back_up(self) -> None:
        copy(self.read_url, f"{self.read_url}.backup")

    def put_back(self) -> None:
        copy(f"{self.read_url}.backup", self.read_url)

    def empty(self) -> None:
        with closing(sqlite3.connect(self.read_url)) as connection, connection:
            connection.execute("DELETE FROM read_models")
            connection.execute("DROP TABLE orders_v2")
            connection.execute("DROP TABLE words_v2")

    def rewrite_log(self, statement: str) -> None:
        rewrite(self.write_url, statement)

    def left_of_version_1(self) -> list[Any]:
        with closing(sqlite3.connect(self.read_url)) as connection:
            return connection.execute("SELECT name FROM sqlite_master WHERE name LIKE '%v1%'").fetchall()


def rewrite(path: str, statement: str) -> None:
    """Do to an SQLite file what no shop would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


class StandIn:
    """A read store that is out of reach when it is told to be."""

    def __init__(self, real: Any, pair: EmbeddedPair) -> None:
        self.real = real
        self.pair = pair

    def __getattr__(self, name: str) -> Any:
        if self.pair.is_down and name != "close":
            raise StoreDown("The store is out of reach")
        return getattr(self.real, name)


def copy(source: str, target: str) -> None:
    """Put the contents of one SQLite file in place of another's, which may be open."""
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)


class Servers:
    """PostgreSQL and Valkey, started once for all scenarios, and not waiting for the disk."""

    def __init__(self, folder: Path) -> None:
        for driver in ("psycopg", "redis"):
            package(driver)
        self.postgres = PostgresServer(folder / "postgres")
        try:
            self.be_hasty()
            self.valkey = ValkeyServer(folder / "valkey")
        except BaseException:
            self.postgres.stop()
            raise

    def be_hasty(self) -> None:
        import psycopg

        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()


@dataclass
class ServerPair:
    """A new database in PostgreSQL, for the log and for search, and Valkey with nothing in it."""

    servers: Servers
    database: str = field(default_factory=lambda: f"kata_{uuid4().hex}")

    def __post_init__(self) -> None:
        self._as_operator(f"CREATE DATABASE {self.database}")
        self.write_url = self.search_url = self.servers.postgres.server.get_uri(self.database)
        self.read_url = self.servers.valkey.url
        self._valkey(lambda client: client.flushall())

    def drop(self) -> None:
        self._as_operator(f"DROP DATABASE {self.database} WITH (FORCE)")

    def _as_operator(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.servers.postgres.url, autocommit=True) as connection:
            connection.execute(statement)

    def _valkey(self, do: Callable[[Any], Any]) -> Any:
        import redis

        with closing(redis.Redis.from_url(self.read_url, decode_responses=True)) as client:
            return do(client)

    def take_down(self) -> None:
        self._valkey(lambda client: client.save())
        self.servers.valkey.kill()

    def bring_back(self) -> None:
        self.servers.valkey.start()

    @property
    def _snapshot(self) -> Path:
        return self.servers.valkey.folder / "dump.rdb"

    def back_up(self) -> None:
        self._valkey(lambda client: client.save())
        shutil.copy(self._snapshot, self._snapshot.with_suffix(".backup"))

    def put_back(self) -> None:
        self.servers.valkey.kill()
        shutil.copy(self._snapshot.with_suffix(".backup"), self._snapshot)
        self.servers.valkey.start()

    def empty(self) -> None:
        self._valkey(lambda client: client.flushall())

    def rewrite_log(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.write_url, autocommit=True) as connection:
            connection.execute(statement)

    def left_of_version_1(self) -> list[Any]:
        import psycopg

        with psycopg.connect(self.write_url, autocommit=True) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE tablename ~ 'v1'").fetchall()
        return [*tables, *self._valkey(lambda client: client.keys("*:v1:*"))]


@dataclass
class StandInPair:
    """An SQLite file for the log, and a stand-in for Elasticsearch."""

    folder: Path
    read_url: str
    elastic: Elastic
    search_url: str = ""

    def __post_init__(self) -> None:
        self.write_url = str(self.folder / "shop.db")

    def take_down(self) -> None:
        self.elastic.is_down = True

    def bring_back(self) -> None:
        self.elastic.is_down = False

    def back_up(self) -> None:
        self.elastic.back_up()

    def put_back(self) -> None:
        self.elastic.put_back()

    def empty(self) -> None:
        self.elastic.indices.clear()

    def rewrite_log(self, statement: str) -> None:
        rewrite(self.write_url, statement)

    def left_of_version_1(self) -> list[Any]:
        return [index for index in self.elastic.indices if "v1" in index]


@contextmanager
def pair_of(name: str, request: pytest.FixtureRequest) -> Iterator[Pair]:
    """A new pair of this name."""
    if name == "elastic stand-in":
        with served() as (url, elastic):
            yield StandInPair(request.getfixturevalue("tmp_path"), url, elastic)
        return
    if name == "embedded":
        yield EmbeddedPair(request.getfixturevalue("tmp_path"), request.getfixturevalue("monkeypatch"))
        return
    pair = ServerPair(request.getfixturevalue("servers"))
    yield pair
    pair.drop()
