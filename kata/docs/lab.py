"""The lab's half in Python: one shop in memory, its projector and its versions in the reader's hand.

Each function does one thing and answers with all that there is to see, as JSON.
"""

import json
import warnings
from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from pathlib import Path
from tempfile import TemporaryDirectory

from steps import step3_projections, step4_rebuild
from steps.contract import OrderNotFound, ShopError
from steps.step3_projections.order import Event, ItemAdded, Order, evolve
from steps.step4_rebuild.projection import table
from steps.step4_rebuild.shop import RebuildShop
from steps.step4_rebuild.versions import VersionProjector

SHOWN = 10  # events and rows that fit into the page
PRODUCTS = [("Laptop", 1, "999.99"), ("Mouse", 2, "29.99"), ("Keyboard", 1, "79.00"), ("Sticker", 5, "1.00")]

Tell = Callable[[str], object]


def open_lab() -> RebuildShop:
    """A shop of step 3 that step 4 has taken over, so that version 1 is live and version 2 is yet to be built."""
    database = Path(folder.name) / "shop.db"
    step3_projections.open_shop(database, in_background=False).close()
    with warnings.catch_warnings(action="ignore"):  # it says what the reader is about to do
        shop = step4_rebuild.open_shop(database, in_background=False)
    shop.queries.patience = 0.0  # nothing moves while the page waits for an answer
    return shop


folder = TemporaryDirectory()
shop = open_lab()
store = shop.projector.store
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
    """Open as many orders, each with one item."""
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
                product, qty, price = PRODUCTS[(len(store.read_stream(order_id)) - 1) % len(PRODUCTS)]
                position = shop.commands.add_item(order_id, product, qty, Decimal(price))
            case _:
                position = shop.commands.confirm(order_id)
    except ShopError as refusal:
        return f"Refused. {refusal}."
    receipts[order_id] = position
    return f"Accepted. The receipt says position {position}."


def query(name: str, order_id: str, _: Tell) -> str:
    """Ask for an order: as it is shown now, as fresh as its last command's receipt, or for its pieces."""
    try:
        match name:
            case "pieces":
                said = f"Order {order_id} has {shop.queries.get_details(order_id).units} pieces."
            case _:
                fresh = receipts[order_id] if name == "fresh" else 0
                summary = shop.queries.get_summary(order_id, at_least=fresh)
                said = f"{summary}, {summary.status}."
    except OrderNotFound as error:
        said = f"{error}. Not that the answers know of, that is."
    except ShopError as error:
        said = f"{error}."
    return seen(said, order_id)


def project(batch_size: int, _: Tell) -> str:
    """Have the projector deal with one batch, in every version that is live or stands by."""
    following = [status.version for status in shop.read_models.status() if status.state in {"live", "standby"}]
    done = max(VersionProjector(store, version, batch_size).run_batch() for version in following)
    return seen(f"The projector dealt with {done} events." if done else "The projector finds nothing to do.")


def build(batch_size: int, _: Tell) -> str:
    """Build a batch of version 2."""
    try:
        shop.read_models.begin(2)
        done = VersionProjector(store, 2, batch_size).run_batch()
    except ShopError as error:
        return seen(f"{error}")
    return seen(f"{done} more events are in version 2." if done else "Version 2 is level with the log.")


def change(name: str, version: int, _: Tell) -> str:
    """Switch to a version, or retire it."""
    try:
        if name == "switch":
            shop.read_models.switch(version)
        else:
            shop.read_models.retire(version)
    except ShopError as error:
        return seen(f"{error}")
    return seen(f"Version {version} is live." if name == "switch" else f"Version {version} is retired.")


def seen(said: str, order_id: str = "") -> str:
    events = store.read_all()
    streams: dict[str, list[Event]] = {}
    for recorded in events:
        streams.setdefault(recorded.stream_id, []).append(recorded.event)
    lag = shop.projector.lag()
    return json.dumps(
        {
            "said": said.replace(f"{folder.name}/", ""),
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
            "versions": [
                {
                    "version": status.version,
                    "state": status.state,
                    "checkpoint": status.checkpoint,
                    "eventsBehind": status.events_behind,
                    "rows": rows(status.version) if status.checkpoint is not None else [],
                }
                for status in shop.read_models.status()
            ],
        }
    )


def decided(order_id: str, events: list[Event]) -> list[object]:
    """What the rules know of an order."""
    order = reduce(evolve, events, Order())
    return [order_id, len(events), dollars(order.total_cents), order.status]


def rows(version: int) -> list[list[object]]:
    """The last rows of a version's table."""
    pieces = "units" if version == 2 else "''"
    found = store.connection.execute(
        f"SELECT order_id, total_cents, item_count, {pieces}, status FROM {table(version)}"
        f" ORDER BY number DESC LIMIT {SHOWN}"
    ).fetchall()
    return [[order_id, dollars(cents), items, units, status] for order_id, cents, items, units, status in found]


def in_short(event: Event) -> str:
    match event:
        case ItemAdded(product, qty, price_cents):
            return f"ItemAdded: {qty} {product} at {dollars(price_cents)}"
        case _:
            return type(event).__name__


def dollars(cents: int) -> str:
    return f"${cents // 100}.{cents % 100:02}"
