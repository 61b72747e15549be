"""The query side: asks the live version, whichever that is, and finds the version and its rows in one snapshot.

What only version 2 knows is refused, not guessed, as long as version 1 is live.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from steps.contract import OrderNotFound, OrderSummary, Status, to_dollars
from steps.step1_crud.orders import to_summary
from steps.step3_projections import queries as step3
from steps.step4_rebuild.projection import table
from steps.step4_rebuild.read_models import OtherVersionLive, live_version, what_to_run
from steps.step4_rebuild.versions import CURRENT


@dataclass(frozen=True, slots=True)
class OrderDetails:
    """What version 2 adds to the summary: `units` in pieces, `largest_line` in dollars."""

    summary: OrderSummary
    units: int
    largest_line: Decimal
    confirmed_at: datetime | None


class OrderQueryHandler(step3.OrderQueryHandler):
    """Everything that can be asked about orders. Step 3's says what `at_least` is."""

    def get_summary(self, order_id: str, at_least: int = 0) -> OrderSummary:
        self.wait_for(at_least)
        with self.live_table() as table:
            row = self.connection.execute(
                f"SELECT order_id, customer_id, total_cents, item_count, status FROM {table} WHERE order_id = ?",
                (order_id,),
            ).fetchone()
        if row is None:
            raise OrderNotFound(order_id)
        return to_summary(row)

    def list_by_customer(self, customer_id: str, at_least: int = 0) -> list[OrderSummary]:
        self.wait_for(at_least)
        with self.live_table() as table:
            rows = self.connection.execute(
                f"SELECT order_id, customer_id, total_cents, item_count, status FROM {table}"
                " WHERE customer_id = ? ORDER BY number",
                (customer_id,),
            ).fetchall()
        return [to_summary(row) for row in rows]

    def get_details(self, order_id: str, at_least: int = 0) -> OrderDetails:
        """An order in detail. Raises OrderNotFound, and OtherVersionLive before version 2 is."""
        self.wait_for(at_least)
        with self.live_table(needs=2) as table:
            row = self.connection.execute(
                "SELECT order_id, customer_id, total_cents, item_count, status, units, largest_line_cents, confirmed_at"
                f" FROM {table} WHERE order_id = ?",
                (order_id,),
            ).fetchone()
        if row is None:
            raise OrderNotFound(order_id)
        *summary, units, largest_line_cents, confirmed_at = row
        return OrderDetails(
            to_summary(tuple(summary)),
            int(units),
            to_dollars(largest_line_cents),
            datetime.fromisoformat(confirmed_at) if confirmed_at else None,
        )

    def list_by_status(self, status: Status, at_least: int = 0) -> list[OrderSummary]:
        """All orders of this status, oldest first. Raises OtherVersionLive before version 2 is."""
        self.wait_for(at_least)
        with self.live_table(needs=2) as table:
            rows = self.connection.execute(
                f"SELECT order_id, customer_id, total_cents, item_count, status FROM {table}"
                " WHERE status = ? ORDER BY number",
                (status,),
            ).fetchall()
        return [to_summary(row) for row in rows]

    @contextmanager
    def live_table(self, needs: int = 1) -> Iterator[str]:
        """The table that answers, in a snapshot in which it goes on to. Raises OtherVersionLive."""
        # one snapshot, or the version could be retired between the look at its state and the look at its rows
        self.connection.execute("BEGIN")
        with self.connection:
            live = live_version(self.connection)
            if not needs <= live <= CURRENT:
                raise OtherVersionLive(what_to_run(self.connection))
            yield table(live)

    def progress(self) -> tuple[int, str | None]:
        position, stopped_by = self.connection.execute(
            "SELECT checkpoint, stopped_by FROM read_model_status WHERE state = 'live'"
        ).fetchone()
        return position, stopped_by
