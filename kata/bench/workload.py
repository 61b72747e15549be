"""The work that every side is given: the same orders for all, as large a shop as a measurement needs.

A big shop is laid down with few statements, because placing a million orders one by one would take an hour.
"""

import importlib
import json
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from kata.bench.naive import NaiveShop
from steps import STEPS
from steps.contract import Shop, to_dollars
from steps.step1_crud.orders import SUMMARIES
from steps.step1_crud.shop import CrudShop
from steps.step2_handlers.shop import HandlerShop
from steps.step3_projections.event_store import COLUMNS, Codec
from steps.step3_projections.order import Event, ItemAdded, OrderCreated
from steps.step3_projections.shop import ProjectionShop
from steps.step5_two_stores.shop import TwoStoreShop

FIRST_WITH_EVENTS = 3
ORDERS_PER_CUSTOMER = 10
LINES = 2


@dataclass(frozen=True, slots=True)
class NewOrder:
    order_id: str
    customer_id: str
    lines: list[tuple[str, int, int]]  # product, quantity, price in cents


def orders(count: int, lines: int = LINES) -> Iterator[NewOrder]:
    """So many orders, with those of one customer far apart."""
    for number in range(count):
        yield NewOrder(
            f"ORD-{number}",
            f"CUST-{number % max(count // ORDERS_PER_CUSTOMER, 1)}",
            [(f"Product {line}", line % 3 + 1, 999 + number % 5000) for line in range(lines)],
        )


def open_step(number: int, database: Path) -> Shop:
    """The shop of this step, with no projector at work but where somebody asks for it."""
    open_shop: Callable[..., Shop] = importlib.import_module(f"steps.{STEPS[number - 1]}").open_shop
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that another version is live is what some measurements are about
        return open_shop(database, in_background=False) if number >= FIRST_WITH_EVENTS else open_shop(database)


def writing(shop: Shop) -> sqlite3.Connection:
    """The connection through which commands write."""
    match shop:
        case CrudShop():
            return shop.connection
        case TwoStoreShop():
            return shop.commands.store.connection
        case HandlerShop() | ProjectionShop():
            return shop.connections[0]
        case _:
            raise TypeError(f"{shop} is not among the shops that are measured")


def fill(shop: Shop, new: Iterator[NewOrder]) -> None:
    """Lay these orders down in a shop, and bring its read side up to date."""
    if isinstance(shop, ProjectionShop | TwoStoreShop):
        write_log(writing(shop), shop.commands.store.codec, new)
        shop.settle()
    else:
        write_tables(writing(shop), new)


def write_tables(connection: sqlite3.Connection, new: Iterator[NewOrder]) -> None:
    """Fill the tables of steps 1 and 2."""
    connection.execute("BEGIN")
    with connection:
        for order in new:
            connection.execute(
                "INSERT INTO orders (order_id, customer_id, status) VALUES (?, ?, 'pending')",
                (order.order_id, order.customer_id),
            )
            connection.executemany(
                "INSERT INTO order_items (order_id, product, qty, price_cents) VALUES (?, ?, ?, ?)",
                [(order.order_id, *line) for line in order.lines],
            )
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'order_summary'").fetchone():
            connection.execute(
                "INSERT INTO order_summary (order_id, customer_id, total_cents, item_count, status)"
                f" {SUMMARIES} GROUP BY orders.number ORDER BY orders.number"
            )


def write_log(connection: sqlite3.Connection, codec: Codec, new: Iterator[NewOrder]) -> None:
    """Fill the log of a step that has one, with one command for each event."""
    connection.execute("BEGIN")
    with connection:
        for order in new:
            events: list[Event] = [OrderCreated(order.customer_id), *(ItemAdded(*line) for line in order.lines)]
            for version, event in enumerate(events, start=1):
                name, schema_version, data = codec.encode(event)
                connection.execute(
                    f"INSERT INTO events ({COLUMNS})"
                    " VALUES (NULL, ?, ?, ?, ?, ?, '2026-01-01T00:00:00.000000+00:00', ?, ?)",
                    (
                        order.order_id,
                        version,
                        name,
                        schema_version,
                        json.dumps(data),
                        f"{order.order_id}/{version}",
                        order.order_id,
                    ),
                )


def naive_shop(new: Iterator[NewOrder]) -> NaiveShop:
    """The naive shop with these orders."""
    shop = NaiveShop()
    for order in new:
        shop.create_order(order.order_id, order.customer_id)
        for _, qty, price_cents in order.lines:
            shop.add_item(order.order_id, qty, to_dollars(price_cents))
    return shop


class Commands(Protocol):
    """The commands of a step, or of the peer."""

    def create_order(self, order_id: str, customer_id: str) -> object: ...

    def add_item(self, order_id: str, product: str, qty: int, price: Decimal) -> object: ...

    def confirm(self, order_id: str) -> object: ...


COMMANDS_PER_ORDER = 4


def place_order(commands: Commands, order_id: str, customer_id: str = "CUST-1") -> None:
    """Four commands: an order with two lines, confirmed."""
    commands.create_order(order_id, customer_id)
    commands.add_item(order_id, "Laptop", 1, Decimal("999.99"))
    commands.add_item(order_id, "Mouse", 2, Decimal("29.99"))
    commands.confirm(order_id)
