"""The living specs as Markdown: every feature with the outcome of each line, the matrix, and links to one scenario."""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path

from kata.docs.results import (
    FEATURES,
    Outcome,
    Scenario,
    all_features,
    background_of,
    feature_files,
    feature_of,
    find,
    report_on,
    scenarios,
    worst,
)
from steps import STEPS

MARKS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_RUN: "-"}


def mark(outcome: Outcome, about: str = "") -> str:
    """An outcome as a sign for the eye and words for a screen reader."""
    words = f"{about}: {outcome}" if about else outcome
    look = outcome.replace(" ", "-")
    return f'<span class="{look}" title="{words}" aria-label="{words}" role="img">{MARKS[outcome]}</span>'


def page_of(scenario: Scenario) -> str:
    return f"specs-{scenario.feature.parent.name.partition('_')[0]}.md"


def title(scenario: Scenario) -> str:
    """The scenario's name with a link to its text."""
    name = escape(scenario.name, quote=False).replace("|", "\\|")
    return f"[{name}]({page_of(scenario)}#{scenario.anchor})"


def link(name: str) -> str:
    """The scenario's name with a link, after its outcome in every step that must satisfy it."""
    scenario = find(name)
    return f"{mark(in_all(scenario))} {title(scenario)}"


def holds_for(scenario: Scenario) -> list[str]:
    """The steps of the kata that must satisfy a scenario. One that is not about the steps runs once, under no name."""
    return STEPS[scenario.first_step - 1 :] if scenario.first_step else [""]


def in_all(scenario: Scenario) -> Outcome:
    """What became of a scenario in the steps that ran it. A later step may do without it."""
    outcomes = [scenario.outcome(step) for step in holds_for(scenario)]
    return worst(outcome for outcome in outcomes if outcome is not Outcome.NOT_RUN)


def tally(step: str) -> str:
    """How many scenarios a step must satisfy, and how many of them passed when they last ran."""
    number = STEPS.index(step) + 1
    due = [s for path in all_features() for s in scenarios(path) if 0 < s.first_step <= number]
    outcomes = [scenario.outcome(step) for scenario in due]
    counts = ", ".join(
        f"**{outcomes.count(outcome)} {outcome}**"
        for outcome in MARKS
        if outcome is Outcome.PASSED or outcomes.count(outcome)
    )
    return f"Step {number} must satisfy {len(due)} scenarios: {counts}. {when(feature_files(step)[0])}"


def when(feature: Path) -> str:
    report = report_on(feature)
    return f"Last run: {report.at:%d %B %Y, %H:%M} UTC." if report else "Not run yet."


def listing(folder: str) -> Iterator[str]:
    """The scenarios that a folder introduces, by feature and rule, each with its outcome."""
    for path in feature_files(folder):
        yield f"**{feature_of(path)['name']}**\n"
        for rule, group in groupby(scenarios(path), key=lambda scenario: scenario.rule):
            indent = "    " if rule else ""
            if rule:
                yield f"- *{rule}*\n"
            yield from (f"{indent}- {link(scenario.name)}" for scenario in group)
            yield ""


def features(folder: str) -> Iterator[str]:
    """Every feature of a folder in full."""
    for path in feature_files(folder):
        yield from feature(path)


def feature(path: Path) -> Iterator[str]:
    """A feature as it is written, with what became of every line."""
    parsed = feature_of(path)
    yield f"## {parsed['name']} {{ #{path.stem} }}\n"
    yield f"`features/{path.relative_to(FEATURES).as_posix()}`\n"
    yield f"{' '.join(parsed['description'].split())} {when(path)}\n"
    if background := background_of(path):
        yield '<div class="scenario" markdown="0"><p>Before each scenario:</p><ul>'
        yield from (f"<li>{keyword_and_text(step['keyword'], step['text'])}</li>" for step in background)
        yield "</ul></div>\n"
    for rule, group in groupby(scenarios(path), key=lambda scenario: scenario.rule):
        if rule:
            yield f"### {rule}\n"
        for scenario in group:
            yield from in_full(scenario, len(background))


def in_full(scenario: Scenario, background: int) -> Iterator[str]:
    """A scenario: its outcome in every step, its lines with theirs, and the rows of an outline."""
    steps = holds_for(scenario)
    yield f"#### {escape(scenario.name)} {{ #{scenario.anchor} }}\n"
    yield '<div class="scenario" markdown="0">'
    yield f"<p>{' '.join(verdict(scenario, step) for step in steps)}</p><ul>"
    runs = [run for step in steps for run in scenario.runs(step) if run.outcome is not Outcome.NOT_RUN]
    for number, step in enumerate(scenario.steps):
        line = background + number
        yield f"<li>{mark(worst(run.lines[line] for run in runs))} {keyword_and_text(step['keyword'], step['text'])}"
        if "dataTable" in step:
            yield table([[cell["value"] for cell in row["cells"]] for row in step["dataTable"]["rows"]])
        if "docString" in step:
            yield f"<pre><code>{escape(step['docString']['content'])}</code></pre>".replace("\n", "&#10;")
        yield "</li>"
    yield "</ul>"
    if scenario.header:
        signs = [
            "".join(mark(scenario.runs(step)[number].outcome, step) for step in steps)
            for number in range(len(scenario.examples))
        ]
        rows = [list(example.cells) for example in scenario.examples]
        yield table([list(scenario.header), *rows], signs)
    yield from {f"<pre><code>{escape(run.message)}</code></pre>".replace("\n", "&#10;") for run in runs if run.message}
    yield "</div>\n"


def verdict(scenario: Scenario, step: str) -> str:
    outcome = scenario.outcome(step)
    return f"{mark(outcome)} " + (f"step&nbsp;{STEPS.index(step) + 1}" if step else outcome)


def keyword_and_text(keyword: str, text: str) -> str:
    return f"<b>{escape(keyword.strip())}</b> {escape(text)}"


def table(rows: list[list[str]], signs: list[str] | None = None) -> str:
    """An HTML table, headed by its first row; `signs` stand before the other rows."""
    header, *body = rows
    blank = "<td></td>" if signs else ""
    html = f"<table><thead><tr>{blank}{''.join(f'<th>{escape(cell)}</th>' for cell in header)}</tr></thead><tbody>"
    for number, row in enumerate(body):
        sign = f"<td>{signs[number]}</td>" if signs else ""
        html += f"<tr>{sign}{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
    return html + "</tbody></table>"


def matrix() -> Iterator[str]:
    """A row for every scenario about the steps, a column for every step. On a phone, its number has to do."""
    yield '<div class="matrix" markdown="1">\n'
    for path in all_features():
        if not scenarios(path)[0].first_step:
            continue
        yield f"### {feature_of(path)['name']} {{ #matrix-{path.stem} }}\n"
        yield f"| scenario | {' | '.join(f'<span>step</span> {number}' for number in range(1, len(STEPS) + 1))} |"
        yield f"|---|{':-:|' * len(STEPS)}"
        for scenario in scenarios(path):
            cells = [
                mark(scenario.outcome(step), f"step {number}") if number >= scenario.first_step else ""
                for number, step in enumerate(STEPS, start=1)
            ]
            yield f"| {title(scenario)} | {' | '.join(cells)} |"
        yield ""
    yield "</div>"
