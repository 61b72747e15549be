"""The projector: keeps every version that is live or stands by in step with the log, each from its own checkpoint."""

from contextlib import suppress

from steps.contract import ShopError
from steps.step3_projections import projector as step3
from steps.step3_projections.event_store import EventStore
from steps.step4_rebuild.projection import table
from steps.step4_rebuild.read_models import ReadModels
from steps.step4_rebuild.versions import PROJECTIONS, VersionProjector


class Projector(step3.Projector):
    """Step 3's loop, over several versions. Its checkpoint and its lag are those of the live one."""

    def __init__(self, store: EventStore) -> None:
        super().__init__(store)
        self.read_models = ReadModels(store)

    def run_batch(self) -> int:
        """Project a batch for each version. Returns how many events the largest had. Raises as the live one does."""
        done = self._follow(self.read_models.live())
        for version in self.read_models.standby():
            with suppress(ShopError):  # why it stops is kept beside its checkpoint, and holds nobody up
                done = max(done, self._follow(version))
        return done

    def _follow(self, version: int) -> int:
        # a version that only newer code knows is left to newer code
        return VersionProjector(self.store, version).run_batch() if version in PROJECTIONS else 0

    def checkpoint(self) -> int:
        return self._live().checkpoint()

    def lag(self) -> step3.Lag:
        return self._live().lag()

    def _live(self) -> step3.Projector:
        return step3.Projector(self.store, table(self.read_models.live()))
