"""Crashes."""

import itertools
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.breakdown import BreakDown
from features.log import assert_answers_are_the_fold, log_of
from features.operators import PATIENCE
from features.processes import CRASHES, Processes
from features.stores import files
from steps.step3_projections.event_store import RecordedEvent
from steps.step3_projections.shop import ProjectionShop

scenarios("crashes.feature")

OpenShop = Callable[..., ProjectionShop]


@when("the projector breaks down at every moment of a batch", target_fixture="databases")
def projector_breaks_down(break_down: BreakDown, open_shop: OpenShop) -> list[Path]:
    without_projector = partial(open_shop, in_background=False)

    def prepare(database: Path) -> None:
        with without_projector(database) as shop:
            shop.commands.create_order("ORD-1", "CUST-1")
            shop.commands.add_item("ORD-1", "Laptop", 1, Decimal("999.99"))
            shop.commands.add_item("ORD-1", "Mouse", 2, Decimal("29.99"))
            shop.commands.create_order("ORD-2", "CUST-1")
            shop.commands.confirm("ORD-1")

    return break_down(prepare, lambda shop: shop.projector.run_batch(), without_projector)


@then("each time, once it goes on, the answers are what the log adds up to")
def each_is_the_fold(databases: list[Path], open_shop: OpenShop) -> None:
    assert len(databases) > 4
    for database in databases:
        with open_shop(database) as shop:
            shop.settle()
            assert_answers_are_the_fold(shop)


@when("another projector deals with a batch while this one is about to")
def two_projectors(shop: ProjectionShop, open_shop: OpenShop, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.commands.create_order("ORD-1", "CUST-1")
    shop.settle()
    shop.background.stop()
    shop.commands.add_item("ORD-1", "Laptop", 1, Decimal("999.99"))  # an order's opening would be noticed twice anyway
    store = shop.commands.store
    read_all = store.read_all

    def read_and_wait(after: int, limit: int) -> list[RecordedEvent]:
        events = read_all(after, limit)
        with open_shop(database) as other:
            other.settle()
        return events

    with monkeypatch.context() as patch:
        patch.setattr(store, "read_all", read_and_wait)
        shop.projector.run_batch()


@then("the answers are what the log adds up to")
def is_the_fold(shop: ProjectionShop) -> None:
    shop.settle()
    assert_answers_are_the_fold(shop)


@when("somebody keeps the shop locked for longer than its projector waits")
def kept_locked(shop: ProjectionShop, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.background.stop()
    shop.commands.create_order("ORD-1", "CUST-1")
    monkeypatch.setattr("steps.step1_crud.database.PATIENCE", 0.01)
    with ExitStack() as locks:
        for file in files(database):
            lock = locks.enter_context(closing(sqlite3.connect(file, isolation_level=None)))
            lock.execute("BEGIN IMMEDIATE")
        shop.background.start()
        time.sleep(0.5)


@then("the projector goes on, once the lock is gone")
def goes_on_after_lock(shop: ProjectionShop) -> None:
    deadline = time.monotonic() + PATIENCE
    while shop.projector.lag().events_behind:
        assert time.monotonic() < deadline, "it does not"
        time.sleep(0.01)
    assert_answers_are_the_fold(shop)


@when("a projector's process is started and killed again and again")
def kill_projector(processes: Processes, shop: ProjectionShop) -> None:
    for crash in processes.crashes(shop.projector):
        projector = processes.start_projector()
        processes.live_a_while(crash)
        projector.kill()


@when("two projectors' processes are started and killed again and again")
def kill_projectors(processes: Processes, shop: ProjectionShop) -> None:
    for crash in processes.crashes(shop.projector):
        projectors = [processes.start_projector(), processes.start_projector()]
        for projector in projectors:
            processes.live_a_while(crash)
            projector.kill()


@then("once a projector runs again, the answers are what the log adds up to")
def goes_on(processes: Processes, shop: ProjectionShop) -> None:
    processes.kill_all()
    is_the_fold(shop)


@when("a process that keeps placing orders is started and killed again and again")
def kill_crowd(processes: Processes, shop: ProjectionShop) -> None:
    for crash in itertools.count(1):  # until there were enough, and some came after it had got somewhere
        crowd = processes.start_crowd(f"CROWD-{crash}")
        processes.live_a_while(crash)
        crowd.kill()
        processes.assert_none_failed()
        if crash >= CRASHES and len(log_of(shop)) > CRASHES:
            break
    processes.kill_all()


@then("each event is there wholly, and every order's events follow one another")
def events_are_whole(shop: ProjectionShop) -> None:
    events = log_of(shop)
    assert len(events) > CRASHES
    versions: dict[str, list[int]] = {}
    for recorded in events:
        versions.setdefault(recorded.stream_id, []).append(recorded.version)
    for numbers in versions.values():
        assert numbers == list(range(1, len(numbers) + 1))


class OneNap(threading.Event):
    """Tells a projector to stop once it has napped, and complains where it does not nap."""

    looks = 0

    def is_set(self) -> bool:
        self.looks += 1
        assert self.looks < 10, "it looks for events over and over instead"
        return super().is_set()

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout
        self.set()
        return True


@when("a projector has nothing to do")
def nothing_to_do(shop: ProjectionShop) -> None:
    shop.background.stop()


@then("it naps before it looks again")
def naps(shop: ProjectionShop) -> None:
    shop.projector.run(OneNap())


@given("a projector's process", target_fixture="process")
def projector_process(processes: Processes) -> subprocess.Popen[str]:
    return processes.start_projector()


@given('Ana opens order "ORD-1" in a shop without a projector of its own')
@when('Ana opens order "ORD-1" in a shop without a projector of its own')
def opens_without_projector(processes: Processes, shop: ProjectionShop) -> None:
    assert processes.step_name
    shop.commands.create_order("ORD-1", "CUST-1")


@when(parsers.parse("the process is told to stop by {name}"))
def told_to_stop(process: subprocess.Popen[str], name: str) -> None:
    if sys.platform == "win32":
        pytest.skip("on Windows nobody can send a signal to one process alone")
    process.send_signal(signal.Signals[name])


@then("it stops, and says how far it got")
def stops(process: subprocess.Popen[str]) -> None:
    said, complained = process.communicate(timeout=30)
    assert (said, complained, process.returncode) == ("Stopped at position 1.\n", "", 0)


@when("an operator asks for the lag on the command line", target_fixture="said")
def asks_for_lag(processes: Processes) -> str:
    process = processes.start(f"steps.{processes.step_name}.projector", str(processes.database), "--lag")
    said, complained = process.communicate(timeout=30)
    assert (process.returncode, complained) == (0, "")
    return said


@then(parsers.parse('the answer is "{answer}"'))
def answer_is(said: str, answer: str) -> None:
    assert answer in said
    assert "stopped" not in said


@then(parsers.parse('the answer is "{answer}", and the reason'))
def answer_is_with_reason(said: str, answer: str) -> None:
    assert answer in said
    assert "stopped: The event at position 1, of order 'ORD-BROKEN', is broken" in said


@when("a program ends without closing its shop", target_fixture="forgetful")
def forgets(processes: Processes) -> subprocess.Popen[str]:
    return processes.start("features.forgetful", processes.step_name, str(processes.database))


@then("no projector keeps it running")
def ends(forgetful: subprocess.Popen[str]) -> None:
    forgetful.communicate(timeout=30)


@when("a projector's process runs", target_fixture="complained")
def runs(processes: Processes) -> str:
    process = processes.start_projector()
    complained = process.communicate(timeout=30)[1]
    assert process.returncode == 1
    return complained


@then("it ends with an error that names the place and the reason")
def names_the_place(complained: str) -> None:
    assert complained == (
        "The event at position 1, of order 'ORD-BROKEN', is broken: "
        "OrderTeleported of schema version 1 is of no known kind: {}\n"
    )


@when("a projector's process is started for a shop that is not there", target_fixture="complained")
def not_there(processes: Processes, tmp_path: Path) -> str:
    process = processes.start(f"steps.{processes.step_name}.projector", str(tmp_path / "nowhere.db"))
    complained = process.communicate(timeout=30)[1]
    assert process.returncode == 2
    assert not (tmp_path / "nowhere.db").exists()
    return complained


@then("it says that the shop is not there")
def says_not_there(complained: str) -> None:
    assert "nowhere.db is not there" in complained
