"""Where a shop keeps what it answers from: beside what it writes up to step 4, in a file of its own from then on."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from steps.contract import Shop


def answers_file(database: Path) -> Path:
    """The file that the shop in this file answers from."""
    beside = database.with_name(f"{database.stem}-answers{database.suffix}")
    return beside if beside.exists() else database


def files(database: Path) -> list[Path]:
    """All files of the shop in this file."""
    return sorted({database, answers_file(database)})


def answering(shop: Shop) -> sqlite3.Connection:
    """The connection that a query side of its own answers from."""
    queries: Any = shop.queries
    connection: sqlite3.Connection = (
        queries.connection if hasattr(queries, "connection") else queries.lookups.database.connection
    )
    return connection
