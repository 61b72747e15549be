"""The versions of the read model in a store: step 4's ways from one state to another, on whatever store.

The log is in another database now, so no transaction holds both. What is checked where nobody can write is that a
version that goes live is as far as the one before it: nobody sees an answer older than one that was seen before.
"""

from steps.step3_projections.projector import BATCH_SIZE
from steps.step4_rebuild.read_models import NotLevel, Status, WrongState
from steps.step5_two_stores.ports import CURRENT, Log, ReadStore, State, Version, check_live
from steps.step5_two_stores.summary import PROJECTIONS
from steps.step5_two_stores.versions import VersionProjector


class ReadModels:
    """All versions of the order summary in one store."""

    def __init__(self, log: Log, store: ReadStore) -> None:
        self.log = log
        self.store = store

    def status(self) -> list[Status]:
        """How each version is doing, oldest first."""
        return [self._status_of(version) for version in self.store.versions()]

    def _status_of(self, version: Version) -> Status:
        if version.checkpoint is None:
            return Status(version.version, version.state, None, 0, None)
        events_behind, _ = self.log.backlog(version.checkpoint)
        return Status(version.version, version.state, version.checkpoint, events_behind, version.stopped_by)

    def state(self, version: int) -> State | None:
        """The state of this version, None if it was never begun."""
        found = self.store.find(version)
        return found.state if found else None

    def live(self) -> int | None:
        """The version that answers, None before the first does."""
        return next((version.version for version in self.store.versions() if version.state == "live"), None)

    def standby(self) -> list[int]:
        """The versions that were live and may be again, oldest first."""
        return [version.version for version in self.store.versions() if version.state == "standby"]

    def following(self) -> list[int]:
        """The versions that a projector keeps in step. One that only newer code knows is left to newer code."""
        followed = {"live", "standby"}
        return [v.version for v in self.store.versions() if v.state in followed and v.version in PROJECTIONS]

    def projector(self, version: int, batch_size: int = BATCH_SIZE) -> VersionProjector:
        """The loop that keeps this version in step with the log."""
        return VersionProjector(self.log, self.store, version, batch_size)

    def begin(self, version: int) -> None:
        """Have this version building from position 0, or go on with one that was begun with the same code.

        Raises WrongState for a version that is live or stands by: one that serves is never built in place.
        """
        state = self.state(version)
        if state in {"live", "standby"}:
            raise WrongState(f"Version {version} is built, and {state}. A projection that changes gets a new version.")
        self.store.begin(version, PROJECTIONS[version].fingerprint)

    def switch(self, version: int) -> None:
        """Have this version answer from now on, and the one that did stand by.

        Raises WrongState for a version that is retired or was never begun, ProjectionChanged for one that other code
        built, LogPutBack for one of another log, NotLevel for one that is behind.
        """
        found = self.store.find(version)
        if found is None or found.state not in {"building", "standby"}:
            raise WrongState(f"Version {version} can't go live: it is {found.state if found else 'not there'}.")
        self.projector(version).check()
        behind, _ = self.log.backlog(found.checkpoint or 0)
        if behind:
            raise NotLevel(f"Version {version} can't go live: it is {behind} events behind.")
        if not self.store.switch(version):  # a projector was faster with the live version, or an operator with another
            raise NotLevel(f"Version {version} can't go live: it is not as far as the one that is.")

    def retire(self, version: int) -> None:
        """Drop a version that stands by. Raises WrongState for any other."""
        state = self.state(version)
        if state != "standby":
            raise WrongState(f"Version {version} can't be retired: it is {state or 'not there'}.")
        self.store.retire(version)

    def check_live_version(self) -> None:
        """Raise NotAnswering or ProjectionChanged where the live version is not the one of this code.

        Raises LogPutBack where it is not of this log.
        """
        live = self.live()
        if live is not None:
            check_live(live, needs=CURRENT)
            self.projector(live).check()
