"""Step 4's shop: step 3's, on read models that have versions."""

import sqlite3
import warnings
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from steps.step1_crud.database import connect, open_database, transaction
from steps.step2_handlers.shop import addresses
from steps.step3_projections import event_store
from steps.step3_projections import projector as step3
from steps.step3_projections.commands import OrderCommandHandler
from steps.step3_projections.event_store import EventStore, utc_now
from steps.step3_projections.projector import BackgroundProjector, opened
from steps.step3_projections.shop import ProjectionShop
from steps.step4_rebuild import codec, read_models
from steps.step4_rebuild.projector import Projector
from steps.step4_rebuild.queries import OrderQueryHandler
from steps.step4_rebuild.read_models import OtherVersionLive, ReadModels, check_live_version, first_rows
from steps.step4_rebuild.versions import CURRENT, PROJECTIONS, ProjectionChanged

STEP_3 = 3


class RebuildShop(ProjectionShop):
    """A shop that goes on answering while a new version of its read model is built."""

    queries: OrderQueryHandler

    def __init__(self, for_writing: str, for_reading: str, now: Callable[[], datetime]) -> None:
        writing, reading = open_log(for_writing), connect(for_reading)
        store = EventStore(writing, now, codec)
        self.connections = [writing, reading]
        self.commands = OrderCommandHandler(store)
        self.queries = OrderQueryHandler(reading)
        self.projector = Projector(store)
        self.background = BackgroundProjector(partial(opened, for_writing, projector_on))
        self.read_models = ReadModels(store)


def open_shop(
    database: str | Path, *, in_background: bool = True, now: Callable[[], datetime] = utc_now
) -> RebuildShop:
    """Open the shop in this file, or ":memory:", or take over one of step 3. Raises CannotOpen.

    Warns where another version is live than the one that the code is written for, and says what to run.
    """
    shop = RebuildShop(*addresses(database), now)
    try:
        check_live_version(shop.projector.store)
    except (OtherVersionLive, ProjectionChanged) as mismatch:
        warnings.warn(str(mismatch), stacklevel=2)
    if in_background:
        shop.background.start()
    return shop


def projector_on(connection: sqlite3.Connection) -> Projector:
    """A projector for the shop in this connection's database."""
    return Projector(EventStore(connection, codec=codec))


def open_log(address: str) -> sqlite3.Connection:
    """A connection to a database with a log and versioned read models. Raises CannotOpen."""
    with closing(connect(address)) as connection:
        if owner(connection) == STEP_3:
            take_over(connection)
    start = first_rows(CURRENT, "live")
    return open_database(address, step=4, schema=event_store.SCHEMA + step3.SCHEMA + read_models.SCHEMA + start)


def take_over(connection: sqlite3.Connection) -> None:
    """Make step 3's read model version 1 of ours. Its events stay as they are."""
    connection.executescript(read_models.SCHEMA)
    with transaction(connection):
        if owner(connection) == STEP_3:  # still, now that nobody else can take it over
            version_1 = PROJECTIONS[1]
            connection.execute(f"ALTER TABLE order_summary RENAME TO {version_1.table}")
            connection.execute("UPDATE checkpoints SET read_model = ?", (version_1.table,))
            connection.execute(
                "INSERT INTO read_models (version, state, fingerprint) VALUES (1, 'live', ?)", (version_1.fingerprint,)
            )
            connection.execute("PRAGMA user_version = 4")


def owner(connection: sqlite3.Connection) -> int | None:
    """The step that laid out this database, None where it is no database."""
    with suppress(sqlite3.DatabaseError):
        [step] = connection.execute("PRAGMA user_version").fetchone()
        return int(step)
    return None
