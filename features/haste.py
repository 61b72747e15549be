"""Shops that don't wait for the disk: what these specs are about outlasts a killed process, not a power cut."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steps.step3_projections.shop import ProjectionShop
    from steps.step5_two_stores.shop import TwoStoreShop


class HastyConnection(sqlite3.Connection):
    """A connection that never waits for the disk."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        super().execute("PRAGMA synchronous = OFF")


@contextmanager
def in_haste(shop: ProjectionShop | TwoStoreShop) -> Iterator[None]:
    """Commands don't wait for the disk while a story begins."""
    connection: sqlite3.Connection = shop.commands.store.connection
    connection.execute("PRAGMA synchronous = OFF")
    yield
    connection.execute("PRAGMA synchronous = FULL")
