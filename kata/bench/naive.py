"""The naive shop: a dict of orders in memory. Every read adds up the lines anew, and a list looks at all orders.

It has no rules and keeps nothing, for it is only here to be read from.
"""

from collections import defaultdict
from decimal import Decimal

from steps.contract import OrderQueries, OrderSummary


class NaiveShop(OrderQueries):
    """A shop whose orders are a dict."""

    def __init__(self) -> None:
        self.customers: dict[str, str] = {}
        self.lines: defaultdict[str, list[tuple[int, Decimal]]] = defaultdict(list)

    def create_order(self, order_id: str, customer_id: str) -> None:
        self.customers[order_id] = customer_id

    def add_item(self, order_id: str, qty: int, price: Decimal) -> None:
        self.lines[order_id].append((qty, price))

    def get_summary(self, order_id: str) -> OrderSummary:
        lines = self.lines[order_id]
        total = sum((qty * price for qty, price in lines), Decimal("0.00"))
        return OrderSummary(order_id, self.customers[order_id], total, len(lines), "pending")

    def list_by_customer(self, customer_id: str) -> list[OrderSummary]:
        return [self.get_summary(order_id) for order_id, owner in self.customers.items() if owner == customer_id]
