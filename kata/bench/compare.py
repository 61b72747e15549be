"""Two results beside each other: what moved beyond the noise."""

from collections.abc import Iterator
from dataclasses import dataclass

from kata.bench.results import Figure, Result

LEAST = 0.1  # a smaller move, as a share, is not worth a word


@dataclass(frozen=True, slots=True)
class Move:
    """A figure that is another one now."""

    before: Figure
    after: Figure

    @property
    def times(self) -> float:
        """How many times as much it is now."""
        return self.after.median / self.before.median if self.before.median else float("inf")


def moves(before: Result, after: Result) -> Iterator[Move]:
    """The figures of both results of which no sample of one lies among those of the other."""
    known = {(figure.what, figure.side, figure.at): figure for figure in before.figures}
    for figure in after.figures:
        old = known.get((figure.what, figure.side, figure.at))
        if old and is_beyond_the_noise(old, figure):
            yield Move(old, figure)


def is_beyond_the_noise(before: Figure, after: Figure) -> bool:
    apart = min(after.samples) > max(before.samples) or max(after.samples) < min(before.samples)
    return apart and abs(after.median - before.median) > LEAST * before.median


def in_common(before: Result, after: Result) -> int:
    """How many figures both results have."""
    keys = [{(figure.what, figure.side, figure.at) for figure in result.figures} for result in (before, after)]
    return len(keys[0] & keys[1])
