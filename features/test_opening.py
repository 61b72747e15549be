"""Opening a shop: what can be opened, and what is said of what can't."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from steps import STEPS
from steps.contract import OrderNotFound, Shop, ShopError
from steps.step1_crud.database import CannotOpen

OpenShop = Callable[[str | Path], Shop]


def test_a_shop_in_a_folder_that_is_not_there(open_shop: OpenShop, tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"Can't open .*shop.*\.db: unable to open database file"):
        open_shop(tmp_path / "nowhere" / "shop.db")


def test_a_file_that_is_no_database(open_shop: OpenShop, database: Path) -> None:
    database.write_text("Dear diary, today I learned about CQRS.\n" * 100)
    with pytest.raises(CannotOpen, match=r"shop\.db: file is not a database"):
        open_shop(database)


def test_the_database_of_another_program(open_shop: OpenShop, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE diary (entry TEXT)")
    with pytest.raises(CannotOpen, match="another program's database"):
        open_shop(database)


@pytest.mark.parametrize("tables", [[("CREATE TABLE orders (order_id TEXT)",)], []])
def test_the_database_of_another_step_is_left_alone(
    open_shop: OpenShop, step_name: str, database: Path, tables: list[tuple[str]]
) -> None:
    with closing(sqlite3.connect(database)) as connection:
        for (statement,) in tables:
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 99")
        number = min(STEPS.index(step_name) + 1, 5)  # step 6 keeps step 5's
        with pytest.raises(CannotOpen, match=rf"step 99's database\. Give step {number} a file of its own"):
            open_shop(database)
        assert connection.execute("SELECT sql FROM sqlite_master").fetchall() == tables


@pytest.mark.parametrize("as_text", [True, False])
def test_a_path_may_be_text_and_hold_any_letters(open_shop: OpenShop, tmp_path: Path, as_text: bool) -> None:
    path = tmp_path / "my shop #1, 100% ünïcode.db"
    for _ in range(2):
        with open_shop(str(path) if as_text else path) as shop:
            shop.settle()
            if shop.queries.list_by_customer("CUST-1") == []:
                shop.commands.create_order("ORD-1", "CUST-1")
    assert path.exists()


def test_a_path_may_be_relative(open_shop: OpenShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_shop("shop.db").close()
    assert (tmp_path / "shop.db").exists()


def test_a_closed_shop_has_let_go_of_its_database(open_shop: OpenShop, database: Path) -> None:
    with open_shop(database) as shop:
        pass
    with pytest.raises((sqlite3.ProgrammingError, ShopError), match="closed"):
        shop.queries.get_summary("ORD-1")
    with pytest.raises((sqlite3.ProgrammingError, ShopError), match="closed"):
        shop.commands.create_order("ORD-1", "CUST-1")


def test_each_shop_in_memory_is_a_shop_of_its_own(open_shop: OpenShop) -> None:
    with open_shop(":memory:") as here, open_shop(":memory:") as there:
        here.commands.create_order("ORD-1", "CUST-1")
        here.settle()
        there.settle()
        assert here.queries.get_summary("ORD-1").customer_id == "CUST-1"
        with pytest.raises(OrderNotFound):
            there.queries.get_summary("ORD-1")
