"""The query side: step 2's, and it can be asked to wait until it shows what a command wrote."""

import sqlite3
import time

from steps.contract import NotYetVisible, OrderSummary
from steps.step2_handlers import queries as step2
from steps.step3_projections.projection import READ_MODEL

PATIENCE = 5.0


class OrderQueryHandler(step2.OrderQueryHandler):
    """Everything that can be asked about orders.

    Answers may be behind. Whoever has the position of a command gets an answer that is `at_least` so fresh, or
    NotYetVisible after `patience` seconds, and at once where the projector has stopped.
    """

    def __init__(self, connection: sqlite3.Connection, patience: float = PATIENCE) -> None:
        super().__init__(connection)
        self.patience = patience

    def get_summary(self, order_id: str, at_least: int = 0) -> OrderSummary:
        self.wait_for(at_least)
        return super().get_summary(order_id)

    def list_by_customer(self, customer_id: str, at_least: int = 0) -> list[OrderSummary]:
        self.wait_for(at_least)
        return super().list_by_customer(customer_id)

    def wait_for(self, position: int) -> None:
        """Return once the read model shows all up to this position. Raises NotYetVisible."""
        if position == 0:  # nobody waits, so nobody asks how far the read model has got
            return
        deadline = time.monotonic() + self.patience
        while True:
            reached, stopped_by = self.progress()
            if reached >= position:
                return
            if stopped_by:
                raise NotYetVisible(position, reached, f"the projector has stopped. {stopped_by}")
            if time.monotonic() > deadline:
                raise NotYetVisible(position, reached, f"waited {self.patience} seconds")
            time.sleep(0.002)

    def progress(self) -> tuple[int, str | None]:
        """The position that the read model has reached, and why it goes no further, if it does not."""
        position, stopped_by = self.connection.execute(
            "SELECT position, stopped_by FROM checkpoints WHERE read_model = ?", (READ_MODEL,)
        ).fetchone()
        return position, stopped_by
