"""A shop somewhere else: speaks HTTP to a command API and a query API, of whatever language, and nothing else.

A refusal comes back as the error that it was over there, so that nobody notices the network but by its slowness.
"""

import json
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, NamedTuple, Unpack
from urllib.parse import quote, urlencode, urlsplit
from uuid import uuid4

from steps import contract
from steps.contract import (
    InvalidPrice,
    InvalidText,
    OrderCommands,
    OrderNotFound,
    OrderQueries,
    OrderSummary,
    Shop,
    ShopError,
)
from steps.step1_crud.values import check_text
from steps.step3_projections.commands import Delivery
from steps.step3_projections.event_store import ConcurrencyConflict
from steps.step3_projections.projector import Lag
from steps.step5_two_stores.ports import NotAnswering, StoreDown
from steps.step6_two_apis.problems import PROBLEMS, KeyUsedOtherwise, NotReady, ProjectorSilent, type_of

PATIENCE = 10.0  # seconds for the read side to catch up
MORE_THAN_ANY = Decimal(10) ** 20  # dollars
PAGE = 100

CONNECTIONS = {"http": HTTPConnection, "https": HTTPSConnection}

ELSEWHERE = [ConcurrencyConflict, KeyUsedOtherwise, NotAnswering, StoreDown, ProjectorSilent, NotReady]
ERRORS: dict[str, type[ShopError]] = {
    **{type_of(name): getattr(contract, name) for name in PROBLEMS if hasattr(contract, name)},
    **{type_of(error.__name__): error for error in ELSEWHERE},
}


class ServiceFailed(ShopError):
    """An API gave an answer that is not in its document, or none. The message says which."""


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class Api:
    """One of the two services, on one connection that is kept."""

    def __init__(self, url: str) -> None:
        """Raises ServiceFailed for what is no address."""
        try:
            address = urlsplit(url)
            if not address.hostname:
                raise ValueError
            self.connection = CONNECTIONS[address.scheme](address.hostname, address.port, timeout=60)
        except (KeyError, ValueError):
            raise ServiceFailed(f"{url!r} is no address of an API. Write it as http://host:port.") from None
        self.url = url
        self.prefix = address.path.rstrip("/")
        self.is_closed = False

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to a request. Raises ServiceFailed where there is none."""
        if self.is_closed:
            raise ServiceFailed(f"The shop at {self.url} is closed.")
        content = None if body is None else json.dumps(body, default=str)
        kind = {} if body is None else {"Content-Type": "application/json"}
        for is_last in (False, True):  # once more where the service has hung up on a connection that nobody used
            try:
                self.connection.request(method, self.prefix + path, content, {**kind, **(headers or {})})
                response = self.connection.getresponse()
                said = {name.lower(): value for name, value in response.getheaders()}
                return Answer(response.status, said, response.read())
            except (HTTPException, OSError) as error:
                self.connection.close()
                if is_last:
                    raise ServiceFailed(f"{self.url} gives no answer: {error!r}") from error
        raise AssertionError

    def wanted(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        """What the answer to a request says. Raises the error that a problem document stands for."""
        answer = self.ask(method, path, body, headers)
        request = f"{method} {self.url}{path}"
        if answer.status >= 300:
            raise error_in(answer, request)
        try:
            return json.loads(answer.body)
        except ValueError:
            raise error_in(answer, request) from None

    def close(self) -> None:
        self.connection.close()
        self.is_closed = True


def error_in(answer: Answer, request: str) -> ShopError:
    """The error that a problem document stands for."""
    try:
        problem = json.loads(answer.body)
        error = ERRORS[problem["type"]]
        arguments = [problem[member] for member in PROBLEMS[error.__name__].members]
    except (ValueError, KeyError, TypeError):
        return ServiceFailed(f"{request} was answered by {answer.status}: {answer.body[:500].decode(errors='replace')}")
    return error(*arguments)


class HttpCommands(OrderCommands):
    """Everything that can be done with orders. Each command returns the position that it was given over there."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def create_order(self, order_id: str, customer_id: str, **delivery: Unpack[Delivery]) -> int:
        return self.post("/orders", {"order_id": order_id, "customer_id": customer_id}, delivery)

    def add_item(self, order_id: str, product: str, qty: int, price: Decimal, **delivery: Unpack[Delivery]) -> int:
        if isinstance(price, str):  # on the wire a price is text itself, and would be taken for one
            raise InvalidPrice(order_id, f"{price!r:.50}")
        item = {
            "product": product,
            "qty": repr(qty) if isinstance(qty, float) else qty,  # JSON takes 2.0 for the whole number 2
            "price": digits(price) if isinstance(price, Decimal) else price,
        }
        return self.post(f"/orders/{segment(order_id)}/items", item, delivery)

    def confirm(self, order_id: str, **delivery: Unpack[Delivery]) -> int:
        return self.post(f"/orders/{segment(order_id)}/confirmation", None, delivery)

    def post(self, path: str, body: Any, delivery: Delivery) -> int:
        # always under a key, so that a command whose answer got lost can be sent again
        headers = {"Idempotency-Key": key(delivery.get("command_id") or str(uuid4()))}
        if "expected_version" in delivery:
            headers["If-Match"] = f'"{delivery["expected_version"]}"'
        position: int = self.api.wanted("POST", path, body, headers)["position"]
        return position


def key(command_id: str) -> str:
    """The id as it is, where a header carries it: printable ASCII without blanks around it. Else quoted, as in URLs."""
    carried = command_id.isascii() and command_id.isprintable() and command_id == command_id.strip()
    return command_id if carried else quote(command_id)


def segment(order_id: str) -> str:
    """The id as a part of a path. Raises InvalidText, as not every text can be one."""
    check_text(order_id, order_id)
    return quote(order_id, safe="")


def digits(price: Decimal) -> str:
    """The price in plain digits. One that is larger than any amount may be cut down, as it is refused all the same."""
    return f"{min(price, MORE_THAN_ANY):f}" if price.is_finite() else str(price)


class HttpQueries(OrderQueries):
    """Everything that can be asked about orders. Step 3's query handler says what `at_least` and `patience` are."""

    def __init__(self, api: Api, patience: float = PATIENCE) -> None:
        self.api = api
        self.patience = patience

    def get_summary(self, order_id: str, at_least: int = 0) -> OrderSummary:
        try:
            path = f"/orders/{segment(order_id)}"
        except InvalidText:  # what can't be an id was never accepted as one
            raise OrderNotFound(order_id) from None
        return to_summary(self.get(path, at_least=at_least))

    def list_by_customer(self, customer_id: str, at_least: int = 0) -> list[OrderSummary]:
        try:
            path = f"/customers/{segment(customer_id)}/orders"
        except InvalidText:
            return []
        return self.pages(path, at_least)

    def search(self, text: str, at_least: int = 0) -> list[OrderSummary]:
        """The orders whose customer or products have words that begin with each word of the text, best first."""
        return self.pages("/search", at_least, q=text)

    def pages(self, path: str, at_least: int, **asked: Any) -> list[OrderSummary]:
        """All that is on the pages of a list."""
        page = self.get(path, at_least, limit=PAGE, **asked)
        orders = page["orders"]
        while page["next"] is not None:
            page = self.get(path, after=page["next"], limit=PAGE, **asked)
            orders += page["orders"]
        return [to_summary(order) for order in orders]

    def get(self, path: str, at_least: int = 0, **asked: Any) -> Any:
        if at_least:
            asked |= {"at_least": at_least, "patience": self.patience}
        return self.api.wanted("GET", f"{path}?{urlencode(asked)}" if asked else path)


class HttpProjector:
    """The projector, as far as it can be asked about."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def lag(self) -> Lag:
        """How far the read side is behind. Raises ProjectorSilent where nobody can tell."""
        return Lag(**self.api.wanted("GET", "/lag"))


def to_summary(order: dict[str, Any]) -> OrderSummary:
    """The summary in an order's JSON."""
    return OrderSummary(
        order["order_id"], order["customer_id"], Decimal(order["total"]), order["item_count"], order["status"]
    )


class HttpShop(Shop):
    """A shop behind two addresses, or behind one that answers for both APIs."""

    commands: HttpCommands
    queries: HttpQueries

    def __init__(self, commands_url: str, queries_url: str | None = None) -> None:
        self.apis = [Api(commands_url), Api(queries_url or commands_url)]
        self.commands = HttpCommands(self.apis[0])
        self.queries = HttpQueries(self.apis[1])
        self.projector = HttpProjector(self.apis[1])

    def settle(self) -> None:
        wait_until_nothing_is_wrong(
            lambda: "the read side is still behind" if self.projector.lag().events_behind else None
        )

    def wait_until_ready(self) -> None:
        """Return once questions are answered. Raises ServiceFailed after a while."""

        def not_ready() -> str | None:
            answer = self.apis[1].ask("GET", "/readyz")
            return None if answer.status == 200 else f"the shop is still not ready. {error_in(answer, '/readyz')}"

        wait_until_nothing_is_wrong(not_ready)

    def close(self) -> None:
        for api in self.apis:
            api.close()


def wait_until_nothing_is_wrong(what_is_wrong: Callable[[], str | None]) -> None:
    deadline = time.monotonic() + PATIENCE
    while wrong := what_is_wrong():
        if time.monotonic() > deadline:
            raise ServiceFailed(f"After {PATIENCE} seconds, {wrong.rstrip('.')}.")
        time.sleep(0.005)
