"""A new version in another store."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.attempts import told_by
from features.clock import Clock
from features.step5_two_stores.places import Pair
from steps.step4_rebuild.projection import Projection
from steps.step5_two_stores import summary
from steps.step5_two_stores.opening import open_projector
from steps.step5_two_stores.ports import Row
from steps.step5_two_stores.read_models import ReadModels
from steps.step5_two_stores.rebuild import go_live, rebuild
from steps.step5_two_stores.shop import TwoStoreShop

scenarios("rebuild.feature")


@given("a shop whose answers were kept by the program of old", target_fixture="shop")
def shop_of_old(pair: Pair, clock: Clock) -> Iterator[TwoStoreShop]:
    with open_projector(pair.write_url, pair.read_url, pair.search_url) as projector:
        for read_models in projector.read_models:
            read_models.begin(1)
            read_models.switch(1)
    with TwoStoreShop(pair.write_url, pair.read_url, pair.search_url, now=clock) as shop:
        yield shop


@then(parsers.parse('a search for "{text}" is refused, for version 1 is live'))
def search_is_refused(shop: TwoStoreShop, text: str) -> None:
    [message] = told_by(lambda: shop.queries.search(text))
    assert message.startswith("Version 1 of the order summary is live, and this code is written for version 2.")


def reports_of_rebuilding(read_models: ReadModels) -> list[tuple[int, int]]:
    reports: list[tuple[int, int]] = []
    rebuild(read_models, lambda done, total: reports.append((done, total)))
    return reports


@given("an operator rebuilds every store")
@when("an operator rebuilds every store")
def rebuilds(shop: TwoStoreShop) -> None:
    for read_models in shop.projector.read_models:
        reports = reports_of_rebuilding(read_models)
        assert reports[0] == (0, 3)
        assert reports[-1] == (3, 3)


@when(parsers.parse("an operator goes back to version {version:d} in every store"))
@when(parsers.parse("an operator switches to version {version:d} in every store"))
def goes_live(shop: TwoStoreShop, version: int) -> None:
    for read_models in shop.projector.read_models:
        go_live(read_models, version)


@when("an operator retires version 1 in every store")
def retires(shop: TwoStoreShop) -> None:
    for read_models in shop.projector.read_models:
        read_models.retire(1)


@then("version 2 is live, and version 1 stands by")
def stands_by(shop: TwoStoreShop) -> None:
    assert shop.projector.read_models
    for read_models in shop.projector.read_models:
        assert (read_models.live(), read_models.standby()) == (2, [1])


@then("nothing of version 1 is left in any store")
def nothing_left(shop: TwoStoreShop, pair: Pair) -> None:
    assert pair.left_of_version_1() == []
    for read_models in shop.projector.read_models:
        assert {status.version: status.state for status in read_models.status()} == {1: "retired", 2: "live"}


@when("two operators rebuild at the same time")
def rebuild_together(shop: TwoStoreShop, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steps.step5_two_stores.rebuild.BATCH_SIZE", 1)
    with open_projector(pair.write_url, pair.read_url, pair.search_url) as other:
        for mine, theirs in zip(shop.projector.read_models, other.read_models, strict=True):
            rebuild_beside(mine, theirs)


def rebuild_beside(mine: ReadModels, theirs: ReadModels) -> None:
    rebuild(mine, lambda done, _: do_one_batch(theirs) if done == 1 else None)


def do_one_batch(read_models: ReadModels) -> None:
    """What the other operator's rebuild has got done in the meantime."""
    assert read_models.projector(2, 1).run_batch() == 1


@when(
    parsers.parse('Ana adds 1 "Webcam" at 49.99 to order "ORD-1" while an operator is about to go back to version 1'),
    target_fixture="told",
)
def about_to_go_back(shop: TwoStoreShop, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    shop.background.stop()
    backlog = shop.read_models.log.backlog

    def backlog_and_wait(after: int) -> tuple[int, datetime | None]:
        behind = backlog(after)
        monkeypatch.setattr(shop.read_models.log, "backlog", backlog)
        shop.commands.add_item("ORD-1", "Webcam", 1, Decimal("49.99"))
        assert shop.read_models.projector(2).run_batch() == 1
        return behind

    monkeypatch.setattr(shop.read_models.log, "backlog", backlog_and_wait)
    return told_by(lambda: shop.read_models.switch(1))


@then("the operator is told that version 1 is not as far as the one that is live")
def told_not_as_far(shop: TwoStoreShop, told: list[str]) -> None:
    assert told == ["Version 1 can't go live: it is not as far as the one that is."]
    assert shop.read_models.live() == 2


@when("version 1 is retired while the projector is about to write to it")
def retired_meanwhile(shop: TwoStoreShop, monkeypatch: pytest.MonkeyPatch) -> None:
    retired: list[int] = []

    def fold_and_wait(projection: Projection, *arguments: Any) -> list[Row]:
        if projection.version == 1:
            retires(shop)
            retired.append(1)
            monkeypatch.setattr("steps.step5_two_stores.versions.fold", summary.fold)
        return summary.fold(projection, *arguments)

    monkeypatch.setattr("steps.step5_two_stores.versions.fold", fold_and_wait)
    shop.projector.catch_up()
    assert retired


@when("version 1 is retired while the projector is about to turn to it")
def retired_before_its_turn(shop: TwoStoreShop, monkeypatch: pytest.MonkeyPatch) -> None:
    following = ReadModels.following

    def follow_and_wait(read_models: ReadModels) -> list[int]:
        versions = following(read_models)
        monkeypatch.setattr(ReadModels, "following", following)
        retires(shop)
        return versions

    monkeypatch.setattr(ReadModels, "following", follow_and_wait)
    shop.projector.catch_up()
    assert ReadModels.following is following, "it had no turn"
