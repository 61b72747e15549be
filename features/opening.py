"""Opens the shops that the specs are held against: a step's, or the one at the address that --shop-url names."""

import importlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from features.elsewhere import ShopElsewhere
from features.left_out import ELSEWHERE, TWO_APIS
from features.warm import WarmService
from kata.shop_option import QUERY_URL, SHOP_URL
from steps.contract import Shop

OpenShop = Callable[..., Shop]


def opener(step_name: str) -> OpenShop:
    """What opens a shop of the step."""
    if step_name == ELSEWHERE:
        return open_elsewhere
    open_shop: OpenShop = importlib.import_module(f"steps.{step_name}").open_shop
    return partial(open_warm, open_shop) if step_name == TWO_APIS else open_shop


def open_elsewhere(database: str | Path, **_: object) -> Shop:
    """The shop at the address, which looks as if it were another one for each database."""
    from steps.step6_two_apis.client import HttpShop

    return ShopElsewhere(HttpShop(os.environ[SHOP_URL], os.environ.get(QUERY_URL)), database)


def open_warm(open_shop: OpenShop, database: str | Path, in_background: bool = True, **_: object) -> Shop:
    """A shop of processes, each of which keeps its own clock."""
    faster = {"start": WarmService} if hasattr(os, "fork") else {}
    return open_shop(database, in_background=in_background, **faster)
