"""Version 2 of the order summary: it also knows how many pieces there are, the largest line and the time of confirming.

It knows so of old orders too, because their events knew all along.
"""

from steps.step3_projections.event_store import RecordedEvent
from steps.step3_projections.order import ItemAdded, OrderConfirmed, OrderCreated
from steps.step4_rebuild.projection import Projection, Row, does_not_follow

SCHEMA = """
CREATE TABLE IF NOT EXISTS order_summary_v2 (
    order_id           TEXT PRIMARY KEY,
    number             INTEGER NOT NULL,
    customer_id        TEXT NOT NULL,
    total_cents        INTEGER NOT NULL,
    item_count         INTEGER NOT NULL,
    status             TEXT NOT NULL,
    units              TEXT NOT NULL, -- a number, and a sum of quantities may not fit 64 bits
    largest_line_cents INTEGER NOT NULL,
    confirmed_at       TEXT
) WITHOUT ROWID; -- the table is the index of its own key
CREATE INDEX IF NOT EXISTS order_summary_v2_of_customer ON order_summary_v2 (customer_id, number);
CREATE INDEX IF NOT EXISTS order_summary_v2_of_status ON order_summary_v2 (status, number);
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
                "units": "0",
                "largest_line_cents": 0,
                "confirmed_at": None,
            }
        case ItemAdded() as item if row:
            amount_cents = item.qty * item.price_cents
            return dict(
                row,
                total_cents=row["total_cents"] + amount_cents,
                item_count=row["item_count"] + 1,
                units=str(int(row["units"]) + item.qty),
                largest_line_cents=max(row["largest_line_cents"], amount_cents),
            )
        case OrderConfirmed() if row:
            return dict(row, status="confirmed", confirmed_at=recorded.recorded_at.isoformat())
        case _:
            raise does_not_follow(recorded)


PROJECTION = Projection(2, SCHEMA, project)
