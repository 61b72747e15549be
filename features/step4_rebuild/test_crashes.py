"""Rebuilds that are killed."""

import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from pytest_bdd import given, scenarios, then, when

from features.breakdown import BreakDown
from features.haste import in_haste
from features.log import assert_answers_are_the_fold
from features.processes import CRASHES, Processes
from features.rebuilding import go_live, has_two_stores, keep_answers_of_old, rebuild
from features.stores import answers_file
from steps import STEPS
from steps.contract import OrderSummary
from steps.step2_handlers.shop import addresses
from steps.step3_projections import open_shop as open_shop_of_old
from steps.step4_rebuild.read_models import WrongState
from steps.step4_rebuild.rebuild import AlreadyRebuilding, sole_builder
from steps.step4_rebuild.shop import RebuildShop, open_log

pytestmark = pytest.mark.filterwarnings("ignore:Version 1 of the order summary is live")
scenarios("crashes.feature")

OpenShop = Callable[..., RebuildShop]
SUMMARY = OrderSummary("ORD-1", "CUST-1", Decimal("1059.97"), 2, "confirmed")


def order(database: Path, orders: int = 1) -> None:
    """Place orders in a shop of old."""
    with open_shop_of_old(database, in_background=False) as shop, in_haste(shop):
        for number in range(1, orders + 1):
            shop.commands.create_order(f"ORD-{number}", "CUST-1")
            shop.commands.add_item(f"ORD-{number}", "Laptop", 1, Decimal("999.99"))
            shop.commands.add_item(f"ORD-{number}", "Mouse", 2, Decimal("29.99"))
            shop.commands.confirm(f"ORD-{number}")
        shop.settle()


def rebuilt(shop: RebuildShop, database: Path) -> list[int]:
    """Rebuild. Returns how many events were done at each report."""
    reports: list[int] = []
    rebuild(shop, database, lambda done, _total: reports.append(done))
    return reports


@pytest.fixture
def open_alone(open_shop: OpenShop) -> OpenShop:
    return partial(open_shop, in_background=False)


@pytest.fixture
def take_over(open_alone: OpenShop, step_name: str) -> Callable[[Path], None]:
    """Lays out a shop of old, with one order in it, and has today's program take it over."""

    def lay_out(database: Path) -> None:
        order(database)
        keep_answers_of_old(step_name, database)
        open_alone(database).close()

    return lay_out


def path_of(shop: RebuildShop) -> Path:
    [path] = shop.commands.store.connection.execute("SELECT file FROM pragma_database_list").fetchone()
    return Path(path)


@when("a rebuild breaks down at every moment there is", target_fixture="databases")
def rebuild_breaks_down(break_down: BreakDown, take_over: Callable[[Path], None], open_alone: OpenShop) -> list[Path]:
    return break_down(take_over, lambda shop: rebuilt(shop, path_of(shop)), open_alone)


@then("each time, the shop answers, and the next rebuild ends with what the log adds up to")
def next_rebuild(databases: list[Path], open_alone: OpenShop) -> None:
    assert len(databases) > 10
    versions = set()
    for database in databases:
        with open_alone(database) as shop, in_haste(shop):
            versions.add(shop.read_models.live())
            assert shop.queries.get_summary("ORD-1") == SUMMARY
            if shop.read_models.live() == 1:
                rebuilt(shop, database)
            assert shop.read_models.live() == 2
            assert shop.queries.get_details("ORD-1").units == 3
            assert_answers_are_the_fold(shop)
    assert versions == {1, 2}


@when("the retirement of the old version breaks down at every moment there is", target_fixture="databases")
def retirement_breaks_down(
    break_down: BreakDown, take_over: Callable[[Path], None], open_alone: OpenShop
) -> list[Path]:
    def prepare(database: Path) -> None:
        take_over(database)
        with open_alone(database) as shop:
            rebuilt(shop, database)

    return break_down(prepare, lambda shop: shop.read_models.retire(1), open_alone)


@then("each time, the old version is either retired or stands by, and up to date")
def retired_or_not(databases: list[Path], open_shop: OpenShop) -> None:
    states = set()
    for database in databases:
        with open_shop(database) as shop:
            shop.commands.create_order("ORD-2", "CUST-1")
            shop.settle()
            status = shop.read_models.status()[0]
            assert status.events_behind == 0
            states.add(status.state)
            if status.state == "standby":
                go_live(shop, 1)
            assert_answers_are_the_fold(shop)
    assert states == {"standby", "retired"}


@when("taking over a shop of old breaks down at every moment there is", target_fixture="databases")
def taking_over_breaks_down(break_down: BreakDown, open_shop: OpenShop) -> list[Path]:
    open_old = partial(open_shop_of_old, in_background=False)
    return break_down(order, lambda shop: open_shop(path_of(shop)).close(), open_old)


@then("each time, the shop is either of old or taken over, and answers")
def old_or_taken_over(databases: list[Path], open_shop: OpenShop, step_name: str) -> None:
    owners = set()
    for database in databases:
        with closing(sqlite3.connect(database)) as connection:
            owners.add(connection.execute("PRAGMA user_version").fetchone())
        with open_shop(database) as shop:
            if has_two_stores(shop):
                shop.settle()  # the log is taken over, and the answers are built from it
            assert shop.queries.get_summary("ORD-1") == SUMMARY
    assert owners == {(3,), (STEPS.index(step_name) + 1,)}


@given("a shop of old with many orders", target_fixture="shop")
def many_orders(open_shop: OpenShop, step_name: str, database: Path) -> Iterator[RebuildShop]:
    order(database, 60)
    keep_answers_of_old(step_name, database)
    with open_shop(database, in_background=False) as shop:
        yield shop


@when("a rebuild's process is started and killed again and again")
def kill_rebuild(processes: Processes) -> None:
    for _ in range(CRASHES):
        process = processes.start(f"steps.{processes.step_name}", str(processes.database), "rebuild")
        time.sleep(random.uniform(0.05, 0.2))
        process.kill()


def test_two_versions_are_never_live(open_shop: OpenShop, step_name: str, database: Path) -> None:
    order(database)
    keep_answers_of_old(step_name, database)
    with open_shop(database) as shop:
        rebuilt(shop, database)
        with closing(sqlite3.connect(answers_file(database))) as connection, pytest.raises(sqlite3.IntegrityError):
            connection.execute("UPDATE read_models SET state = 'live'")


@given("a rebuild is left alone")
@when("a rebuild is left alone")
def left_alone(shop: RebuildShop, processes: Processes, database: Path) -> None:
    processes.kill_all()
    with suppress(WrongState):  # where the last one got through before it was killed
        rebuilt(shop, database)


@then("both versions are what the log adds up to")
def both_are_the_fold(shop: RebuildShop) -> None:
    assert shop.read_models.live() == 2
    for version in (1, 2):
        go_live(shop, version)
        assert_answers_are_the_fold(shop)


@when("the processes that go back, switch and retire are started and killed again and again")
def kill_all_kinds(processes: Processes) -> None:
    for number in range(CRASHES * 2):
        command = ["rollback", "switch", "rollback", "switch", "retire"][number % 5]
        process = processes.start(f"steps.{processes.step_name}", str(processes.database), command)
        time.sleep(random.uniform(0.05, 0.15))
        process.kill()
        process.wait()


@then("the live version is what the log adds up to")
def live_is_the_fold(shop: RebuildShop) -> None:
    shop.settle()
    assert [status.events_behind for status in shop.read_models.status()] == [0, 0]
    assert_answers_are_the_fold(shop)


class Stops(Exception):
    """Somebody has pressed Ctrl-C."""


@when("a rebuild stops in the middle")
def stops_in_the_middle(shop: RebuildShop, step_name: str, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(done: int, _: int) -> None:
        if done >= 100:
            raise Stops

    monkeypatch.setattr(f"steps.{step_name}.rebuild.BATCH_SIZE", 100)
    with pytest.raises(Stops):
        rebuild(shop, database, stop)


@then("the next one begins where it stopped")
def begins_where_it_stopped(shop: RebuildShop, database: Path) -> None:
    assert rebuilt(shop, database) == [100, 200, 240]


@then("the next one begins at the beginning")
def begins_anew(shop: RebuildShop, database: Path) -> None:
    assert rebuilt(shop, database) == [0, 100, 200, 240]
    assert_answers_are_the_fold(shop)


@when("a rebuild is under way")
def under_way(database: Path) -> Iterator[None]:
    with sole_builder(str(database)):
        yield


@then("another is told which process is at it")
def told_which(processes: Processes) -> None:
    process = processes.start(f"steps.{processes.step_name}", str(processes.database), "rebuild")
    _, complained = process.communicate(timeout=30)
    assert process.returncode == 1
    assert complained.startswith(f"This shop is being rebuilt already, by process {os.getpid()} on ")


def test_a_rebuild_in_memory_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    address, _ = addresses(":memory:")
    with sole_builder(address):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_rebuild_that_is_about_to_lay_out_its_lock_keeps_others_out(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.db-rebuild", isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        with pytest.raises(AlreadyRebuilding, match="another process"), sole_builder(str(tmp_path / "shop.db")):
            pass


@pytest.mark.parametrize(
    ("columns", "mode", "complaint"), [("name, since", "rwc", "has 2 columns"), ("name", "ro", "readonly database")]
)
def test_what_is_wrong_with_the_lock_is_not_taken_for_another_rebuild(
    tmp_path: Path, columns: str, mode: str, complaint: str
) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.db-rebuild")) as lock:
        lock.execute(f"CREATE TABLE builder ({columns})")
    address = f"{(tmp_path / 'shop.db').as_uri()}?mode={mode}"
    with pytest.raises(sqlite3.OperationalError, match=complaint), sole_builder(address):
        pass


def test_two_take_over_a_shop_of_old_at_once(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order(database)
    other = [lambda: open_log(str(database)).close()]

    class SlowConnection(sqlite3.Connection):
        def executescript(self, script: str) -> sqlite3.Cursor:
            if other:
                other.pop()()
            return super().executescript(script)

    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=SlowConnection))
    with closing(open_log(str(database))) as connection:
        assert connection.execute("SELECT version, state FROM read_models").fetchall() == [(1, "live")]
