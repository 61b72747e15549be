"""The projection: what each event changes in the read model.

The read model is step 2's order_summary, numbered by the position of the event that opened the order.
"""

import sqlite3
from collections.abc import Sequence

from steps.step3_projections.event_store import BrokenEvent, RecordedEvent
from steps.step3_projections.order import ItemAdded, OrderConfirmed, OrderCreated

READ_MODEL = "order_summary"


def project(connection: sqlite3.Connection, batch: Sequence[RecordedEvent]) -> None:
    """Apply events to the read model. Raises BrokenEvent at one that does not follow from those before it."""
    for recorded in batch:
        match recorded.event:
            case OrderCreated(customer_id):
                rows = connection.execute(
                    "INSERT INTO order_summary (number, order_id, customer_id, total_cents, item_count, status)"
                    " VALUES (?, ?, ?, 0, 0, 'pending') ON CONFLICT DO NOTHING",
                    (recorded.position, recorded.stream_id, customer_id),
                )
            case ItemAdded(_, qty, price_cents):
                rows = connection.execute(
                    "UPDATE order_summary SET total_cents = total_cents + ?, item_count = item_count + 1"
                    " WHERE order_id = ?",
                    (qty * price_cents, recorded.stream_id),
                )
            case OrderConfirmed():
                rows = connection.execute(
                    "UPDATE order_summary SET status = 'confirmed' WHERE order_id = ?", (recorded.stream_id,)
                )
        if rows.rowcount != 1:
            reason = f"{recorded.event} does not follow from what came before"
            raise BrokenEvent(recorded.position, recorded.stream_id, reason)
