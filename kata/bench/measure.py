"""Taking turns: every side is measured in every round, so that what disturbs the machine disturbs them all alike.

Benchmark libraries measure one side after the other, which on a noisy machine compares the noise.
"""

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from typing import Any, TypeVar

Side = TypeVar("Side")
Sample = TypeVar("Sample")
Measurement = Callable[[], float]


def race(sides: Mapping[Side, Callable[[], Sample]], rounds: int) -> dict[Side, list[Sample]]:
    """What each side measured in each round. Nobody counts the first, and each time somebody else begins."""
    samples: dict[Side, list[Sample]] = {side: [] for side in sides}
    for measurement in sides.values():
        measurement()
    order = list(sides)
    for _ in range(rounds):
        for side in order:
            samples[side].append(sides[side]())
        order.append(order.pop(0))
    return samples


def microseconds_per_call(call: Callable[[Any], object], arguments: Sequence[object], seconds: float) -> float:
    """Microseconds that one call takes, called often enough to fill so many seconds.

    Of the processor's time: a read waits for nobody, and what the neighbours take is not its cost.
    """
    each, calls = cycle(arguments), 1
    with no_garbage_collection():
        while True:
            began = time.process_time()
            for argument in islice(each, calls):
                call(argument)
            took = time.process_time() - began
            if took >= seconds:
                return took / calls * 1e6
            calls *= 2


def per_second(count: int, work: Callable[[], object]) -> float:
    """How many of what there is `count` of get done in a second."""
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent of the values do not exceed."""
    return sorted(values)[min(int(len(values) * percent / 100), len(values) - 1)]


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """A big shop in memory would have one side pay for another's objects."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
