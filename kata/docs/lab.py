"""The lab's half in Python: one shop of step 3 in memory, with its projector in the reader's hand.

Each function answers with all that there is to see, as JSON.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from functools import reduce

from steps import step3_projections
from steps.contract import ShopError
from steps.step3_projections.order import Event, ItemAdded, Order, evolve
from steps.step3_projections.projection import READ_MODEL
from steps.step3_projections.projector import Projector

SHOWN = 12  # events and rows that fit into the page
PRODUCTS = [("Laptop", "999.99"), ("Mouse", "29.99"), ("Keyboard", "79.00"), ("Sticker", "1.00")]

Tell = Callable[[str], object]

shop = step3_projections.open_shop(":memory:", in_background=False)
shop.queries.patience = 0.0  # nothing moves while the page waits for an answer
receipts: dict[str, int] = {}


def look(_: Tell) -> str:
    """What there is to see, and nothing done."""
    return seen("")


def command(name: str, order_id: str, _: Tell) -> str:
    """Send a command about an order. A new order gets the next number."""
    if name == "open":
        order_id = f"ORD-{len(receipts) + 1}"
    return seen(attempt(name, order_id), order_id)


def open_many(count: int, _: Tell) -> str:
    """As many orders, each with one item."""
    for _number in range(count):
        order_id = f"ORD-{len(receipts) + 1}"
        attempt("open", order_id)
        attempt("add", order_id)
    return seen(f"{2 * count} commands were accepted.")


def attempt(name: str, order_id: str) -> str:
    """Carry out a command, and say what became of it."""
    try:
        match name:
            case "open":
                position = shop.commands.create_order(order_id, "CUST-1")
            case "add":
                product, price = PRODUCTS[len(shop.commands.store.read_stream(order_id)) % len(PRODUCTS)]
                position = shop.commands.add_item(order_id, product, 1, Decimal(price))
            case _:
                position = shop.commands.confirm(order_id)
    except ShopError as refusal:
        return f"Refused. {refusal}"
    receipts[order_id] = position
    return f"Accepted. The receipt says position {position}."


def query(order_id: str, with_receipt: bool, _: Tell) -> str:
    """Ask for an order, now or as fresh as the receipt of its last command."""
    try:
        summary = shop.queries.get_summary(order_id, at_least=receipts.get(order_id, 0) if with_receipt else 0)
        return seen(f"{summary}, {summary.status}.", order_id)
    except ShopError as error:
        return seen(str(error), order_id)


def project(batch_size: int, _: Tell) -> str:
    """Have the projector deal with one batch."""
    done = Projector(shop.projector.store, batch_size=batch_size).run_batch()
    return seen(f"The projector dealt with {done} events." if done else "The projector finds nothing to do.")


def seen(said: str, order_id: str = "") -> str:
    events = shop.projector.store.read_all()
    streams: dict[str, list[Event]] = {}
    for recorded in events:
        streams.setdefault(recorded.stream_id, []).append(recorded.event)
    lag = shop.projector.lag()
    rows = shop.queries.connection.execute(
        f"SELECT order_id, total_cents, item_count, status FROM {READ_MODEL} ORDER BY number DESC LIMIT {SHOWN}"
    ).fetchall()
    return json.dumps(
        {
            "said": said,
            "order": order_id,
            "orders": list(streams),
            "head": events[-1].position if events else 0,
            "checkpoint": shop.projector.checkpoint(),
            "eventsBehind": lag.events_behind,
            "secondsBehind": round(lag.seconds_behind, 1),
            "decided": [decided(name, streams[name]) for name in list(streams)[: -SHOWN - 1 : -1]],
            "log": [
                [recorded.position, recorded.stream_id, recorded.version, in_short(recorded.event)]
                for recorded in events[: -SHOWN - 1 : -1]
            ],
            "rows": [[name, dollars(cents), count, status] for name, cents, count, status in rows],
        }
    )


def decided(order_id: str, events: list[Event]) -> list[object]:
    """What the rules know of an order."""
    order = reduce(evolve, events, Order())
    return [order_id, len(events), dollars(order.total_cents), order.item_count, order.status]


def in_short(event: Event) -> str:
    match event:
        case ItemAdded(product, qty, price_cents):
            return f"ItemAdded: {qty} {product} at {dollars(price_cents)}"
        case _:
            return type(event).__name__


def dollars(cents: int) -> str:
    return f"${cents // 100}.{cents % 100:02}"
