"""Charts as SVG, written by hand: lines over a logarithmic scale, and bars.

As narrow as a phone, so that nobody has to zoom. Each side has a mark or a name of its own, so that nothing depends on
telling colours apart. A label says in words what is drawn.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 400
LEFT, RIGHT, TOP, BOTTOM = 58, 84, 52, 46
PLOT = 230  # the height of the area that lines are drawn in
ROW, BAR = 36, 12
LINE = 14  # from one line of text to the next

Number = int | float


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a page, and of each side on it."""

    name: str
    text: str
    faint: str
    sides: dict[str, str]

    def colour(self, side: str) -> str:
        return next((colour for start, colour in self.sides.items() if side.startswith(start)), self.text)


LIGHT = Theme(
    "light",
    "#1c1c1c",
    "#d0d0d0",
    {
        "step 1": "#8a4600",
        "step 2": "#0b57a4",
        "step 3": "#00695c",
        "step 4": "#7a2a8c",
        "step 5": "#4e5d00",
        "step 6": "#a3195b",
        "naive": "#b3261e",
        "peer": "#b3261e",
        "limit": "#5a6068",
    },
)
DARK = Theme(
    "dark",
    "#e8e8ee",
    "#4a4d58",
    {
        "step 1": "#ffb77a",
        "step 2": "#8ec5ff",
        "step 3": "#6fd6c4",
        "step 4": "#dd9be9",
        "step 5": "#cddc6b",
        "step 6": "#ff9ac2",
        "naive": "#ff9b92",
        "peer": "#ff9b92",
        "limit": "#a9b2bd",
    },
)
MARKS = {
    "step 1": "M-4,-4H4V4H-4Z",
    "step 2": "M0,-5L5,4H-5Z",
    "step 3": "M0,-5L5,0L0,5L-5,0Z",
    "step 4": "M-5,-4H5L0,5Z",
    "step 5": "M-5,-1H-1V-5H1V-1H5V1H1V5H-1V1H-5Z",
    "step 6": "M-5,-3L0,-5L5,-3V3L0,5L-5,3Z",
    "naive": "M-4,-4L4,4M-4,4L4,-4",
    "limit": "M-5,0H5",
}


@dataclass(frozen=True, slots=True)
class Curve:
    """A side and its points, from left to right."""

    side: str
    points: Sequence[tuple[Number, Number]]


@dataclass(frozen=True, slots=True)
class Bar:
    """A side, how long its bar is, and what is written beside it."""

    side: str
    value: Number
    written: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars that are measured in the same unit, under a heading."""

    heading: str
    bars: Sequence[Bar]


def curves(
    theme: Theme, title: str, below: str, drawn: Sequence[Curve], unit: Callable[[Number], str], description: str
) -> str:
    """Lines over two logarithmic scales; what lies `below` is named there, and `unit` writes a number beside them."""
    xs = [x for curve in drawn for x, _ in curve.points]
    ys = [y for curve in drawn for _, y in curve.points]
    low, high = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))
    across, height = WIDTH - LEFT - RIGHT, TOP + PLOT + BOTTOM

    def at_x(x: Number) -> float:
        return LEFT + across * math.log(x / min(xs)) / math.log(max(xs) / min(xs))

    def at_y(y: Number) -> float:
        return TOP + PLOT * (high - math.log10(y)) / (high - low)

    parts = []
    for power in range(low, high + 1):
        y = at_y(10.0**power)
        parts.append(f'<path d="M{LEFT},{y:.1f}H{LEFT + across}" stroke="{theme.faint}"/>')
        parts.append(text(theme, LEFT - 7, y + 4, unit(10.0**power), "end"))
    for x in sorted(set(xs)):
        parts.append(text(theme, at_x(x), TOP + PLOT + 18, short(x), "middle"))
    parts.append(text(theme, LEFT + across / 2, TOP + PLOT + 37, below, "middle"))
    for curve in drawn:
        colour = theme.colour(curve.side)
        line = " ".join(f"{at_x(x):.1f},{at_y(y):.1f}" for x, y in curve.points)
        dashes = ' stroke-dasharray="5 4"' if curve.side == "limit" else ""
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        for x, y in curve.points:
            parts.append(mark(curve.side, colour, at_x(x), at_y(y)))
    ends = {curve.side: at_y(curve.points[-1][1]) for curve in drawn}
    for side, y in spread_out(ends).items():
        parts.append(mark(side, theme.colour(side), LEFT + across + 17, y))
        parts.append(text(theme, LEFT + across + 27, y + 4, side, "start", theme.colour(side)))
    return picture(theme, title, description, height, parts)


def spread_out(wanted: dict[str, float]) -> dict[str, float]:
    """Heights close to the wanted ones at which labels do not overlap."""
    placed: dict[str, float] = {}
    for side, y in sorted(wanted.items(), key=lambda item: item[1]):
        placed[side] = max(y, max(placed.values(), default=-math.inf) + LINE)
    excess = max(max(placed.values()) - (TOP + PLOT), 0)
    return {side: y - excess for side, y in placed.items()}


def bars(theme: Theme, title: str, panels: Sequence[Panel], description: str) -> str:
    """Bars, each under its name and beside its figure. The longest of a panel fills the width."""
    parts: list[str] = []
    y = TOP - 8
    for panel in panels:
        if panel.heading:
            parts.append(text(theme, 0, y, panel.heading, weight=600))
            y += 8
        longest = max(bar.value for bar in panel.bars) or 1
        for bar in panel.bars:
            colour = theme.colour(bar.side)
            length = (WIDTH - RIGHT) * bar.value / longest
            parts.append(text(theme, 0, y + LINE, bar.side, fill=colour))
            parts.append(
                f'<rect x="0" y="{y + LINE + 5}" width="{max(length, 1):.1f}" height="{BAR}" fill="{colour}"/>'
            )
            parts.append(text(theme, max(length, 1) + 6, y + LINE + BAR + 4, bar.written))
            y += ROW
        y += 26
    return picture(theme, title, description, y - 14, parts)


def picture(theme: Theme, title: str, description: str, height: Number, parts: Sequence[str]) -> str:
    """An SVG with its title on it, and told in words to who can't see it."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 0 {WIDTH + 16} {height}" width="{WIDTH + 16}"'
            f' height="{height}" role="img" aria-label="{escape(description)}" font-size="13"'
            ' font-family="system-ui, sans-serif">',
            f"<title>{escape(title)}</title>",
            text(theme, 0, 18, title, weight=600, size=14),
            *parts,
            "</svg>\n",
        ]
    )


def text(
    theme: Theme,
    x: Number,
    y: Number,
    words: str,
    anchor: str = "start",
    fill: str | None = None,
    weight: int = 400,
    size: int = 13,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill or theme.text}"'
        f' font-weight="{weight}" font-size="{size}">{escape(words)}</text>'
    )


def mark(side: str, colour: str, x: float, y: float) -> str:
    return (
        f'<path d="{MARKS[side]}" transform="translate({x:.1f} {y:.1f})" fill="{colour}" stroke="{colour}"'
        ' stroke-width="1.5"/>'
    )


def short(number: Number) -> str:
    """1,000 as 1k, and a million as 1M."""
    for size, letter in [(1_000_000, "M"), (1_000, "k")]:
        if number >= size:
            return f"{number / size:g}{letter}"
    return f"{number:g}"


def duration(microseconds: Number) -> str:
    """A time of microseconds in the unit that suits it."""
    for size, unit in [(1_000_000, "s"), (1_000, "ms")]:
        if microseconds >= size:
            return f"{microseconds / size:.3g} {unit}"
    return f"{microseconds:.3g} µs"


def amount(number: Number) -> str:
    """A number to three digits, thousands apart."""
    return f"{float(f'{number:.3g}'):,.10g}"
