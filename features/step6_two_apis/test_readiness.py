"""Questions are sent to a read side that is there, and not too far behind."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from features.attempts import told_by

pytest.importorskip("prometheus_client", reason="step 6 needs packages that are not installed")

FAR = "Answers are 10.1 seconds behind, and 10.0 at most is well"
STOPPED = "The event at position 7 is broken"


@pytest.mark.parametrize(
    ("events", "seconds", "stopped_by", "told"),
    [
        (0, 0.0, None, []),
        (5_000, 10.0, None, []),
        (1, 10.1, None, [FAR]),
        (1, 0.0, STOPPED, [f"The projector has stopped. {STOPPED}"]),
    ],
)
def test_seconds_count_and_events_do_not(
    events: int, seconds: float, stopped_by: str | None, told: list[str], tmp_path: Path
) -> None:
    from steps.step5_two_stores import open_shop
    from steps.step6_two_apis.lag import Lag, require_ready

    with open_shop(tmp_path / "shop.db") as shop:
        ask_lag = partial(asyncio.to_thread, Lag, events, seconds, stopped_by)
        assert told_by(lambda: asyncio.run(require_ready(ask_lag, shop.queries.lookups))) == told


def test_why_the_projector_can_not_tell_is_told() -> None:
    from steps.step5_two_stores.ports import StoreDown
    from steps.step6_two_apis.lag import ask
    from steps.step6_two_apis.projector import telling

    def lag() -> Any:
        raise StoreDown("The log is out of reach")

    with telling(lag, 0) as projector:
        assert told_by(lambda: ask(projector)) == [f"{projector}: The log is out of reach"]
