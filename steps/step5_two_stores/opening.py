"""Each side opened by itself, so that commands, questions and the projector can be three processes.

A URL says which database: the path of an SQLite file, postgresql://..., and to read from also redis://... or the http://...
of Elasticsearch. A driver is loaded where a URL asks for it, and the commands where somebody opens them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from steps.step5_two_stores import sqlite_store
from steps.step5_two_stores.ports import Answers, NoSuchStore, ReadStore
from steps.step5_two_stores.queries import OrderQueryHandler
from steps.step5_two_stores.sql_store import SqlAnswers, SqlStore

if TYPE_CHECKING:
    from steps.step3_projections.commands import OrderCommandHandler
    from steps.step5_two_stores.postgres_log import PostgresLog
    from steps.step5_two_stores.projector import Projector
    from steps.step5_two_stores.sqlite_log import SqliteLog


@contextmanager
def open_commands(write_url: str) -> Iterator[OrderCommandHandler]:
    """The command side alone. Raises CannotOpen or StoreDown."""
    from steps.step3_projections.commands import OrderCommandHandler

    with closing(open_log(write_url)) as log:
        yield OrderCommandHandler(log)


@contextmanager
def open_queries(read_url: str, search_url: str = "") -> Iterator[OrderQueryHandler]:
    """The query side alone. Search may have a store of its own. Raises StoreDown."""
    lookups = open_answers(read_url)
    searches = open_answers(search_url) if search_url else lookups
    with closing(OrderQueryHandler(lookups, searches)) as queries:
        yield queries


@contextmanager
def open_projector(
    write_url: str, read_url: str, search_url: str = "", report: Callable[[str], None] = lambda _: None
) -> Iterator[Projector]:
    """The projector alone. Raises CannotOpen or StoreDown."""
    from steps.step5_two_stores.projector import Projector

    read_stores = [open_store(url) for url in (read_url, search_url) if url]
    with closing(Projector(open_log(write_url), read_stores, report)) as projector:
        yield projector


def open_log(write_url: str, now: Callable[[], datetime] | None = None) -> SqliteLog | PostgresLog:
    """The log, to append to and to read from, with a clock for what is appended."""
    from steps.step3_projections.event_store import utc_now

    match scheme(write_url):
        case "":
            from steps.step5_two_stores.sqlite_log import SqliteLog

            return SqliteLog(write_url, now or utc_now)
        case "postgresql":
            from steps.step5_two_stores.postgres_log import PostgresLog

            return PostgresLog(write_url, now or utc_now)
    raise NoSuchStore(f"Can't write to {write_url}. Name a file, or postgresql://...")


def open_store(url: str) -> ReadStore:
    """A read store, for the projector and the operator."""
    match scheme(url):
        case "":
            return SqlStore(sqlite_store.to_keep(url))
        case "postgresql":
            from steps.step5_two_stores import postgres_store

            return SqlStore(postgres_store.to_keep(url))
        case "redis" | "valkey":
            from steps.step5_two_stores.redis_store import RedisStore

            return RedisStore(url)
        case "http" | "https":
            from steps.step5_two_stores.elastic_store import ElasticStore

            return ElasticStore(url)
    raise NoSuchStore(f"Can't keep answers in {url}. Name a file, postgresql://..., redis://... or http://...")


def open_answers(url: str) -> Answers:
    """A read store, for the questions."""
    match scheme(url):
        case "":
            return SqlAnswers(sqlite_store.to_ask(url))
        case "postgresql":
            from steps.step5_two_stores import postgres_store

            return SqlAnswers(postgres_store.PostgresDatabase(url))
        case "redis" | "valkey":
            from steps.step5_two_stores.redis_store import RedisAnswers

            return RedisAnswers(url)
        case "http" | "https":
            from steps.step5_two_stores.elastic_store import ElasticAnswers

            return ElasticAnswers(url)
    raise NoSuchStore(f"Can't read from {url}. Name a file, postgresql://..., redis://... or http://...")


def scheme(url: str) -> str:
    """What stands before "://", which is nothing before the path of a file."""
    before, mark, _ = url.partition("://")
    return before if mark else ""


def read_path(database: str | Path) -> str:
    """The file of the read store, beside the write store's: shop-answers.db for shop.db."""
    path = Path(database)
    return str(path.with_name(f"{path.stem}-answers{path.suffix}"))


def urls(database: str | Path | None) -> tuple[str, str, str]:
    """Where a shop writes, reads and searches: in this file and the one beside it, or where the environment says.

    Raises CannotOpen where neither is given.
    """
    if database:
        return str(database), read_path(database), ""
    write_url, read_url = os.environ.get("KATA_WRITE_URL", ""), os.environ.get("KATA_READ_URL", "")
    if not write_url or not read_url:
        raise NoSuchStore("Which shop? Name its file, or set KATA_WRITE_URL and KATA_READ_URL.")
    return write_url, read_url, os.environ.get("KATA_SEARCH_URL", "")
