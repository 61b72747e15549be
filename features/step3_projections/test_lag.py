"""Answers that are behind."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.clock import Clock
from features.haste import in_haste
from features.work import work
from steps.contract import NotYetVisible
from steps.step3_projections.shop import ProjectionShop

scenarios("lag.feature")

CUSTOMERS = {"Ana": "CUST-1", "Ben": "CUST-2"}
ADDS = '{qty:d} "{product}" at {price} to order "{order_id}"'


@when("the projector goes on a moment later")
def goes_on_later(shop: ProjectionShop) -> Iterator[None]:
    timer = threading.Timer(0.05, shop.background.start)
    timer.start()
    yield
    timer.join()


@when("the projector deals with one batch")
def one_batch(shop: ProjectionShop) -> None:
    assert shop.projector.run_batch() > 0


@when(parsers.parse("{seconds:d} seconds pass"))
def time_passes(clock: Clock, seconds: int) -> None:
    clock.time += timedelta(seconds=seconds)


@given(parsers.parse("{count:d} events happened, one each second"))
def many_events(shop: ProjectionShop, clock: Clock, count: int) -> None:
    with in_haste(shop):
        for number in range(count):
            shop.commands.create_order(f"ORD-{number}", "CUST-1")
            time_passes(clock, 1)


@then(parsers.parse("answers are {events:d} events and {seconds:d} seconds behind"))
def are_behind(shop: ProjectionShop, events: int, seconds: int) -> None:
    lag = shop.projector.lag()
    assert (lag.events_behind, lag.seconds_behind) == (events, seconds)


@then(parsers.parse('the next command knows better, and confirms order "{order_id}"'))
def confirms_all_the_same(shop: ProjectionShop, order_id: str) -> None:
    shop.commands.confirm(order_id)


@when(parsers.parse(f"{{who:w}} adds {ADDS}, and keeps the receipt"), target_fixture="receipt")
def adds_and_keeps(shop: ProjectionShop, qty: int, product: str, price: str, order_id: str) -> int:
    return shop.commands.add_item(order_id, product, qty, Decimal(price))


@when(parsers.parse('{who:w} opens order "{order_id}", and keeps the receipt'), target_fixture="receipt")
def opens_and_keeps(shop: ProjectionShop, who: str, order_id: str) -> int:
    return shop.commands.create_order(order_id, CUSTOMERS[who])


@then(parsers.re(r'with her receipt, Ana sees order "(?P<order_id>.+)" at \$(?P<total>\S+) for (?P<count>\d+) items?'))
def sees_with_receipt(shop: ProjectionShop, receipt: int, order_id: str, total: str, count: str) -> None:
    summary = shop.queries.get_summary(order_id, at_least=receipt)
    assert (summary.total, summary.item_count) == (Decimal(total), int(count))


@then(parsers.parse('with her receipt, Ana\'s list has order "{order_id}"'))
def list_with_receipt(shop: ProjectionShop, receipt: int, order_id: str) -> None:
    assert order_id in [order.order_id for order in shop.queries.list_by_customer("CUST-1", at_least=receipt)]


@then("an answer and a list take less work without her receipt than with it")
def less_work_without(shop: ProjectionShop, receipt: int) -> None:
    queries = shop.queries
    assert work(shop, lambda _: queries.get_summary("ORD-1")) < work(
        shop, lambda _: queries.get_summary("ORD-1", at_least=receipt)
    )
    assert work(shop, lambda _: queries.list_by_customer("CUST-1")) < work(
        shop, lambda _: queries.list_by_customer("CUST-1", at_least=receipt)
    )


@given("nobody waits longer than a moment")
def short_patience(shop: ProjectionShop) -> None:
    shop.queries.patience = 0.05


@then("with her receipt, Ana is told that her order is accepted and not yet visible")
def told_not_yet_visible(shop: ProjectionShop, receipt: int) -> None:
    began = time.monotonic()
    with pytest.raises(NotYetVisible, match=f"Position {receipt} is accepted and not yet visible.*waited 0.05 seconds"):
        shop.queries.get_summary("ORD-1", at_least=receipt)
    assert time.monotonic() - began >= 0.05


@then("with her receipt, Ana is told that the projector has stopped")
def told_projector_stopped(shop: ProjectionShop, receipt: int) -> None:
    shop.queries.patience = 10
    with pytest.raises(NotYetVisible, match=r"the projector has stopped.*position 2, of order 'ORD-BROKEN'"):
        shop.queries.get_summary("ORD-1", at_least=receipt)
