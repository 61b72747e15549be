"""What customers say: they open orders, add items, confirm, are refused, and look at what they ordered."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from pytest_bdd import given, parsers, then, when

from features.attempts import Attempts
from steps.contract import (
    AlreadyConfirmed,
    AmountTooLarge,
    InvalidPrice,
    InvalidQuantity,
    InvalidText,
    OrderAlreadyExists,
    OrderIsConfirmed,
    OrderIsEmpty,
    OrderNotFound,
    Refused,
    Shop,
)

CUSTOMERS = {"Ana": "CUST-1", "Ben": "CUST-2"}

RULES: dict[str, type[Refused]] = {
    "an order id is used once": OrderAlreadyExists,
    "text of 1 to 200 characters": InvalidText,
    "a whole number of at least 1": InvalidQuantity,
    "at least 0 with at most two decimals": InvalidPrice,
    "64 bits of cents": AmountTooLarge,
    "there is no such order": OrderNotFound,
    "nothing is added to a confirmed order": OrderIsConfirmed,
    "an order without items can't be confirmed": OrderIsEmpty,
    "an order is confirmed once": AlreadyConfirmed,
}


WORDS: dict[str, object] = {
    "empty": "",
    "blank": " \t",
    "200 letters": "x" * 200,
    "201 letters": "x" * 201,
    "the number 7": 7,
    "half an emoji": "\ud83d",
    "a hidden zero": "ORD\0",
    "nothing": None,
    "yes": True,
    "not a number": Decimal("NaN"),
    "infinity": Decimal("Infinity"),
    "minus infinity": Decimal("-Infinity"),
}


def meant(cell: str, plainly: Callable[[str], object]) -> Any:
    """The value that a cell of an outline means: one in words, a float, a text, or what it says plainly."""
    if cell in WORDS:
        return WORDS[cell]
    if cell.startswith("the float "):
        return float(cell.removeprefix("the float "))
    if cell.startswith("the text "):
        return cell.removeprefix("the text ")
    return plainly(cell)


def add(shop: Shop, order_id: str, product: str, qty: str, price: str) -> None:
    """Add an item whose numbers are given as a person would say them."""
    shop.commands.add_item(order_id, product, meant(qty, int), meant(price, Decimal))


# What customers do


@given(parsers.parse('{who:w} opened order "{order_id}"'))
@when(parsers.parse('{who:w} opens order "{order_id}"'))
def opens(shop: Shop, who: str, order_id: str) -> None:
    shop.commands.create_order(order_id, CUSTOMERS[who])


@when(parsers.parse("{who:w} opens {times:d} orders"))
def opens_many(shop: Shop, who: str, times: int) -> None:
    for number in range(times):
        shop.commands.create_order(f"ORD-{who}-{number}", CUSTOMERS[who])


@when(parsers.parse("a customer whose id is {cell} opens an order under the same id"), target_fixture="it")
def opens_under(shop: Shop, cell: str) -> str:
    it: str = meant(cell, str)
    shop.commands.create_order(it, it)
    return it


@when(parsers.parse("{who:w} adds 1 product called {cell} at {price} to it"))
def adds_to_it(shop: Shop, it: str, cell: str, price: str) -> None:
    add(shop, it, meant(cell, str), "1", price)


@given(parsers.parse('{who:w} added {qty} "{product}" at {price} to order "{order_id}"'))
@when(parsers.parse('{who:w} adds {qty} "{product}" at {price} to order "{order_id}"'))
def adds(shop: Shop, order_id: str, product: str, qty: str, price: str) -> None:
    add(shop, order_id, product, qty, price)


@when(parsers.parse('{who:w} adds {qty} "{product}" at {price} to order "{order_id}", {times:d} times over'))
def adds_again_and_again(shop: Shop, order_id: str, product: str, qty: str, price: str, times: int) -> None:
    for _ in range(times):
        add(shop, order_id, product, qty, price)


@given(parsers.parse('{who:w} confirmed order "{order_id}"'))
@when(parsers.parse('{who:w} confirms order "{order_id}"'))
def confirms(shop: Shop, order_id: str) -> None:
    shop.commands.confirm(order_id)


@when("the shop closes and opens again", target_fixture="shop")
def reopens(shop: Shop, open_shop: Callable[[str | Path], Shop], database: Path) -> Iterator[Shop]:
    shop.close()
    with open_shop(database) as reopened:
        yield reopened


# What may be refused


@when(parsers.parse('{who:w} tries to open order "{order_id}"'))
def tries_to_open(shop: Shop, attempts: Attempts, who: str, order_id: str) -> None:
    attempts.make(lambda: shop.commands.create_order(order_id, CUSTOMERS[who]))


@when(parsers.parse("{who:w} tries to open an order under the id {cell}"))
def tries_to_open_under(shop: Shop, attempts: Attempts, who: str, cell: str) -> None:
    attempts.make(lambda: shop.commands.create_order(meant(cell, str), CUSTOMERS[who]))


@when(parsers.parse('somebody whose customer id is {cell} tries to open order "{order_id}"'))
def somebody_tries_to_open(shop: Shop, attempts: Attempts, cell: str, order_id: str) -> None:
    attempts.make(lambda: shop.commands.create_order(order_id, meant(cell, str)))


@when(parsers.parse('{who:w} tries to add {qty} "{product}" at {price} to order "{order_id}"'))
def tries_to_add(shop: Shop, attempts: Attempts, order_id: str, product: str, qty: str, price: str) -> None:
    attempts.make(lambda: add(shop, order_id, product, qty, price))


@when(parsers.parse('{who:w} tries to add {qty} product called {cell} at {price} to order "{order_id}"'))
def tries_to_add_called(shop: Shop, attempts: Attempts, order_id: str, cell: str, qty: str, price: str) -> None:
    attempts.make(lambda: add(shop, order_id, meant(cell, str), qty, price))


@when(parsers.parse('{who:w} tries to add {qty} "{product}" at {price} to an order under the id {cell}'))
def tries_to_add_under(shop: Shop, attempts: Attempts, cell: str, product: str, qty: str, price: str) -> None:
    attempts.make(lambda: add(shop, meant(cell, str), product, qty, price))


@when(parsers.parse('{who:w} tries to confirm order "{order_id}"'))
def tries_to_confirm(shop: Shop, attempts: Attempts, order_id: str) -> None:
    attempts.make(lambda: shop.commands.confirm(order_id))


@when(parsers.parse("{who:w} tries to confirm an order under the id {cell}"))
def tries_to_confirm_under(shop: Shop, attempts: Attempts, cell: str) -> None:
    attempts.make(lambda: shop.commands.confirm(meant(cell, str)))


@when(parsers.parse('{who:w} asks for order "{order_id}"'))
def asks(shop: Shop, attempts: Attempts, order_id: str) -> None:
    attempts.make(lambda: shop.queries.get_summary(order_id))


@then(parsers.parse('the shop refuses for order "{order_id}": {reason}'))
def refuses_for(attempts: Attempts, order_id: str, reason: str) -> None:
    refuses(attempts, reason)
    assert f"Order {order_id!r}: " in str(attempts.refusal)


@then(parsers.parse("the shop refuses: {reason}"))
def refuses(attempts: Attempts, reason: str) -> None:
    assert attempts.refusal is not None, "it was not refused"
    assert type(attempts.refusal) is RULES[reason]
    assert reason in str(attempts.refusal)
    assert attempts.left_as_it_was, "the refused attempt changed what the shop keeps"


# What customers see


@then(parsers.parse('the summary reads "{summary}"'))
def reads(shop: Shop, summary: str) -> None:
    shop.settle()
    assert str(shop.queries.get_summary(summary.removeprefix("Order ").partition(":")[0])) == summary


@then(parsers.re(r'order "(?P<order_id>.+)" is (?P<status>pending|confirmed)'))
def has_status(shop: Shop, order_id: str, status: str) -> None:
    shop.settle()
    assert shop.queries.get_summary(order_id).status == status


@then(parsers.re(r'order "(?P<order_id>.+)" comes to \$(?P<total>\S+) for (?P<count>\d+) items?'))
def comes_to(shop: Shop, order_id: str, total: str, count: str) -> None:
    shop.settle()
    summary = shop.queries.get_summary(order_id)
    assert (summary.total, summary.item_count) == (Decimal(total), int(count))


@then(parsers.re(r"it comes to \$(?P<total>\S+) for (?P<count>\d+) items?"))
def it_comes_to(shop: Shop, it: str, total: str, count: str) -> None:
    comes_to(shop, it, total, count)
    assert shop.queries.get_summary(it).order_id == it


@then("it is all that this customer has ordered")
def is_all(shop: Shop, it: str) -> None:
    assert [order.order_id for order in shop.queries.list_by_customer(it)] == [it]


@then(parsers.parse("{who:w}'s orders are"))
def orders_are(shop: Shop, who: str, datatable: list[list[str]]) -> None:
    shop.settle()
    seen = [
        [order.order_id, str(order.total), str(order.item_count), order.status]
        for order in shop.queries.list_by_customer(CUSTOMERS[who])
    ]
    assert seen == datatable[1:]


@then(parsers.parse("{who:w} has no orders"))
def has_no_orders(shop: Shop, who: str) -> None:
    shop.settle()
    assert shop.queries.list_by_customer(CUSTOMERS[who]) == []
