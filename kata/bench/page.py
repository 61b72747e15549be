"""The docs page about costs: a text with gaps, which every figure and every chart is put into."""

from collections.abc import Sequence
from pathlib import Path
from string import Template

from kata.bench.charts import charts
from kata.bench.contention import DIFFERENT, SAME
from kata.bench.http import ANSWERED, PERCENTS
from kata.bench.loop import LOOP
from kata.bench.order import LOST, SPEED
from kata.bench.ratios import ratios, tables
from kata.bench.results import Figure, Result
from kata.bench.svg import amount, duration

TEMPLATE = Path(__file__).with_name("costs.md")
SHOWN = {
    "list": ["list_by_customer by orders, µs"],
    "summary": ["get_summary by orders, µs"],
    "lines": ["get_summary by lines, µs"],
    "commands": ["commands per second at FULL", "commands per second at NORMAL"],
    "projecting": ["projected events per second", "peak memory of projecting by events, MB"],
    "lag": [f"lag under load, {named}, ms" for named in ["p50", "p99", "max"]],
    "rebuild": [f"{what} under load, {named}, ms" for what in ["query", "command"] for named in ["p50", "p99", "max"]],
    "writers-apart": [f"commands per second by writers on {DIFFERENT}"],
    "writers-together": [
        f"commands per second by writers on {SAME}",
        f"conflicts per 1,000 commands by writers on {SAME}",
    ],
    "order": [SPEED, LOST],
    "http": [
        ANSWERED,
        *(f"a {what} of programs, {named}, ms" for what in ["command", "question"] for named in PERCENTS),
    ],
    "loop": list(LOOP.values()),
    "price": ["new lines of code", "lines of code in all", "tables", "moving parts"],
}


def page(result: Result) -> str:
    """The whole page, in Markdown."""
    shown = {name.replace("-", "_"): shown_chart(result, name) for name in SHOWN}
    values = {"machine": machine(result), "ratios": ratio_tables(result), **shown, **in_the_text(result)}
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(values)


def machine(result: Result) -> str:
    """Where and when it was measured."""
    used = result.machine
    software = f"{used.system}, Python {used.python}, SQLite {used.sqlite}"
    return f"{used.processor}, {used.cores} cores, {software}, {result.made}"


def in_the_text(result: Result) -> dict[str, str]:
    """The figures that sentences of the page name."""
    lists = "list_by_customer by orders, µs"
    lines = "get_summary by lines, µs"
    naive, step1, step2 = (result.of(lists, side)[-1] for side in ["naive", "step 1", "step 2"])
    has_workshop = bool(result.of(LOOP["kata check"]))
    return {
        "loop_note": "" if has_workshop else "`kata check` and `kata watch` were not measured in this run.",
        "orders": f"{naive.at:,}",
        "naive_list": duration(naive.median),
        "step1_list": duration(step1.median),
        "step2_list": duration(step2.median),
        "most_lines": f"{result.of(lines)[-1].at:,}",
        "step1_lines": duration(result.of(lines, "step 1")[-1].median),
        "step2_lines": duration(result.of(lines, "step 2")[-1].median),
        "step2_full": amount(result.find("commands per second at FULL", "step 2").median),
        "step3_full": amount(result.find("commands per second at FULL", "step 3").median),
        "step2_normal": amount(result.find("commands per second at NORMAL", "step 2").median),
        "step3_normal": amount(result.find("commands per second at NORMAL", "step 3").median),
        "step3_lag": amount(result.find("lag under load, p50, ms", "step 3").median),
        "step3_slow_lag": amount(result.find("lag under load, p99, ms", "step 3").median),
        **{f"step{n}_code": amount(result.find("lines of code in all", f"step {n}").median) for n in range(1, 7)},
        **{
            f"step{n}_{what}": duration(1000 * result.find(f"a {what} of programs, p50, ms", f"step {n}", 1).median)
            for n in [5, 6]
            for what in ["command", "question"]
        },
        "rebuild_seconds": amount(1_000_000 / result.find("projected events per second", "step 4, rebuild").median),
    }


def ratio_tables(result: Result) -> str:
    """A table for each group of ratios."""
    return "\n\n".join(
        "\n".join(
            [f"**{group}**", "", line(columns), line(["---", *["--:"] * (len(columns) - 2), "---"]), *map(line, rows)]
        )
        for group, columns, rows in tables(ratios(result))
    )


def line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def shown_chart(result: Result, name: str) -> str:
    """A chart in both themes, and its figures in a table that can be opened."""
    chart = charts(result).get(name)
    if chart is None:
        return "*Not measured in this run.*"
    description, _ = chart
    return "\n\n".join(
        [
            pictures(name, description),
            '??? note "The figures"\n\n' + "\n".join(f"    {line}".rstrip() for line in figure_table(result, name)),
        ]
    )


def pictures(name: str, description: str) -> str:
    """The chart for light pages and the one for dark pages, of which a page shows one."""
    return f"![{description}](bench/{name}-light.svg#only-light)\n![{description}](bench/{name}-dark.svg#only-dark)"


def figure_table(result: Result, name: str) -> list[str]:
    rows = [row(figure) for what in SHOWN[name] for figure in result.of(what)]
    return ["| what | of | at | median | spread |", "|---|---|--:|--:|--:|", *rows]


def row(figure: Figure) -> str:
    at = f"{figure.at:,}" if figure.at else ""
    spread = f"± {figure.spread / 2:.0%}" if len(figure.samples) > 1 else ""
    return f"| {figure.what} | {figure.side} | {at} | {amount(figure.median)} | {spread} |"
