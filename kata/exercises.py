"""What the manifests beside a step say: `exercise.toml` its tasks, `mistakes.toml` its gallery of mistakes."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kata.outcomes import Outcome
from kata.variants import STEPS_FOLDER, Change, Place, VariantError, reference, rewritten


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of a step that a learner writes: what opens it, and the scenarios that are green when it is done.

    While it is open, these are red, and `sometimes` others, where it depends on who is faster. Those in `also` are
    green while it is open, and judge what is written. The `first` few run first, all where it is 0: a learner is told
    that the task is done as far as they go, and waits for no others.
    """

    number: int
    title: str
    minutes: int
    do: str
    hints: list[str]
    scenarios: list[str]
    opening: list[Change]
    sometimes: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    first: int = 0

    @property
    def soonest(self) -> list[str]:
        """The scenarios that say soonest whether it is done."""
        return self.scenarios[: self.first or None]

    @property
    def places(self) -> list[Place]:
        return [change.place for change in self.opening]


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something people really get wrong: in code that a scenario catches, or as a decision that a page discusses."""

    name: str
    title: str
    why: str
    wrong: list[Change]
    caught_by: str = ""
    page: str = ""
    needs: str = ""  # the package without which its scenario is skipped

    @property
    def can_be_caught(self) -> bool:
        """Whether the scenario can run here."""
        return not self.needs or find_spec(self.needs) is not None


def covers(entries: Sequence[str], outcome: Outcome) -> bool:
    """Whether one of `entries` names the scenario, its rule or its feature."""
    return not {outcome.scenario, outcome.rule, outcome.feature}.isdisjoint(entries)


def rank(entries: Sequence[str], outcome: Outcome) -> int:
    """The index of the first of `entries` that covers a scenario, their number where none does."""
    return next((at for at, entry in enumerate(entries) if covers([entry], outcome)), len(entries))


def tasks(step_name: str) -> list[Task]:
    """The tasks of a step's exercise, in order. Raises VariantError, naming the manifest's line."""
    manifest = STEPS_FOLDER / step_name / "exercise.toml"
    return [
        Task(number=number, opening=changes(manifest, entry.pop("open")), **entry)
        for number, entry in enumerate(entries(manifest, "task"), start=1)
    ]


def mistakes(step_name: str) -> list[Mistake]:
    """The mistakes of a step's gallery. Raises VariantError, naming the manifest's line."""
    manifest = STEPS_FOLDER / step_name / "mistakes.toml"
    return [Mistake(wrong=changes(manifest, entry.pop("wrong", [])), **entry) for entry in entries(manifest, "mistake")]


def entries(manifest: Path, table: str) -> list[dict[str, Any]]:
    """The tables of that name in a manifest, none where there is no manifest."""
    if not manifest.exists():
        return []
    found: list[dict[str, Any]] = tomllib.loads(manifest.read_text(encoding="utf-8"))[table]
    return found


def changes(manifest: Path, listed: list[dict[str, str]]) -> list[Change]:
    """The changes that a manifest lists, tried on the step. One without a body leaves its place to the learner."""
    found = []
    for entry in listed:
        body = entry["body"] if "body" in entry else f"raise NotImplementedError({quoted(entry['todo'])})"
        change = Change(Place(*entry["function"].split(":")), body, entry.get("statement", ""))
        try:
            rewritten(reference(manifest.parent.name, change.place.file), change)
        except (VariantError, FileNotFoundError) as error:
            text = manifest.read_text(encoding="utf-8")
            line = text[: text.index(entry["function"])].count("\n") + 1
            raise VariantError(f"{manifest}:{line}: {error}") from None
        found.append(change)
    return found


def quoted(text: str) -> str:
    """The text as a Python string in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
