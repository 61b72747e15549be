"""Commands that are refused."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pytest_bdd import parsers, scenarios, then, when

from features.step6_two_apis.program import Program

if TYPE_CHECKING:
    from collections.abc import Iterator

scenarios("refused.feature")

ORDER = {"order_id": "ORD-2", "customer_id": "CUST-1"}
BOOK = 20_000  # letters

SENT: dict[str, tuple[str, Any]] = {
    "a command that is cut off": ("POST", b'{"order_id": "ORD-2", "custo'),
    "a command without a customer": ("POST", {"order_id": "ORD-2"}),
    "a command with something more": ("POST", ORDER | {"discount": "100%"}),
    "a list instead of a command": ("POST", [ORDER]),
    "a command as long as a book": ("POST", ORDER | {"customer_id": "x" * BOOK}),
    "a command as long as a book, bit by bit": ("POST", (letter for letter in [b"x" * 1000] * 20)),
    "a question": ("GET", None),
}


@when(parsers.parse("a program sends {what}"), target_fixture="turned_away")
def sends(program: Program, what: str) -> Iterator[tuple[int, dict[str, Any]]]:
    method, body = SENT[what]
    address = urlsplit(program.commands.url)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=30)
    content = json.dumps(body) if isinstance(body, dict | list) else body
    connection.request(method, "/orders", content, {"Content-Type": "application/json"})
    response = connection.getresponse()
    assert response.getheader("Content-Type") == "application/problem+json"
    yield response.status, json.loads(response.read())
    connection.close()


@then(parsers.parse('it is turned away with status {status:d}, and told "{complaint}"'))
def is_turned_away(turned_away: tuple[int, dict[str, Any]], status: int, complaint: str) -> None:
    assert turned_away[0] == turned_away[1]["status"] == status
    assert complaint in turned_away[1]["detail"]
