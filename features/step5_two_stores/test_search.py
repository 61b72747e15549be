"""Search."""

from decimal import Decimal

from pytest_bdd import parsers, scenarios, then, when

from features.step5_two_stores.places import ids
from steps.step3_projections.order import ItemAdded
from steps.step5_two_stores.shop import TwoStoreShop

scenarios("search.feature")


@when('Ben adds a product with a name of 200 letters to order "ORD-2"', target_fixture="name")
def long_name(shop: TwoStoreShop) -> str:
    name = "\N{SQUARE CORPORATION}" * 200  # each of which stands for four: 2400 bytes, and no space in between
    shop.commands.add_item("ORD-2", name, 1, Decimal("1.00"))
    return name


@when(parsers.parse('Ben adds {count:d} products of different long names to order "ORD-2"'))
def many_names(shop: TwoStoreShop, count: int) -> None:
    long = "\N{CJK UNIFIED IDEOGRAPH-20000}" * 94
    items = [ItemAdded(f"{number:05}{long} {number:05}x{long}", 1, 100) for number in range(count)]
    shop.commands.store.append("ORD-2", 4, items)


@then("a search for that name finds ORD-2")
def finds_name(shop: TwoStoreShop, name: str) -> None:
    shop.settle()
    assert [summary.order_id for summary in shop.queries.search(name)] == ["ORD-2"]


@then(parsers.parse('with her receipt, a search for "{text}" finds {orders}'))
def finds_with_receipt(shop: TwoStoreShop, receipt: int, text: str, orders: str) -> None:
    assert [summary.order_id for summary in shop.queries.search(text, at_least=receipt)] == ids(orders)
