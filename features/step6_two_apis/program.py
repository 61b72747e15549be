"""A program that speaks HTTP to both services, and remembers what it was answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from steps.step6_two_apis.client import Answer, Api
    from steps.step6_two_apis.shop import TwoApisShop


class Program:
    """Sends one request after another. `under` holds the answers to what it sent under each key."""

    def __init__(self, shop: TwoApisShop) -> None:
        self.commands, self.queries = shop.apis
        self.answers: list[Answer] = []
        self.looked_at = ""
        self.seen_as = ""
        self.under: dict[str, list[Answer]] = {}
        self.pages: list[list[str]] = []

    @property
    def answer(self) -> Answer:
        return self.answers[-1]

    def ask(self, api: Api, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        written = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append(api.ask(method, path, body, written))
        return self.answer

    def opens(self, order_id: str, **headers: str) -> None:
        self.ask(self.commands, "POST", "/orders", {"order_id": order_id, "customer_id": "CUST-1"}, **headers)

    def adds(self, qty: int, product: str, price: str, order_id: str, **headers: str) -> None:
        item = {"product": product, "qty": qty, "price": price}
        self.ask(self.commands, "POST", f"/orders/{quote(order_id, safe='')}/items", item, **headers)

    def confirms(self, order_id: str, **headers: str) -> None:
        self.ask(self.commands, "POST", f"/orders/{quote(order_id, safe='')}/confirmation", **headers)

    def does(self, what: str, **headers: str) -> None:
        """A command in words, such as: adds 1 "Mouse" at 29.99 to order "ORD-1"."""
        verb, *rest = what.split(maxsplit=1)
        words = rest[0].split('"')
        if verb == "opens":
            self.opens(words[1], **headers)
        elif verb == "confirms":
            self.confirms(words[1], **headers)
        else:
            price = words[2].split()[1]
            self.adds(int(words[0]), words[1], price, words[3], **headers)

    def must(self, what: str) -> None:
        """Does it, and is not refused."""
        self.does(what)
        assert self.answer.status == 202, self.answer

    def looks_at(self, path: str, has: str = "", **asked: str | int) -> None:
        """Look as soon as everything that was accepted shows, and say that it `has` an answer of that tag."""
        position = max((self.said(answer)["position"] for answer in self.answers if answer.status == 202), default=0)
        fresh = urlencode({"at_least": position, "patience": 10, **asked})
        self.looked_at = path
        self.ask(self.queries, "GET", f"{path}?{fresh}", **({"If_None_Match": has} if has else {}))
        self.seen_as = self.answer.headers.get("etag", "")

    def order_ids(self) -> list[str]:
        """The orders that it sees."""
        return [order["order_id"] for order in self.said()["orders"]]

    def said(self, answer: Answer | None = None) -> Any:
        return json.loads((answer or self.answer).body)

    def kind(self) -> str:
        """The kind of problem that it was told."""
        assert self.answer.headers["content-type"] == "application/problem+json", self.answer
        kind: str = self.said()["type"].partition(":")[2].partition(":")[2]
        return kind
