"""Version 1 of the order summary, as step 3 had it: it counts lines. A version that serves changes no more."""

from steps.step3_projections.event_store import RecordedEvent
from steps.step3_projections.order import ItemAdded, OrderConfirmed, OrderCreated
from steps.step4_rebuild.projection import Projection, Row, does_not_follow

SCHEMA = """
CREATE TABLE IF NOT EXISTS order_summary_v1 (
    number      INTEGER PRIMARY KEY,
    order_id    TEXT NOT NULL UNIQUE,
    customer_id TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    item_count  INTEGER NOT NULL,
    status      TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS order_summary_v1_of_customer ON order_summary_v1 (customer_id, number);
"""


def project(row: Row | None, recorded: RecordedEvent) -> Row:
    """An order's row after one more event. Raises BrokenEvent where the event does not follow from the row."""
    match recorded.event:
        case OrderCreated(customer_id) if row is None:
            return {
                "number": recorded.position,
                "order_id": recorded.stream_id,
                "customer_id": customer_id,
                "total_cents": 0,
                "item_count": 0,
                "status": "pending",
            }
        case ItemAdded() as item if row:
            return dict(
                row,
                total_cents=row["total_cents"] + item.qty * item.price_cents,
                item_count=row["item_count"] + 1,
            )
        case OrderConfirmed() if row:
            return dict(row, status="confirmed")
        case _:
            raise does_not_follow(recorded)


PROJECTION = Projection(1, SCHEMA, project)
