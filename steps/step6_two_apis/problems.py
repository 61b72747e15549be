"""Refusals as problem documents (RFC 9457): an error crosses the wire as its type and its arguments.

Errors go by their names here, so that neither side has to load the other's code to speak of them.
"""

import json
import re
from typing import Any, NamedTuple

from steps.contract import ShopError

MEDIA_TYPE = "application/problem+json"
NAMESPACE = "tag:cqrs-kata.example,2026:"  # a type is a name, and nothing that could be fetched


class Problem(NamedTuple):
    """What a kind of error is to HTTP: its status, a title that never changes, and what its arguments are called."""

    status: int
    title: str
    members: tuple[str, ...]


REFUSED = ("order_id", "found")

PROBLEMS = {
    "OrderAlreadyExists": Problem(409, "An order id is used once", REFUSED),
    "InvalidText": Problem(422, "An id or a product name is text of 1 to 200 characters", REFUSED),
    "InvalidQuantity": Problem(422, "A quantity is a whole number of at least 1", REFUSED),
    "InvalidPrice": Problem(422, "A price is an amount of at least 0 with at most two decimals", REFUSED),
    "AmountTooLarge": Problem(409, "An amount fits into 64 bits of cents", REFUSED),
    "OrderNotFound": Problem(404, "There is no such order", REFUSED),
    "OrderIsConfirmed": Problem(409, "Nothing is added to a confirmed order", REFUSED),
    "OrderIsEmpty": Problem(409, "An order without items can't be confirmed", REFUSED),
    "AlreadyConfirmed": Problem(409, "An order is confirmed once", REFUSED),
    "ConcurrencyConflict": Problem(412, "The order has changed", ("order_id", "expected_version", "version")),
    "KeyUsedOtherwise": Problem(422, "An idempotency key stands for one command", ("key",)),
    "NotYetVisible": Problem(503, "Accepted, and not yet visible", ("at_least", "position", "reason")),
    "NotAnswering": Problem(503, "There are no answers yet", ("reason",)),
    "StoreDown": Problem(503, "A database is out of reach", ("reason",)),
    "ProjectorSilent": Problem(503, "The projector does not answer", ("reason",)),
    "NotReady": Problem(503, "Answers are too far behind", ("reason",)),
}


class ProjectorSilent(ShopError):
    """The projector can't be asked how far it is behind. That is not known, then, and not nothing."""


class NotReady(ShopError):
    """Answers are further behind than they may be."""


class KeyUsedOtherwise(ShopError):
    """Under this idempotency key another command was sent."""

    def __str__(self) -> str:
        [key] = self.args
        return f"The idempotency key {key!r:.210} was used for another command. Each command needs a key of its own"


def problem_of(error: ShopError) -> dict[str, Any]:
    """The problem document of an error, one without a type of its own where it is none of those that are foreseen."""
    name = type(error).__name__
    if name not in PROBLEMS:
        return {"type": "about:blank", "title": "Internal Server Error", "status": 500, "detail": str(error)}
    status, title, members = PROBLEMS[name]
    arguments = dict(zip(members, error.args, strict=True))
    return {"type": type_of(name), "title": title, "status": status, "detail": str(error), **arguments}


def type_of(name: str) -> str:
    """The type of the problem documents for errors of this name."""
    return NAMESPACE + kebab(name)


def kebab(name: str) -> str:
    """OrderNotFound as order-not-found."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def as_json(document: Any) -> bytes:
    """The bytes of a JSON document. Plain ASCII, for a refused text may hold what UTF-8 can't."""
    return json.dumps(document, separators=(",", ":")).encode()
