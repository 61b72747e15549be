"""Two APIs: commands and queries are services of their own, which two teams can own, release and scale apart."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steps.step6_two_apis.shop import TwoApisShop

__all__ = ["open_shop"]


def open_shop(database: str | Path, **options: Any) -> "TwoApisShop":
    """Start the processes of the shop in this file. `shop.open_shop` says more."""
    # here and not at the top, or the service that answers would load what its callers need for commands
    from steps.step6_two_apis import shop

    return shop.open_shop(database, **options)
