"""The projector: carries what is in the log over to the read stores, and waits where one of them is out of reach.

It keeps every version that is live or stands by in step, each from its own checkpoint, and builds the first one.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from steps.contract import ShopError
from steps.step3_projections import projector as step3
from steps.step3_projections.event_store import BrokenEvent
from steps.step3_projections.projector import NAP, Lag
from steps.step4_rebuild.read_models import NotLevel, WrongState
from steps.step4_rebuild.versions import ProjectionChanged
from steps.step5_two_stores.ports import CURRENT, Log, ReadStore, StoreDown, Version
from steps.step5_two_stores.read_models import ReadModels
from steps.step5_two_stores.versions import LogPutBack, VersionGone, lag_behind

LONGEST_PAUSE = 5.0


class Projector(step3.Projector):
    """Step 3's loop, over the versions in one store or several.

    Its checkpoint and its lag are those of the live version that is furthest behind. `report` is told when a database
    goes out of reach, and when all are back.
    """

    def __init__(
        self, log: Log, read_stores: Sequence[ReadStore], report: Callable[[str], None] = lambda _: None
    ) -> None:
        self.log = log
        self.read_models = [ReadModels(log, read_store) for read_store in read_stores]
        self.report = report
        self._seen: dict[ReadModels, int] = {}  # the live checkpoint of each, when last looked at

    def run(self, stop: threading.Event) -> None:
        """Follow the log until `stop` is set. While a database is out of reach, try again, ever more slowly."""
        pause = NAP
        while not stop.is_set():
            try:
                done = self.run_batch()
            except StoreDown as down:
                if pause == NAP:
                    self.report(str(down))
                pause = min(pause * 2, LONGEST_PAUSE)
                stop.wait(pause)
                continue
            if pause > NAP:
                self.report("All databases are back.")
                pause = NAP
            if done == 0:
                stop.wait(NAP)

    def run_batch(self) -> int:
        """Project a batch for each version. Returns how many events the largest had. Raises as each live one does."""
        return in_turn(partial(self._follow, read_models) for read_models in self.read_models)

    def _follow(self, read_models: ReadModels) -> int:
        live = self._live_of(read_models)
        if live is None:
            return self._build_first(read_models)

        def run_batch(version: int) -> int:
            try:
                return read_models.projector(version).run_batch()
            except (ProjectionChanged, LogPutBack, BrokenEvent):
                if version == live.version:
                    raise
                return 0  # why one that stands by stops is kept beside its checkpoint, and holds nobody up

        try:
            return in_turn(partial(run_batch, version) for version in read_models.following())
        except VersionGone:  # retired just now, or the store was emptied: look again
            return 1

    def _build_first(self, read_models: ReadModels) -> int:
        """Build the first version of a store, or of one that was emptied. It answers once it is level with the log."""
        try:
            read_models.begin(CURRENT)
            done = read_models.projector(CURRENT).run_batch()
            if done == 0:
                read_models.switch(CURRENT)
            return done
        except (WrongState, NotLevel, VersionGone):  # another projector builds it too, and is a bit further
            return 1

    def checkpoint(self) -> int:
        live = [self._live_of(read_models) for read_models in self.read_models]
        return min(version.checkpoint or 0 if version else 0 for version in live)

    def lag(self) -> Lag:
        """How far answers are behind the log, now. Of a store that is out of reach, counted from where it was last
        seen, or StoreDown where it never was: what is not known is not called 0.
        """
        return max((self._lag_of(read_models) for read_models in self.read_models), key=lambda lag: lag.events_behind)

    def _lag_of(self, read_models: ReadModels) -> Lag:
        try:
            live = self._live_of(read_models)
            return lag_behind(self.log, self._seen[read_models], live.stopped_by if live else None)
        except StoreDown as down:
            if read_models not in self._seen:
                raise
            return lag_behind(self.log, self._seen[read_models], str(down))

    def _live_of(self, read_models: ReadModels) -> Version | None:
        live = next((found for found in read_models.store.versions() if found.state == "live"), None)
        self._seen[read_models] = live.checkpoint or 0 if live else 0
        return live

    def close(self) -> None:
        """Let go of the log and the stores."""
        self.log.close()
        for read_models in self.read_models:
            read_models.store.close()


def in_turn(batches: Iterable[Callable[[], int]]) -> int:
    """The largest result. What one of them raises is raised once all have had their turn: it holds none up."""
    done, errors = 0, []
    for run_batch in batches:
        try:
            done = max(done, run_batch())
        except ShopError as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return done
