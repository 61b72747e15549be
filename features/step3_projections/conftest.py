"""A shop whose clock stands still until time passes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from features.clock import Clock
from steps.step3_projections.shop import ProjectionShop


@pytest.fixture
def shop(open_shop: Callable[..., ProjectionShop], database: Path, clock: Clock) -> Iterator[ProjectionShop]:
    with open_shop(database, now=clock) as shop:
        yield shop
