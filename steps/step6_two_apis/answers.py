"""What REST and GraphQL have in common: waiting for a fresh answer, and showing a long one page by page."""

import asyncio
import time
from typing import NamedTuple

from steps.contract import NotYetVisible, OrderSummary
from steps.step5_two_stores.ports import Answers

NAP = 0.002
PATIENCE = 5.0
LONGEST_PATIENCE = 10.0
LONGEST_PAGE = 100
LONGEST_SEARCH = 200


async def wait_for(answers: Answers, position: int, patience: float) -> None:
    """Return once the store shows all up to this position. Raises NotYetVisible."""
    patience = min(patience, LONGEST_PATIENCE)
    deadline = time.monotonic() + patience
    while position:
        reached, stopped_by = answers.progress()
        if reached >= position:
            return
        if stopped_by:
            raise NotYetVisible(position, reached, f"the projector has stopped. {stopped_by}")
        if time.monotonic() > deadline:
            raise NotYetVisible(position, reached, f"waited {patience} seconds")
        await asyncio.sleep(NAP)  # not time.sleep, or everybody else waits too


def page_length(limit: int) -> int:
    """How many orders a page holds on which so many are wanted."""
    return max(1, min(limit, LONGEST_PAGE))


class Page(NamedTuple):
    """Some orders, and the id to give as `after` to see those that follow, None where none do."""

    orders: list[OrderSummary]
    next: str | None


def page_of(orders: list[OrderSummary], after: str | None, limit: int, status: str | None = None) -> Page:
    """So many orders after the one of that id, or from the first on; those of one status, if one is asked for."""
    ids = [order.order_id for order in orders]
    start = ids.index(after) + 1 if after in ids else 0  # whatever status that one has by now
    found = [order for order in orders[start:] if status in (None, order.status)]
    return Page(found[:limit], found[limit - 1].order_id if len(found) > limit else None)
