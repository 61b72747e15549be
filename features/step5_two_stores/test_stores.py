"""What every read store promises to the projector, whichever database it is in."""

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from features.breakdown import BreaksDown
from features.step5_two_stores.places import Pair, Servers
from steps.contract import OrderNotFound
from steps.step3_projections.event_store import RecordedEvent
from steps.step3_projections.order import OrderConfirmed
from steps.step5_two_stores.opening import open_answers, open_queries, open_store
from steps.step5_two_stores.ports import Answers, Batch, ReadModel, ReadStore, Row, StoreDown, Version, check_live
from steps.step5_two_stores.sql_store import SqlReadModel, SqlStore

LARGE = 2**63 - 1


def load(model: ReadModel, expected: int, *order_ids: str) -> dict[str, Row] | None:
    """The rows of a model, without what a store without transactions notes in them."""
    rows = model.load(expected, order_ids)
    return rows and {order_id: {**row, "seen": None} for order_id, row in rows.items()}


def row(order_id: str, number: int, **more: object) -> Row:
    return {
        "number": number,
        "order_id": order_id,
        "customer_id": "CUST-1",
        "status": "pending",
        "total_cents": LARGE,
        "item_count": 1,
        "words": "laptop",
        "seen": None,
        **more,
    }


def batch(position: int, rows: Sequence[Row]) -> Batch:
    """Rows as an event at this position leaves them."""
    last = RecordedEvent(position, "ORD-1", position, OrderConfirmed(), datetime(2026, 1, 1, tzinfo=UTC), None, None)
    return Batch(last, rows)


@pytest.fixture
def stores(pair: Pair) -> Iterator[list[ReadStore]]:
    """The stores of the pair, each with version 2 building and one order in it."""
    with ExitStack() as opened:
        stores = [opened.enter_context(closing(open_store(url))) for url in (pair.read_url, pair.search_url) if url]
        for store in stores:
            store.begin(2, "by this code")
            assert store.read_model(2).apply(0, batch(7, [row("ORD-1", 1)]))
        yield stores


def test_rows_are_kept_as_they_are(stores: list[ReadStore]) -> None:
    for store in stores:
        assert load(store.read_model(2), 7, "ORD-1", "ORD-404") == {"ORD-1": row("ORD-1", 1)}


def test_the_checkpoint_moves_from_where_it_is_expected_or_not_at_all(stores: list[ReadStore]) -> None:
    for store in stores:
        model = store.read_model(2)
        for expected in (0, 6, 8):
            assert not model.apply(expected, batch(9, [row("ORD-1", 1, status="confirmed"), row("ORD-2", 8)]))
            assert model.load(expected, ["ORD-1"]) is None
        assert model.checkpoint() == 7
        assert load(model, 7, "ORD-1", "ORD-2") == {"ORD-1": row("ORD-1", 1)}


def test_where_the_words_of_a_batch_are_not_kept_nothing_of_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or search would never find what everybody sees. In SQL the words are the last to be written."""

    def break_down(*_: object) -> None:
        raise BreaksDown

    with closing(open_store(str(tmp_path / "read.db"))) as store:
        assert isinstance(store, SqlStore)
        store.begin(2, "by this code")
        model = store.read_model(2)
        monkeypatch.setattr(store.database, "keep_words", break_down)
        with pytest.raises(BreaksDown):
            model.apply(0, batch(7, [row("ORD-1", 1)]))
        assert load(model, 0, "ORD-1") == {}


def test_which_event_stands_at_the_checkpoint_is_kept_with_it(stores: list[ReadStore]) -> None:
    for store in stores:
        last = batch(9, [])
        store.read_model(2).apply(7, last)
        assert [version.last_event for version in store.versions()] == [last.last_event]
        store.begin(2, "by other code")
        assert [version.last_event for version in store.versions()] == [""]


def test_a_batch_may_change_no_row(stores: list[ReadStore]) -> None:
    for store in stores:
        assert store.read_model(2).apply(7, batch(9, []))
        assert store.read_model(2).checkpoint() == 9


def test_why_it_stopped_is_kept_until_it_goes_on(stores: list[ReadStore]) -> None:
    for store in stores:
        store.read_model(2).stop("the reason")
        assert [version.stopped_by for version in store.versions()] == ["the reason"]
        store.read_model(2).apply(7, batch(8, []))
        assert [version.stopped_by for version in store.versions()] == [None]


def test_of_a_retired_version_nothing_is_left_but_that_it_was_there(stores: list[ReadStore]) -> None:
    for store in stores:
        store.switch(2)
        store.begin(3, "by newer code")
        store.read_model(3).apply(0, batch(7, []))
        store.switch(3)
        store.read_model(2).stop("the reason")
        store.retire(2)
        assert store.find(2) == Version(2, "retired", "by this code", None, "", None)


def test_what_is_not_there_is_not_made_by_writing_to_it(stores: list[ReadStore]) -> None:
    for store in stores:
        nowhere = store.read_model(9)
        nowhere.stop("the reason")
        assert nowhere.load(0, ["ORD-1"]) is None
        assert not nowhere.apply(0, batch(1, [row("ORD-1", 1)]))
        assert not store.switch(9)
        store.retire(9)
        assert [version.version for version in store.versions()] == [2]


def test_a_version_that_is_being_built_is_not_begun_twice(stores: list[ReadStore]) -> None:
    for store in stores:
        store.begin(2, "by this code")
        assert load(store.read_model(2), 7, "ORD-1") == {"ORD-1": row("ORD-1", 1)}


def test_two_begin_a_version_at_once(stores: list[ReadStore], pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis does it in one go. SQL needs some statements for it, and a lock around them."""
    *_, store = stores
    url = pair.search_url or pair.read_url
    with ThreadPoolExecutor() as pool:
        begun: list[Future[None]] = []
        if isinstance(store, SqlStore):
            lay_out = store.database.lay_out_words

            def wait_and_lay_out(*arguments: Any) -> None:
                begun.append(pool.submit(begin, url))
                wait(begun, timeout=0.5)
                lay_out(*arguments)

            monkeypatch.setattr(store.database, "lay_out_words", wait_and_lay_out)
        store.begin(3, "by this code")
        for done in begun:
            done.result()
    assert len(begun) == isinstance(store, SqlStore)
    begin(url)
    assert store.read_model(3).apply(0, batch(7, [row("ORD-1", 1)]))


def begin(url: str) -> None:
    with closing(open_store(url)) as store:
        store.begin(3, "by this code")


def test_a_version_is_begun_anew_unless_it_serves(stores: list[ReadStore]) -> None:
    for store in stores:
        store.begin(2, "by other code")
        assert [(version.fingerprint, version.checkpoint) for version in store.versions()] == [("by other code", 0)]
        assert store.read_model(2).load(0, ["ORD-1"]) == {}
        assert store.switch(2)
        store.begin(2, "by this code")
        store.retire(2)
        assert [(version.state, version.fingerprint) for version in store.versions()] == [("live", "by other code")]


def test_lists_are_in_order_of_age_and_follow_the_status(stores: list[ReadStore], pair: Pair) -> None:
    rows = [row("ORD-10", 10), row("ORD-9", 9), row("ORD-11", 11, customer_id="CUST-10")]
    for store, url in zip(stores, (pair.read_url, pair.search_url), strict=False):
        store.read_model(2).apply(7, batch(11, rows))
        store.read_model(2).apply(11, batch(12, [row("ORD-9", 9, status="confirmed")]))
        store.switch(2)
        with closing(open_answers(url)) as answers:
            assert [found["order_id"] for found in answers.orders_of_customer("CUST-1")] == ["ORD-1", "ORD-9", "ORD-10"]
            assert [found["order_id"] for found in answers.orders_of_status("pending")] == ["ORD-1", "ORD-10", "ORD-11"]
            assert [found["order_id"] for found in answers.orders_of_status("confirmed")] == ["ORD-9"]
            assert answers.progress() == (12, None)


QUESTIONS: dict[str, Callable[[Answers], list[Row | None]]] = {
    "an order": lambda answers: [answers.order("ORD-1")],
    "a customer's": lambda answers: [*answers.orders_of_customer("CUST-1")],
    "of a status": lambda answers: [*answers.orders_of_status("pending")],
    "search": lambda answers: [*answers.search(["laptop"], 20)],
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_version_may_be_retired_while_somebody_asks(
    stores: list[ReadStore], pair: Pair, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    asked = list(zip(stores, (pair.read_url, pair.search_url), strict=False))
    for store, url in asked[-1:] if question == "search" else asked:  # the last is the one that searches
        store.switch(2)
        store.begin(3, "by newer code")
        store.read_model(3).apply(0, batch(7, [row("ORD-1", 1)]))
        operators: list[threading.Thread] = []

        def switch_and_retire(url: str = url) -> None:
            with closing(open_store(url)) as operator:
                assert operator.switch(3)
                operator.retire(2)

        def check_and_wait(
            live: int | None, needs: int, work: Any = switch_and_retire, begun: list[threading.Thread] = operators
        ) -> int:
            if not begun:
                begun.append(threading.Thread(target=work))
                begun[0].start()
                begun[0].join(0.5)  # PostgreSQL has the operator wait until the answer is complete
            return live or check_live(live, needs)

        with closing(open_answers(url)) as answers:
            monkeypatch.setattr(sys.modules[type(answers).__module__], "check_live", check_and_wait)
            found = QUESTIONS[question](answers)
        operators[0].join()
        assert [{**row, "seen": None} for row in found if row] == [row("ORD-1", 1)]
        assert [version.state for version in store.versions()] == ["retired", "live"]


def test_rows_are_not_newer_than_the_checkpoint_that_they_are_loaded_for(
    stores: list[ReadStore], pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or an event that is in them already seems not to follow from them. Redis loads both at once, and others don't."""
    checkpoint = SqlReadModel._checkpoint
    for store, url in zip(stores, (pair.read_url, pair.search_url), strict=False):

        def checkpoint_and_wait(model: SqlReadModel, session: Any, url: str = url) -> int | None:
            found = checkpoint(model, session)
            monkeypatch.setattr(SqlReadModel, "_checkpoint", checkpoint)
            with closing(open_store(url)) as other:
                assert other.read_model(2).apply(7, batch(9, [row("ORD-1", 1, status="confirmed")]))
            return found

        monkeypatch.setattr(SqlReadModel, "_checkpoint", checkpoint_and_wait)
        assert load(store.read_model(2), 7, "ORD-1") == {"ORD-1": row("ORD-1", 1)}


def test_what_no_database_can_keep_is_not_there(stores: list[ReadStore], pair: Pair) -> None:
    for store, url in zip(stores, (pair.read_url, pair.search_url), strict=False):
        store.switch(2)
        with open_queries(url) as queries:
            for text in ("\0", "ORD-1\0", "\ud800"):
                assert queries.list_by_customer(text) == []
                with pytest.raises(OrderNotFound):
                    queries.get_summary(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("refuse", "allow"),
    [
        ("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0"),
        ("REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE"),
    ],
    ids=["full", "a replica"],
)
def test_a_server_that_refuses_to_write_is_waited_for(servers: Servers, refuse: str, allow: str) -> None:
    import redis

    with closing(redis.Redis.from_url(servers.valkey.url)) as client, closing(open_store(servers.valkey.url)) as store:
        client.flushall()
        store.begin(2, "by this code")
        client.execute_command(*refuse.split())
        try:
            with pytest.raises(StoreDown, match="Redis takes nothing"):
                store.read_model(2).apply(0, batch(7, [row("ORD-1", 1)]))
        finally:
            client.execute_command(*allow.split())
        assert store.read_model(2).apply(0, batch(7, [row("ORD-1", 1)]))
