"""Step 5's shop: the three sides in one process, on two stores that only the projector knows both of."""

import warnings
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

from steps.contract import Shop
from steps.step3_projections.commands import OrderCommandHandler
from steps.step3_projections.projector import BackgroundProjector
from steps.step4_rebuild.versions import ProjectionChanged
from steps.step5_two_stores.opening import open_answers, open_log, open_projector, open_store, read_path
from steps.step5_two_stores.ports import NotAnswering
from steps.step5_two_stores.projector import Projector
from steps.step5_two_stores.queries import OrderQueryHandler
from steps.step5_two_stores.versions import LogPutBack


class TwoStoreShop(Shop):
    """A shop that writes to one database and answers from another, or from two: search may have its own."""

    commands: OrderCommandHandler
    queries: OrderQueryHandler

    def __init__(
        self, write_url: str, read_url: str, search_url: str = "", now: Callable[[], datetime] | None = None
    ) -> None:
        log = open_log(write_url, now)
        self.commands = OrderCommandHandler(log)
        self.projector = Projector(log, [open_store(url) for url in (read_url, search_url) if url])
        self.read_models = self.projector.read_models[0]
        if log.head() == 0 and self.read_models.live() is None:
            self.projector.catch_up()  # with nothing, so that there is a version to answer from
        lookups = open_answers(read_url)
        self.queries = OrderQueryHandler(lookups, open_answers(search_url) if search_url else lookups)
        self.background = BackgroundProjector(partial(open_projector, write_url, read_url, search_url))

    def settle(self) -> None:
        self.projector.catch_up()

    def close(self) -> None:
        self.background.stop()
        self.queries.close()
        self.projector.close()


def open_shop(
    database: str | Path, *, in_background: bool = True, now: Callable[[], datetime] | None = None
) -> TwoStoreShop:
    """Open the shop in this file and the one beside it, or in memory, or take over the log of a shop of step 3 or 4.

    Warns where another version is live than the one that the code is written for, or where the log was put back, and
    says what to do. Raises CannotOpen.
    """
    shop = TwoStoreShop(*addresses(database), now=now)
    try:
        shop.read_models.check_live_version()
    except (NotAnswering, ProjectionChanged, LogPutBack) as mismatch:
        warnings.warn(str(mismatch), stacklevel=3)
    if in_background:
        shop.background.start()
    return shop


def addresses(database: str | Path) -> tuple[str, str]:
    """Where to write, and where to read."""
    if str(database) == ":memory:":
        # in memory, yet open to more than one connection
        return f"file:/{uuid4()}?vfs=memdb", f"file:/{uuid4()}?vfs=memdb"
    return str(database), read_path(database)
