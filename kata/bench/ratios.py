"""The ratios that matter, each taken within one run, and what is expected of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from kata.bench.commands import LEVELS
from kata.bench.contention import DIFFERENT, SAME
from kata.bench.http import ACROSS, WITHIN
from kata.bench.http import PERCENTS as HTTP_PERCENTS
from kata.bench.lag import BESIDE, PERCENTS
from kata.bench.projecting import PEAK, PER_SECOND
from kata.bench.results import Figure, Result
from kata.bench.svg import amount

Bound = tuple[str, float]
AT_MOST, AT_LEAST = "at most", "at least"
READS = {
    "get_summary by orders, µs": "one order's summary, as the shop grows",
    "list_by_customer by orders, µs": "a customer's list, as the shop grows",
    "get_summary by lines, µs": "one order's summary, as the order grows",
}
WITH_SUMMARIES = ["step 2", "step 3", "step 4", "step 5"]
WITH_EVENTS = ["step 3", "step 4", "step 5"]
LOST = "lost commands"
JOINED = "\u00a0"  # a space at which no line breaks
FLAT = 2.0  # while the shop or the order grows a thousandfold


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure of a side divided by another, round by round, and the bound that is expected to hold."""

    group: str
    what: str
    side: str
    samples: list[float]
    bound: Bound | None = None

    @property
    def value(self) -> float:
        return median(self.samples)

    @property
    def holds(self) -> bool | None:
        """Whether it is as expected, None where nothing is."""
        if self.bound is None:
            return None
        word, limit = self.bound
        return self.value <= limit if word == AT_MOST else self.value >= limit


def divided(of: Figure, by: Figure) -> list[float]:
    """Sample by sample, of the same round each, so that what disturbed both cancels out."""
    return [one / other for one, other in zip(of.samples, by.samples, strict=True)]


def ratios(result: Result) -> list[Ratio]:
    """All ratios that the result has the figures for."""
    kinds = [reads, growth, commands, projecting, lag, http, lost]
    return [ratio for kind in kinds for ratio in kind(result)]


def reads(result: Result) -> Iterator[Ratio]:
    """How much slower than the limit, at the size where that is most."""
    for what, words in READS.items():
        for side in sides(result, what, "step"):
            bound = (AT_MOST, 1.5) if side in WITH_SUMMARIES else None
            times = [divided(figure, result.find(what, "limit", figure.at)) for figure in result.of(what, side)]
            yield Ratio("Reads: time ÷ the limit's, at the worst size", words, side, max(times, key=median), bound)


def growth(result: Result) -> Iterator[Ratio]:
    """How much slower reads are at the largest size than at the smallest."""
    for what, words in READS.items():
        for side in sides(result, what, "step", "naive", "limit"):
            smallest, *_, largest = result.of(what, side)
            bound = (AT_MOST, FLAT) if side in WITH_SUMMARIES else None
            group = f"Reads: time at {largest.at / smallest.at:,.0f} times the size ÷ time at the smallest"
            yield Ratio(group, words, side, divided(largest, smallest), bound)


def commands(result: Result) -> Iterator[Ratio]:
    """How many times as many as the peer, and what share of the limit."""
    for level in LEVELS:
        what = f"commands per second at {level}"
        for other, bound in {"peer": (AT_LEAST, 2.0), "limit": (AT_LEAST, 0.6) if level == "FULL" else None}.items():
            for by in result.of(what, other):
                for side in sides(result, what, "step"):
                    yield Ratio(
                        "Commands per second",
                        f"÷ the {other}'s, at {level}",
                        side,
                        divided(result.find(what, side), by),
                        bound if side in WITH_EVENTS else None,
                    )


def projecting(result: Result) -> Iterator[Ratio]:
    """How many times as many events as the peer, how many times fewer than the limit, and memory."""
    group = "Events projected per second"
    against_peer = [
        ("peer", "÷ the peer's, at FULL", (AT_LEAST, 30.0)),
        ("peer, NORMAL", "÷ the peer's, at NORMAL", None),
    ]
    for peer, words, bound in against_peer:
        for by in result.of(PER_SECOND, peer):
            for side in sides(result, PER_SECOND, "step"):
                own = result.find(PER_SECOND, side)
                yield Ratio(group, words, side, divided(own, by), bound)
    for side in sides(result, PER_SECOND, "step"):
        limit = result.find(PER_SECOND, f"limit of {side.partition(',')[0]}")
        yield Ratio(group, "the limit's ÷", side, divided(limit, result.find(PER_SECOND, side)), (AT_MOST, 2.5))
    for side in sides(result, PEAK, "step"):
        short, long = result.of(PEAK, side)
        words = f"peak of memory, log {long.at / short.at:.0f} times as long ÷"
        yield Ratio(group, words, side, divided(long, short), (AT_MOST, 1.2))


def lag(result: Result) -> Iterator[Ratio]:
    """What a rebuild beside the live version adds."""
    for what, words in {"lag": "from commit to visible", "command": "a command", "query": "a query"}.items():
        for named in PERCENTS:
            name = f"{what} under load, {named}, ms"
            for beside in result.of(name, BESIDE):
                group = "Step 4: time with a rebuild beside ÷ without"
                yield Ratio(group, words, named, divided(beside, result.find(name, "step 4")))


def lost(result: Result) -> Iterator[Ratio]:
    """Not a ratio, and what matters most: commands that were accepted and are not there."""
    for side in sides(result, f"{LOST} by writers on {SAME}", "step"):
        figures = [figure for which in [DIFFERENT, SAME] for figure in result.of(f"{LOST} by writers on {which}", side)]
        found = sum(sample for figure in figures for sample in figure.samples)
        yield Ratio("Many writers", "commands lost in all runs together", side, [found], (AT_MOST, 0.0))


def http(result: Result) -> Iterator[Ratio]:
    """What a network between the caller and the shop makes of each call."""
    for what in ["command", "question"]:
        for named in HTTP_PERCENTS:
            name = f"a {what} of programs, {named}, ms"
            for across in result.of(name, f"step {ACROSS}"):
                samples = divided(across, result.find(name, f"step {WITHIN}", across.at))
                plural = "" if across.at == 1 else "s"
                yield Ratio(
                    "HTTP: step 6's time ÷ step 5's", f"a {what}, {named}", f"{across.at} program{plural}", samples
                )


def sides(result: Result, what: str, *starts: str) -> list[str]:
    """The sides whose names begin so, each once, in this order."""
    found = {figure.side for figure in result.of(what)}
    return [side for start in starts for side in sorted(found) if side.startswith(start)]


def tables(all_ratios: Sequence[Ratio]) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """A table for each group: its name, its columns, and a row for each ratio with a cell for each side."""
    for group, grouped in groupby(all_ratios, key=lambda ratio: ratio.group):
        members = list(grouped)
        columns = list(dict.fromkeys(ratio.side for ratio in members))
        rows = []
        for what in dict.fromkeys(ratio.what for ratio in members):
            by_side = {ratio.side: ratio for ratio in members if ratio.what == what}
            bounds = [ratio.bound for ratio in by_side.values() if ratio.bound]
            expected = f"{bounds[0][0]} {bounds[0][1]:g}" if bounds else ""
            rows.append([what, *(cell(by_side[side]) if side in by_side else "" for side in columns), expected])
        yield group, ["", *columns, "expected"], rows


def cell(ratio: Ratio) -> str:
    """The median, how far the middle half of the rounds lies from it, and whether that is as expected."""
    spread = Figure(ratio.what, ratio.side, 0, ratio.samples).spread / 2
    verdict = {True: f"{JOINED}✓", False: f"{JOINED}✗", None: ""}[ratio.holds]
    around = f"{JOINED}±{JOINED}{spread:.0%}" if len(ratio.samples) > 1 else ""
    return amount(ratio.value) + around + verdict
