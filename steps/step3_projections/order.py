"""All rules of an order, without a database: what can be asked, what can happen, what may happen when.

Everything here is pure, so that a rule can be read, tested and replayed without anything around it.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from steps.contract import AlreadyConfirmed, OrderAlreadyExists, OrderIsConfirmed, OrderIsEmpty, OrderNotFound
from steps.step1_crud.values import check_amount, check_qty, check_text, to_cents

# Commands: what somebody wants. One that breaks rules 2 to 4 can't even be made.


@dataclass(frozen=True, slots=True)
class CreateOrder:
    order_id: str
    customer_id: str

    def __post_init__(self) -> None:
        check_text(self.order_id, self.order_id, self.customer_id)


@dataclass(frozen=True, slots=True)
class AddItem:
    order_id: str
    product: str
    qty: int
    price: Decimal

    def __post_init__(self) -> None:
        check_text(self.order_id, self.order_id, self.product)
        check_qty(self.order_id, self.qty)
        to_cents(self.order_id, self.price)


@dataclass(frozen=True, slots=True)
class ConfirmOrder:
    order_id: str

    def __post_init__(self) -> None:
        check_text(self.order_id, self.order_id)


Command = CreateOrder | AddItem | ConfirmOrder


# Events: what happened to the order whose stream they stand in.


@dataclass(frozen=True, slots=True)
class OrderCreated:
    customer_id: str


@dataclass(frozen=True, slots=True)
class ItemAdded:
    product: str
    qty: int
    price_cents: int


@dataclass(frozen=True, slots=True)
class OrderConfirmed:
    pass


Event = OrderCreated | ItemAdded | OrderConfirmed


# The order: what the rules need to know of all that happened to it, and nothing else.


@dataclass(frozen=True, slots=True)
class Order:
    status: Literal["unknown", "pending", "confirmed"] = "unknown"
    total_cents: int = 0
    item_count: int = 0


def evolve(order: Order, event: Event) -> Order:
    """The order after one more event."""
    match event:
        case OrderCreated():
            return replace(order, status="pending")
        case ItemAdded(_, qty, price_cents):
            return replace(order, total_cents=order.total_cents + qty * price_cents, item_count=order.item_count + 1)
        case OrderConfirmed():
            return replace(order, status="confirmed")


def decide(command: Command, order: Order) -> list[Event]:
    """The events that follow from the command. Raises Refused where a rule forbids it."""
    match command, order.status:
        case CreateOrder(_, customer_id), "unknown":
            return [OrderCreated(customer_id)]
        case CreateOrder(order_id), _:
            raise OrderAlreadyExists(order_id)
        case ((AddItem(order_id) | ConfirmOrder(order_id)), "unknown"):
            raise OrderNotFound(order_id)
        case AddItem(order_id), "confirmed":
            raise OrderIsConfirmed(order_id)
        case AddItem(order_id, product, qty, price), _:
            price_cents = to_cents(order_id, price)
            check_amount(order_id, order.total_cents + qty * price_cents)
            return [ItemAdded(product, qty, price_cents)]
        case ConfirmOrder(order_id), "confirmed":
            raise AlreadyConfirmed(order_id)
        case ConfirmOrder(order_id), _ if order.item_count == 0:
            raise OrderIsEmpty(order_id)
        case ConfirmOrder(), _:
            return [OrderConfirmed()]
