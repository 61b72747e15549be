"""Two stores, one of them out of order."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.attempts import told_by
from features.log import fold
from features.operators import PATIENCE
from features.processes import Processes
from features.step5_two_stores.places import Pair, Servers, copy
from steps.step5_two_stores import summary
from steps.step5_two_stores.opening import open_projector
from steps.step5_two_stores.ports import NotAnswering, Row, StoreDown, Version
from steps.step5_two_stores.read_models import ReadModels
from steps.step5_two_stores.shop import TwoStoreShop, open_shop

scenarios("faults.feature")


@when("the store that answers goes out of reach")
def goes_out_of_reach(shop: TwoStoreShop, pair: Pair) -> Iterator[None]:
    shop.background.stop()
    pair.take_down()
    yield


@when("the store that answers is back")
def is_back(pair: Pair) -> None:
    pair.bring_back()


@then(parsers.parse("operators see that it is out of reach, and answers {events:d} events behind"))
def out_of_reach(shop: TwoStoreShop, events: int) -> None:
    lag = shop.projector.lag()
    assert lag.events_behind == events
    assert lag.stopped_by
    assert "out of reach" in lag.stopped_by


@then(parsers.re(r"operators see answers (?P<events>\d+) events? behind"))
def events_behind(shop: TwoStoreShop, events: str) -> None:
    assert shop.projector.lag().events_behind == int(events)


@then("after a while the answers are what the log adds up to, by themselves")
def by_themselves(shop: TwoStoreShop) -> None:
    shop.background.start()
    wait_until_answers_are_the_fold(shop)


def wait_until_answers_are_the_fold(shop: TwoStoreShop) -> None:
    expected = fold(shop)
    assert expected

    def is_so() -> bool:
        with suppress(StoreDown, NotAnswering):
            return {order_id: shop.queries.get_summary(order_id) for order_id in expected} == expected
        return False

    wait_until(is_so)


@given("the store that answers is backed up")
def is_backed_up(pair: Pair) -> None:
    pair.back_up()


@when("the store that answers is put back to its backup")
def is_put_back(shop: TwoStoreShop, pair: Pair) -> None:
    shop.background.stop()
    pair.put_back()


@when("the store that answers is emptied")
def is_emptied(shop: TwoStoreShop, pair: Pair) -> None:
    shop.background.stop()
    pair.empty()


@then("whoever asks is told that no version is live")
def told_none_is_live(shop: TwoStoreShop) -> None:
    assert told_by(lambda: shop.queries.get_summary("ORD-1")) == [
        "No version of the order summary is live yet. Run a projector, which builds the first."
    ]


@when("the store that answers is emptied while the projector is about to write a batch")
def emptied_meanwhile(shop: TwoStoreShop, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.background.stop()
    shop.commands.add_item("ORD-1", "Mouse", 2, Decimal("29.99"))

    def fold_and_wait(*arguments: Any) -> list[Row]:
        monkeypatch.setattr("steps.step5_two_stores.versions.fold", summary.fold)
        pair.empty()
        return summary.fold(*arguments)

    monkeypatch.setattr("steps.step5_two_stores.versions.fold", fold_and_wait)


@when(
    'Ben adds 1 "Mouse" at 29.99 to order "ORD-2", and another projector deals with both,'
    " before this one has dealt with Ana's"
)
def gets_further(shop: TwoStoreShop, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def fold_and_wait(*arguments: Any) -> list[Row]:
        monkeypatch.setattr("steps.step5_two_stores.versions.fold", summary.fold)
        rows = summary.fold(*arguments)
        shop.commands.add_item("ORD-2", "Mouse", 1, Decimal("29.99"))
        with open_projector(pair.write_url, pair.read_url, pair.search_url) as other:
            other.catch_up()
        return rows

    monkeypatch.setattr("steps.step5_two_stores.versions.fold", fold_and_wait)
    shop.projector.run_batch()


@when("another projector builds it anew as this one begins to")
def built_meanwhile(shop: TwoStoreShop, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = ReadModels.begin

    def wait_and_begin(read_models: ReadModels, version: int) -> None:
        monkeypatch.setattr(ReadModels, "begin", begin)
        with open_projector(pair.write_url, pair.read_url, pair.search_url) as other:
            other.catch_up()
        begin(read_models, version)

    monkeypatch.setattr(ReadModels, "begin", wait_and_begin)
    shop.projector.catch_up()
    assert ReadModels.begin is begin, "nobody began to"


@when('Ana adds 2 "Mouse" at 29.99 to order "ORD-1" as it is about to answer again')
def adds_before_the_switch(shop: TwoStoreShop, monkeypatch: pytest.MonkeyPatch) -> None:
    switch = ReadModels.switch

    def wait_and_switch(read_models: ReadModels, version: int) -> None:
        monkeypatch.setattr(ReadModels, "switch", switch)
        shop.commands.add_item("ORD-1", "Mouse", 2, Decimal("29.99"))
        switch(read_models, version)

    monkeypatch.setattr(ReadModels, "switch", wait_and_switch)
    shop.projector.catch_up()
    assert ReadModels.switch is switch, "it was not about to"


Said = list[str]


@when("the projector runs on", target_fixture="said")
def runs_on(pair: Pair) -> Iterator[Said]:
    said: Said = []
    stop = threading.Event()

    def run() -> None:
        with open_projector(pair.write_url, pair.read_url, report=said.append) as projector:
            projector.run(stop)

    thread = threading.Thread(target=run)
    thread.start()
    wait_until(lambda: said)
    yield said
    stop.set()
    thread.join()


@then("the projector has said that it is out of reach, and that it is back")
def has_said(said: Said) -> None:
    wait_until(lambda: len(said) > 1)
    assert "out of reach" in said[0]
    assert said[1:] == ["All databases are back."]


class Pauses(threading.Event):
    """Takes no pause, notes how long each was to be, and lets something happen in it."""

    def __init__(self, meanwhile: list[Callable[[], None]]) -> None:
        super().__init__()
        self.meanwhile = meanwhile
        self.taken: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout
        self.taken.append(timeout)
        self.meanwhile.pop(0)()
        if not self.meanwhile:
            self.set()
        return self.is_set()


@when(
    parsers.parse("the store that answers is out of reach for {attempts:d} attempts of the projector, twice"),
    target_fixture="pauses",
)
def out_of_reach_twice(shop: TwoStoreShop, pair: Pair, attempts: int) -> list[list[float]]:
    shop.background.stop()
    pair.take_down()
    nothing_happens = [lambda: None] * (attempts - 1)
    pauses = Pauses([*nothing_happens, pair.bring_back, pair.take_down, *nothing_happens, pair.bring_back])
    shop.projector.run(pauses)
    return [pauses.taken[:attempts], pauses.taken[attempts + 1 :]]


@then(parsers.parse("each time the pauses between them grow to {longest:d} seconds, and no further"))
def pauses_grow(pauses: list[list[float]], longest: int) -> None:
    first, second = pauses
    assert first == second == sorted(first)
    assert first[0] < 0.1
    assert first[-1] == max(first) == longest


@given("a shop with a store for look-ups and one for search", target_fixture="shop")
def shop_with_two(pair: Pair, database: Path) -> Iterator[TwoStoreShop]:
    with TwoStoreShop(pair.write_url, pair.read_url, str(database.with_name("search.db"))) as shop:
        yield shop


@when(parsers.parse("the store for {what} goes out of reach"))
def one_goes_out_of_reach(shop: TwoStoreShop, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.settle()

    def is_down() -> list[Version]:
        raise StoreDown("The store is out of reach")

    store = shop.projector.read_models[["look-ups", "search"].index(what)].store
    monkeypatch.setattr(store, "versions", is_down)


@when("the projector does what it can, and says that a store is out of reach")
def does_what_it_can(shop: TwoStoreShop) -> None:
    assert told_by(shop.projector.run_batch) == ["The store is out of reach"]


@then("the store for look-ups shows the webcam")
def look_ups_show_it(shop: TwoStoreShop) -> None:
    assert shop.queries.get_summary("ORD-1") == fold(shop)["ORD-1"]


@then("the store for search shows the webcam")
def search_shows_it(shop: TwoStoreShop) -> None:
    assert shop.queries.search("webcam") == [fold(shop)["ORD-1"]]


@when("the record of the webcam gets damaged")
def is_damaged(pair: Pair) -> None:
    pair.rewrite_log("UPDATE events SET name = 'OrderTeleported' WHERE position = 4")


@when("the record of the laptop gets damaged")
def laptop_is_damaged(pair: Pair) -> None:
    pair.rewrite_log("UPDATE events SET name = 'OrderTeleported' WHERE position = 2")


@when("the record is mended")
def is_mended(pair: Pair) -> None:
    pair.rewrite_log("UPDATE events SET name = 'ItemAdded' WHERE position = 4")


@when("that record is taken out")
def is_taken_out(pair: Pair) -> None:
    pair.rewrite_log("DELETE FROM events WHERE position = 4")


@then("the projector stops, and every store stands before that record and knows why")
def stand_before_it(shop: TwoStoreShop) -> None:
    [message] = told_by(shop.projector.catch_up)
    assert message.startswith("The event at position 4, of order 'ORD-1', is broken: ")
    for read_models in shop.projector.read_models:
        assert [(known.checkpoint, known.stopped_by) for known in read_models.status()] == [(3, message)]
    assert (shop.projector.lag().events_behind, shop.projector.lag().stopped_by) == (1, message)


@then("no store knows of anything that is broken")
def nothing_broken(shop: TwoStoreShop) -> None:
    for read_models in shop.projector.read_models:
        assert [(known.events_behind, known.stopped_by) for known in read_models.status()] == [(0, None)]


def wait_until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it is still not so"
        time.sleep(0.01)


@given("the log is backed up")
def log_is_backed_up(pair: Pair) -> None:
    copy(pair.write_url, f"{pair.write_url}.backup")


@when("the log is put back to its backup")
def log_is_put_back(shop: TwoStoreShop, pair: Pair) -> None:
    shop.background.stop()
    copy(f"{pair.write_url}.backup", pair.write_url)


@then("the projector stops, and says that the log was put back")
def says_put_back(shop: TwoStoreShop) -> None:
    [message] = told_by(shop.projector.catch_up)
    assert message.startswith("Version 2 is at position 3, and its event is not in the log: the log was put back")
    assert shop.projector.lag().stopped_by == message


@then("whoever opens the shop is told so")
def told_when_opening(pair: Pair) -> None:
    with pytest.warns(UserWarning, match="the log was put back"), open_shop(pair.write_url, in_background=False):
        pass


@given("a projector's process on these stores")
def projector_process(processes: Processes) -> None:
    processes.started("steps.step5_two_stores.projector")


@when("the log's server breaks down and is restarted")
def breaks_down(servers: Servers) -> None:
    servers.postgres.crash_and_restart()


@when(parsers.parse('a moment later Ana adds {qty:d} "{product}" at {price} to order "{order_id}"'))
def adds_a_moment_later(shop: TwoStoreShop, qty: int, product: str, price: str, order_id: str) -> None:
    def is_accepted() -> bool:
        try:
            return shop.commands.add_item(order_id, product, qty, Decimal(price), command_id="one and the same") > 0
        except StoreDown:
            return False

    assert not is_accepted(), "nobody noticed"
    wait_until(is_accepted)


@then("after a while the answers are what the log adds up to, by that process")
def by_that_process(shop: TwoStoreShop, processes: Processes) -> None:
    wait_until_answers_are_the_fold(shop)
    processes.assert_none_failed()


def test_why_another_projector_has_stopped_meanwhile_is_kept(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_shop(database, in_background=False) as shop:
        projector = shop.read_models.projector(2)

        def read_and_wait(*_: int) -> list[Any]:
            projector.model.stop("the reason")
            return []

        monkeypatch.setattr(projector.log, "read", read_and_wait)
        projector.run_batch()
        assert [status.stopped_by for status in shop.read_models.status()] == ["the reason"]
