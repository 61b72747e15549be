"""Commands that are accepted."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from pytest_bdd import parsers, scenarios, then, when

from features.step6_two_apis.program import Program

if TYPE_CHECKING:
    from steps.step6_two_apis.client import Answer
    from steps.step6_two_apis.shop import TwoApisShop

scenarios("accepted.feature")

LITTLE = 0.05  # seconds
LONG = 4.0  # seconds


def goes(program: Program, more: str = "") -> None:
    """Follow the address in the last answer that a command was accepted with."""
    accepted = next(answer for answer in reversed(program.answers) if answer.status == 202)
    url = accepted.headers["location"]
    assert url.startswith(program.queries.url)
    program.ask(program.queries, "GET", url.removeprefix(program.queries.url) + more)


@when("the program goes where the answer points")
def goes_there(program: Program) -> None:
    goes(program)


@when("the program goes where the answer points, and has little patience")
def goes_impatiently(program: Program) -> None:
    goes(program, f"&patience={LITTLE}")


@then('it is told "not-yet-visible", and when to ask again')
def told_not_yet_visible(program: Program) -> None:
    assert program.kind() == "not-yet-visible"
    assert program.answer.status == 503
    assert program.answer.headers["retry-after"] == "1"
    assert "accepted and not yet visible" in program.said()["detail"]


@then("it gets the first answer again, to the letter")
def first_again(program: Program) -> None:
    [answers] = program.under.values()
    first, again = [(answer.status, answer.body, told(answer)) for answer in answers]
    assert first[0] == 202
    assert again == first


def told(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "date"}


@when("two programs wait for what comes next", target_fixture="waiting")
def two_wait(shop: TwoApisShop) -> Iterator[list[Future[Answer]]]:
    from steps.step6_two_apis.client import Api

    shop.settle()
    apis = [Api(shop.apis[1].url), Api(shop.apis[1].url)]
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(api.ask, "GET", f"/orders/ORD-1?at_least=2&patience={LONG}") for api in apis]
        time.sleep(0.3)  # for their questions to get there
        yield waiting
    for api in apis:
        api.close()


@when(parsers.parse('another looks at order "{order_id}", and then adds {item}'))
def looks_and_adds(program: Program, order_id: str, item: str) -> None:
    program.ask(program.queries, "GET", f"/orders/{order_id}")
    program.must(f'adds {item} to order "{order_id}"')


@then(parsers.parse('those who waited see order "{order_id}" at ${total}'))
def they_see(waiting: list[Future[Answer]], order_id: str, total: str) -> None:
    assert [answer.result().status for answer in waiting] == [200, 200], "their patience came to an end"
    seen = [json.loads(answer.result().body) for answer in waiting]
    assert [(order["order_id"], order["total"]) for order in seen] == [(order_id, total)] * 2
