"""How events stand on disk: a name in the past tense, a schema version, and JSON data.

What is written here is a format. Classes may be renamed, stored names may not.
"""

from typing import Any

from steps.step1_crud.values import to_dollars
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


def decode(name: str, schema_version: int, data: Any) -> Event:
    """The event of this name, schema version and data. Raises UnknownEvent."""
    match name, schema_version, data:
        case "OrderCreated", 1, {"customer_id": str(customer_id)}:
            return OrderCreated(customer_id)
        case "ItemAdded", 1, {"product": str(product), "qty": int(qty), "price": str(price)}:
            return ItemAdded(product, qty, stored_cents(price))
        case "OrderConfirmed", 1, {}:
            return OrderConfirmed()
        case _:
            raise UnknownEvent(f"no event {name} of schema version {schema_version} has the data {data!r:.200}")


def stored_cents(price: str) -> int:
    """Whole cents of an amount that `encode` wrote, such as "29.99"."""
    dollars, point, cents = price.partition(".")
    if point and len(cents) == 2 and dollars.isdecimal() and cents.isdecimal():
        return int(dollars + cents)
    raise UnknownEvent(f"{price!r:.50} is no amount of dollars and cents")
