"""The rebuild: builds a version beside the live one from the start of the log, and goes live with it once it is level.

It takes batches, each with its checkpoint, so that a rebuild that is stopped or killed goes on where it was.
"""

import os
import platform
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

from steps.contract import ShopError
from steps.step1_crud.database import connect, transaction
from steps.step3_projections.event_store import EventStore
from steps.step4_rebuild.read_models import NotLevel, ReadModels
from steps.step4_rebuild.versions import CURRENT, VersionProjector

BATCH_SIZE = 2000

Report = Callable[[int, int], None]  # is told how many events are done, and of how many


class AlreadyRebuilding(ShopError):
    """Another process is at it. The message says which."""


def rebuild(read_models: ReadModels, address: str, report: Report, version: int = CURRENT) -> None:
    """Build this version beside the live one, or go on building it, and have it go live.

    Raises AlreadyRebuilding, WrongState for a version that is built, BrokenEvent at an event it can't apply.
    """
    with sole_builder(address), closing(connect_to_build(address)) as connection:
        read_models.begin(version)
        projector = VersionProjector(EventStore(connection, codec=read_models.store.codec), version, BATCH_SIZE)
        count = "SELECT COUNT(*) FROM events"
        [total] = connection.execute(count).fetchone()
        [done] = connection.execute(f"{count} WHERE position <= ?", (projector.checkpoint(),)).fetchone()
        report(done, total)
        while batch := projector.run_batch():
            done += batch
            report(done, max(done, total))
        go_live(read_models, version)


def connect_to_build(address: str) -> sqlite3.Connection:
    """A connection that seldom waits for the disk. A batch that a power cut takes back is built again."""
    connection = connect(address)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint = 10000")  # a page that ten batches change is copied once
    return connection


def go_live(read_models: ReadModels, version: int) -> None:
    """Switch to this version as soon as it is level with the log. Raises WrongState."""
    while True:
        try:
            read_models.switch(version)
            return
        except NotLevel:  # at first, and again where an event comes in between
            VersionProjector(read_models.store, version).catch_up()


@contextmanager
def sole_builder(address: str) -> Iterator[None]:
    """Keep every other rebuild of this shop out. Raises AlreadyRebuilding.

    What keeps them out is a transaction in a small database beside the shop's, because that ends with its process,
    however the process ends.
    """
    path, mark, parameters = address.partition("?")
    with closing(
        sqlite3.connect(f"{path}-rebuild{mark}{parameters}", timeout=0, isolation_level=None, uri=True)
    ) as lock:
        try:
            lock.execute("PRAGMA synchronous = OFF")  # no lock outlasts a power cut
            lock.execute("CREATE TABLE IF NOT EXISTS builder (name TEXT)")
            with transaction(lock):
                lock.execute("DELETE FROM builder")
                lock.execute("INSERT INTO builder VALUES (?)", (f"process {os.getpid()} on {platform.node()}",))
            lock.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            name = "another process"
            with suppress(sqlite3.OperationalError):  # it may have come no further than to lock this database
                [name] = lock.execute("SELECT name FROM builder").fetchone() or [name]
            raise AlreadyRebuilding(f"This shop is being rebuilt already, by {name}.") from None
        yield
