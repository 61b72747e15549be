"""How events stand on disk: a name in the past tense, a schema version, and JSON data.

What is written here is a format. Classes may be renamed, stored names may not.
"""

from collections.abc import Callable, Mapping
from typing import Any

from steps.contract import to_dollars
from steps.step3_projections.order import Event, ItemAdded, OrderConfirmed, OrderCreated


class UnknownEvent(Exception):
    """There is no such event, or its data is not what its schema version says."""


def encode(event: Event) -> tuple[str, int, dict[str, Any]]:
    """The name, schema version and data of an event. Money is text, so that no reader makes a float of it."""
    match event:
        case OrderCreated(customer_id):
            return "OrderCreated", 1, {"customer_id": customer_id}
        case ItemAdded(product, qty, price_cents):
            return "ItemAdded", 1, {"product": product, "qty": qty, "price": str(to_dollars(price_cents))}
        case OrderConfirmed():
            return "OrderConfirmed", 1, {}


Decoders = Mapping[tuple[str, int], Callable[[Any], Event]]

DECODERS: Decoders = {
    ("OrderCreated", 1): lambda data: OrderCreated(text(data["customer_id"])),
    ("ItemAdded", 1): lambda data: ItemAdded(text(data["product"]), whole(data["qty"]), cents(data["price"])),
    ("OrderConfirmed", 1): lambda _: OrderConfirmed(),
}


def decode(name: str, schema_version: int, data: Any, decoders: Decoders = DECODERS) -> Event:
    """The event of this name, schema version and data. Raises UnknownEvent."""
    try:
        return decoders[name, schema_version](data)
    except (KeyError, TypeError, ValueError) as error:
        known = "of no known kind" if (name, schema_version) not in decoders else f"not as it should be ({error!r})"
        raise UnknownEvent(f"{name} of schema version {schema_version} is {known}: {data!r:.200}") from error


def text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise TypeError(f"{value!r:.50} is no text")


def whole(value: Any) -> int:
    if isinstance(value, int):
        return value
    raise TypeError(f"{value!r:.50} is no whole number")


def cents(value: Any) -> int:
    """Whole cents of an amount that `encode` wrote, such as "29.99"."""
    dollars, point, rest = text(value).partition(".")
    if point and len(rest) == 2:
        return int(dollars + rest)
    raise ValueError(f"{value!r:.50} is no amount of dollars and cents")
