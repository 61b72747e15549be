"""The loop that keeps one version in one store in step with a log: step 3's, on two ports.

It deals with an event at least once, and with idempotent effect. After a crash an event may be read again, and takes
effect once, for the checkpoint lives in the read store and moves together with the rows, from where it was expected.
"""

from contextlib import suppress

from steps.contract import ShopError
from steps.step3_projections import projector as step3
from steps.step3_projections.event_store import BrokenEvent
from steps.step3_projections.projector import BATCH_SIZE, Lag
from steps.step4_rebuild.versions import ProjectionChanged
from steps.step5_two_stores.ports import Batch, Log, ReadStore, Version, name_of
from steps.step5_two_stores.summary import PROJECTIONS, fold


class LogPutBack(ShopError):
    """The read store knows of an event that is not in the log: the log was put back to an older state."""


class VersionGone(ShopError):
    """The version was retired, or the store was emptied."""


def lag_behind(log: Log, checkpoint: int, stopped_by: str | None) -> Lag:
    """How far a read model at this checkpoint is behind the log, now."""
    events_behind, oldest = log.backlog(checkpoint)
    seconds_behind = (log.now() - oldest).total_seconds() if oldest else 0.0
    return Lag(events_behind, seconds_behind, stopped_by)


class VersionProjector(step3.Projector):
    """Keeps one version in step with the log, whichever log and store these are."""

    def __init__(self, log: Log, read_store: ReadStore, version: int, batch_size: int = BATCH_SIZE) -> None:
        self.log = log
        self.model = read_store.read_model(version)
        self.read_store = read_store
        self.version = version
        self.projection = PROJECTIONS[version]
        self.batch_size = batch_size

    def run_batch(self) -> int:
        """As step 3's. Raises VersionGone, ProjectionChanged and LogPutBack, too."""
        try:
            begun = self.check()
        except (ProjectionChanged, LogPutBack) as error:
            self._stop_by(error)
            raise
        done = super().run_batch()
        if done == 0 and begun.stopped_by:
            self.model.stop(None)  # what was in the way has been taken out of the log
        return done

    def _project_next(self, limit: int) -> int:
        checkpoint = self.model.checkpoint()
        events = self.log.read(checkpoint, limit)
        if events:
            rows = self.model.load(checkpoint, {recorded.stream_id for recorded in events})
            if rows is not None:  # else another projector has dealt with these events meanwhile
                batch = Batch(events[-1], fold(self.projection, rows, events))
                self.model.apply(checkpoint, batch)
        return len(events)

    def _stop_by(self, error: ShopError) -> None:
        begun = self.read_store.find(self.version)
        if begun and begun.stopped_by != str(error):  # or it is written down over and over
            self.model.stop(str(error))

    def check(self) -> Version:
        """What the store knows of the version.

        Raises VersionGone, ProjectionChanged or LogPutBack where events can't become the rows that they should.
        """
        begun = self.read_store.find(self.version)
        if begun is None or begun.checkpoint is None:
            raise VersionGone(f"Version {self.version} is no longer in the read store.")
        if begun.fingerprint != self.projection.fingerprint:
            raise ProjectionChanged(
                f"The projection of version {self.version} has changed since its table was begun."
                " Undo the change, or make it a version of its own and rebuild."
            )
        with suppress(BrokenEvent):  # what is damaged by now was dealt with when it was whole
            # by its name, for a log that was put back goes on, and gives the position to another event
            if name_of(self.log.event_at(begun.checkpoint)) != begun.last_event:
                raise LogPutBack(
                    f"Version {self.version} is at position {begun.checkpoint}, and its event is not in the log: the"
                    " log was put back to an older state. Empty the read store, and a projector builds it anew."
                )
        return begun

    def checkpoint(self) -> int:
        return self.model.checkpoint()

    def lag(self) -> Lag:
        begun = self.read_store.find(self.version)
        return lag_behind(self.log, self.checkpoint(), begun.stopped_by if begun else None)
