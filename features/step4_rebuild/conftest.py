"""The phrases that several of step 4's features share: a shop of old, today's program, and an operator who rebuilds."""

import dataclasses
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, then, when

from features.clock import Clock
from features.rebuilding import go_live, keep_answers_of_old, projections_of, rebuild
from steps.step3_projections import open_shop as open_shop_of_old
from steps.step3_projections.shop import ProjectionShop
from steps.step4_rebuild.shop import RebuildShop

OpenShop = Callable[..., RebuildShop]


@pytest.fixture
def shop(open_shop: OpenShop, database: Path, clock: Clock) -> Iterator[RebuildShop]:
    with open_shop(database, now=clock) as shop:
        yield shop


@pytest.fixture
def told() -> list[str]:
    """What operators and customers are told."""
    return []


@given("a shop that was kept by the program of old", target_fixture="shop")
def shop_of_old(database: Path, clock: Clock) -> Iterator[ProjectionShop]:
    with open_shop_of_old(database, now=clock) as shop:
        yield shop


@given("today's program takes over the shop", target_fixture="shop")
def takes_over(
    shop: ProjectionShop, open_shop: OpenShop, step_name: str, database: Path, clock: Clock, told: list[str]
) -> Iterator[RebuildShop]:
    shop.settle()
    shop.close()
    keep_answers_of_old(step_name, database)
    yield from opened_once_more(shop, open_shop, database, clock, told)


@when("the shop is opened once more", target_fixture="shop")
def opened_once_more(
    shop: ProjectionShop, open_shop: OpenShop, database: Path, clock: Clock, told: list[str]
) -> Iterator[RebuildShop]:
    shop.close()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        reopened = open_shop(database, now=clock)
    told += [str(warning.message) for warning in caught]
    assert {warning.filename for warning in caught} <= {__file__}, "a warning points at whoever opens the shop"
    with reopened:
        yield reopened


@given("an operator has rebuilt")
@when("an operator rebuilds")
def rebuilds(shop: RebuildShop, database: Path) -> None:
    reports: list[tuple[int, int]] = []
    rebuild(shop, database, lambda done, total: reports.append((done, total)))
    assert reports[-1][0] >= reports[-1][1] > 0


@given("an operator goes back")
@when("an operator goes back")
def goes_back(shop: RebuildShop) -> None:
    go_live(shop, 1)


@when("an operator switches")
def switches(shop: RebuildShop) -> None:
    go_live(shop, 2)


@when("an operator retires the old version")
def retires(shop: RebuildShop) -> None:
    shop.read_models.retire(1)


@then(
    parsers.re(
        r'order "(?P<order_id>.+)" has (?P<units>\d+) pieces?, its largest line is \$(?P<largest>\S+),'
        r" and it was (?P<confirmed>.+)"
    )
)
def has_details(shop: RebuildShop, order_id: str, units: str, largest: str, confirmed: str) -> None:
    shop.settle()
    details = shop.queries.get_details(order_id)
    assert (details.units, details.largest_line) == (int(units), Decimal(largest))
    if confirmed == "not confirmed":
        assert details.confirmed_at is None
    else:
        assert details.confirmed_at == moment(confirmed.removeprefix("confirmed on "))


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d at %H:%M").replace(tzinfo=UTC)


@given(parsers.parse('{who:w} confirmed order "{order_id}" on {text}'))
def confirmed_on(shop: ProjectionShop, clock: Clock, order_id: str, text: str) -> None:
    clock.time = moment(text)
    shop.commands.confirm(order_id)


@when("the new version's code is changed")
def code_is_changed(step_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    projections = projections_of(step_name)
    changed = dataclasses.replace(projections[2], schema=f"{projections[2].schema} ")
    monkeypatch.setitem(projections, 2, changed)


@then(parsers.parse('the operator is told "{message}"'))
def is_told(told: list[str], message: str) -> None:
    assert len(told) == 1
    assert message in told[0]
