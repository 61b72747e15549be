"""The projector's loop."""

import sqlite3
from pathlib import Path

import pytest

from features.step3_projections.test_crashes import OneNap
from steps.step3_projections import open_shop
from steps.step3_projections.event_store import BrokenEvent, RecordedEvent
from steps.step3_projections.order import OrderCreated
from steps.step3_projections.projector import Projector


def test_batches_of_one_get_to_the_end_as_well(database: Path) -> None:
    with open_shop(database, in_background=False) as shop:
        for number in range(3):
            shop.projector.store.append(f"ORD-{number}", 0, [OrderCreated("CUST-1")])
        Projector(shop.projector.store, batch_size=1).catch_up()
        assert shop.projector.lag().events_behind == 0


def test_nobody_naps_while_there_is_work(database: Path) -> None:
    with open_shop(database, in_background=False) as shop:
        for number in range(3):
            shop.projector.store.append(f"ORD-{number}", 0, [OrderCreated("CUST-1")])
        Projector(shop.projector.store, batch_size=1).run(OneNap())
        assert shop.projector.lag().events_behind == 0


def test_a_record_that_is_mended_while_the_projector_looks_for_it(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_shop(database, in_background=False) as shop:
        store = shop.projector.store
        store.append("ORD-1", 0, [OrderCreated("CUST-1")])
        read_all = store.read_all

        def broken_once(**_: int) -> list[RecordedEvent]:
            monkeypatch.setattr(store, "read_all", read_all)
            raise BrokenEvent(1, "ORD-1", "cut off")

        monkeypatch.setattr(store, "read_all", broken_once)
        assert shop.projector.run_batch() == 0
        assert shop.projector.lag().events_behind == 0
        assert shop.queries.get_summary("ORD-1").order_id == "ORD-1"


def test_only_a_lock_is_waited_for(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise sqlite3.OperationalError("disk I/O error")

    with open_shop(database, in_background=False) as shop:
        monkeypatch.setattr(shop.projector, "run_batch", fail)
        with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
            shop.projector.run(OneNap())
