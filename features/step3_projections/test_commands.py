"""Commands that are sent twice, and commands that meet."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.attempts import Attempts
from steps.contract import OrderIsConfirmed
from steps.step3_projections.event_store import ConcurrencyConflict, RecordedEvent
from steps.step3_projections.shop import ProjectionShop

scenarios("commands.feature")

OpenShop = Callable[..., ProjectionShop]
ADDS = '{qty:d} "{product}" at {price} to order "{order_id}"'


@dataclass
class Till:
    """A till that keeps the receipts of what it sends."""

    send: Callable[[], int]
    receipts: list[int] = field(default_factory=list)

    def sends(self) -> None:
        self.receipts.append(self.send())


@given(parsers.parse(f"a till sent a command to add {ADDS}"), target_fixture="till")
def till_sent(shop: ProjectionShop, qty: int, product: str, price: str, order_id: str) -> Till:
    till = Till(lambda: shop.commands.add_item(order_id, product, qty, Decimal(price), command_id="one and the same"))
    till.sends()
    return till


@when("the till sends that command again")
def sends_again(till: Till) -> None:
    till.sends()


@when(parsers.parse(f"a till sends one and the same command twice, to add {ADDS}"), target_fixture="till")
def sends_twice(shop: ProjectionShop, qty: int, product: str, price: str, order_id: str) -> Till:
    till = till_sent(shop, qty, product, price, order_id)
    till.sends()
    return till


@when(
    parsers.parse(f"a till sends one and the same command twice, to add {ADDS} as it was opened"),
    target_fixture="till",
)
def sends_twice_expecting(shop: ProjectionShop, qty: int, product: str, price: str, order_id: str) -> Till:
    till = Till(
        lambda: shop.commands.add_item(
            order_id, product, qty, Decimal(price), command_id="one and the same", expected_version=1
        )
    )
    till.sends()
    till.sends()
    return till


@when(parsers.parse('a till sends one and the same command twice, to open order "{order_id}"'), target_fixture="till")
def opens_twice(shop: ProjectionShop, order_id: str) -> Till:
    till = Till(lambda: shop.commands.create_order(order_id, "CUST-1", command_id="one and the same"))
    till.sends()
    till.sends()
    return till


@then("it gets the same receipt both times")
@then("they get the same receipt")
def same_receipt(till: Till) -> None:
    assert len(till.receipts) == 2
    assert till.receipts[0] == till.receipts[1] > 1


Meanwhile = Callable[[ProjectionShop, Callable[[], object]], None]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Has something happen between a shop's first look at an order and what is decided on it."""

    def slow_down(shop: ProjectionShop, happens: Callable[[], object]) -> None:
        store = shop.commands.store
        read_stream = store.read_stream

        def read_and_wait(stream_id: str) -> list[RecordedEvent]:
            history = read_stream(stream_id)
            monkeypatch.setattr(store, "read_stream", read_stream)
            happens()
            return history

        monkeypatch.setattr(store, "read_stream", read_and_wait)

    return slow_down


@pytest.fixture
def rival(open_shop: OpenShop, database: Path) -> Iterator[ProjectionShop]:
    """Another till's shop on the same file."""
    with open_shop(database) as rival:
        yield rival


@when(
    parsers.parse(f"two tills send one and the same command at the same moment, to add {ADDS}"), target_fixture="till"
)
def send_together(
    open_shop: OpenShop, database: Path, meanwhile: Meanwhile, qty: int, product: str, price: str, order_id: str
) -> Till:
    together = threading.Barrier(2, timeout=30)

    def send() -> int:
        with open_shop(database) as shop:
            meanwhile(shop, together.wait)
            return shop.commands.add_item(order_id, product, qty, Decimal(price), command_id="one and the same")

    with ThreadPoolExecutor(2) as pool:
        receipts = [till.result() for till in [pool.submit(send), pool.submit(send)]]
    return Till(send, receipts)


@given(parsers.parse(f"another till will add {ADDS} while Ana's till makes up its mind"))
def rival_adds(
    shop: ProjectionShop, rival: ProjectionShop, meanwhile: Meanwhile, qty: int, product: str, price: str, order_id: str
) -> None:
    meanwhile(shop, lambda: rival.commands.add_item(order_id, product, qty, Decimal(price)))


@given(parsers.parse('another till will confirm order "{order_id}" while Ana\'s till makes up its mind'))
def rival_confirms(shop: ProjectionShop, rival: ProjectionShop, meanwhile: Meanwhile, order_id: str) -> None:
    meanwhile(shop, lambda: rival.commands.confirm(order_id))


@when(parsers.parse(f"{{who:w}} adds {ADDS} as it was opened"))
def adds_expecting(shop: ProjectionShop, qty: int, product: str, price: str, order_id: str) -> None:
    shop.commands.add_item(order_id, product, qty, Decimal(price), expected_version=1)


@when(parsers.parse(f"{{who:w}} tries to add {ADDS} as it was opened"), target_fixture="conflict")
def tries_expecting(shop: ProjectionShop, qty: int, product: str, price: str, order_id: str) -> str:
    with pytest.raises(ConcurrencyConflict) as conflict:
        adds_expecting(shop, qty, product, price, order_id)
    return str(conflict.value)


@when(parsers.parse(f"{{who:w}} tries to add {ADDS} as it was before anybody opened it"), target_fixture="conflict")
def tries_expecting_none(shop: ProjectionShop, qty: int, product: str, price: str, order_id: str) -> str:
    with pytest.raises(ConcurrencyConflict) as conflict:
        shop.commands.add_item(order_id, product, qty, Decimal(price), expected_version=0)
    return str(conflict.value)


@then(
    parsers.parse('she is told that order "{order_id}" was expected at version {expected} and is at version {version}')
)
def told_of_conflict(conflict: str, order_id: str, expected: str, version: str) -> None:
    assert conflict == f"Order {order_id!r} was expected at version {expected} and is at version {version}"


@then("Ana is refused: nothing is added to a confirmed order")
def is_refused(attempts: Attempts) -> None:
    assert type(attempts.refusal) is OrderIsConfirmed
