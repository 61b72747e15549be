"""The exercises are proved: each task turns its scenarios red and no others, and no hint gives it away too early."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from kata.exercises import Mistake, Task, covers, mistakes, tasks
from kata.outcomes import Outcome
from kata.runner import SECONDS, Hangs, Runner
from kata.variants import STEPS_FOLDER, Change, reference, restored, rewritten, write_variant
from steps import STEPS

TASKS = [(name, task) for name in STEPS for task in tasks(name)]
MISTAKES = [(name, mistake) for name in STEPS for mistake in mistakes(name) if mistake.wrong]
ROOT = Path(__file__).parents[1]
HAPPY_PATH = "A laptop and two mice"
SLOT = 45  # minutes
FEW = 25
ALL_DONE = "all tasks done"
LEISURE = 120.0  # seconds that a scenario may take, however busy the machine is


def of_task(value: object) -> str:
    return str(value.number) if isinstance(value, Task) else str(value)


def of_mistake(value: object) -> str:
    return value.name if isinstance(value, Mistake) else str(value)


def red(outcomes: list[Outcome]) -> set[str]:
    return {outcome.scenario for outcome in outcomes if not outcome.passed}


def of(entries: list[str], outcomes: list[Outcome]) -> set[str]:
    return {outcome.scenario for outcome in outcomes if covers(entries, outcome)}


def proves(seen: list[Outcome], entry: Task | Mistake) -> bool:
    """Whether a task's scenarios are red and no others, or a mistake is caught and not by the happy path."""
    if isinstance(entry, Task):
        return of(entry.scenarios, seen) <= red(seen) <= of(entry.scenarios + entry.sometimes, seen)
    asked = {outcome.scenario for outcome in seen}
    return asked == {entry.caught_by, HAPPY_PATH} and red(seen) == {entry.caught_by}


def outcomes_of(package: Path, entry: Task | Mistake, seconds: float) -> list[Outcome]:
    with closing(Runner(package, seconds)) as runner:
        if isinstance(entry, Task):
            return list(runner.run())
        return list(runner.run([entry.caught_by, HAPPY_PATH], only=True, slow=bool(entry.needs)))


def outcomes_of_all_tasks_done(step: str) -> list[Outcome]:
    with closing(Runner(STEPS_FOLDER / step, LEISURE)) as runner:
        return list(runner.run(slow=True))


def outcomes_on_a_busy_machine(package: Path, entry: Task | Mistake) -> list[Outcome]:
    """What becomes of the scenarios in the time they have for a learner or, where that proves nothing, at leisure."""
    with suppress(Hangs):
        seen = outcomes_of(package, entry, SECONDS)
        if proves(seen, entry):
            return seen
    return outcomes_of(package, entry, LEISURE)


Outcomes = dict[tuple[str, str], Future[list[Outcome]]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcomes]:
    """What becomes of the scenarios when a task is opened, a mistake made or all tasks done, two running at a time."""
    variants: list[tuple[str, Task | Mistake, list[Change]]] = [
        *((step, task, task.opening) for step, task in TASKS),
        *((step, mistake, mistake.wrong) for step, mistake in MISTAKES),
    ]
    # written in this thread alone: before Python 3.12, two threads that parse at the same time can fail
    packages = [write_variant(step, changes, tmp_path_factory.mktemp("variant")) for step, _, changes in variants]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {
            (step, entry.title): pool.submit(outcomes_on_a_busy_machine, package, entry)
            for package, (step, entry, _) in zip(packages, variants, strict=True)
        } | {(step, ALL_DONE): pool.submit(outcomes_of_all_tasks_done, step) for step in STEPS}


@pytest.mark.parametrize(("step", "task"), TASKS, ids=of_task)
def test_opening_a_task_turns_its_scenarios_red_and_no_others(step: str, task: Task, outcomes: Outcomes) -> None:
    seen = outcomes[step, task.title].result()
    listed = of(task.scenarios, seen)
    assert listed
    assert listed <= red(seen) <= listed | of(task.sometimes, seen)
    assert [
        entry
        for entry in task.scenarios + task.sometimes + task.also
        if not any(covers([entry], outcome) for outcome in seen)
    ] == []


@pytest.mark.parametrize(("step", "task"), TASKS, ids=of_task)
def test_few_scenarios_say_soonest_whether_a_task_is_done(step: str, task: Task, outcomes: Outcomes) -> None:
    seen = outcomes[step, task.title].result()
    assert 0 < sum(covers(task.soonest, outcome) for outcome in seen) <= FEW


@pytest.mark.parametrize(("step", "task"), TASKS, ids=of_task)
def test_filling_in_the_reference_gives_the_reference(step: str, task: Task) -> None:
    assert task.opening
    for change in task.opening:
        original = reference(step, change.place.file)
        opened = rewritten(original, change)
        assert opened != original
        assert restored(opened, original, change.place) == original


@pytest.mark.parametrize("step", STEPS)
def test_with_the_reference_filled_in_every_scenario_is_green(step: str, outcomes: Outcomes) -> None:
    seen = outcomes[step, ALL_DONE].result()
    assert seen
    assert red(seen) == set()


@pytest.mark.parametrize(("step", "task"), TASKS, ids=of_task)
def test_no_hint_before_the_last_holds_the_answer(step: str, task: Task) -> None:
    assert len(task.hints) >= 2
    told = squeezed(" ".join(task.hints[:-1]))
    for change in task.opening:
        original = reference(step, change.place.file)
        opened = rewritten(original, change).splitlines()
        answer = [line for line in original.splitlines() if line not in opened and len(squeezed(line)) > 10]
        assert [line for line in answer if squeezed(line) not in told], "the hints before the last give it all away"


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("step", STEPS)
def test_the_tasks_of_a_step_fit_its_slot(step: str) -> None:
    step_tasks = [task for name, task in TASKS if name == step]
    assert step_tasks
    assert all(4 <= task.minutes <= 15 for task in step_tasks)
    assert sum(task.minutes for task in step_tasks) <= SLOT
    places = [place for task in step_tasks for place in task.places]
    assert len(places) == len(set(places)), "two tasks share a place, so that neither can be judged alone"


@pytest.mark.parametrize(("step", "mistake"), MISTAKES, ids=of_mistake)
def test_a_mistake_is_caught_by_its_scenario_and_not_by_the_happy_path(
    step: str, mistake: Mistake, outcomes: Outcomes
) -> None:
    if not mistake.can_be_caught:
        pytest.skip(f"{mistake.caught_by!r} needs {mistake.needs}")
    seen = outcomes[step, mistake.title].result()
    assert {outcome.scenario for outcome in seen} == {mistake.caught_by, HAPPY_PATH}
    assert red(seen) == {mistake.caught_by}


def test_the_five_common_mistakes_of_the_literature_are_in_the_gallery() -> None:
    assert {
        "CQRS on a simple CRUD app",
        "A read model that gets round the rules",
        "Ignoring eventual consistency",
        "Separate databases before the need is proved",
        "No answer for a rebuild when a projection changes",
    } <= {mistake.title for step in STEPS for mistake in mistakes(step)}


def test_a_scenario_that_this_system_has_no_means_for_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pty.py").write_text("raise ModuleNotFoundError", encoding="utf-8")  # as on Windows
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with closing(Runner(STEPS_FOLDER / "step4_rebuild")) as runner:
        seen = list(runner.run(["On a terminal, a bar shows how far it is", HAPPY_PATH], only=True, slow=True))
    assert [(outcome.scenario, outcome.passed) for outcome in seen] == [(HAPPY_PATH, True)]


def test_what_is_laid_out_passes_the_type_checker(tmp_path: Path) -> None:
    """In the place of the step's own files, so that the rest of the house is checked against it."""
    shadows = []
    for step in STEPS:
        package = write_variant(
            step, [change for name, task in TASKS if name == step for change in task.opening], tmp_path
        )
        for file in package.rglob("*.py"):
            shadows += ["--shadow-file", str(STEPS_FOLDER / step / file.relative_to(package)), str(file)]
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--package", "steps", *shadows],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("step", STEPS)
def test_a_step_has_at_least_four_mistakes_in_code(step: str) -> None:
    assert len([mistake for name, mistake in MISTAKES if name == step]) >= 4
