"""The judge: which tasks are done, which one is at hand, and which scenario shows it, by running the specs.

A task that the learner has not touched yet is answered by the reference, so that each task is judged alone.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace

from kata.exercises import Task, covers, rank
from kata.outcomes import Outcome
from kata.runner import Broken, Hangs, Runner
from kata.variants import Place, VariantError
from kata.workbench import Bench


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is done, what is at hand, and the failure to show of it. `lines` says where each place begins.

    `trouble` is why nothing could be judged. `is_final` is false while scenarios are still running.
    """

    bench: Bench
    tasks: list[Task]
    done: frozenset[int] = frozenset()
    lines: dict[Place, int] = field(default_factory=dict)
    at_hand: Task | None = None
    failure: Outcome | None = None
    trouble: str = ""
    is_final: bool = True

    @property
    def is_all_done(self) -> bool:
        return len(self.done) == len(self.tasks)


def judge(bench: Bench, runner: Callable[[], Runner]) -> Generator[Verdict, None, None]:
    """The verdict on a workbench. One that is not final comes as soon as something is known of the task begun last."""
    verdict = Verdict(bench, bench.tasks())
    try:
        for file in bench.files():
            compile(bench.read(file.relative_to(bench.package).as_posix()), file, "exec")
        verdict = replace(verdict, lines={place: bench.line_of(place) for place in places(verdict.tasks)})
        untouched = [task for task in verdict.tasks if bench.is_untouched(task)]
    except SyntaxError as error:
        yield replace(verdict, trouble=f"{error.filename}:{error.lineno}: {error.msg}\n\n{error.text or ''}")
        return
    except VariantError as error:
        way_out = f"Put it back, or lay the step out anew, which keeps a backup: kata reset {bench.number}"
        yield replace(verdict, trouble=f"{error}.\n\n{way_out}")
        return
    begun = [task for task in verdict.tasks if task not in untouched]
    try:
        if begun:
            with closing(runner()) as judging:
                outcomes = judging.run(begun[-1].scenarios, slow=not untouched, filled=places(untouched))
                for judged in weigh_as_they_come(verdict, begun, to_the_end(outcomes)):
                    if judged.failure or not judged.is_final or not untouched:
                        yield judged
                verdict = judged
        if untouched and verdict.failure is None:
            first, *others = untouched
            with closing(runner()) as showing:
                outcomes = showing.run(first.scenarios[:1], only=True, filled=places(others))
                failure = next((outcome for outcome in to_the_end(outcomes) if not outcome.passed), None)
            yield replace(verdict, at_hand=first, failure=failure)
    except Broken as error:
        yield replace(verdict, trouble=str(error))


def to_the_end(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """The outcomes, that of a scenario that hangs as the last."""
    try:
        yield from outcomes
    except Hangs as hanging:
        yield hanging.outcome


def weigh_as_they_come(verdict: Verdict, begun: list[Task], outcomes: Iterator[Outcome]) -> Iterator[Verdict]:
    """The verdict when the task begun last is green as far as its first scenarios go, at the first failure, and when
    all scenarios have run.
    """
    failures: list[Outcome] = []
    is_green = False
    for outcome in outcomes:
        if not outcome.passed:
            failures.append(outcome)
            if len(failures) == 1:
                yield weigh(verdict, begun, failures, is_final=False)
        elif not (is_green or failures) and says_soonest(begun[-1], outcome):
            is_green = True
            yield weigh(verdict, begun, failures, is_final=False)
    yield weigh(verdict, begun, failures, is_final=not any(failure.hangs for failure in failures))


def says_soonest(task: Task, outcome: Outcome) -> bool:
    """Whether those scenarios have run that say soonest whether a task is done. The last of them may be left out."""
    first = task.soonest
    return first != [] and (not covers(first, outcome) or (outcome.is_last and covers(first[-1:], outcome)))


def weigh(verdict: Verdict, begun: list[Task], failures: list[Outcome], is_final: bool) -> Verdict:
    """The verdict on the tasks that were begun. A failure is held against the last of them that lists it."""

    def culprit(failure: Outcome) -> Task:
        listing = [task for task in begun if covers(task.scenarios + task.also, failure)]
        return listing[-1] if listing else begun[-1]  # something was broken that no task is about

    culprits = [culprit(failure) for failure in failures]
    at_hand = min(culprits, key=lambda task: task.number, default=None)
    if at_hand is None:
        return replace(verdict, done=numbers(begun), is_final=is_final)
    held_against_it = [failure for failure, task in zip(failures, culprits, strict=True) if task is at_hand]
    return replace(
        verdict,
        done=numbers(task for task in begun if task not in culprits and (is_final or task.number < at_hand.number)),
        at_hand=at_hand,
        failure=min(held_against_it, key=lambda failure: rank(at_hand.scenarios, failure)),
        is_final=is_final,
    )


def numbers(tasks: Iterable[Task]) -> frozenset[int]:
    return frozenset(task.number for task in tasks)


def places(tasks: list[Task]) -> list[Place]:
    return [place for task in tasks for place in task.places]
