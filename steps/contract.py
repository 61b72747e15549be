"""What every step promises: the shop, its commands and queries, the summary, and one error for each rule.

The steps differ in how they keep these promises, never in what they promise.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from types import TracebackType
from typing import ClassVar, Literal, Protocol, Self

Status = Literal["pending", "confirmed"]


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order at a glance: `total` in dollars, `item_count` in lines (two mice on one line are one item)."""

    order_id: str
    customer_id: str
    total: Decimal
    item_count: int
    status: Status

    def __str__(self) -> str:
        items = "item" if self.item_count == 1 else "items"
        return f"Order {self.order_id}: ${self.total} ({self.item_count} {items})"


def to_dollars(cents: int) -> Decimal:
    """Whole cents as dollars with two decimals."""
    return Decimal(f"{cents // 100}.{cents % 100:02}")


class OrderCommands(Protocol):
    """Changes the shop, or raises Refused and changes nothing.

    From step 3 on, where there is a log to have a position in, a command returns the position of what it wrote.
    Before, it returns None.
    """

    def create_order(self, order_id: str, customer_id: str) -> int | None:
        """Open an order. Raises OrderAlreadyExists or InvalidText."""

    def add_item(self, order_id: str, product: str, qty: int, price: Decimal) -> int | None:
        """Put a line of `qty` pieces at `price` dollars each on an order.

        Raises InvalidText, InvalidQuantity, InvalidPrice, AmountTooLarge, OrderNotFound or OrderIsConfirmed.
        """

    def confirm(self, order_id: str) -> int | None:
        """Close an order to further items. Raises InvalidText, OrderNotFound, OrderIsEmpty or AlreadyConfirmed."""


class OrderQueries(Protocol):
    """Answers questions and changes nothing."""

    def get_summary(self, order_id: str) -> OrderSummary:
        """The summary of one order. Raises OrderNotFound."""

    def list_by_customer(self, customer_id: str) -> list[OrderSummary]:
        """The summaries of a customer's orders, oldest first. Empty for a customer the shop does not know."""


class Shop(ABC):
    """An open shop: `open_shop(database)` of a step package returns one. Leaving its `with` block closes it.

    A shop belongs to the thread that opened it; another thread or process opens its own on the same file.
    """

    commands: OrderCommands
    queries: OrderQueries

    def settle(self) -> None:
        """Return once the read side shows every accepted command: at once, where reads are never behind."""
        return

    @abstractmethod
    def close(self) -> None:
        """Let go of the database."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class ShopError(Exception):
    """Whatever a shop reports: a rule that was broken, or a database it can't open."""


class NotYetVisible(ShopError):
    """What was asked for is accepted and safe, and the read model does not show it yet. Ask again later.

    Only from step 3 on, where answers can be behind.
    """

    def __init__(self, at_least: int, position: int, reason: str) -> None:
        super().__init__(at_least, position, reason)

    def __str__(self) -> str:
        at_least, position, reason = self.args
        return f"Position {at_least} is accepted and not yet visible, the read model stands at {position}: {reason}"


class Refused(ShopError):
    """A command or query that breaks a rule. Its message says which order and why; the shop is as it was before."""

    why: ClassVar[str]

    def __init__(self, order_id: object, found: str = "") -> None:
        super().__init__(order_id, found)

    def __str__(self) -> str:
        order_id, found = self.args
        return f"Order {order_id!r:.210}: {self.why}" + (f", not {found}" if found else "")


class OrderAlreadyExists(Refused):
    """Rule 1."""

    why = "an order id is used once, and this one is taken"


class InvalidText(Refused):
    """Rule 2."""

    why = "an id or a product name is text of 1 to 200 characters"


class InvalidQuantity(Refused):
    """Rule 3."""

    why = "a quantity is a whole number of at least 1"


class InvalidPrice(Refused):
    """Rule 4."""

    why = "a price is a Decimal of at least 0 with at most two decimals"


class AmountTooLarge(Refused):
    """Rule 5."""

    why = "an amount fits into 64 bits of cents, and this one would not"


class OrderNotFound(Refused):
    """Rule 6."""

    why = "there is no such order"


class OrderIsConfirmed(Refused):
    """Rule 7."""

    why = "nothing is added to a confirmed order"


class OrderIsEmpty(Refused):
    """Rule 8."""

    why = "an order without items can't be confirmed"


class AlreadyConfirmed(Refused):
    """Rule 9."""

    why = "an order is confirmed once, and this one was"
