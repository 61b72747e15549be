"""The projector: reads the log after its checkpoint, and brings the read model up to date in batches.

The read model and the checkpoint change in one transaction, so that a crash neither loses nor repeats an event, and so
that several projectors may run at once.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from steps.contract import ShopError
from steps.step1_crud.database import connect, transaction
from steps.step3_projections.event_store import BrokenEvent, EventStore, RecordedEvent
from steps.step3_projections.projection import READ_MODEL, project

SCHEMA = """
CREATE TABLE IF NOT EXISTS checkpoints (
    read_model TEXT PRIMARY KEY,
    position   INTEGER NOT NULL, -- the last position that has been dealt with
    stopped_by TEXT              -- why it goes no further, if it does not
);
"""

BATCH_SIZE = 500
NAP = 0.02


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the read model is behind the log: in events, in seconds since the oldest of them, and for what reason."""

    events_behind: int
    seconds_behind: float
    stopped_by: str | None


Project = Callable[[sqlite3.Connection, Sequence[RecordedEvent]], None]


class Projector:
    """Keeps a read model in step with the log, by the projection `project`."""

    def __init__(
        self,
        store: EventStore,
        read_model: str = READ_MODEL,
        project: Project = project,
        batch_size: int = BATCH_SIZE,
    ) -> None:
        self.store = store
        self.connection = store.connection
        self.read_model = read_model
        self.project = project
        self.batch_size = batch_size

    def run(self, stop: threading.Event) -> None:
        """Follow the log until `stop` is set. Raises BrokenEvent."""
        while not stop.is_set():
            try:
                done = self.run_batch()
            except sqlite3.OperationalError as error:
                if str(error) != "database is locked":
                    raise
                done = 0  # whoever keeps the database locked won't do so for ever
            if done == 0:
                stop.wait(NAP)

    def catch_up(self) -> None:
        """Project all that the log holds. Raises BrokenEvent."""
        while self.run_batch() > 0:
            pass

    def run_batch(self) -> int:
        """Project what comes next. Returns how many events there were, 0 where the read model is level with the log.

        Raises BrokenEvent at an event that can't be projected. The read model then stands at the event before it, and
        the next call tries it again.
        """
        try:
            return self._project_next(self.batch_size)
        except BrokenEvent:
            return self._project_up_to_the_broken_event()

    def _project_next(self, limit: int) -> int:
        checkpoint = self.checkpoint()
        batch = self.store.read_all(after=checkpoint, limit=limit)
        if batch:
            with transaction(self.connection):
                # compare and set: no row changes where another projector has dealt with these events meanwhile
                moved = self.connection.execute(
                    "UPDATE checkpoints SET position = ?, stopped_by = NULL WHERE read_model = ? AND position = ?",
                    (batch[-1].position, self.read_model, checkpoint),
                )
                if moved.rowcount == 1:
                    self.project(self.connection, batch)
        return len(batch)

    def _project_up_to_the_broken_event(self) -> int:
        try:
            while self._project_next(1):
                pass
        except BrokenEvent as error:
            self._stop_by(error)
            raise
        return 0

    def _stop_by(self, error: ShopError) -> None:
        self.connection.execute(
            "UPDATE checkpoints SET stopped_by = :reason WHERE read_model = :read_model AND stopped_by IS NOT :reason",
            {"reason": str(error), "read_model": self.read_model},
        )

    def checkpoint(self) -> int:
        """The last position that has been dealt with, 0 where there is none."""
        [position] = self.connection.execute(
            "SELECT COALESCE(MAX(position), 0) FROM checkpoints WHERE read_model = ?", (self.read_model,)
        ).fetchone()
        return int(position)

    def lag(self) -> Lag:
        """How far the read model is behind the end of the log, now."""
        events_behind, oldest, stopped_by = self.connection.execute(
            "SELECT COUNT(events.position), MIN(recorded_at), stopped_by"
            " FROM checkpoints LEFT JOIN events ON events.position > checkpoints.position"
            " WHERE read_model = ?",
            (self.read_model,),
        ).fetchone()
        seconds_behind = (self.store.now() - datetime.fromisoformat(oldest)).total_seconds() if oldest else 0.0
        return Lag(events_behind, seconds_behind, stopped_by)


@contextmanager
def opened(address: str, projector_on: Callable[[sqlite3.Connection], Projector]) -> Iterator[Projector]:
    """A projector with a connection of its own."""
    with closing(connect(address)) as connection:
        yield projector_on(connection)


class BackgroundProjector:
    """A projector in a thread of this process, opened and closed there."""

    def __init__(self, opened: Callable[[], AbstractContextManager[Projector]]) -> None:
        self.opened = opened
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Follow the log from now on."""
        self.stop()
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name="projector", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch at hand, and follow the log no longer."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        # why it stops is kept beside the checkpoint, for whoever waits for it or asks for the lag
        with suppress(ShopError), self.opened() as projector:
            projector.run(self._stop)
