"""What a learner is told while scenarios are still running."""

from contextlib import closing
from dataclasses import replace

import pytest

from kata.exercises import tasks
from kata.judge import Verdict, weigh_as_they_come
from kata.outcomes import Outcome
from kata.runner import Runner
from kata.variants import STEPS_FOLDER
from kata.workbench import Bench

FIRST, SECOND, *_ = tasks("step1_crud")
NOTHING_YET = Verdict(Bench(1), [FIRST, SECOND])


def outcome(scenario: str, passed: bool = True) -> Outcome:
    return replace(Outcome("", "", scenario), passed=passed)


SOONEST = [outcome(scenario) for scenario in FIRST.soonest]
LATER = [outcome(scenario) for scenario in FIRST.scenarios[len(SOONEST) :]]


@pytest.mark.parametrize(
    ("soonest", "to_come"),
    [
        ([*SOONEST[:-1], replace(SOONEST[-1], is_last=True)], LATER),
        (SOONEST, LATER[1:]),  # where the last is left out, the next one says so
    ],
)
def test_a_task_is_green_so_far_before_all_of_its_scenarios_have_run(
    soonest: list[Outcome], to_come: list[Outcome]
) -> None:
    assert SOONEST
    assert LATER
    outcomes = iter([*soonest, *LATER])
    so_far = next(weigh_as_they_come(NOTHING_YET, [FIRST], outcomes))
    assert (so_far.done, so_far.at_hand, so_far.is_final) == (frozenset({1}), None, False)
    assert list(outcomes) == to_come


def test_what_was_green_so_far_turns_out_red_as_soon_as_it_is_known() -> None:
    wrong = outcome(LATER[1].scenario, passed=False)
    outcomes = iter([*SOONEST, LATER[0], wrong, *LATER[2:]])
    verdicts = weigh_as_they_come(NOTHING_YET, [FIRST], outcomes)
    assert next(verdicts).done == {1}
    red = next(verdicts)
    assert (red.done, red.at_hand, red.failure, red.is_final) == (frozenset(), FIRST, wrong, False)
    assert list(outcomes) == LATER[2:]


def test_after_a_failure_nothing_is_called_green_so_far() -> None:
    wrong = outcome(SOONEST[0].scenario, passed=False)
    verdicts = list(weigh_as_they_come(NOTHING_YET, [FIRST], iter([wrong, *SOONEST[1:], *LATER])))
    assert [(verdict.failure, verdict.is_final) for verdict in verdicts] == [(wrong, False), (wrong, True)]


def test_it_is_known_which_scenario_is_the_last_that_an_entry_covers() -> None:
    first = ["Nothing can cost <price>", "A laptop and two mice"]
    with closing(Runner(STEPS_FOLDER / "step1_crud")) as runner:
        lasts = [(outcome.scenario, outcome.is_last) for outcome in runner.run(first, only=True)]
    assert lasts == [*[(first[0], False)] * (len(lasts) - 2), (first[0], True), (first[1], True)]
    assert len(lasts) > 3
