"""The tour: the same order placed in every step's shop, and what the reader should see there."""

import importlib
import sqlite3
import warnings
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from rich import box
from rich.console import Console
from rich.table import Table

from steps import step1_crud, step2_handlers, step3_projections, step4_rebuild
from steps.contract import OrderCommands, Shop
from steps.step3_projections.projector import Lag
from steps.step4_rebuild.rebuild import rebuild


def show_step(console: Console, number: int, name: str) -> None:
    """Place the order in a new shop of this step, and print what it keeps, its answer and who gave it."""
    console.rule(f"[bold]Step {number}  steps/{name}", align="left")
    console.print(f"\n{importlib.import_module(f'steps.{name}').__doc__}\n")
    with TemporaryDirectory() as folder:
        SHOWS[name](console, Path(folder) / "shop.db")


def show_crud(console: Console, database: Path) -> None:
    with step1_crud.open_shop(database) as shop:
        place_order(shop.commands)
        print_tables(console, database, orders="*", order_items="*")
        print_answer(console, shop)


def show_handlers(console: Console, database: Path) -> None:
    with step2_handlers.open_shop(database) as shop:
        place_order(shop.commands)
        print_tables(console, database, orders="*", order_items="*", order_summary="*")
        print_answer(console, shop)


def show_projections(console: Console, database: Path) -> None:
    with step3_projections.open_shop(database, in_background=False) as shop:
        place_order(shop.commands)
        console.print("Four commands were accepted, and four events are in the log:")
        print_tables(console, database, events="position, stream_id, version, name, data")
        console.print("The projector has not run yet, so nobody can see the order:")
        print_tables(console, database, order_summary="*", checkpoints="read_model, position")
        print_lag(console, shop.projector.lag())
        shop.projector.catch_up()
        console.print("\nNow it has:")
        print_tables(console, database, order_summary="*", checkpoints="read_model, position")
        print_lag(console, shop.projector.lag())
        print_answer(console, shop)


def show_rebuild(console: Console, database: Path) -> None:
    with step3_projections.open_shop(database) as old_shop:
        place_order(old_shop.commands)
        old_shop.settle()
    console.print("The shop of step 3 took the order. Today's program opens it, and warns:")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        shop = step4_rebuild.open_shop(database)
    console.print(f"[yellow]{caught[0].message}[/]\n".replace(str(database), "shop.db"))
    with shop:
        print_answer(console, shop)
        console.print("Nobody can say yet how many pieces that is. An operator rebuilds, while the shop is open:")
        rebuild(shop.read_models, str(database), lambda _done, _total: None)
        print_tables(
            console,
            database,
            order_summary_v1="*",
            order_summary_v2="order_id, total_cents, item_count, status, units, largest_line_cents",
            read_model_status="version, state, checkpoint, events_behind",
        )
        print_answer(console, shop)
        details = shop.queries.get_details("ORD-1")
        console.print(
            f"And now of an order that is older than the question: [bold green]{details.units} pieces[/],"
            f" the largest line [bold green]${details.largest_line}[/],"
            f" confirmed [bold green]{details.confirmed_at:%Y-%m-%d %H:%M} UTC[/].\n"
        )


SHOWS = {
    "step1_crud": show_crud,
    "step2_handlers": show_handlers,
    "step3_projections": show_projections,
    "step4_rebuild": show_rebuild,
}


def place_order(commands: OrderCommands) -> None:
    """A laptop and two mice for customer CUST-1, confirmed."""
    commands.create_order("ORD-1", "CUST-1")
    commands.add_item("ORD-1", "Laptop", 1, Decimal("999.99"))
    commands.add_item("ORD-1", "Mouse", 2, Decimal("29.99"))
    commands.confirm("ORD-1")


def print_tables(console: Console, database: Path, **columns: str) -> None:
    """Print the tables of these names, each with the columns that are named for it."""
    with closing(sqlite3.connect(database)) as connection:
        for name, wanted in columns.items():
            rows = connection.execute(f"SELECT {wanted} FROM {name}")
            table = Table(title=name, title_justify="left", box=box.ROUNDED)
            for column, *_ in rows.description:
                table.add_column(column, overflow="fold")
            for row in rows:
                table.add_row(*map(str, row))
            console.print(table)


def print_lag(console: Console, lag: Lag) -> None:
    console.print(f"Lag: [bold]{lag.events_behind} events[/], {lag.seconds_behind:.2f} seconds behind the log.")


def print_answer(console: Console, shop: Shop) -> None:
    """Print the order's summary, who took the commands for it and who answered."""
    summary = shop.queries.get_summary("ORD-1")
    console.print(f"\n[bold green]{summary}[/], {summary.status}")
    takes, answers = type(shop.commands).__name__, type(shop.queries).__name__
    same = "the same " if takes == answers else ""
    console.print(f"[cyan]{takes}[/] took the commands, and {same}[cyan]{answers}[/] answered.\n")
