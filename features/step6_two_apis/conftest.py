"""What programs do with the two services, and what they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_bdd import given, parsers, then, when

from features.step6_two_apis.program import Program

if TYPE_CHECKING:
    from steps.step6_two_apis.shop import TwoApisShop

COMMAND = r"(?:opens|adds|confirms) .+"


@pytest.fixture
def program(shop: TwoApisShop) -> Program:
    return Program(shop)


@given(parsers.parse('a program opened order "{order_id}"'))
def opened(program: Program, order_id: str) -> None:
    program.must(f'opens order "{order_id}"')


@given(parsers.parse('a program opened orders "{order_ids}"'))
def opened_several(program: Program, order_ids: str) -> None:
    for order_id in order_ids.split(", "):
        opened(program, order_id)


@given(parsers.parse("a program added {item}"))
def added(program: Program, item: str) -> None:
    program.must(f"adds {item}")


@given(parsers.parse('a program confirmed order "{order_id}"'))
def confirmed(program: Program, order_id: str) -> None:
    program.must(f'confirms order "{order_id}"')


@when(parsers.re(rf'a program (?P<what>{COMMAND}) under the key "(?P<key>.+)"'))
def does_under_key(program: Program, what: str, key: str) -> None:
    program.does(what, Idempotency_Key=key)
    program.under.setdefault(key, []).append(program.answer)


@when(parsers.re(rf'a program (?P<what>{COMMAND}"|opens order "")'))
def does(program: Program, what: str) -> None:
    program.does(what)


@when(parsers.re(rf"it (?P<what>{COMMAND}) as it saw it"))
def does_as_it_saw(program: Program, what: str) -> None:
    program.does(what, If_Match=program.seen_as)


@when(parsers.parse('a program looks at order "{order_id}"'))
def looks_at_order(program: Program, order_id: str) -> None:
    program.looks_at(f"/orders/{order_id}")


@then(parsers.parse("it is accepted, as the order's version {version:d}"))
def is_accepted(program: Program, version: int) -> None:
    assert program.answer.status == 202, program.answer
    assert program.said()["version"] == version
    assert program.answer.headers["etag"] == f'"{version}"'


@then(parsers.re(r'it is told "(?P<kind>[a-z-]+)"'))
def is_told(program: Program, kind: str) -> None:
    assert program.kind() == kind
    assert program.said()["status"] == program.answer.status


@then(parsers.parse('it is told "{kind}" with status {status:d}'))
def is_told_with_status(program: Program, kind: str, status: int) -> None:
    is_told(program, kind)
    assert program.answer.status == status


@then(parsers.parse('it sees order "{order_id}" at ${total}'))
def sees_order(program: Program, order_id: str, total: str) -> None:
    assert program.answer.status == 200, program.answer
    assert (program.said()["order_id"], program.said()["total"]) == (order_id, total)


@when("the projector runs again")
def runs_again(shop: TwoApisShop) -> None:
    shop.background.start()
