"""Code and data of different ages."""

import dataclasses
import importlib.util
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.attempts import told_by
from features.log import write_to_log
from features.rebuilding import make_version_3_live, projections_of
from features.stores import answers_file
from steps.step3_projections.event_store import RecordedEvent
from steps.step4_rebuild import summary_v2
from steps.step4_rebuild.projection import Projection, Row
from steps.step4_rebuild.shop import RebuildShop, open_shop
from steps.step4_rebuild.versions import CURRENT, ProjectionChanged, VersionProjector

scenarios("versions.feature")


def stored_items(database: Path) -> list[Any]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(
            "SELECT schema_version, data FROM events WHERE name = 'ItemAdded' ORDER BY position"
        ).fetchall()


@then("what the program of old wrote is as it was, to the letter")
def is_as_it_was(database: Path) -> None:
    assert stored_items(database)[0] == (1, '{"product": "Laptop", "qty": 1, "price": "999.99"}')


@then("what today's program wrote says its currency")
def says_currency(database: Path) -> None:
    schema_version, data = stored_items(database)[1]
    assert schema_version == 2
    assert json.loads(data) == {"product": "Mouse", "qty": 2, "price": {"amount": "29.99", "currency": "USD"}}


@when(parsers.parse('an item for {amount} in {currency} is written to the log of order "{order_id}"'))
def item_in_currency(database: Path, amount: str, currency: str, order_id: str) -> None:
    price = {"amount": amount, "currency": currency}
    write_to_log(database, order_id, "ItemAdded", 2, json.dumps({"product": "Mouse", "qty": 1, "price": price}))


@then(parsers.parse('the projector stops, and says "{reason}"'))
def stops(shop: RebuildShop, reason: str) -> None:
    [message] = told_by(shop.projector.catch_up)
    assert reason in message
    lag = shop.projector.lag()
    assert lag.stopped_by == message
    assert lag.events_behind == 1


def changed_project(row: Row | None, recorded: RecordedEvent) -> Row:
    """Version 2's rule, but an order is always confirmed."""
    return {**summary_v2.project(row, recorded), "status": "confirmed"}


@given("the live version's code is changed")
@when("the live version's code is changed")
def code_is_changed(shop: RebuildShop, step_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code_of_version_is_changed(shop, step_name, 2, monkeypatch)


@when(parsers.parse("the code of version {version:d} is changed"))
def code_of_version_is_changed(
    shop: RebuildShop, step_name: str, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.settle()
    shop.background.stop()
    projections = projections_of(step_name)
    monkeypatch.setitem(projections, version, dataclasses.replace(projections[version], project=changed_project))


@then(parsers.parse("operators see that version {version:d} goes no further, for its projection has changed"))
def goes_no_further(shop: RebuildShop, database: Path, version: int) -> None:
    with closing(sqlite3.connect(answers_file(database))) as onlooker:
        seen = onlooker.execute("PRAGMA data_version").fetchone()
        shop.projector.run_batch()
        assert onlooker.execute("PRAGMA data_version").fetchone() == seen, "it is written down over and over"
    [status] = [status for status in shop.read_models.status() if status.version == version]
    assert status.events_behind == 1
    assert status.stopped_by
    assert f"The projection of version {version} has changed" in status.stopped_by


@when("the change is undone")
def change_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()


@then("the operator was told that the projection of version 2 has changed")
def told_of_change(told: list[str]) -> None:
    [message] = told
    assert "The projection of version 2 has changed since its table was begun" in message


def fingerprint_of(source: str, path: Path) -> str:
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Projection(9, "CREATE TABLE order_summary_v9 (order_id TEXT)", module.project).fingerprint


RULE = 'def project(row, recorded):\n    return {"status": "pending"}\n'
SAME = 'def project(row,\n            recorded):\n    # pending\n    return {\n        "status": "pending",\n    }\n'
OTHER = RULE.replace("pending", "confirmed")


@then("a projection that says the same in another layout has the same fingerprint")
def same_fingerprint(tmp_path: Path) -> None:
    assert fingerprint_of(RULE, tmp_path / "rule.py") == fingerprint_of(SAME, tmp_path / "same.py")


@then("a projection that says something else has another")
def other_fingerprint(tmp_path: Path) -> None:
    assert fingerprint_of(RULE, tmp_path / "rule.py") != fingerprint_of(OTHER, tmp_path / "other.py")
    other_table = dataclasses.replace(summary_v2.PROJECTION, schema=summary_v2.SCHEMA.replace("TEXT", "BLOB"))
    assert other_table.fingerprint != summary_v2.PROJECTION.fingerprint


@pytest.mark.parametrize("begun_with", ["", "~"], ids=["before", "after"])
def test_changed_code_is_noticed_wherever_its_fingerprint_sorts(begun_with: str, database: Path) -> None:
    with open_shop(database, in_background=False) as shop:
        shop.read_models.connection.execute("UPDATE read_models SET fingerprint = ?", (begun_with,))
        with pytest.raises(ProjectionChanged, match="version 2"):
            VersionProjector(shop.read_models.store, CURRENT).check_code()


@given("a newer program has made version 3 live")
def version_3(shop: RebuildShop, database: Path) -> None:
    shop.settle()
    make_version_3_live(database)


@given("a newer program has made version 3 live, and retired version 2")
def only_version_3(shop: RebuildShop, database: Path) -> None:
    version_3(shop, database)
    shop.read_models.retire(2)


@then("the projector leaves the work to the newer program")
def leaves_work(shop: RebuildShop) -> None:
    shop.commands.create_order("ORD-1", "CUST-1")
    assert shop.projector.run_batch() == 0


@then("the operator was told that version 3 is live, and that this code is for version 2")
def told_of_version_3(told: list[str]) -> None:
    assert told == [
        "Version 3 of the order summary is live, and this code is written for version 2."
        " Use the code that built version 3, or go back with it."
    ]


@then("whoever asks is told the same")
def asking_is_told(shop: RebuildShop, told: list[str]) -> None:
    assert told_by(lambda: shop.queries.get_summary("ORD-1")) == told
    assert told_by(lambda: shop.queries.get_details("ORD-1")) == told
