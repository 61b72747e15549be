"""Commands per second, each with a commit of its own: flushed to the disk (FULL), or left to the system (NORMAL)."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from kata.bench.limits import BareInserts
from kata.bench.measure import Measurement, per_second, race
from kata.bench.results import Figure
from kata.bench.sizes import Plan
from kata.bench.workload import COMMANDS_PER_ORDER, Commands, open_step, place_order, writing

LEVELS = ["FULL", "NORMAL"]


def measure_commands(plan: Plan) -> Iterator[Figure]:
    """Commands per second of every step, the peer and the limit, at both levels of durability."""
    times = plan.sizes.placed * COMMANDS_PER_ORDER
    for level in LEVELS:
        plan.say(f"commands at synchronous={level}")
        with TemporaryDirectory(dir=plan.folder) as folder, ExitStack() as to_close:
            raced: dict[str, Measurement] = {}
            for number in plan.steps:
                shop = to_close.enter_context(open_step(number, Path(folder) / f"step{number}.db"))
                writing(shop).execute(f"PRAGMA synchronous = {level}")
                raced[f"step {number}"] = partial(per_second, times, placing(shop.commands, plan.sizes.placed))
            if plan.with_peer:
                from kata.bench.peer import PeerShop, set_synchronous

                peer = PeerShop(Path(folder) / "peer.db")
                to_close.callback(peer.close)
                set_synchronous(peer, level)
                raced["peer"] = partial(per_second, times, placing(peer, plan.sizes.placed))
            bare = BareInserts(Path(folder) / "limit.db")
            to_close.callback(bare.connection.close)
            bare.connection.execute(f"PRAGMA synchronous = {level}")
            raced["limit"] = partial(per_second, times, partial(bare.insert, times))
            for side, samples in race(raced, plan.sizes.rounds).items():
                yield Figure(f"commands per second at {level}", side, 0, samples)


def placing(commands: Commands, orders: int) -> Callable[[], None]:
    """Places so many orders that are new each time."""
    numbers = count()

    def place() -> None:
        for _ in range(orders):
            place_order(commands, f"ORD-{next(numbers)}")

    return place
