"""The rules of an order, given what happened: no database, no clock, no shop."""

import ast
import inspect
from decimal import Decimal
from functools import reduce

import pytest

from steps.contract import (
    AlreadyConfirmed,
    AmountTooLarge,
    OrderAlreadyExists,
    OrderIsConfirmed,
    OrderIsEmpty,
    OrderNotFound,
    Refused,
)
from steps.step3_projections import order
from steps.step3_projections.order import (
    AddItem,
    Command,
    ConfirmOrder,
    CreateOrder,
    Event,
    ItemAdded,
    Order,
    OrderConfirmed,
    OrderCreated,
    decide,
    evolve,
)

CREATE = CreateOrder("ORD-1", "CUST-1")
ADD = AddItem("ORD-1", "Mouse", 2, Decimal("29.99"))
CONFIRM = ConfirmOrder("ORD-1")

CREATED = OrderCreated("CUST-1")
ADDED = ItemAdded("Mouse", 2, 2999)
CONFIRMED = OrderConfirmed()
LARGEST = ItemAdded("Island", 1, 2**63 - 1)


def order_after(*history: Event) -> Order:
    return reduce(evolve, history, Order())


@pytest.mark.parametrize(
    ("given", "when", "then"),
    [
        ([], CREATE, [CREATED]),
        ([CREATED], ADD, [ADDED]),
        ([CREATED, ADDED], ADD, [ADDED]),
        ([CREATED, ADDED], CONFIRM, [CONFIRMED]),
        ([CREATED, LARGEST], AddItem("ORD-1", "Gift", 1, Decimal("0.00")), [ItemAdded("Gift", 1, 0)]),
    ],
)
def test_what_follows_from_a_command(given: list[Event], when: Command, then: list[Event]) -> None:
    assert decide(when, order_after(*given)) == then


@pytest.mark.parametrize(
    ("given", "when", "refusal"),
    [
        ([CREATED], CREATE, OrderAlreadyExists),
        ([CREATED, ADDED, CONFIRMED], CREATE, OrderAlreadyExists),
        ([], ADD, OrderNotFound),
        ([], CONFIRM, OrderNotFound),
        ([CREATED, ADDED, CONFIRMED], ADD, OrderIsConfirmed),
        ([CREATED, LARGEST], AddItem("ORD-1", "Sticker", 1, Decimal("0.01")), AmountTooLarge),
        ([CREATED], CONFIRM, OrderIsEmpty),
        ([CREATED, ADDED, CONFIRMED], CONFIRM, AlreadyConfirmed),
    ],
)
def test_what_a_rule_forbids(given: list[Event], when: Command, refusal: type[Refused]) -> None:
    with pytest.raises(Refused) as error:
        decide(when, order_after(*given))
    assert type(error.value) is refusal


def test_an_order_is_what_happened_to_it() -> None:
    assert order_after() == Order("unknown", total_cents=0, item_count=0)
    assert order_after(CREATED, ADDED, ADDED, CONFIRMED) == Order("confirmed", total_cents=11996, item_count=2)


def test_the_rules_touch_nothing_outside() -> None:
    tree = ast.parse(inspect.getsource(order))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"dataclasses", "decimal", "typing", "steps.contract", "steps.step1_crud.values"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    assert not {"open", "print", "input"} & {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
