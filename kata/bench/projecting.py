"""Projecting: how many events per second get from the log into a read model, and how much memory that takes."""

import shutil
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from kata.bench.limits import read_and_parse
from kata.bench.measure import Measurement, per_second, race
from kata.bench.results import Figure
from kata.bench.sizes import Plan
from kata.bench.workload import LINES, open_step, orders, write_log, writing
from steps.step3_projections.shop import ProjectionShop
from steps.step4_rebuild.rebuild import rebuild
from steps.step4_rebuild.shop import RebuildShop
from steps.step4_rebuild.versions import CURRENT
from steps.step5_two_stores.shop import TwoStoreShop

WITH_REBUILD = 4
PER_SECOND = "projected events per second"
PEAK = "peak memory of projecting by events, MB"
SHORT = 10  # the log that the memory is compared with is so many times shorter


def measure_projecting(plan: Plan) -> Iterator[Figure]:
    """Events per second from a whole log, then the peak of memory for a short log and a long one."""
    with TemporaryDirectory(dir=plan.folder) as name:
        folder = Path(name)
        raced: dict[str, Measurement] = {}
        for number in plan.steps:
            plan.say(f"projecting: step {number}'s log")
            log = new_log(folder / f"step{number}.db", number, plan.sizes.events)
            raced[f"step {number}"] = partial(projected_per_second, number, log, plan)
            if number == WITH_REBUILD:
                raced["step 4, rebuild"] = partial(rebuilt_per_second, ready_to_rebuild(log, folder), plan)
            raced[f"limit of step {number}"] = partial(limit_per_second, log, plan)
        if plan.with_peer:
            raced |= peer_measurements(plan, folder)
        for side, samples in race(raced, plan.sizes.slow_rounds).items():
            yield Figure(PER_SECOND, side, 0, samples)
    for events in [plan.sizes.events // SHORT, plan.sizes.events]:
        for number in plan.steps:
            yield Figure(PEAK, f"step {number}", events, [peak_memory(plan, number, events)])


def new_log(path: Path, number: int, events: int) -> Path:
    """A database with a log of so many events, nothing of it projected."""
    with open_step(number, path) as shop:
        assert isinstance(shop, ProjectionShop | TwoStoreShop)
        write_log(writing(shop), shop.commands.store.codec, orders(events // (LINES + 1)))
    return path


def projected_per_second(number: int, log: Path, plan: Plan) -> float:
    """Project a copy of the log with the step's own projector."""
    plan.say(f"projecting: step {number}")
    with TemporaryDirectory(dir=plan.folder) as folder:
        path = Path(shutil.copy(log, folder))
        with open_step(number, path) as shop:
            return per_second(plan.sizes.events, shop.settle)


def ready_to_rebuild(log: Path, folder: Path) -> Path:
    """A copy of the log with version 1 live, so that the code's version is there to be rebuilt."""
    path = Path(shutil.copy(log, folder / "version-1.db"))
    with open_step(WITH_REBUILD, path) as shop:
        assert isinstance(shop, RebuildShop)
        rebuild(shop.read_models, str(path), quietly, version=1)
        shop.read_models.retire(CURRENT)
    return path


def rebuilt_per_second(path: Path, plan: Plan) -> float:
    """Build the code's version beside version 1 and switch to it; then go back, so that it can be done again."""
    plan.say("projecting: step 4 rebuilds")
    with open_step(WITH_REBUILD, path) as shop:
        assert isinstance(shop, RebuildShop)
        speed = per_second(plan.sizes.events, partial(rebuild, shop.read_models, str(path), quietly))
        shop.read_models.switch(1)
        shop.read_models.retire(CURRENT)
    return speed


def limit_per_second(log: Path, plan: Plan) -> float:
    plan.say("projecting: the limit")
    return per_second(plan.sizes.events, partial(read_and_parse, log))


def peer_measurements(plan: Plan, folder: Path) -> dict[str, Measurement]:
    """The peer's projection, flushed to the disk at every event, and left to the system."""
    from kata.bench.peer import PeerShop, new_view, project_all, set_synchronous, write_peer_log

    plan.say("projecting: the peer's log")
    with closing(PeerShop(folder / "peer.db")) as shop:
        write_peer_log(shop, plan.sizes.peer_events)

    def measure(level: str) -> float:
        plan.say(f"projecting: the peer at {level}")
        with closing(PeerShop(folder / "peer.db")) as shop:
            view = new_view(shop)
            set_synchronous(shop, level)
            return per_second(plan.sizes.peer_events, partial(project_all, shop, view))

    return {"peer": partial(measure, "FULL"), "peer, NORMAL": partial(measure, "NORMAL")}


def peak_memory(plan: Plan, number: int, events: int) -> float:
    """The megabytes that Python held at most while the step projected a log of this length."""
    plan.say(f"memory of step {number} with {events:,} events")
    with TemporaryDirectory(dir=plan.folder) as folder:
        log = new_log(Path(folder) / "log.db", number, events)
        with open_step(number, log) as shop:
            tracemalloc.start()
            try:
                shop.settle()
                return tracemalloc.get_traced_memory()[1] / 1e6
            finally:
                tracemalloc.stop()


def quietly(_done: int, _total: int) -> None:
    pass
