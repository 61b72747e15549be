"""The features as they are written, and what became of them in the last real run.

The run's report leaves things out: a step nobody defined is simply missing, steps after a failure say "failed" too,
and all rows of an outline share one line. So the source says what should have run, and the report is held against it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

from kata.docs.source import ROOT, Missing

FEATURES = ROOT / "features"
REPORTS = ROOT / ".specs"


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Run:
    """One scenario, or one row of an outline, as one step of the kata ran it: the outcome of each of its lines."""

    lines: tuple[Outcome, ...]
    message: str = ""

    @property
    def outcome(self) -> Outcome:
        return worst(self.lines)


@dataclass(frozen=True)
class Example:
    """What actually runs: the row's cells where an outline gave them, and every line in full, background included."""

    cells: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Scenario:
    """A scenario as it is written, with its examples: one, or as many as the outline has rows."""

    feature: Path
    rule: str
    name: str
    line: int
    steps: tuple[dict[str, Any], ...]
    header: tuple[str, ...]
    examples: tuple[Example, ...]

    @property
    def first_step(self) -> int:
        """The number of the kata's step that introduces the scenario; 0 where it is not about the steps."""
        found = re.match(r"step(\d+)_", self.feature.parent.name)
        return int(found[1]) if found else 0

    @property
    def anchor(self) -> str:
        return slug(f"{self.feature.stem} {self.name}")

    def runs(self, step: str) -> tuple[Run, ...]:
        """What became of each example in a step of the kata, in the last run."""
        return tuple(run(self, example, step) for example in self.examples)

    def outcome(self, step: str) -> Outcome:
        return worst(run.outcome for run in self.runs(step))


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Failed where one failed; passed where all did, and there was one."""
    seen = set(outcomes)
    if Outcome.FAILED in seen:
        return Outcome.FAILED
    return Outcome.PASSED if seen == {Outcome.PASSED} else Outcome.NOT_RUN


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@cache
def parse(path: Path) -> dict[str, Any]:
    document: Any = Parser().parse(path.read_text(encoding="utf-8"))
    return {**document, "uri": path.relative_to(FEATURES).as_posix()}


def forget() -> None:
    """Read the features and the reports anew from now on: they may have changed since the last page was made."""
    for remembered in (parse, scenarios, reports):
        remembered.cache_clear()


def feature_files(folder: str) -> list[Path]:
    """The features that a folder introduces. Raises Missing where there are none."""
    found = sorted((FEATURES / folder).glob("*.feature"))
    if not found:
        raise Missing(f"There is no feature in features/{folder}.")
    return found


def all_features() -> list[Path]:
    return sorted(FEATURES.rglob("*.feature"))


def feature_of(path: Path) -> dict[str, Any]:
    feature: dict[str, Any] = parse(path)["feature"]
    return feature


def background_of(path: Path) -> tuple[dict[str, Any], ...]:
    """The steps that every scenario of a feature begins with."""
    children = feature_of(path)["children"]
    return tuple(step for child in children if "background" in child for step in child["background"]["steps"])


@cache
def scenarios(path: Path) -> tuple[Scenario, ...]:
    """The scenarios of a feature, in the order in which they are written."""
    document = parse(path)
    examples: dict[str, list[Example]] = {}
    rows = {
        row["id"]: tuple(cell["value"] for cell in row["cells"])
        for scenario, _ in written(document)
        for table in scenario["examples"]
        for row in table["tableBody"]
    }
    for pickle in Compiler().compile(document):  # type: ignore[arg-type]  # its parser says dict
        scenario_id, *row = pickle["astNodeIds"]
        lines = tuple(step["text"] for step in pickle["steps"])
        examples.setdefault(scenario_id, []).append(Example(rows[row[0]] if row else (), lines))
    return tuple(
        Scenario(
            feature=path,
            rule=rule,
            name=scenario["name"],
            line=scenario["location"]["line"],
            steps=tuple(scenario["steps"]),
            header=tuple(cell["value"] for table in scenario["examples"][:1] for cell in table["tableHeader"]["cells"]),
            examples=tuple(examples[scenario["id"]]),
        )
        for scenario, rule in written(document)
    )


def written(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Each scenario of a parsed feature, with the rule it stands under."""
    for child in document["feature"]["children"]:
        inner = child.get("rule", {"children": [child], "name": ""})
        for grandchild in inner["children"]:
            if "scenario" in grandchild:
                yield grandchild["scenario"], inner["name"]


def find(name: str) -> Scenario:
    """The one scenario of this name. Raises Missing where there is none, or more than one."""
    found = [scenario for path in all_features() for scenario in scenarios(path) if scenario.name == name]
    if len(found) != 1:
        raise Missing(f"There are {len(found)} scenarios called {name!r}.")
    return found[0]


@dataclass(frozen=True)
class Report:
    """What the last run of a feature said of each of its lines, and when."""

    at: datetime
    elements: dict[int, list[dict[str, Any]]]


@cache
def reports() -> dict[str, Report]:
    """The last report on each feature that ever ran."""
    found: dict[str, Report] = {}
    for file in sorted(REPORTS.glob("*.json"), key=lambda file: file.stat().st_mtime):
        at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        for feature in json.loads(file.read_text(encoding="utf-8")):
            elements: dict[int, list[dict[str, Any]]] = {}
            for element in feature["elements"]:
                elements.setdefault(element["line"], []).append(element)
            found[feature["uri"]] = Report(at, elements)
    return found


def report_on(feature: Path) -> Report | None:
    return reports().get(feature.relative_to(FEATURES).as_posix())


def run(scenario: Scenario, example: Example, step: str) -> Run:
    """What the report says of one example in one step of the kata, on whatever stores, made honest by the source."""
    report = report_on(scenario.feature)
    found = []
    for element in report.elements.get(scenario.line, []) if report else []:
        reported = tuple(line["name"] for line in element["steps"])
        in_step = f"[{step}" in element["id"] or not scenario.first_step
        if in_step and reported == example.lines[: len(reported)]:
            found.append(honest(element["steps"], len(example.lines)))
    if not found:
        return Run((Outcome.NOT_RUN,) * len(example.lines))
    lines = tuple(map(worst, zip(*(run.lines for run in found), strict=True)))
    return Run(lines, next((run.message for run in found if run.message), ""))


def honest(reported: list[dict[str, Any]], count: int) -> Run:
    """The outcome of `count` lines, of which perhaps not all were reported."""
    passed = list(takewhile(lambda line: line["result"]["status"] == "passed", reported))
    if len(passed) == count:
        return Run((Outcome.PASSED,) * count)
    if len(passed) < len(reported):
        message = reported[len(passed)]["result"]["error_message"]
    else:
        message = "No step definition says what this line means."
    not_run = count - len(passed) - 1
    return Run((*[Outcome.PASSED] * len(passed), Outcome.FAILED, *[Outcome.NOT_RUN] * not_run), message)
