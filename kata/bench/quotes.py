"""What one step costs, beside the step before it: the figures that its page quotes, by short names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kata.bench.lag import BESIDE
from kata.bench.projecting import PER_SECOND
from kata.bench.ratios import JOINED, Ratio, cell, divided
from kata.bench.results import Figure, Result
from kata.bench.svg import amount, duration

LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Quote:
    """A figure in the words of a page. `{at}` stands for the largest size that it was measured at."""

    words: str
    what: str
    beside: str = ""  # what else goes on, as the side's name says it


QUOTES = {
    "list": Quote("a customer's list, among {at} orders", "list_by_customer by orders, µs"),
    "summary": Quote("one order's summary, among {at} orders", "get_summary by orders, µs"),
    "lines": Quote("the summary of an order with {at} lines", "get_summary by lines, µs"),
    "commands": Quote("commands per second, each flushed to the disk", "commands per second at FULL"),
    "unflushed": Quote("commands per second, flushing left to the system", "commands per second at NORMAL"),
    "projecting": Quote("events projected per second", PER_SECOND),
    "rebuilding": Quote("events projected per second by a rebuild", PER_SECOND, ", rebuild"),
    "lag": Quote("from commit to visible, half of the time", "lag under load, p50, ms"),
    "slow-lag": Quote("from commit to visible, 99 times of 100", "lag under load, p99, ms"),
    "lag-beside": Quote("the same while a rebuild runs", "lag under load, p50, ms", BESIDE.removeprefix("step 4")),
    "question": Quote("an answer, {at} programs at once, half of the time", "a question of programs, p50, ms"),
    "slow-question": Quote("the same, 99 times of 100", "a question of programs, p99, ms"),
    "command": Quote("a command, {at} programs at once, half of the time", "a command of programs, p50, ms"),
    "slow-command": Quote("the same, 99 times of 100", "a command of programs, p99, ms"),
    "new": Quote("new lines of code", "new lines of code"),
    "code": Quote("lines of code in all", "lines of code in all"),
    "tables": Quote("tables", "tables"),
    "parts": Quote("moving parts", "moving parts"),
}


def quoted(result: Result, number: int, names: Sequence[str]) -> Iterator[list[str]]:
    """A table: its header, and a row for each name. Raises KeyError where one is unknown or was not measured.

    Step 1 stands beside the limit, for nothing comes before it.
    """
    step, before = f"step {number}", f"step {number - 1}" if number > 1 else LIMIT
    yield ["", before, step, f"{step} ÷ {before}"]
    for name in names:
        quote = QUOTES[name]
        figures = result.of(quote.what, step + quote.beside)
        if not figures:
            raise KeyError(f"{quote.what} of {step}{quote.beside}")
        own = figures[-1]
        by = next((figure for figure in result.of(quote.what, before) if figure.at == own.at), None)
        ratio = cell(Ratio("", quote.words, step, divided(own, by))) if by else ""
        yield [quote.words.format(at=f"{own.at:,}"), written(by) if by else "-", written(own), ratio]


def written(figure: Figure) -> str:
    """The median with its unit."""
    if figure.what.endswith(", µs"):
        return duration(figure.median).replace(" ", JOINED)
    return amount(figure.median) + (f"{JOINED}ms" if figure.what.endswith(", ms") else "")
