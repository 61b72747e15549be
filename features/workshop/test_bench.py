"""The benchmark itself: that its results can be kept and compared, and that its page says what was measured."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kata.__main__ import app
from kata.bench import command
from kata.bench.compare import moves
from kata.bench.limits import read_and_parse
from kata.bench.measure import race
from kata.bench.page import page
from kata.bench.projecting import new_log
from kata.bench.ratios import ratios
from kata.bench.results import Figure, load, result_of
from kata.bench.sizes import QUICK

TINY = replace(
    QUICK,
    rounds=2,
    seconds=0.001,
    shops=[20, 40],
    lines=[1, 2],
    placed=2,
    events=300,
    peer_events=40,
    slow_rounds=1,
    load_seconds=0.2,
    writers=[2],
    contended=8,
)


def test_a_result_is_read_as_it_was_written(tmp_path: Path) -> None:
    result = result_of(
        "quick", [Figure("time, µs", "step 1", 1_000, [1.5, 2.25]), Figure("tables", "step 2", 0, [3.0])]
    )
    result.save(tmp_path / "result.json")
    assert load(tmp_path / "result.json") == result


@pytest.mark.parametrize(
    ("samples", "has_moved"),
    [
        ([10.0, 11.0, 12.0], False),  # the same
        ([11.9, 14.0, 15.0], False),  # some rounds are slower than any before, not all
        ([12.1, 14.0, 15.0], True),
        ([5.0, 6.0, 9.9], True),
    ],
)
def test_a_figure_has_moved_where_its_samples_lie_apart(samples: list[float], has_moved: bool) -> None:
    before = result_of("full", [Figure("time, µs", "step 1", 0, [10.0, 11.0, 12.0])])
    after = result_of("full", [Figure("time, µs", "step 1", 0, samples), Figure("new", "step 1", 0, samples)])
    assert [move.after.what for move in moves(before, after)] == (["time, µs"] if has_moved else [])


def test_a_move_by_less_than_a_tenth_is_not_told() -> None:
    before, after = (result_of("full", [Figure("time, µs", "step 1", 0, [value])]) for value in [100.0, 109.0])
    assert list(moves(before, after)) == []


def test_check_says_what_moved_and_by_how_much(tmp_path: Path) -> None:
    paths = [str(tmp_path / "before.json"), str(tmp_path / "after.json")]
    for path, value in zip(paths, [10.0, 20.0], strict=True):
        result_of("full", [Figure("time, µs", "step 1", 1_000, [value])]).save(Path(path))
    checked = CliRunner().invoke(app, ["bench", "--check", *paths])
    assert "time, µs, step 1 at 1,000: 10 → 20 (2.00 times)" in checked.output
    assert checked.exit_code == 1
    assert CliRunner().invoke(app, ["bench", "--check", paths[0], paths[0]]).exit_code == 0


def test_sides_take_turns_and_nobody_always_begins() -> None:
    called = []

    def measure(side: str) -> int:
        called.append(side)
        return len(called)

    samples = race({side: partial(measure, side) for side in "ab"}, rounds=2)
    assert "".join(called) == "ab" + "ab" + "ba"
    assert samples == {"a": [3, 6], "b": [4, 5]}


def test_a_run_measures_one_step_and_keeps_the_result(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(command, "QUICK", TINY)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    ran = CliRunner().invoke(app, ["bench", "4", "--quick"])
    assert ran.exit_code == 0, ran.output
    assert "This was a quick run" in ran.output
    result = load(tmp_path / ".bench" / "result.json")
    assert {figure.side for figure in result.of("get_summary by orders, µs")} == {"step 4", "naive", "limit"}
    assert len(ratios(result)) > 20
    assert all(ratio.holds for ratio in ratios(result) if ratio.what.startswith("commands lost"))


def test_the_limit_reads_as_many_events_as_the_steps_project(tmp_path: Path) -> None:
    assert read_and_parse(new_log(tmp_path / "log.db", 3, 300)) == 300


def test_the_page_says_what_the_kept_result_says() -> None:
    kept = load(command.DOCS / "bench" / command.RESULT)
    assert kept.setting == "full"
    assert (command.DOCS / "costs.md").read_text(encoding="utf-8") == page(kept), "run: kata bench --redraw"
