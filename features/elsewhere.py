"""A shop at an address, in whatever language it is written: `pytest --shop-url http://localhost:8000 -m step1`.

One shop serves all scenarios, so each scenario's ids get a beginning of their own on their way out, and lose it on
their way back.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from steps.contract import OrderCommands, OrderQueries, OrderSummary, Refused, Shop

if TYPE_CHECKING:
    from steps.step6_two_apis.client import HttpShop

LONGEST = 200
# another one for each run, for the shop may remember the last, and the same one in all processes of a run
RUN = os.environ.setdefault("KATA_RUN", uuid4().hex)


class ShopElsewhere(Shop):
    """The shop behind an address, as one database's shop would look."""

    commands: Commands
    queries: Queries

    def __init__(self, shop: HttpShop, database: str | Path) -> None:
        fresh = uuid4().hex if str(database) == ":memory:" else str(database)
        self.shop = shop
        self.commands = Commands(shop, Renamed(hashlib.sha256(f"{RUN}{fresh}".encode()).hexdigest()[:8]))
        self.queries = Queries(shop, self.commands.renamed)

    def settle(self) -> None:
        self.shop.settle()

    def close(self) -> None:
        self.shop.close()

    def everything(self) -> object:
        """All that can be seen of the orders that this shop has heard of."""
        lists = [self.queries.list_by_customer(customer_id) for customer_id in sorted(self.commands.customers)]
        return [orders for orders in lists if orders]


class Renamed:
    """Ids as they are over there. A long one keeps its length, and what can't be an id is left alone."""

    def __init__(self, beginning: str) -> None:
        self.beginning = beginning
        self.here: dict[str, str] = {}

    def out(self, name: Any) -> Any:
        if not isinstance(name, str) or not name.strip():
            return name
        cut = max(0, len(name) + len(self.beginning) - max(len(name), LONGEST))
        there = self.beginning + name[cut:]
        self.here[there] = name
        return there

    def back(self, name: Any) -> Any:
        return self.here.get(name, name.removeprefix(self.beginning)) if isinstance(name, str) else name

    def summary(self, summary: OrderSummary) -> OrderSummary:
        return OrderSummary(
            self.back(summary.order_id),
            self.back(summary.customer_id),
            summary.total,
            summary.item_count,
            summary.status,
        )

    def refused(self, refusal: Refused) -> Refused:
        order_id, found = refusal.args
        return type(refusal)(self.back(order_id), found)


class Commands(OrderCommands):
    """Sends every command with its ids renamed."""

    def __init__(self, shop: HttpShop, renamed: Renamed) -> None:
        self.shop = shop
        self.renamed = renamed
        self.customers: set[str] = set()

    def create_order(self, order_id: str, customer_id: str, **delivery: Any) -> int:
        if isinstance(customer_id, str):
            self.customers.add(customer_id)
        return self.send(self.shop.commands.create_order, order_id, self.renamed.out(customer_id), **delivery)

    def add_item(self, order_id: str, product: str, qty: int, price: Decimal, **delivery: Any) -> int:
        return self.send(self.shop.commands.add_item, order_id, product, qty, price, **delivery)

    def confirm(self, order_id: str, **delivery: Any) -> int:
        return self.send(self.shop.commands.confirm, order_id, **delivery)

    def send(self, command: Callable[..., int], order_id: str, *arguments: Any, **delivery: Any) -> int:
        try:
            return command(self.renamed.out(order_id), *arguments, **delivery)
        except Refused as refusal:
            raise self.renamed.refused(refusal) from refusal


class Queries(OrderQueries):
    """Asks every question with its ids renamed."""

    def __init__(self, shop: HttpShop, renamed: Renamed) -> None:
        self.shop = shop
        self.renamed = renamed

    def get_summary(self, order_id: str, at_least: int = 0) -> OrderSummary:
        try:
            return self.renamed.summary(self.shop.queries.get_summary(self.renamed.out(order_id), at_least))
        except Refused as refusal:
            raise self.renamed.refused(refusal) from refusal

    def list_by_customer(self, customer_id: str, at_least: int = 0) -> list[OrderSummary]:
        orders = self.shop.queries.list_by_customer(self.renamed.out(customer_id), at_least)
        return [self.renamed.summary(order) for order in orders]
