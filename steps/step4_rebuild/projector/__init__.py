"""The projector: keeps every version that is live or stands by in step with the log, each from its own checkpoint."""

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
        """Project a batch for each version. Returns how many events the largest had. Raises as each of them does."""
        following = [self.read_models.live(), *self.read_models.standby()]
        # a version that only newer code knows is left to newer code
        projectors = [VersionProjector(self.store, version) for version in following if version in PROJECTIONS]
        return max((projector.run_batch() for projector in projectors), default=0)

    def checkpoint(self) -> int:
        return self._live().checkpoint()

    def lag(self) -> step3.Lag:
        return self._live().lag()

    def _live(self) -> step3.Projector:
        return step3.Projector(self.store, table(self.read_models.live()))
