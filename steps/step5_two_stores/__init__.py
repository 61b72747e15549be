"""Two stores: commands write to one database, a projector carries every event over to another, made for questions."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steps.step5_two_stores.shop import TwoStoreShop

__all__ = ["open_shop"]


def open_shop(
    database: str | Path, *, in_background: bool = True, now: Callable[[], datetime] | None = None
) -> "TwoStoreShop":
    """Open the shop in this file and the one beside it, or ":memory:". `shop.open_shop` says more."""
    # here and not at the top, or a process that only answers questions would load the commands too
    from steps.step5_two_stores import shop

    return shop.open_shop(database, in_background=in_background, now=now)
