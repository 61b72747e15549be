"""The tour: the same order placed in every step's shop, and what the reader should see there."""

import importlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from rich import box
from rich.console import Console
from rich.table import Table

from steps.contract import OrderCommands


def show_step(console: Console, number: int, name: str) -> None:
    """Place the order in a new shop of this step, and print its tables, its answer and who gave it."""
    step = importlib.import_module(f"steps.{name}")
    console.rule(f"[bold]Step {number}  steps/{name}", align="left")
    console.print(f"\n{step.__doc__}\n")
    with TemporaryDirectory() as folder:
        database = Path(folder) / "shop.db"
        with step.open_shop(database) as shop:
            place_order(shop.commands)
            shop.settle()
            for table in tables(database):
                console.print(table)
            summary = shop.queries.get_summary("ORD-1")
            console.print(f"[bold green]{summary}[/], {summary.status}")
            answered = f"{kind(shop.queries)} answered"
            if shop.queries is shop.commands:
                answered = f"the same {answered}"
            console.print(f"{kind(shop.commands)} took the commands, and {answered}.\n")


def place_order(commands: OrderCommands) -> None:
    """A laptop and two mice for customer CUST-1, confirmed."""
    commands.create_order("ORD-1", "CUST-1")
    commands.add_item("ORD-1", "Laptop", 1, Decimal("999.99"))
    commands.add_item("ORD-1", "Mouse", 2, Decimal("29.99"))
    commands.confirm("ORD-1")


def kind(thing: object) -> str:
    return f"[cyan]{type(thing).__name__}[/]"


def tables(database: Path) -> Iterator[Table]:
    """Every table of the database, ready to print."""
    with closing(sqlite3.connect(database)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
        for (name,) in names:
            rows = connection.execute(f'SELECT * FROM "{name}"')
            table = Table(
                *(column for column, *_ in rows.description), title=name, title_justify="left", box=box.ROUNDED
            )
            for row in rows:
                table.add_row(*map(str, row))
            yield table
