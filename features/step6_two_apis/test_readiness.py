"""Questions are sent to a read side that is there, and not too far behind."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

pytest.importorskip("prometheus_client", reason="step 6 needs packages that are not installed")

from steps.step5_two_stores import open_shop
from steps.step6_two_apis.lag import LONGEST_LAG, Lag, require_ready
from steps.step6_two_apis.problems import NotReady

FAR = "Answers are 10.1 seconds behind, and 10.0 at most is well"


@pytest.mark.parametrize(
    ("lag", "outcome"),
    [
        (Lag(0, 0.0, None), nullcontext()),
        (Lag(5_000, LONGEST_LAG, None), nullcontext()),
        (Lag(1, LONGEST_LAG + 0.1, None), pytest.raises(NotReady, match=FAR)),
        (Lag(1, 0.0, "The event at position 7 is broken"), pytest.raises(NotReady, match="position 7")),
    ],
)
def test_seconds_count_and_events_do_not(lag: Lag, outcome: AbstractContextManager[Any], tmp_path: Path) -> None:
    with open_shop(tmp_path / "shop.db") as shop, outcome:
        assert require_ready(lag, shop.queries.lookups) == lag
