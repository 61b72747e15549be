"""What operators do about versions, from step 4 on, and where a shop keeps them: from step 5 on in another store."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from features.stores import answers_file

if TYPE_CHECKING:
    from steps.step3_projections.projector import Projector
    from steps.step4_rebuild.shop import RebuildShop

TWO_STORES = "step5_two_stores"  # and later

Report = Callable[[int, int], None]


def has_two_stores(shop: RebuildShop) -> bool:
    return not hasattr(shop.read_models, "connection")


def rebuild(shop: RebuildShop, database: Path, report: Report = lambda _done, _total: None) -> None:
    """Rebuild the version that the code is written for."""
    if has_two_stores(shop):
        from steps.step5_two_stores.rebuild import rebuild as rebuild_there

        two_stores: Any = shop.read_models
        rebuild_there(two_stores, report)
    else:
        from steps.step4_rebuild.rebuild import rebuild

        rebuild(shop.read_models, str(database), report)


def go_live(shop: RebuildShop, version: int) -> None:
    """Switch to a version as soon as it is level with the log."""
    if has_two_stores(shop):
        from steps.step5_two_stores.rebuild import go_live as go_live_there

        two_stores: Any = shop.read_models
        go_live_there(two_stores, version)
    else:
        from steps.step4_rebuild.rebuild import go_live

        go_live(shop.read_models, version)


def projector_of(shop: RebuildShop, version: int, batch_size: int) -> Projector:
    """The loop that keeps one version in step."""
    if has_two_stores(shop):
        two_stores: Any = shop.read_models
        projector: Projector = two_stores.projector(version, batch_size)
        return projector
    from steps.step4_rebuild.versions import VersionProjector

    return VersionProjector(shop.projector.store, version, batch_size)


def keep_answers_of_old(step_name: str, database: Path) -> None:
    """Have version 1 live, as the program of old had it. Up to step 4 it is so in the database of old already."""
    if step_name < TWO_STORES:
        return
    from steps.step5_two_stores.opening import open_log, open_store, read_path
    from steps.step5_two_stores.read_models import ReadModels
    from steps.step5_two_stores.rebuild import go_live

    with closing(open_log(str(database))) as log, closing(open_store(read_path(database))) as store:
        read_models = ReadModels(log, store)
        if read_models.live() is None:
            read_models.begin(1)
            go_live(read_models, 1)


def projections_of(step_name: str) -> dict[int, Any]:
    """The rules by which the versions are filled."""
    if step_name < TWO_STORES:
        from steps.step4_rebuild import versions

        return versions.PROJECTIONS
    from steps.step5_two_stores import summary

    return summary.PROJECTIONS


def table(database: Path, version: int) -> str:
    """The table of a version."""
    return f"order_summary_v{version}" if answers_file(database) == database else f"orders_v{version}"


def rows_of(database: Path, version: int) -> list[Any]:
    """All that a version holds."""
    with closing(sqlite3.connect(answers_file(database))) as connection:
        return connection.execute(f"SELECT * FROM {table(database, version)} ORDER BY number").fetchall()


def plant(database: Path, order_id: str, customer_id: str) -> None:
    """Put an order that never happened into version 1."""
    row = {
        "number": 0,
        "order_id": order_id,
        "customer_id": customer_id,
        "total_cents": 99,
        "item_count": 1,
        "status": "pending",
    }
    if answers_file(database) != database:
        row = {
            **{name: row[name] for name in ("number", "order_id", "customer_id", "status")},
            "document": json.dumps(row),
        }
    with closing(sqlite3.connect(answers_file(database), isolation_level=None)) as connection:
        connection.execute(
            f"INSERT INTO {table(database, 1)} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
            list(row.values()),
        )


def what_is_left_of_version_1(database: Path) -> list[Any]:
    with closing(sqlite3.connect(answers_file(database))) as connection:
        left = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE '%v1%'").fetchall()
        checkpoints = (
            "SELECT read_model FROM checkpoints WHERE read_model LIKE '%v1'"
            if answers_file(database) == database
            else "SELECT checkpoint FROM read_models WHERE version = 1 AND checkpoint IS NOT NULL"
        )
        return left + connection.execute(checkpoints).fetchall()


def make_version_3_live(database: Path) -> None:
    """What a newer program would leave behind."""
    with closing(sqlite3.connect(answers_file(database))) as connection, connection:
        connection.execute("UPDATE read_models SET state = 'standby'")
        if answers_file(database) == database:
            connection.execute("INSERT INTO read_models (version, state, fingerprint) VALUES (3, 'live', 'newer')")
            connection.execute("INSERT INTO checkpoints (read_model, position) VALUES ('order_summary_v3', 0)")
        else:
            connection.execute(
                "INSERT INTO read_models (version, state, fingerprint, checkpoint, last_event)"
                " VALUES (3, 'live', 'newer', 0, '')"
            )
        connection.execute(f"CREATE TABLE {table(database, 3)} (order_id TEXT, everything TEXT)")


def after_the_look_at_the_live_version(
    shop: RebuildShop, monkeypatch: pytest.MonkeyPatch, then: Callable[[Any], Any]
) -> None:
    """Have something happen once a question has looked up which version is live."""
    name = "_live" if has_two_stores(shop) else "live_version"
    queries: Any = shop.queries
    where: Any = queries.lookups if has_two_stores(shop) else sys.modules[type(queries).__module__]
    look = getattr(where, name)

    def look_once(*arguments: Any, **named: Any) -> Any:
        monkeypatch.setattr(where, name, look)
        return then(look(*arguments, **named))

    monkeypatch.setattr(where, name, look_once)
