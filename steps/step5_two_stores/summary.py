"""The order summary: for each version a pure rule from an event to a row. Every store is filled by these rules.

Version 1 is step 3's, version 2 is step 4's, and version 2 also has the words to find an order by.
"""

from collections.abc import Iterable, Mapping

from steps.step3_projections.event_store import RecordedEvent
from steps.step3_projections.order import ItemAdded
from steps.step4_rebuild import summary_v1, summary_v2
from steps.step4_rebuild.projection import Projection
from steps.step5_two_stores.ports import Row
from steps.step5_two_stores.words import words_of

MOST_WORDS = 1000  # that an order is found by; PostgreSQL keeps no more than a megabyte of them


def project(row: Row | None, recorded: RecordedEvent) -> Row:
    """Step 4's row of version 2, and in `words` each word of the customer's id and of the products once."""
    row = {"words": "", **summary_v2.project(row, recorded)}
    more = recorded.event.product if isinstance(recorded.event, ItemAdded) else row["customer_id"]
    words = dict.fromkeys([*row["words"].split(), *words_of(more)])  # a set that keeps its order
    return dict(row, words=" ".join(list(words)[:MOST_WORDS]))


PROJECTIONS = {
    1: Projection(1, summary_v1.PROJECTION.fingerprint, summary_v1.project),
    2: Projection(2, summary_v2.PROJECTION.fingerprint, project),  # theirs in place of a schema: ours builds on it
}


def fold(projection: Projection, rows: Mapping[str, Row], events: Iterable[RecordedEvent]) -> list[Row]:
    """The rows after the events. Raises BrokenEvent at one that does not follow from those before it."""
    folded = dict(rows)
    for recorded in events:
        row = folded.get(recorded.stream_id)
        # only a store without transactions says what a row has seen: it may be ahead of its checkpoint
        if row and recorded.position <= row.get("seen", 0):
            continue
        folded[recorded.stream_id] = projection.project(row, recorded)
    return list(folded.values())
