"""What a learner is told while scenarios are still running."""

from dataclasses import replace

from kata.exercises import tasks
from kata.judge import Verdict, weigh_as_they_come
from kata.outcomes import Outcome
from kata.workbench import Bench

FIRST, SECOND, *_ = tasks("step1_crud")
NOTHING_YET = Verdict(Bench(1), [FIRST, SECOND])


def outcome(scenario: str, passed: bool = True) -> Outcome:
    return replace(Outcome("", "", scenario), passed=passed)


SOONEST = [outcome(scenario) for scenario in FIRST.soonest]
LATER = [outcome(scenario) for scenario in FIRST.scenarios[len(SOONEST) :]]


def test_a_task_is_green_so_far_before_all_of_its_scenarios_have_run() -> None:
    assert SOONEST
    assert LATER
    outcomes = iter([*SOONEST, *LATER])
    so_far = next(weigh_as_they_come(NOTHING_YET, [FIRST], outcomes))
    assert (so_far.done, so_far.at_hand, so_far.is_final) == (frozenset({1}), None, False)
    assert list(outcomes) == LATER[1:]


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
