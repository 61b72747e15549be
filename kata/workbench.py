"""The workbench: a learner's copy of each step's package, with the exercise's tasks open.

Whatever overwrites a learner's text keeps it in a backup first.
"""

import ast
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kata.exercises import Task, tasks
from kata.variants import (
    Change,
    Place,
    VariantError,
    definition,
    reference,
    restored,
    rewritten,
    write_variant,
)
from steps import STEPS

NOTES = "kata.json"

NOTHING_YET = '''"""Step 1 from scratch: what the shop promises stands in steps/contract.py."""

from pathlib import Path

from steps.contract import Shop


def open_shop(database: str | Path) -> Shop:
    """Open the shop in this file, or ":memory:"."""
    raise NotImplementedError("a shop that keeps the promises of steps/contract.py")
'''


def folder() -> Path:
    """Where the workbench is: in the repository, unless KATA_WORKBENCH says otherwise."""
    return Path(os.environ.get("KATA_WORKBENCH", Path(__file__).parents[1] / "workbench")).absolute()


@dataclass(frozen=True, slots=True)
class Bench:
    """The workbench of one step."""

    number: int

    @property
    def name(self) -> str:
        return STEPS[self.number - 1]

    @property
    def package(self) -> Path:
        return folder() / self.name

    @property
    def is_there(self) -> bool:
        return self.package.is_dir()

    @property
    def is_from_scratch(self) -> bool:
        return bool(self.notes().get("from_scratch"))

    def files(self) -> list[Path]:
        return sorted(self.package.rglob("*.py"))

    def read(self, file: str) -> str:
        """The text of a file of the package. Raises VariantError where there is none."""
        try:
            return (self.package / file).read_text(encoding="utf-8-sig")  # some editors begin with a mark
        except OSError as error:
            raise VariantError(f"{file}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise VariantError(f"{file}: this is no text in UTF-8 ({error.reason})") from error

    def tasks(self) -> list[Task]:
        """The step's tasks, or all of it as one task where the learner began from scratch."""
        if self.is_from_scratch:
            return [Task(1, f"Step {self.number} from scratch", 90, FROM_SCRATCH, [], [], [])]
        return tasks(self.name)

    def is_untouched(self, task: Task) -> bool:
        """Whether all the places of a task are still as `kata start` left them. Raises VariantError, SyntaxError."""
        return task.opening != [] and all(self.is_as(change) for change in task.opening)

    def is_as(self, change: Change) -> bool:
        opened = rewritten(reference(self.name, change.place.file), change)
        mine, its = (definition(text, change.place) for text in (self.read(change.place.file), opened))
        return ast.dump(mine) == ast.dump(its)

    def line_of(self, place: Place) -> int:
        """The line on which a place begins. Raises VariantError, SyntaxError."""
        return definition(self.read(place.file), place).lineno

    def lay_out(self, from_scratch: bool = False) -> None:
        """Write the step's package with every task open, or the previous step's package under this step's name."""
        folder().mkdir(parents=True, exist_ok=True)
        if not from_scratch:
            write_variant(self.name, [change for task in tasks(self.name) for change in task.opening], folder())
        elif self.number == 1:
            self.package.mkdir()
            (self.package / "__init__.py").write_text(NOTHING_YET, encoding="utf-8")
        else:
            previous = STEPS[self.number - 2]
            write_variant(previous, [], folder() / "previous").rename(self.package)
            (folder() / "previous").rmdir()
            for file in self.files():
                text = file.read_text(encoding="utf-8")
                file.write_text(text.replace(f"steps.{previous}", f"steps.{self.name}"), encoding="utf-8")
        self.note(from_scratch=from_scratch)

    def back_up(self) -> Path:
        """A copy of the package as it is now."""
        number = 1
        while (backup := folder() / "backups" / f"{self.name}-{number}").exists():
            number += 1
        shutil.copytree(self.package, backup, ignore=shutil.ignore_patterns("__pycache__"))
        return backup

    def lay_out_again(self) -> Path:
        """Begin anew. Returns the backup."""
        backup = self.back_up()
        from_scratch = self.is_from_scratch
        shutil.rmtree(self.package)
        self.lay_out(from_scratch)
        return backup

    def reopen(self, task: Task) -> Path:
        """Leave a task open as at the start. Returns the backup. Raises VariantError."""
        texts = {place.file: self.read(place.file) for place in task.places}
        for change in task.opening:
            opened = rewritten(reference(self.name, change.place.file), change)
            texts[change.place.file] = restored(texts[change.place.file], opened, change.place)
        return self.write(texts)

    def solve(self, solved: Iterable[Task]) -> Path:
        """Fill in the reference for these tasks. Returns the backup. Raises VariantError."""
        texts: dict[str, str] = {}
        for place in (place for task in solved for place in task.places):
            text = texts.get(place.file) or self.read(place.file)
            texts[place.file] = restored(text, reference(self.name, place.file), place)
        return self.write(texts)

    def become_the_reference(self) -> Path:
        """Take over the whole step. Returns the backup."""
        backup = self.back_up()
        notes = self.notes()
        shutil.rmtree(self.package)
        write_variant(self.name, [], folder())
        self.note(**notes)
        return backup

    def write(self, texts: dict[str, str]) -> Path:
        backup = self.back_up()
        for file, text in texts.items():
            (self.package / file).write_text(text, encoding="utf-8")
        return backup

    def next_hint(self, task: Task) -> tuple[int, str] | None:
        """The number and text of the hint to give next, noted as given. The last one is given again."""
        if not task.hints:
            return None
        given: dict[str, int] = self.notes().get("hints", {})
        number = min(given.get(str(task.number), 0) + 1, len(task.hints))
        self.note(hints=given | {str(task.number): number})
        return number, task.hints[number - 1]

    def notes(self) -> dict[str, Any]:
        file = self.package / NOTES
        notes: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return notes

    def note(self, **more: Any) -> None:
        (self.package / NOTES).write_text(json.dumps(self.notes() | more), encoding="utf-8")


FROM_SCRATCH = """
Nothing is open and nothing is given: this is the previous step's package under this step's name, or for step 1 one
empty function. Change it until every scenario is green. Whatever the specs can't import is what they want next. The
step's own folder in steps/ is one way to do it."""


def benches() -> list[Bench]:
    """The workbench of every step, laid out or not."""
    return [Bench(number) for number in range(1, len(STEPS) + 1)]


def latest() -> Bench | None:
    """The workbench whose file was saved last, if there is any."""
    there = [bench for bench in benches() if bench.is_there]
    return max(
        there, key=lambda bench: max((file.stat().st_mtime for file in bench.files()), default=0.0), default=None
    )
