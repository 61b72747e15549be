"""Step 3's shop: commands write events, a projector follows them, queries read what it has made of them so far."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from steps.contract import Shop
from steps.step1_crud.database import connect, open_database
from steps.step2_handlers import queries as step2
from steps.step2_handlers.shop import addresses
from steps.step3_projections import event_store, projector
from steps.step3_projections.commands import OrderCommandHandler
from steps.step3_projections.event_store import EventStore, utc_now
from steps.step3_projections.projection import READ_MODEL
from steps.step3_projections.projector import BackgroundProjector, Projector, opened
from steps.step3_projections.queries import OrderQueryHandler


class ProjectionShop(Shop):
    """A shop whose answers follow its events, in the background or whenever `projector` is told to."""

    commands: OrderCommandHandler
    queries: OrderQueryHandler

    def __init__(self, for_writing: str, for_reading: str, now: Callable[[], datetime]) -> None:
        writing, reading = open_log(for_writing), connect(for_reading)
        store = EventStore(writing, now)
        self.connections = [writing, reading]
        self.commands = OrderCommandHandler(store)
        self.queries = OrderQueryHandler(reading)
        self.projector = Projector(store)
        self.background = BackgroundProjector(partial(opened, for_writing, projector_on))

    def settle(self) -> None:
        self.projector.catch_up()

    def close(self) -> None:
        self.background.stop()
        for connection in self.connections:
            connection.close()


def open_shop(
    database: str | Path, *, in_background: bool = True, now: Callable[[], datetime] = utc_now
) -> ProjectionShop:
    """Open the shop in this file, or ":memory:". Raises CannotOpen.

    Without `in_background` nothing is projected until `settle()`, the shop's `projector` or another process does it.
    """
    shop = ProjectionShop(*addresses(database), now)
    if in_background:
        shop.background.start()
    return shop


def projector_on(connection: sqlite3.Connection) -> Projector:
    """A projector for the shop in this connection's database."""
    return Projector(EventStore(connection))


def open_log(address: str) -> sqlite3.Connection:
    """A connection to a database with a log, its read model and its checkpoint. Raises CannotOpen."""
    start = f"INSERT OR IGNORE INTO checkpoints (read_model, position) VALUES ('{READ_MODEL}', 0);"
    return open_database(address, step=3, schema=event_store.SCHEMA + step2.SCHEMA + projector.SCHEMA + start)
