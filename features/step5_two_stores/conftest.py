"""The pairs of stores, and the phrases that several of step 5's features share."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pytest_bdd import parsers, then, when

from features.clock import Clock
from features.customers import CUSTOMERS
from features.left_out import TWO_STORES
from features.log import assert_answers_are_the_fold
from features.opening import OpenShop
from features.processes import Processes
from features.step5_two_stores.places import Pair, Servers, ids, pair_of
from steps.contract import Shop
from steps.step5_two_stores.servers import NoServer
from steps.step5_two_stores.shop import TwoStoreShop

ON_SERVERS = pytest.param("servers", marks=pytest.mark.slow)
EVERY_PAIR = ["embedded", ON_SERVERS, pytest.param("elastic stand-in", marks=pytest.mark.slow)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a scenario on two files and on two servers, where its tag says so."""
    if metafunc.definition.get_closest_marker("every_pair"):
        pairs = EVERY_PAIR
    elif metafunc.definition.get_closest_marker("servers"):
        pairs = [ON_SERVERS]
    else:
        pairs = ["embedded"]
    if "pair" in metafunc.fixturenames:
        pairs = EVERY_PAIR
    if "_pytest_bdd_example" in metafunc.fixturenames or "pair" in metafunc.fixturenames:
        metafunc.fixturenames.append("pair_name")
    if "pair_name" in metafunc.fixturenames:
        metafunc.parametrize("pair_name", pairs, scope="session")


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    # not in a folder of pytest's, which is for one user, and PostgreSQL does not run as root
    with TemporaryDirectory(prefix="kata-") as folder:
        try:
            servers = Servers(Path(folder))
        except NoServer as error:
            pytest.skip(str(error))
        yield servers
        servers.stop()


@pytest.fixture
def pair(pair_name: str, request: pytest.FixtureRequest) -> Iterator[Pair]:
    with pair_of(pair_name, request) as pair:
        yield pair


@pytest.fixture
def shop(step_name: str, open_shop: OpenShop, database: Path, pair: Pair, clock: Clock) -> Iterator[Shop]:
    if step_name != TWO_STORES:  # a later step's, which has stores of its own
        with open_shop(database) as later:
            yield later
        return
    with TwoStoreShop(pair.write_url, pair.read_url, pair.search_url, now=clock) as shop:
        yield shop


@then(parsers.re(r'a search for "(?P<text>[^"]+)" finds (?P<orders>.+)'))
@then(parsers.re(r"a search for (?P<text>.+) finds (?P<orders>.+)"))
def finds(shop: TwoStoreShop, text: str, orders: str) -> None:
    shop.settle()
    assert [summary.order_id for summary in shop.queries.search(text)] == ids(orders)


@when(
    parsers.parse('{who:w} adds {qty:d} "{product}" at {price} to order "{order_id}", and keeps the receipt'),
    target_fixture="receipt",
)
def adds_and_keeps(shop: TwoStoreShop, qty: int, product: str, price: str, order_id: str) -> int:
    shop.background.start()
    return shop.commands.add_item(order_id, product, qty, Decimal(price))


@then("the answers are what the log adds up to")
def is_the_fold(shop: TwoStoreShop) -> None:
    shop.settle()
    assert_answers_are_the_fold(shop)
    found = {summary.order_id for who in CUSTOMERS.values() for summary in shop.queries.search(who, limit=10_000)}
    assert found == {order.order_id for who in CUSTOMERS.values() for order in shop.queries.list_by_customer(who)}


@pytest.fixture
def processes(
    shop: TwoStoreShop, pair: Pair, step_name: str, database: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Processes]:
    """Processes that work on the pair."""
    shop.background.stop()
    monkeypatch.setenv("KATA_WRITE_URL", pair.write_url)
    monkeypatch.setenv("KATA_READ_URL", pair.read_url)
    monkeypatch.setenv("KATA_SEARCH_URL", pair.search_url)
    processes = Processes(step_name, database)
    yield processes
    processes.kill_all()


@pytest.fixture
def told() -> list[str]:
    """What operators and customers are told."""
    return []
