"""What a step costs as Markdown, from the kept result of the benchmark."""

from collections.abc import Iterator

from kata.bench.charts import charts
from kata.bench.page import line, machine, pictures
from kata.bench.quotes import quoted
from kata.bench.results import Result, load
from kata.docs.source import ROOT, Missing
from steps import STEPS

RESULT = ROOT / "docs" / "bench" / "result.json"


def costs(rest: str) -> Iterator[str]:
    """A table of a step's figures beside those of the step before, and where they were measured."""
    step, *names = rest.split()
    if step not in STEPS:
        raise Missing(f"There is no step {step}.")
    result = kept()
    try:
        header, *rows = quoted(result, STEPS.index(step) + 1, names)
    except KeyError as error:
        raise Missing(f"docs/bench/result.json has no figure {error}: make bench measures them all.") from None
    yield from map(line, [header, ["---", *["--:"] * (len(header) - 1)], *rows])
    yield f"\nMeasured on {machine(result)}: medians of many rounds, and the median of the ratios of each round."
    yield "[All figures](costs.md), and what they mean.\n"


def chart(name: str) -> Iterator[str]:
    """A chart, in the colours of the page."""
    drawn = charts(kept()).get(name)
    if drawn is None:
        raise Missing(f"docs/bench/result.json has no figures for a chart {name!r}: make bench measures them all.")
    description, _ = drawn
    yield pictures(name, description)


def kept() -> Result:
    if not RESULT.is_file():
        raise Missing("There is no docs/bench/result.json: make bench writes it.")
    return load(RESULT)
