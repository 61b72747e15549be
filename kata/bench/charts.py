"""The charts of a result: which figures each one shows, and what it says in words."""

from collections.abc import Callable, Sequence
from pathlib import Path

from kata.bench.contention import DIFFERENT, SAME
from kata.bench.http import ANSWERED
from kata.bench.lag import BESIDE
from kata.bench.loop import LOOP
from kata.bench.order import LOST, SPEED
from kata.bench.projecting import PER_SECOND
from kata.bench.results import Result
from kata.bench.svg import DARK, LIGHT, Bar, Curve, Number, Panel, Theme, amount, bars, curves, duration

Draw = Callable[[Theme], str]


def charts(result: Result) -> dict[str, tuple[str, Draw]]:
    """Every chart that there are figures for: its name, what it says in words, and how to draw it."""
    drawn = {
        "list": growing(
            result, "A customer's list, as the shop grows", "orders", "list_by_customer by orders, µs", duration
        ),
        "summary": growing(
            result, "One order's summary, as the shop grows", "orders", "get_summary by orders, µs", duration
        ),
        "lines": growing(
            result, "One order's summary, as the order grows", "lines", "get_summary by lines, µs", duration
        ),
        "commands": barred(
            "Commands per second",
            [
                panel(result, "flushed to the disk each time (FULL)", "commands per second at FULL"),
                panel(result, "left to the system (NORMAL)", "commands per second at NORMAL"),
            ],
        ),
        "projecting": barred("Events projected per second", [panel(result, "", PER_SECOND)]),
        "lag": barred(
            "From commit to visible",
            [panel(result, words, f"lag under load, {named}, ms", " ms") for named, words in PERCENTILES.items()],
        ),
        "rebuild": barred(
            "With a rebuild beside, and without",
            [
                panel(result, f"{words} takes, p99", f"{what} under load, p99, ms", " ms", ["step 4", BESIDE])
                for what, words in {"query": "a query", "command": "a command"}.items()
            ],
        ),
        "writers-apart": growing(
            result, "Writers on different orders", "writers", f"commands per second by writers on {DIFFERENT}", per_s
        ),
        "writers-together": growing(
            result, "Writers on the same order", "writers", f"commands per second by writers on {SAME}", per_s
        ),
        "order": barred(
            "Eight writers on PostgreSQL",
            [panel(result, "commands per second", SPEED), panel(result, "events that the reader lost", LOST)],
        ),
        "http": growing(result, "Programs at once, each waiting for its answers", "programs", ANSWERED, per_s),
        "loop": barred("From a save to its result", [panel(result, way, what, " s") for way, what in LOOP.items()]),
        "price": price(result),
    }
    return {name: chart for name, chart in drawn.items() if chart}


PERCENTILES = {"p50": "half of all commands", "p99": "all but one of a hundred", "max": "the slowest of a round"}


def draw(result: Result, folder: Path) -> None:
    """Write every chart, once for light pages and once for dark ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (_, drawing) in charts(result).items():
        for theme in [LIGHT, DARK]:
            (folder / f"{name}-{theme.name}.svg").write_text(drawing(theme), encoding="utf-8")


def per_s(number: Number) -> str:
    return f"{amount(number)}/s"


def growing(
    result: Result, title: str, below: str, what: str, unit: Callable[[Number], str]
) -> tuple[str, Draw] | None:
    """A line for each side, over the sizes it was measured at."""
    figures = result.of(what)
    if not figures:
        return None
    sides = sorted({figure.side for figure in figures})
    drawn = [Curve(side, [(figure.at, figure.median) for figure in result.of(what, side)]) for side in sides]
    said = [
        f"{curve.side}: {unit(curve.points[0][1])} at {curve.points[0][0]:,},"
        f" {unit(curve.points[-1][1])} at {curve.points[-1][0]:,}"
        for curve in drawn
    ]
    description = f"{title}, by the number of {below}. {'; '.join(said)}."
    return description, lambda theme: curves(theme, title, below, drawn, unit, description)


def barred(title: str, panels: Sequence[Panel]) -> tuple[str, Draw] | None:
    """A bar for each side, in a panel for each unit."""
    there = [panel for panel in panels if panel.bars]
    if not there:
        return None
    said = [
        f"{panel.heading + ': ' if panel.heading else ''}"
        + ", ".join(f"{bar.side} {bar.written}" for bar in panel.bars)
        for panel in there
    ]
    description = f"{title}. {'; '.join(said)}."
    return description, lambda theme: bars(theme, title, there, description)


def panel(
    result: Result, heading: str, what: str, unit: str = "", sides: Sequence[str] = (), at: Number | None = None
) -> Panel:
    """The medians of what was measured, of these sides or of all."""
    figures = [
        figure for figure in result.of(what) if (not sides or figure.side in sides) and (at is None or figure.at == at)
    ]
    figures.sort(key=lambda figure: figure.side)
    return Panel(heading, [Bar(figure.side, figure.median, amount(figure.median) + unit) for figure in figures])


def price(result: Result) -> tuple[str, Draw] | None:
    """What each step costs to understand, beside what it gives."""
    reads = "list_by_customer by orders, µs"
    steps = [figure.side for figure in result.of("lines of code in all")]
    largest = max((figure.at for figure in result.of(reads)), default=0)
    return barred(
        "The price of each idea, and its gain",
        [
            panel(result, "price: lines of code in all", "lines of code in all", "", steps),
            panel(result, "price: moving parts", "moving parts", "", steps),
            panel(result, "price: from commit to visible", "lag under load, p50, ms", " ms", steps),
            panel(result, f"gain: a list among {largest:,} orders", reads, " µs", steps, largest),
            panel(result, "gain: commands per second (FULL)", "commands per second at FULL", "", steps),
        ],
    )
