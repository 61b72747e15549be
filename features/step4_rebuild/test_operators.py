"""The operator's commands."""

import importlib
import io
import os
import re
import shlex
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.processes import ROOT
from features.rebuilding import keep_answers_of_old
from steps.step3_projections import open_shop as open_shop_of_old
from steps.step4_rebuild.__main__ import Progress, print_status
from steps.step4_rebuild.read_models import Status, what_to_run
from steps.step4_rebuild.shop import open_log

scenarios("operators.feature")

Ran = subprocess.CompletedProcess[str]


@given("a shop of old in which Ana ordered a laptop and two mice")
def shop_of_old(step_name: str, database: Path) -> None:
    with open_shop_of_old(database) as shop:
        shop.commands.create_order("ORD-1", "CUST-1")
        shop.commands.add_item("ORD-1", "Laptop", 1, Decimal("999.99"))
        shop.commands.add_item("ORD-1", "Mouse", 2, Decimal("29.99"))
        shop.commands.confirm("ORD-1")
        shop.settle()
    keep_answers_of_old(step_name, database)


def run(step_name: str, database: Path, command: str) -> Ran:
    return subprocess.run(
        [sys.executable, "-m", f"steps.{step_name}", str(database), command],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


@when(parsers.parse('an operator runs "{command}"'), target_fixture="ran")
def runs(step_name: str, database: Path, command: str) -> Ran:
    return run(step_name, database, command)


@when(parsers.parse('an operator runs "{command}" for a shop that is not there'), target_fixture="ran")
def runs_elsewhere(step_name: str, tmp_path: Path, command: str) -> Ran:
    return run(step_name, tmp_path / "nowhere.db", command)


@then("it prints")
def prints(ran: Ran, docstring: str) -> None:
    assert (ran.returncode, ran.stderr) == (0, "")
    assert re.sub(r"[\d,]+ per second", "... per second", ran.stdout) == docstring + "\n"


@then(parsers.parse('it fails with "{complaint}"'))
def fails(ran: Ran, complaint: str) -> None:
    assert ran.returncode != 0
    assert complaint in ran.stderr
    assert "Traceback" not in ran.stderr


@when("an operator watches a rebuild on a terminal", target_fixture="screen")
def watches(step_name: str, database: Path) -> str:
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    keyboard, terminal = pty.openpty()
    command = [sys.executable, "-m", f"steps.{step_name}", str(database), "rebuild"]
    with subprocess.Popen(command, cwd=ROOT, stdout=terminal) as process:
        process.wait(timeout=60)
    os.close(terminal)
    screen = os.read(keyboard, 10_000).decode()
    os.close(keyboard)
    return screen


@then("a bar fills up")
def bar_fills(screen: str) -> None:
    assert re.sub(r"[\d,]+ per second", "... per second", screen) == (
        "\r[..............................] 0 of 4 events, ... per second\033[K"
        "\r[##############################] 4 of 4 events, ... per second, 0 s left\033[K\r\n"
        "Version 2 is live, version 1 stands by.\r\n"
    )


def test_progress_says_how_fast_it_is_and_how_long_it_will_take(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    times = iter([10.0, 10.0, 12.0, 13.0, 15.0, 18.0])
    monkeypatch.setattr("steps.step4_rebuild.__main__.time", SimpleNamespace(monotonic=lambda: next(times)))
    progress = Progress()
    for done in (0, 100, 150, 200, 400):
        progress(done, 400)
    assert capsys.readouterr().out.splitlines() == [
        "100 of 400 events, 50 per second, 6 s left",
        "200 of 400 events, 40 per second, 5 s left",
        "400 of 400 events, 50 per second, 0 s left",
    ]


def test_progress_of_a_rebuild_that_goes_on_counts_only_what_it_does_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    times = iter([10.0, 10.0, 10.5])
    monkeypatch.setattr("steps.step4_rebuild.__main__.time", SimpleNamespace(monotonic=lambda: next(times)))
    progress = Progress()
    for done in (300, 400):
        progress(done, 400)
    assert capsys.readouterr().out.splitlines() == ["400 of 400 events, 200 per second, 0 s left"]


@pytest.mark.parametrize("is_terminal", [True, False])
@pytest.mark.parametrize("total", [0, 1])
def test_progress_is_seen_at_once_however_little_there_is_to_do(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool, total: int
) -> None:
    seen = io.BytesIO()
    screen = io.TextIOWrapper(seen, encoding="utf-8", newline="\n")
    monkeypatch.setattr(screen, "isatty", lambda: is_terminal)
    monkeypatch.setattr(sys, "stdout", screen)
    Progress()(total, total)
    bar = f"\r[{'#' * 30 * total or '.' * 30}] " if is_terminal else ""
    assert seen.getvalue().decode().startswith(f"{bar}{total} of {total} events")


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_built_and_the_next_rebuild_goes_on_from_there(
    step_name: str, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop_of_old(step_name, database)
    command_line = importlib.import_module(f"steps.{step_name}.__main__")
    monkeypatch.setattr(f"steps.{step_name}.rebuild.BATCH_SIZE", 1)
    monkeypatch.setattr(sys, "argv", ["step", str(database), "rebuild"])

    reports: list[int] = []

    def interrupt(done: int, _: int) -> None:
        reports.append(done)
        if reports.count(3) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "Progress", lambda: interrupt)
    with pytest.raises(SystemExit, match="What is built so far is kept; the same command goes on from there"):
        command_line.main()
    command_line.main()
    assert reports == [0, 1, 2, 3, 3, 4]


@pytest.mark.parametrize(("events", "behind", "built"), [(4, 3, "25%"), (1, 1, "0%"), (0, 0, "100%")])
def test_a_version_is_built_as_far_as_it_has_come(
    events: int, behind: int, built: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_status([Status(2, "building", events - behind, behind, None)], events)
    assert capsys.readouterr().out.splitlines()[1].endswith(f" {built}")


@pytest.mark.parametrize("name", ["shop.db", "my shop.db"])
def test_what_to_run_can_be_copied_to_a_command_line(name: str, tmp_path: Path) -> None:
    with closing(open_log(str(tmp_path / name))) as connection:
        connection.execute("UPDATE read_models SET version = 1")
        _, command = what_to_run(connection).split("Run: ")
    assert shlex.split(command) == ["python", "-m", "steps.step4_rebuild", str(tmp_path / name), "rebuild"]
