"""The versions of the order summary that this code knows, and the projector that keeps one of them in step.

A table must not be filled by two different rules, so a version's projector stops where its code has changed.
"""

from steps.contract import ShopError
from steps.step3_projections.event_store import EventStore
from steps.step3_projections.projector import BATCH_SIZE, Projector
from steps.step4_rebuild import summary_v1, summary_v2

PROJECTIONS = {1: summary_v1.PROJECTION, 2: summary_v2.PROJECTION}
CURRENT = 2  # the version that the code around it is written for


class ProjectionChanged(ShopError):
    """The code of a projection is no longer the code that its table was begun with."""


class VersionProjector(Projector):
    """Keeps one version in step with the log, by the very code that its table was begun with."""

    def __init__(self, store: EventStore, version: int, batch_size: int = BATCH_SIZE) -> None:
        self.projection = PROJECTIONS[version]
        super().__init__(store, self.projection.table, self.projection.apply, batch_size)

    def run_batch(self) -> int:
        """As step 3's. Raises ProjectionChanged, too."""
        try:
            self.check_code()
        except ProjectionChanged as error:
            self._stop_by(error)
            raise
        return super().run_batch()

    def check_code(self) -> None:
        """Raise ProjectionChanged where the code is not the code that this version's table was begun with."""
        [begun_with] = self.connection.execute(
            "SELECT fingerprint FROM read_models WHERE version = ?", (self.projection.version,)
        ).fetchone()
        if begun_with != self.projection.fingerprint:
            raise ProjectionChanged(
                f"The projection of version {self.projection.version} has changed since its table was begun."
                " Undo the change, or make it a version of its own and rebuild."
            )
