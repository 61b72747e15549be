"""The rules of the shop in plain Python: what every step's answers are held against."""

import re
from decimal import Decimal
from typing import Any

from steps.contract import (
    AlreadyConfirmed,
    AmountTooLarge,
    InvalidPrice,
    InvalidQuantity,
    InvalidText,
    OrderAlreadyExists,
    OrderIsConfirmed,
    OrderIsEmpty,
    OrderNotFound,
    OrderSummary,
)

NO_TEXT = re.compile("[\0\ud800-\udfff]")  # surrogates, and NUL


def is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != "" and len(value) <= 200 and not NO_TEXT.search(value)


def is_quantity(value: Any) -> bool:
    return type(value) is int and value >= 1


def is_price(value: Any) -> bool:
    return isinstance(value, Decimal) and value.is_finite() and value >= 0 and len(f"{value:f}".partition(".")[2]) <= 2


def fits(amount: Decimal | int) -> bool:
    return amount * 100 < 2**63 if isinstance(amount, Decimal) else amount < 2**63


class Model:
    """Orders as lists of (quantity, price), and the rules in the order in which a step checks them."""

    def __init__(self) -> None:
        self.customers: dict[str, str] = {}
        self.lines: dict[str, list[tuple[int, Decimal]]] = {}
        self.confirmed: set[str] = set()

    def create_order(self, order_id: str, customer_id: str) -> None:
        if not is_text(order_id) or not is_text(customer_id):
            raise InvalidText(order_id)
        if order_id in self.customers:
            raise OrderAlreadyExists(order_id)
        self.customers[order_id] = customer_id
        self.lines[order_id] = []

    def add_item(self, order_id: str, product: str, qty: int, price: Decimal) -> None:
        if not is_text(order_id) or not is_text(product):
            raise InvalidText(order_id)
        if not is_quantity(qty):
            raise InvalidQuantity(order_id)
        if not fits(qty):
            raise AmountTooLarge(order_id)
        if not is_price(price):
            raise InvalidPrice(order_id)
        if not fits(price):
            raise AmountTooLarge(order_id)
        if order_id not in self.customers:
            raise OrderNotFound(order_id)
        if order_id in self.confirmed:
            raise OrderIsConfirmed(order_id)
        if not fits(self.total(order_id) + qty * price):
            raise AmountTooLarge(order_id)
        self.lines[order_id].append((qty, price))

    def confirm(self, order_id: str) -> None:
        if not is_text(order_id):
            raise InvalidText(order_id)
        if order_id not in self.customers:
            raise OrderNotFound(order_id)
        if order_id in self.confirmed:
            raise AlreadyConfirmed(order_id)
        if not self.lines[order_id]:
            raise OrderIsEmpty(order_id)
        self.confirmed.add(order_id)

    def get_summary(self, order_id: str) -> OrderSummary:
        if order_id not in self.customers:
            raise OrderNotFound(order_id)
        return OrderSummary(
            order_id,
            self.customers[order_id],
            self.total(order_id),
            len(self.lines[order_id]),
            "confirmed" if order_id in self.confirmed else "pending",
        )

    def list_by_customer(self, customer_id: str) -> list[OrderSummary]:
        return [self.get_summary(order_id) for order_id, owner in self.customers.items() if owner == customer_id]

    def total(self, order_id: str) -> Decimal:
        return sum((qty * price for qty, price in self.lines[order_id]), Decimal("0.00"))
