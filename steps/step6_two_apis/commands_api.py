"""The command API: takes commands over HTTP, and answers where their effect will show. It answers no question.

An answer is 202: the command is accepted and safe, and the read side shows it a moment later.
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import FastAPI, Header, Response
from pydantic import BaseModel, ConfigDict, WithJsonSchema

from steps.step1_crud.values import to_cents
from steps.step3_projections.commands import Delivery, OrderCommandHandler
from steps.step3_projections.event_store import RecordedEvent
from steps.step3_projections.order import (
    AddItem,
    Command,
    ConfirmOrder,
    CreateOrder,
    Event,
    ItemAdded,
    OrderConfirmed,
    OrderCreated,
)
from steps.step6_two_apis.problems import KeyUsedOtherwise, as_json
from steps.step6_two_apis.web import PathText, new_app, refusals

OpenCommands = Callable[[], AbstractContextManager[OrderCommandHandler]]

TEXT = r"^[^\x00]*[^\s\x00][^\x00]*$"
VERSION = r'^"?[0-9]{1,9}"?$'  # an ETag has quotes, which get lost on many a command line
PRICE = r"[0-9]+(\.[0-9]{1,2})?"

# The schemas tell callers the rules. That they hold is the write side's affair, which refuses each by its name.
IS_TEXT = WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 200, "pattern": TEXT})
Text = Annotated[Any, IS_TEXT]
OrderId = Annotated[PathText, IS_TEXT]
Quantity = Annotated[Any, WithJsonSchema({"type": "integer", "minimum": 1})]
Price = Annotated[Any, WithJsonSchema({"type": "string", "pattern": f"^{PRICE}$"})]


class NewOrder(BaseModel):
    model_config = ConfigDict(extra="forbid")
    order_id: Text
    customer_id: Text


class NewItem(BaseModel):
    """Money is text, so that no reader makes a float of it."""

    model_config = ConfigDict(extra="forbid")
    product: Text
    qty: Quantity
    price: Price


class Accepted(BaseModel):
    """`position` is the token to ask the query API with; `version` counts what has happened to the order."""

    order_id: str
    version: int
    position: int


Key = Annotated[
    str | None,
    Header(min_length=1, max_length=200, description="Under the same key, a command takes effect once."),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 200}),  # or pydantic lets it be null, and HTTP can't
]
IfMatch = Annotated[
    str | None,
    Header(pattern=VERSION, description="The ETag of the order's version that the sender has seen."),
    WithJsonSchema({"type": "string", "pattern": VERSION}),
]


def create_app(open_commands: OpenCommands, queries: str = "") -> FastAPI:
    """The command API on a write side. `queries` is the address of the query API, if it is not the same."""
    app = new_app("The shop's commands", __doc__ or "")

    def carry_out(command: Command, key: str | None, if_match: str | None = None) -> Response:
        # opened and closed here, for a connection belongs to one thread, and who knows which one this is
        with open_commands() as commands:
            position = commands.handle(command, **delivery(key, if_match))
            [recorded] = commands.store.read_all(after=position - 1, limit=1)
        if key is not None:
            check_same_command(key, command, recorded)
        return accepted(recorded, queries)

    @app.post("/orders", status_code=202, response_model=Accepted, responses=outcomes(400, 409, 413, 422))
    def create_order(order: NewOrder, idempotency_key: Key = None) -> Response:
        """Open an order."""
        return carry_out(CreateOrder(order.order_id, order.customer_id), idempotency_key)

    @app.post(
        "/orders/{order_id}/items",
        status_code=202,
        response_model=Accepted,
        responses=outcomes(400, 404, 409, 412, 413, 422),
    )
    def add_item(order_id: OrderId, item: NewItem, idempotency_key: Key = None, if_match: IfMatch = None) -> Response:
        """Put a line on an order."""
        command = AddItem(order_id, item.product, whole(item.qty), dollars(item.price))
        return carry_out(command, idempotency_key, if_match)

    @app.post(
        "/orders/{order_id}/confirmation",
        status_code=202,
        response_model=Accepted,
        responses=outcomes(404, 409, 412, 422),
    )
    def confirm(order_id: OrderId, idempotency_key: Key = None, if_match: IfMatch = None) -> Response:
        """Close an order to further items."""
        return carry_out(ConfirmOrder(order_id), idempotency_key, if_match)

    return app


def outcomes(*refused: int) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of an answer's headers, and of these refusals."""
    said = {
        "ETag": "The order's version now, to be sent as If-Match with a command that relies on it.",
        "Location": "Where the query API shows the order, once it has got as far as this command.",
    }
    headers = {name: {"description": about, "schema": {"type": "string"}} for name, about in said.items()}
    return {202: {"description": "Accepted, safe, and soon to be seen", "headers": headers}, **refusals(*refused)}


def delivery(key: str | None, if_match: str | None) -> Delivery:
    """What the headers say of a command: the key is its id, and the tag the version that its sender has seen."""
    said: Delivery = {}
    if key is not None:
        said["command_id"] = key
    if if_match is not None:
        said["expected_version"] = int(if_match.strip('"'))
    return said


def accepted(recorded: RecordedEvent, queries: str) -> Response:
    """202: what was written, at which version of the order, and where the query API will show it."""
    order_id, version, position = recorded.stream_id, recorded.version, recorded.position
    return Response(
        as_json({"order_id": order_id, "version": version, "position": position}),
        status_code=202,
        headers={
            "ETag": f'"{version}"',
            "Location": f"{queries}/orders/{quote(order_id, safe='')}?at_least={position}",
        },
        media_type="application/json",
    )


def check_same_command(key: str, command: Command, recorded: RecordedEvent) -> None:
    """Raise KeyUsedOtherwise where what was recorded under this key is not what the command asks for."""
    if (recorded.stream_id, recorded.event) != (command.order_id, event_of(command)):
        raise KeyUsedOtherwise(key)


def event_of(command: Command) -> Event:
    """The event that is recorded when this command is accepted."""
    match command:
        case CreateOrder(_, customer_id):
            return OrderCreated(customer_id)
        case AddItem(order_id, product, qty, price):
            return ItemAdded(product, qty, to_cents(order_id, price))
        case ConfirmOrder():
            return OrderConfirmed()


def whole(qty: Any) -> Any:
    """The number that a JSON number stands for: 2.0 is the integer 2 there. Anything else as it is, to be refused."""
    return int(qty) if isinstance(qty, float) and qty.is_integer() else qty


def dollars(price: Any) -> Any:
    """The amount that the text stands for. Anything else as it is, to be refused."""
    return Decimal(price) if isinstance(price, str) and re.fullmatch(PRICE, price) else price
