"""The tour: the same order placed in every step's shop, and what the reader should see there."""

import importlib
import json
import sqlite3
import warnings
from contextlib import closing
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from rich import box
from rich.console import Console
from rich.table import Table

from steps import step1_crud, step2_handlers, step3_projections, step4_rebuild, step5_two_stores, step6_two_apis
from steps.contract import OrderCommands, Shop
from steps.step3_projections.projector import Lag
from steps.step4_rebuild.rebuild import rebuild
from steps.step5_two_stores.opening import read_path
from steps.step6_two_apis.client import Answer, Api


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


def show_two_stores(console: Console, database: Path) -> None:
    with step5_two_stores.open_shop(database, in_background=False) as shop:
        place_order(shop.commands)
        console.print("Four commands were accepted, and the file that they write to keeps the log and nothing else:")
        print_tables(console, database, events="position, stream_id, version, name, data")
        console.print("The other file answers, and knows of none of it yet:")
        answers = Path(read_path(database))
        print_tables(console, answers, read_models="version, state, checkpoint", orders_v2="order_id, document")
        print_lag(console, shop.projector.lag())
        shop.projector.catch_up()
        console.print("\nThe projector carries the events over. Rows and checkpoint are written together:")
        print_tables(
            console,
            answers,
            read_models="version, state, checkpoint",
            orders_v2="order_id, customer_id, status",
            words_v2="words",
        )
        print_lag(console, shop.projector.lag())
        print_answer(console, shop)
        found = [summary.order_id for summary in shop.queries.search("lap cust-1")]
        console.print(f'A search for "lap cust-1" finds [bold green]{", ".join(found)}[/].')
        console.print("On real servers: [bold]python -m steps.step5_two_stores servers[/]\n")


def show_two_apis(console: Console, database: Path) -> None:
    with step6_two_apis.open_shop(database) as shop:
        commands, queries = shop.apis
        console.print("Three processes have started. Two of them can be spoken to, on ports of their own:\n")
        print_request(console, commands, "POST", "/orders", {"order_id": "ORD-1", "customer_id": "CUST-1"})
        shop.settle()
        console.print("The projector is stopped. Commands go on, and each answer says where its effect will show:\n")
        shop.background.stop()
        laptop = {"product": "Laptop", "qty": 1, "price": "999.99"}
        path = "/orders/ORD-1/items"
        accepted = print_request(console, commands, "POST", path, laptop, {"Idempotency-Key": "K-1"})
        where = accepted.headers["location"].removeprefix(queries.url)
        console.print("Whoever goes there now, with little patience, is not told something old:\n")
        print_request(console, queries, "GET", f"{where}&patience=0.1")
        console.print("The answer got lost, say, and the same command comes again. It is not carried out twice:\n")
        print_request(console, commands, "POST", path, laptop, {"Idempotency-Key": "K-1"})
        console.print("Somebody else relies on the order as it was at first, and then as it is:\n")
        mice = {"product": "Mouse", "qty": 2, "price": "29.99"}
        print_request(console, commands, "POST", path, mice, {"If-Match": '"1"'})
        print_request(console, commands, "POST", path, mice, {"If-Match": accepted.headers["etag"]})
        confirmed = print_request(console, commands, "POST", "/orders/ORD-1/confirmation")
        console.print("The projector runs again:\n")
        shop.background.start()
        print_request(console, queries, "GET", confirmed.headers["location"].removeprefix(queries.url))
        print_answer(console, shop)
        console.print("To try it in the browser: [bold]make shop[/]\n")


SHOWS = {
    "step1_crud": show_crud,
    "step2_handlers": show_handlers,
    "step3_projections": show_projections,
    "step4_rebuild": show_rebuild,
    "step5_two_stores": show_two_stores,
    "step6_two_apis": show_two_apis,
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


def print_request(
    console: Console, api: Api, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
) -> Answer:
    """Send a request, and print what is said on both sides, as far as it is about the shop."""
    answer = api.ask(method, path, body, headers)
    console.print(f"  [bold]{method} {path}[/]")
    for name, value in (headers or {}).items():
        console.print(f"  {name}: {value}")
    if body is not None:
        console.print(f"  {json.dumps(body)}")
    console.print(f"  [cyan]{answer.status} {HTTPStatus(answer.status).phrase}[/]")
    for name in ["ETag", "Location", "Retry-After"]:
        if name.lower() in answer.headers:
            console.print(f"  [cyan]{name}: {answer.headers[name.lower()]}[/]")
    console.print(f"  [cyan]{answer.body.decode()}[/]\n")
    return answer


def print_lag(console: Console, lag: Lag) -> None:
    console.print(f"Lag: [bold]{lag.events_behind} events[/], {lag.seconds_behind:.2f} seconds behind the log.")


def print_answer(console: Console, shop: Shop) -> None:
    """Print the order's summary, who took the commands for it and who answered."""
    summary = shop.queries.get_summary("ORD-1")
    console.print(f"\n[bold green]{summary}[/], {summary.status}")
    takes, answers = type(shop.commands).__name__, type(shop.queries).__name__
    same = "the same " if takes == answers else ""
    console.print(f"[cyan]{takes}[/] took the commands, and {same}[cyan]{answers}[/] answered.\n")
