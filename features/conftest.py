"""Runs every scenario against every step that must satisfy it.

A scenario belongs to the step whose folder it stands in, and holds for that step and all later ones.
"""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from features.attempts import Attempts, contents
from features.breakdown import break_down
from features.elsewhere import ShopElsewhere
from features.failing_scenario import (
    pytest_bdd_before_step,
    pytest_bdd_step_func_lookup_error,
    pytest_runtest_makereport,
)
from features.left_out import ELSEWHERE, why_left_out
from features.opening import OpenShop, opener
from steps import STEPS
from steps.contract import Shop

pytest_plugins = ["features.customers", "features.log", "features.operators"]  # pytest says what they compared

__all__ = ["break_down", "pytest_bdd_before_step", "pytest_bdd_step_func_lookup_error", "pytest_runtest_makereport"]


def pytest_configure(config: pytest.Config) -> None:
    for number, name in enumerate(STEPS, start=1):
        config.addinivalue_line("markers", f"step{number}: all that {name} must satisfy")


def first_step(path: Path) -> int | None:
    """The number of the step that a test module's folder belongs to, if it belongs to one."""
    folder = re.match(r"step(\d+)_", path.parent.name)
    return int(folder[1]) if folder else None


def asked_for(config: pytest.Config) -> int | None:
    """The number of the step whose specs alone are asked for, if it is one's."""
    one = re.fullmatch(r"step(\d+)", config.option.markexpr)
    return int(one[1]) if one else None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the specs of later steps unread where one step's are asked for."""
    wanted = asked_for(config)
    first = first_step(collection_path)
    return True if wanted and first and first > wanted else None


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a step's scenarios, and tests that ask for a shop, once for each step that they hold for."""
    first = first_step(metafunc.definition.path)
    if first and "_pytest_bdd_example" in metafunc.fixturenames:
        metafunc.fixturenames.append("step_name")  # a scenario asks for its fixtures only while it runs
    if "step_name" in metafunc.fixturenames:
        metafunc.parametrize("step_name", held_to_the_specs(metafunc.config, first or 1), scope="session")


def held_to_the_specs(config: pytest.Config, first: int) -> list[ParameterSet]:
    """The steps from this one on, or the shop that --shop-url names."""
    if config.option.shop_url:
        marks = [getattr(pytest.mark, f"step{number}") for number in range(first, len(STEPS) + 1)]
        return [pytest.param(ELSEWHERE, marks=marks)]
    return [
        pytest.param(name, marks=getattr(pytest.mark, f"step{number}"))
        for number, name in enumerate(STEPS, start=1)
        if number >= first and asked_for(config) in {None, number}
    ]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what is left out, and let what starts processes come last, so that most failures show early.

    A shop at an address has to do with scenarios alone.
    """
    if config.option.shop_url:
        items[:] = [item for item in items if ELSEWHERE in item.name and first_step(item.path)]
    for item in items:
        if why := why_left_out(item):
            item.add_marker(pytest.mark.skip(why))
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Count a step's test that asks for no shop among those of its step and of all that build on it."""
    first = first_step(item.path)
    if first and not any(mark.name.startswith("step") for mark in item.iter_markers()):
        for number in range(first, len(STEPS) + 1):
            item.add_marker(f"step{number}")


@pytest.fixture
def open_shop(step_name: str) -> OpenShop:
    return opener(step_name)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


@pytest.fixture
def shop(open_shop: OpenShop, database: Path) -> Iterator[Shop]:
    with open_shop(database) as shop:
        yield shop


@pytest.fixture
def attempts(shop: Shop, database: Path) -> Attempts:
    look = shop.everything if isinstance(shop, ShopElsewhere) else partial(contents, database)
    return Attempts(shop, look)
