"""Each side opened by itself, in processes of their own."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from features.attempts import told_by
from features.processes import ROOT
from features.step5_two_stores.places import Servers
from steps.contract import NotYetVisible
from steps.step5_two_stores import open_shop
from steps.step5_two_stores.opening import (
    open_answers,
    open_commands,
    open_log,
    open_projector,
    open_queries,
    open_store,
    read_path,
    urls,
)
from steps.step5_two_stores.ports import NoSuchStore, NotAnswering, StoreDown
from steps.step5_two_stores.sqlite_log import SqliteLog

ASK = """
import sys
from steps.step5_two_stores.opening import open_queries
with open_queries(sys.argv[1]) as queries:
    print(queries.get_summary("ORD-1"), [order.order_id for order in queries.search("cust")])
loaded = sorted(name for name in sys.modules if name.startswith("steps."))
assert "steps.step5_two_stores.queries" in loaded
print([name for name in loaded if name.split(".")[1] not in {"contract", "step5_two_stores"}])
"""


def test_whoever_answers_has_no_command_code_loaded(database: Path) -> None:
    with open_shop(database) as shop:
        shop.commands.create_order("ORD-1", "CUST-1")
        shop.settle()
    asked = subprocess.run(
        [sys.executable, "-c", ASK, read_path(database)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert asked.stdout.splitlines() == ["Order ORD-1: $0.00 (0 items) ['ORD-1']", "[]"]


def test_three_sides_that_share_nothing_but_their_stores(database: Path) -> None:
    write_url, read_url = str(database), read_path(database)
    with open_commands(write_url) as commands, open_projector(write_url, read_url) as projector:
        receipt = commands.create_order("ORD-1", "CUST-1")
        projector.catch_up()
        with open_queries(read_url) as queries:
            assert queries.get_summary("ORD-1", at_least=receipt).customer_id == "CUST-1"
            queries.patience = 0
            receipt = commands.create_order("ORD-2", "CUST-1")
            with pytest.raises(NotYetVisible):
                queries.search("cust", at_least=receipt)


def test_questions_before_there_is_a_store(database: Path) -> None:
    with pytest.raises(StoreDown, match="Run a projector, which lays it out"), open_queries(read_path(database)):
        pass


def test_a_log_that_is_gone_while_its_answers_are_not(database: Path) -> None:
    with open_shop(database, in_background=False) as shop:
        shop.commands.create_order("ORD-1", "CUST-1")
        shop.settle()
    database.unlink()
    with pytest.warns(UserWarning, match="the log was put back"), open_shop(database, in_background=False) as shop:
        assert shop.queries.get_summary("ORD-1").customer_id == "CUST-1"


def test_a_log_that_somebody_keeps_locked(database: Path) -> None:
    open_log(str(database)).close()
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")  # as in a backup: there, whoever writes keeps readers waiting
        with closing(open_log(str(database))) as log:
            assert isinstance(log, SqliteLog)
            log.connection.execute("PRAGMA busy_timeout = 0")
            other.execute("BEGIN EXCLUSIVE")
            for ask in (log.head, lambda: log.read(0, 1), lambda: log.event_at(1), lambda: log.backlog(0)):
                with pytest.raises(StoreDown, match="locked"):
                    ask()


def test_a_question_to_a_read_store_that_is_not_laid_out_yet(tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    empty.touch()
    with open_queries(str(empty)) as queries, pytest.raises(StoreDown, match="not laid out yet"):
        queries.get_summary("ORD-1")


def test_questions_before_there_is_a_version(database: Path) -> None:
    with open_projector(str(database), read_path(database)), open_queries(read_path(database)) as queries:
        with pytest.raises(NotAnswering, match="No version of the order summary is live yet"):
            queries.get_summary("ORD-1")
        assert queries.search("?!") == []


@pytest.mark.slow
def test_several_open_a_database_at_once_that_is_new(servers: Servers) -> None:
    from steps.step5_two_stores.postgres import Postgres

    def lay_out(_: int) -> None:
        with closing(Postgres(servers.postgres.url)) as database:
            database.lay_out("SELECT pg_sleep(0.5); CREATE TABLE at_once (number INTEGER)", "at_once")

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lay_out, range(4))) == [None] * 4


@pytest.mark.parametrize("url", ["mysql://somewhere", "redis://somewhere"])
def test_no_log_of_that_kind(url: str) -> None:
    with pytest.raises(NoSuchStore, match=rf"Can't write to {url}\. Name a file, or postgresql"):
        open_log(url)


def test_no_store_of_that_kind() -> None:
    with pytest.raises(NoSuchStore, match=r"Can't keep answers in mysql://somewhere\. Name a file"):
        open_store("mysql://somewhere")
    with pytest.raises(NoSuchStore, match=r"Can't read from mysql://somewhere\. Name a file"):
        open_answers("mysql://somewhere")


def test_which_shop(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KATA_WRITE_URL", "KATA_READ_URL", "KATA_SEARCH_URL"):
        monkeypatch.delenv(name, raising=False)
    assert told_by(lambda: urls(None)) == ["Which shop? Name its file, or set KATA_WRITE_URL and KATA_READ_URL."]
    monkeypatch.setenv("KATA_WRITE_URL", "shop.db")
    monkeypatch.setenv("KATA_READ_URL", "answers.db")
    assert urls(None) == ("shop.db", "answers.db", "")
    assert urls("other.db") == ("other.db", "other-answers.db", "")
