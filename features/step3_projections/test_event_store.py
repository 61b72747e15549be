"""The event store: what it promises, and how events stand on disk."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from features.clock import Clock
from steps.step3_projections import event_store
from steps.step3_projections.event_store import ConcurrencyConflict, EventStore
from steps.step3_projections.order import ItemAdded, OrderConfirmed, OrderCreated

CREATED = OrderCreated("CUST-1")
ADDED = ItemAdded("Mouse", 2, 2999)
CONFIRMED = OrderConfirmed()


@pytest.fixture
def store() -> Iterator[EventStore]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(event_store.SCHEMA)
    yield EventStore(connection, Clock())
    connection.close()


def test_positions_count_through_the_log_and_versions_through_a_stream(store: EventStore) -> None:
    assert store.append("ORD-1", 0, [CREATED, ADDED]) == 2
    assert store.append("ORD-2", 0, [CREATED]) == 3
    assert store.append("ORD-1", 2, [CONFIRMED]) == 4
    assert [(e.position, e.stream_id, e.version, e.event) for e in store.read_all()] == [
        (1, "ORD-1", 1, CREATED),
        (2, "ORD-1", 2, ADDED),
        (3, "ORD-2", 1, CREATED),
        (4, "ORD-1", 3, CONFIRMED),
    ]
    assert [e.position for e in store.read_stream("ORD-1")] == [1, 2, 4]
    assert [e.position for e in store.read_all(after=1, limit=2)] == [2, 3]
    assert store.read_stream("ORD-404") == []


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_stream_at_another_version_is_left_alone(store: EventStore, expected: int) -> None:
    store.append("ORD-1", 0, [CREATED, ADDED])
    with pytest.raises(ConcurrencyConflict, match=f"expected at version {expected} and is at version 2"):
        store.append("ORD-1", expected, [CONFIRMED])
    assert len(store.read_all()) == 2


def test_all_events_of_an_append_or_none(store: EventStore) -> None:
    with pytest.raises(TypeError):
        store.append("ORD-1", 0, [CREATED, "no event"])  # type: ignore[list-item]  # that is the point
    assert store.read_all() == []


def test_the_same_command_adds_nothing_and_gets_the_same_position(store: EventStore) -> None:
    position = store.append("ORD-1", 0, [CREATED, ADDED], command_id="CMD-1")
    store.append("ORD-2", 0, [CREATED])
    assert store.append("ORD-1", 0, [CREATED, ADDED], command_id="CMD-1") == position == 2
    assert len(store.read_all()) == 3


def test_no_two_events_have_one_place_in_a_stream(store: EventStore) -> None:
    store.append("ORD-1", 0, [CREATED, ADDED])
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        store.connection.execute("UPDATE events SET version = 1")


def test_nothing_to_append_is_nothing_to_wait_for(store: EventStore) -> None:
    store.append("ORD-1", 0, [CREATED])
    assert store.append("ORD-1", 1, []) == 0


def test_a_position_is_never_used_again(store: EventStore) -> None:
    """Or a projector that is past it would miss the second event."""
    store.append("ORD-1", 0, [CREATED, ADDED])
    store.connection.execute("DELETE FROM events WHERE position = 2")
    assert store.append("ORD-1", 1, [CONFIRMED]) == 3


def test_blanks_around_the_data_do_no_harm(store: EventStore) -> None:
    store.connection.execute(
        "INSERT INTO events (stream_id, version, name, schema_version, data, recorded_at)"
        " VALUES ('ORD-1', 1, 'OrderCreated', 1, ?, '2026-01-01T00:00:00+00:00')",
        (' {"customer_id": "CUST-1"}\n',),
    )
    assert [e.event for e in store.read_all()] == [CREATED]


def test_how_events_stand_on_disk(store: EventStore) -> None:
    store.append("ORD-1", 0, [CREATED, ADDED, CONFIRMED], command_id="CMD-1", correlation_id="VISIT-1")
    store.append("ORD-1", 3, [ItemAdded("Gift", 1, 5)], command_id="CMD-2")
    store.append("ORD-2", 0, [CREATED])
    rows = store.connection.execute(
        "SELECT name, schema_version, data, recorded_at, command_id, correlation_id FROM events"
    ).fetchall()
    at = "2026-01-01T00:00:00.000000+00:00"
    assert [(name, version, json.loads(data), *rest) for name, version, data, *rest in rows] == [
        ("OrderCreated", 1, {"customer_id": "CUST-1"}, at, "CMD-1", "VISIT-1"),
        ("ItemAdded", 1, {"product": "Mouse", "qty": 2, "price": "29.99"}, at, "CMD-1", "VISIT-1"),
        ("OrderConfirmed", 1, {}, at, "CMD-1", "VISIT-1"),
        ("ItemAdded", 1, {"product": "Gift", "qty": 1, "price": "0.05"}, at, "CMD-2", "CMD-2"),
        ("OrderCreated", 1, {"customer_id": "CUST-1"}, at, None, None),
    ]
    assert {e.recorded_at for e in store.read_all()} == {datetime(2026, 1, 1, tzinfo=UTC)}
