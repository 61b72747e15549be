"""The command side: load what happened to the order, fold it, decide, append.

It writes events and nothing else, and answers with the position of the last one.
"""

from contextlib import suppress
from decimal import Decimal
from functools import reduce
from typing import TypedDict, Unpack

from steps.contract import OrderCommands
from steps.step3_projections.event_store import ConcurrencyConflict, EventStore
from steps.step3_projections.order import AddItem, Command, ConfirmOrder, CreateOrder, Order, decide, evolve


class Delivery(TypedDict, total=False):
    """What a sender may say with any command.

    `command_id`: under the same id, a command takes effect once, however often it is sent.
    `correlation_id`: the larger whole that it is part of.
    `expected_version`: the order must be at this version, or there is a ConcurrencyConflict.
    """

    command_id: str
    correlation_id: str
    expected_version: int


class OrderCommandHandler(OrderCommands):
    """Everything that can be done with orders. Each command returns the position of the event that it wrote."""

    def __init__(self, store: EventStore) -> None:
        self.store = store

    def create_order(self, order_id: str, customer_id: str, **delivery: Unpack[Delivery]) -> int:
        return self.handle(CreateOrder(order_id, customer_id), **delivery)

    def add_item(self, order_id: str, product: str, qty: int, price: Decimal, **delivery: Unpack[Delivery]) -> int:
        return self.handle(AddItem(order_id, product, qty, price), **delivery)

    def confirm(self, order_id: str, **delivery: Unpack[Delivery]) -> int:
        return self.handle(ConfirmOrder(order_id), **delivery)

    def handle(
        self,
        command: Command,
        *,
        command_id: str | None = None,
        correlation_id: str | None = None,
        expected_version: int | None = None,
    ) -> int:
        """Carry out a command. Returns its position. Raises Refused, ConcurrencyConflict or BrokenEvent."""
        while True:
            history = self.store.read_stream(command.order_id)
            # after the history is read, or a twin that was carried out in between has this one refused
            if command_id is not None and (position := self.store.position_of(command_id)) is not None:
                return position
            version = len(history)
            if expected_version not in (None, version):
                raise ConcurrencyConflict(command.order_id, expected_version, version)
            events = decide(command, reduce(evolve, [recorded.event for recorded in history], Order()))
            with suppress(ConcurrencyConflict):  # somebody was faster: look again, and decide anew
                return self.store.append(
                    command.order_id, version, events, command_id=command_id, correlation_id=correlation_id
                )
