"""A result: the machine and every figure that was measured on it, kept as JSON."""

import json
import os
import platform
import sqlite3
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

Number = int | float


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured of one side at one size, a sample per round. The unit is part of what."""

    what: str
    side: str
    at: Number
    samples: list[float]

    @property
    def median(self) -> float:
        return median(self.samples)

    @property
    def spread(self) -> float:
        """How far apart the middle half of the samples lies, as a share of the median."""
        if len(self.samples) < 2 or not self.median:
            return 0.0
        low, _, high = quantiles(self.samples, n=4, method="inclusive")
        return (high - low) / self.median


@dataclass(frozen=True, slots=True)
class Machine:
    """The class of machine, which says enough to compare and nothing of whose it is."""

    processor: str
    cores: int
    system: str
    python: str
    sqlite: str


@dataclass(frozen=True, slots=True)
class Result:
    """All figures of one run. `setting` is "full" or "quick", `made` a day."""

    setting: str
    made: str
    machine: Machine
    figures: list[Figure]

    def find(self, what: str, side: str, at: Number = 0) -> Figure:
        """Raises KeyError where that was not measured."""
        for figure in self.figures:
            if (figure.what, figure.side, figure.at) == (what, side, at):
                return figure
        raise KeyError(f"{what} of {side} at {at}")

    def of(self, what: str, side: str | None = None) -> list[Figure]:
        """All figures of this, at every size, of one side or of all."""
        return [figure for figure in self.figures if figure.what == what and side in {None, figure.side}]

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def load(path: Path) -> Result:
    """The result in a file that `save` wrote."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return Result(
        found["setting"],
        found["made"],
        Machine(**found["machine"]),
        [Figure(**figure) for figure in found["figures"]],
    )


def result_of(setting: str, figures: Iterable[Figure]) -> Result:
    """A result of this machine, today."""
    return Result(setting, f"{datetime.now(UTC):%Y-%m-%d}", this_machine(), [rounded(figure) for figure in figures])


def rounded(figure: Figure) -> Figure:
    """The figure to five digits, more than any machine repeats."""
    return Figure(figure.what, figure.side, figure.at, [float(f"{sample:.5g}") for sample in figure.samples])


def this_machine() -> Machine:
    return Machine(
        processor(), os.cpu_count() or 1, platform.system(), platform.python_version(), sqlite3.sqlite_version
    )


def processor() -> str:
    """The model of the processor, as far as the system tells."""
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
