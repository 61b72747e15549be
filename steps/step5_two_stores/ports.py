"""What the projector and the questions need of a database: a log to read from, and a store to read models in.

Nothing here knows a database, a command or an event, so that each side loads only what it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

from steps.contract import ShopError

if TYPE_CHECKING:
    from steps.step3_projections.event_store import RecordedEvent

CURRENT = 2  # the version of the order summary that the code is written for

Row = dict[str, Any]  # an order in a read model, as JSON has it
State = Literal["building", "live", "standby", "retired"]


class Log(Protocol):
    """All that happened, in the order of its positions. A position that was read past never turns up later."""

    now: Callable[[], datetime]  # the clock by which events are recorded

    def read(self, after: int, limit: int) -> list[RecordedEvent]:
        """What happened after a position, oldest first, `limit` events at most. Raises BrokenEvent."""

    def backlog(self, after: int) -> tuple[int, datetime | None]:
        """How many events there are after a position, and when the oldest of them was recorded."""

    def event_at(self, position: int) -> RecordedEvent | None:
        """The event at this position, if there is one. Raises BrokenEvent."""

    def close(self) -> None:
        """Let go of the database."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as they stand once all events up to the `last` have been dealt with."""

    last: RecordedEvent
    rows: Sequence[Row]

    @property
    def position(self) -> int:
        return self.last.position

    @property
    def last_event(self) -> str:
        return name_of(self.last)


def name_of(recorded: RecordedEvent | None) -> str:
    """Which event it is, in words that no other event at its position has; nothing for no event."""
    return f"{recorded.stream_id}/{recorded.version} of {recorded.recorded_at}" if recorded else ""


class ReadModel(Protocol):
    """One version of the order summary in a store, with its own checkpoint beside it."""

    def checkpoint(self) -> int:
        """The last position that has been dealt with, 0 where there is none."""

    def load(self, expected: int, order_ids: Iterable[str]) -> dict[str, Row] | None:
        """The rows of these orders as they stand at the checkpoint `expected`, None where it stands elsewhere."""

    def apply(self, expected: int, batch: Batch) -> bool:
        """Write the rows and move the checkpoint from `expected` on, both or neither. False where it was elsewhere."""

    def stop(self, reason: str | None) -> None:
        """Remember why the projector goes no further, until it does, or until there is no reason any more."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the order summary in a store. `fingerprint` is that of the projection that fills it."""

    version: int
    state: State
    fingerprint: str
    checkpoint: int | None  # none once it is retired
    last_event: str  # the name of the event at the checkpoint
    stopped_by: str | None


class ReadStore(Protocol):
    """A database for read models, and which of their versions answers."""

    def versions(self) -> list[Version]:
        """Every version that was ever begun, oldest first."""

    def find(self, version: int) -> Version | None:
        """This version, None if it was never begun."""

    def read_model(self, version: int) -> ReadModel:
        """One version, to be kept in step with the log."""

    def begin(self, version: int, fingerprint: str) -> None:
        """Have this version building, empty and at position 0.

        Does nothing to one that is being built by the same code, or that is live or stands by.
        """

    def switch(self, version: int) -> bool:
        """Have this version live, and the one that was stand by. False where it is not as far as that one."""

    def retire(self, version: int) -> None:
        """Drop a version that stands by."""

    def close(self) -> None:
        """Let go of the database."""


class Answers(Protocol):
    """The live version of a store, as the questions see it. Each answer comes from one version, at one moment of it.

    All but `progress` raise NotAnswering where the live version is not at least the one that the question `needs`.
    """

    def progress(self) -> tuple[int, str | None]:
        """The checkpoint of the live version, and why it goes no further, if it does not."""

    def order(self, order_id: str, needs: int = 1) -> Row | None:
        """The row of one order."""

    def orders_of_customer(self, customer_id: str) -> list[Row]:
        """The rows of a customer's orders, oldest first."""

    def orders_of_status(self, status: str) -> list[Row]:
        """The rows of all orders of a status, oldest first. Needs version 2."""

    def search(self, words: Sequence[str], limit: int, /) -> list[Row]:
        """The rows with a word for each of these to begin, those that are most about them first. Needs version 2."""

    def close(self) -> None:
        """Let go of the database."""


class StoreDown(ShopError):
    """A database is out of reach. What was accepted is safe; ask again later."""


class NoSuchStore(ShopError):
    """A URL that names no database that can be used for this. The message says which ones can."""


class NotAnswering(ShopError):
    """No version is live, or not one that the question is for. The message says what to run."""


def check_live(live: int | None, needs: int) -> int:
    """The live version. Raises NotAnswering where it can't answer what needs version `needs`."""
    if live is None:
        raise NotAnswering("No version of the order summary is live yet. Run a projector, which builds the first.")
    if needs <= live <= CURRENT:
        return live
    raise NotAnswering(what_to_run(live))


def what_to_run(live: int) -> str:
    """Which version is live, which one the code is written for, and what an operator can do about it."""
    message = f"Version {live} of the order summary is live, and this code is written for version {CURRENT}."
    if live > CURRENT:
        return f"{message} Use the code that built version {live}, or go back with it."
    return f"{message} Run the operator's rebuild or switch: python -m steps.step5_two_stores --help says how."
