"""The query side: asks the read store, whichever that is, and knows nothing of commands, events or the log.

It stays so in its imports, so that a process can answer questions with nothing else loaded.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from steps.contract import NotYetVisible, OrderNotFound, OrderQueries, OrderSummary, Status, to_dollars
from steps.step5_two_stores.ports import Answers, Row
from steps.step5_two_stores.words import words_of

PATIENCE = 5.0
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class OrderDetails:
    """What version 2 adds to the summary: `units` in pieces, `largest_line` in dollars."""

    summary: OrderSummary
    units: int
    largest_line: Decimal
    confirmed_at: datetime | None


class OrderQueryHandler(OrderQueries):
    """Everything that can be asked about orders. Step 3's says what `at_least` is.

    Every method raises NotAnswering where the live version can't say, and StoreDown where the store can't be reached.
    """

    def __init__(self, lookups: Answers, search: Answers, patience: float = PATIENCE) -> None:
        self.lookups = lookups
        self.searches = search
        self.patience = patience

    def get_summary(self, order_id: str, at_least: int = 0) -> OrderSummary:
        return to_summary(self.row(order_id, at_least))

    def get_details(self, order_id: str, at_least: int = 0) -> OrderDetails:
        """An order in detail. Raises OrderNotFound."""
        row = self.row(order_id, at_least, needs=2)
        confirmed_at = row["confirmed_at"]
        return OrderDetails(
            to_summary(row),
            int(row["units"]),
            to_dollars(row["largest_line_cents"]),
            datetime.fromisoformat(confirmed_at) if confirmed_at else None,
        )

    def list_by_customer(self, customer_id: str, at_least: int = 0) -> list[OrderSummary]:
        self.wait_for(at_least)
        rows = self.lookups.orders_of_customer(customer_id) if can_be_kept(customer_id) else []
        return [to_summary(row) for row in rows]

    def list_by_status(self, status: Status, at_least: int = 0) -> list[OrderSummary]:
        """All orders of this status, oldest first."""
        self.wait_for(at_least)
        return [to_summary(row) for row in self.lookups.orders_of_status(status)]

    def search(self, text: str, at_least: int = 0, limit: int = MOST_FOUND) -> list[OrderSummary]:
        """The orders whose customer id or products have words that begin with each word of the text, best first."""
        words = words_of(text)
        if not words:
            return []
        self.wait_for(at_least, self.searches)
        return [to_summary(row) for row in self.searches.search(words, limit)]

    def wait_for(self, position: int, answers: Answers | None = None) -> None:
        """Return once a store, that of look-ups unless another is named, shows this position. Raises NotYetVisible."""
        if position == 0:  # nobody waits, so nobody asks how far the store has got
            return
        deadline = time.monotonic() + self.patience
        while True:
            reached, stopped_by = (answers or self.lookups).progress()
            if reached >= position:
                return
            if stopped_by:
                raise NotYetVisible(position, reached, f"the projector has stopped. {stopped_by}")
            if time.monotonic() > deadline:
                raise NotYetVisible(position, reached, f"waited {self.patience} seconds")
            time.sleep(0.002)

    def row(self, order_id: str, at_least: int, needs: int = 1) -> Row:
        """The row of an order. Raises OrderNotFound."""
        self.wait_for(at_least)
        row = self.lookups.order(order_id, needs) if can_be_kept(order_id) else None
        if row is None:
            raise OrderNotFound(order_id)
        return row

    def close(self) -> None:
        """Let go of the stores."""
        self.lookups.close()
        self.searches.close()


def can_be_kept(text: str) -> bool:
    """Whether rule 2 lets anything be called so. Not every database lets itself be asked for what it can't keep."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def to_summary(row: Row) -> OrderSummary:
    """The summary in a row of whatever version."""
    return OrderSummary(
        row["order_id"], row["customer_id"], to_dollars(row["total_cents"]), row["item_count"], row["status"]
    )
