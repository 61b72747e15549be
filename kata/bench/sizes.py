"""How much is measured: everything, or little enough to wait for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large and how often. A sample is one measurement of one side in one round."""

    name: str
    rounds: int
    seconds: float  # that a sample of reads takes
    shops: Sequence[int]  # in orders
    lines: Sequence[int]  # of the one order that grows
    placed: int  # orders that are placed in a sample of commands
    events: int  # in the log that is projected
    peer_events: int  # in the peer's log, which is slower to project
    slow_rounds: int  # for measurements that take many seconds each
    load_seconds: float  # of commands at a steady rate
    load_rate: int  # of those commands per second
    writers: Sequence[int]
    contended: int  # commands that the writers share
    saves: int  # of a learner's file; 0 leaves the learner's loop out


FULL = Sizes(
    name="full",
    rounds=9,
    seconds=0.05,
    shops=[1_000, 10_000, 100_000, 1_000_000],
    lines=[1, 10, 100, 1_000],
    placed=100,
    events=1_000_000,
    peer_events=10_000,
    slow_rounds=3,
    load_seconds=10,
    load_rate=200,
    writers=[1, 2, 4, 8],
    contended=480,
    saves=3,
)
QUICK = Sizes(
    name="quick",
    rounds=5,
    seconds=0.02,
    shops=[1_000, 10_000, 50_000],
    lines=[1, 10, 100],
    placed=25,
    events=50_000,
    peer_events=1_000,
    slow_rounds=2,
    load_seconds=1,
    load_rate=200,
    writers=[1, 4],
    contended=80,
    saves=0,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run measures: which steps, how much, with files in which folder. `say` tells what it is at."""

    sizes: Sizes
    steps: Sequence[int]
    folder: Path
    say: Callable[[str], None]
    with_peer: bool
