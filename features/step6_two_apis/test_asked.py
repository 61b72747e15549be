"""Questions."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

from pytest_bdd import parsers, scenarios, then, when

from features.operators import PATIENCE
from features.step6_two_apis.program import Program

if TYPE_CHECKING:
    from steps.step6_two_apis.shop import TwoApisShop

scenarios("asked.feature")


@when("it looks again, and says what it has")
def looks_again(program: Program) -> None:
    program.looks_at(program.looked_at, has=program.seen_as)


@then("it is told that nothing has changed")
def nothing_has_changed(program: Program) -> None:
    assert (program.answer.status, program.answer.body) == (304, b"")
    assert program.answer.headers["etag"] == program.answers[-2].headers["etag"]


@when(parsers.parse("a program looks at the list of {customer_id}"))
def looks_at_list(program: Program, customer_id: str) -> None:
    program.looks_at(f"/customers/{customer_id}/orders")


@when(parsers.parse('a program searches for "{text}"'))
def searches(program: Program, text: str) -> None:
    program.looks_at("/search", q=text)


@then(parsers.parse('it sees the orders "{order_ids}"'))
def sees_orders(program: Program, order_ids: str) -> None:
    assert program.order_ids() == order_ids.split(", ")


@then("it sees no orders")
def sees_none(program: Program) -> None:
    assert program.said() == {"orders": [], "next": None}


@when(parsers.parse("a program reads the list of {customer_id} in pages of {limit:d}"))
def reads_in_pages(program: Program, customer_id: str, limit: int) -> None:
    following: str | None = None
    while following or not program.pages:
        asked = {"limit": limit, "after": following} if following else {"limit": limit}
        program.looks_at(f"/customers/{customer_id}/orders", **asked)
        program.pages.append(program.order_ids())
        following = program.said()["next"]


@when(
    parsers.parse(
        'a program reads the list of {customer_id} in pages of {limit:d}, while another opens order "{order_id}"'
    )
)
def reads_while(program: Program, shop: TwoApisShop, customer_id: str, limit: int, order_id: str) -> None:
    program.looks_at(f"/customers/{customer_id}/orders", limit=limit)
    program.pages.append(program.order_ids())
    following = program.said()["next"]
    Program(shop).must(f'opens order "{order_id}"')
    shop.settle()
    program.looks_at(f"/customers/{customer_id}/orders", limit=limit, after=following)
    program.pages.append(program.order_ids())


@then(parsers.re(r"it sees the pages (?P<pages>.+)"))
def sees_pages(program: Program, pages: str) -> None:
    assert program.pages == [page.split(", ") for page in re.findall('"([^"]+)"', pages)]


@when("a program asks in GraphQL")
def graphql(shop: TwoApisShop, program: Program, docstring: str) -> None:
    shop.settle()
    program.ask(program.queries, "POST", "/graphql", {"query": docstring})


@then("the answer is")
def answer_is(program: Program, docstring: str) -> None:
    assert program.said() == {"data": json.loads(docstring)}


CHEAP = 'customer(customerId: "CUST-1") { customerId }'
COSTLY = {
    "ever deeper": '{ customer(customerId: "C") { orders { ... on Orders { orders { customer { orders {'
    " ... on Orders { orders { customer { customerId } } } } } } } } } }",
    "the same 11 times over": f"{{ {' '.join(f'a{number}: {CHEAP}' for number in range(11))} }}",
    "a long list within a list, twice": 'query Twice($all: Int = 100) { customer(customerId: "C") {'
    " orders(limit: 100) { ...Customers } } } fragment Customers on Orders { orders { customer {"
    " first: orders { __typename } second: orders(limit: $all) { __typename } } } }",
    "more than anybody reads": f"{{ {' '.join([CHEAP] * 60)} }}",
}


@when(parsers.parse("a program asks in GraphQL {kind}"))
def graphql_costly(program: Program, kind: str) -> None:
    program.ask(program.queries, "POST", "/graphql", {"query": COSTLY[kind]})


@then(parsers.parse("the question is turned down: {reason}"))
def turned_down(program: Program, reason: str) -> None:
    assert program.said()["data"] is None
    assert reason in program.said()["errors"][0]["message"]


@then(parsers.parse("the service is ready, {events:d} events behind"))
def is_ready(program: Program, events: int) -> None:
    assert program.ask(program.queries, "GET", "/readyz").status == 200
    assert program.said()["events_behind"] == events
    assert program.ask(program.queries, "GET", "/lag").status == 200
    assert program.said() == {"events_behind": events, "seconds_behind": 0.0, "stopped_by": None}


@then(parsers.parse('the service is not ready: "{kind}"'))
def is_not_ready(program: Program, kind: str) -> None:
    assert program.ask(program.queries, "GET", "/readyz").status == 503
    assert program.kind() == kind
    assert program.ask(program.queries, "GET", "/lag").status == 503


@then("after a while the service is not ready")
def soon_not_ready(program: Program) -> None:
    deadline = time.monotonic() + PATIENCE
    while program.ask(program.queries, "GET", "/readyz").status == 200:
        assert time.monotonic() < deadline, "it still says that it is ready"
        time.sleep(0.01)


@then("the service is alive")
def is_alive(program: Program) -> None:
    assert program.ask(program.queries, "GET", "/healthz").status == 200
    assert program.ask(program.commands, "GET", "/healthz").status == 200


def figures(program: Program) -> str:
    assert program.ask(program.queries, "GET", "/metrics").status == 200
    return program.answer.body.decode()


@then(parsers.parse('the figures say "{one}" and "{other}"'))
def figures_say(program: Program, one: str, other: str) -> None:
    assert {one, other} <= set(figures(program).splitlines())


@then(parsers.parse('the figures say "{one}", and nothing of events'))
def figures_say_one(program: Program, one: str) -> None:
    assert one in figures(program).splitlines()
    assert "shop_lag" not in figures(program)


@then("whoever goes where the answer points is told at once that the projector has stopped")
def told_at_once(program: Program) -> None:
    accepted = next(answer for answer in program.answers if answer.status == 202)
    path = accepted.headers["location"].removeprefix(program.queries.url)
    program.ask(program.queries, "GET", f"{path}&patience=10")
    assert program.kind() == "not-yet-visible"
    assert "the projector has stopped. The event at position" in program.said()["detail"]
