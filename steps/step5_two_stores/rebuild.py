"""The rebuild: step 4's, on whatever store. It takes batches, each with its checkpoint, and so goes on where it was.

Nobody keeps a second one out: two rebuilds at once share the work, for only one of them can move the checkpoint from
where both saw it.
"""

from steps.step4_rebuild.read_models import NotLevel
from steps.step4_rebuild.rebuild import BATCH_SIZE, Report
from steps.step5_two_stores.ports import CURRENT
from steps.step5_two_stores.read_models import ReadModels


def rebuild(read_models: ReadModels, report: Report, version: int = CURRENT) -> None:
    """Build this version beside the live one, or go on building it, and have it go live.

    Raises WrongState for a version that is built, BrokenEvent at an event it can't apply.
    """
    read_models.begin(version)
    projector = read_models.projector(version, BATCH_SIZE)
    total, _ = read_models.log.backlog(0)
    done = total - projector.lag().events_behind
    report(done, total)
    while batch := projector.run_batch():
        done += batch
        report(done, max(done, total))
    go_live(read_models, version)


def go_live(read_models: ReadModels, version: int) -> None:
    """Switch to this version as soon as it is level with the log. Raises WrongState."""
    while True:
        try:
            read_models.switch(version)
            return
        except NotLevel:  # at first, and again where an event comes in between
            read_models.projector(version).catch_up()
