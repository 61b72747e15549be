"""Today's format of events, and how older ones are lifted to it as they are read.

An item's price says its currency now. The items of step 3 did not, and stay on disk as they are.
"""

from typing import Any

from steps.contract import to_dollars
from steps.step3_projections import codec as step3
from steps.step3_projections.codec import cents, text, whole
from steps.step3_projections.order import Event, ItemAdded


def encode(event: Event) -> tuple[str, int, dict[str, Any]]:
    """The name, schema version and data of an event, as it is written from now on."""
    match event:
        case ItemAdded(product, qty, price_cents):
            price = {"amount": str(to_dollars(price_cents)), "currency": "USD"}
            return "ItemAdded", 2, {"product": product, "qty": qty, "price": price}
        case _:
            return step3.encode(event)


def decode(name: str, schema_version: int, data: Any) -> Event:
    """The event of this name, schema version and data, whatever its age. Raises UnknownEvent."""
    return step3.decode(name, schema_version, data, DECODERS)


def upcast_item(data: Any) -> dict[str, Any]:
    """The data of an item of schema version 1 as version 2 has it: the shop of old knew nothing but dollars."""
    return {**data, "price": {"amount": data["price"], "currency": "USD"}}


DECODERS: step3.Decoders = {
    **step3.DECODERS,
    ("ItemAdded", 1): lambda data: DECODERS["ItemAdded", 2](upcast_item(data)),
    ("ItemAdded", 2): lambda data: ItemAdded(text(data["product"]), whole(data["qty"]), us_cents(data["price"])),
}


def us_cents(price: Any) -> int:
    """Whole cents of a price in US dollars."""
    if price["currency"] != "USD":
        raise ValueError(f"{price!r:.50} is not in USD")
    return cents(price["amount"])
