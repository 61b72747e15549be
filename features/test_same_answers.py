"""Whatever is ordered in whatever sequence, a step gives the model's answers and the model's refusals.

KATA_EXAMPLES sets how many sequences are tried.
"""

import os
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from features.left_out import TWO_APIS
from features.model import Model
from steps.contract import Refused, Shop

order_ids = st.sampled_from(["ORD-1", "ORD-2", "ORD-3"])
customer_ids = st.sampled_from(["CUST-1", "CUST-2"])
prices = st.decimals("0.00", "1000.00", places=2)

bad_texts = st.sampled_from(["", "  ", "x" * 201, "\ud800", "\0", None, 7])
odd_texts = st.text(min_size=1, max_size=200)
bad_quantities = st.sampled_from([0, -1, 2**63, 10**30, 1.0, True, None, "1"])
huge_quantities = st.sampled_from([2**31, 2**62, 2**63 - 1])
bad_prices = st.sampled_from([*map(Decimal, ["-0.01", "0.001", "1.000", "NaN", "sNaN", "-Infinity"]), 9.99, 10, None])
huge_prices = st.sampled_from([*map(Decimal, ["92233720368547758.07", "92233720368547758.08", "1E+3", "1E+400"])])


def outcome(attempt: Callable[[], object]) -> object:
    """What was returned, or the kind of refusal."""
    try:
        return attempt()
    except Refused as refusal:
        return type(refusal)


class SameAnswers(RuleBasedStateMachine):
    """Gives each command to a shop and to the model alike."""

    open_shop: ClassVar[Callable[[str | Path], Shop]]

    def __init__(self) -> None:
        super().__init__()
        self.shop = type(self).open_shop(":memory:")
        self.model = Model()

    def teardown(self) -> None:
        self.shop.close()

    def both(self, command: str, *arguments: Any) -> None:
        done = outcome(lambda: getattr(self.shop.commands, command)(*arguments))
        refused = done if isinstance(done, type) else None
        assert refused == outcome(lambda: getattr(self.model, command)(*arguments))

    @rule(order_id=order_ids | bad_texts | odd_texts, customer_id=customer_ids | bad_texts | odd_texts)
    def create_order(self, order_id: str, customer_id: str) -> None:
        self.both("create_order", order_id, customer_id)

    @rule(
        order_id=order_ids | bad_texts,
        product=odd_texts | bad_texts,
        qty=st.integers(1, 9) | bad_quantities | huge_quantities,
        price=prices | bad_prices | huge_prices,
    )
    def add_odd_item(self, order_id: str, product: str, qty: int, price: Decimal) -> None:
        self.both("add_item", order_id, product, qty, price)

    @rule(order_id=order_ids, qty=st.integers(1, 9), price=prices)
    def add_item(self, order_id: str, qty: int, price: Decimal) -> None:
        self.both("add_item", order_id, "Mouse", qty, price)

    @rule(order_id=order_ids | bad_texts)
    def confirm(self, order_id: str) -> None:
        self.both("confirm", order_id)

    @invariant()
    def answers_are_the_same(self) -> None:
        self.shop.settle()
        for order_id in [*self.model.customers, "ORD-404"]:
            seen = outcome(partial(self.shop.queries.get_summary, order_id))
            assert seen == outcome(partial(self.model.get_summary, order_id))
        for customer_id in [*self.model.customers.values(), "CUST-404"]:
            assert self.shop.queries.list_by_customer(customer_id) == self.model.list_by_customer(customer_id)


def test_same_answers_as_the_model(open_shop: Callable[[str | Path], Shop], step_name: str) -> None:
    examples = int(os.environ.get("KATA_EXAMPLES", "20"))
    run_state_machine_as_test(
        type("SameAnswers", (SameAnswers,), {"open_shop": open_shop}),
        settings=settings(
            max_examples=examples // 4 if step_name == TWO_APIS else examples,  # for each of which its servers start
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
