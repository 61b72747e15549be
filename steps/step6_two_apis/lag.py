"""How far answers are behind: asked of the projector over HTTP, for only the projector sees both log and read store.

Where it does not answer, the lag is not known. That is told, and never taken for nothing.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from steps.contract import ShopError
from steps.step5_two_stores.ports import Answers
from steps.step6_two_apis.problems import NotReady, ProjectorSilent

LONGEST_SILENCE = 2.0  # seconds
LONGEST_LAG = 10.0  # seconds, with which the read side still counts as ready


@dataclass(frozen=True, slots=True)
class Lag:
    """How far answers are behind: in events, in seconds since the oldest of them, and why they get no further.

    Step 3's, on the wire: its own class comes with code of the command side.
    """

    events_behind: int
    seconds_behind: float
    stopped_by: str | None


AskLag = Callable[[], Awaitable[Lag]]


def asking(projector: str) -> AskLag:
    """What asks the projector at this address for the lag. Raises ProjectorSilent."""
    return partial(asyncio.to_thread, ask, projector)


def ask(projector: str) -> Lag:
    try:
        with closing(HTTPConnection(urlsplit(projector).netloc, timeout=LONGEST_SILENCE)) as connection:
            connection.request("GET", "/lag")
            response = connection.getresponse()
            said = json.load(response)
            if response.status != 200:
                raise ValueError(said["detail"])
            return Lag(**said)
    except (OSError, HTTPException, ValueError, TypeError, KeyError) as error:
        raise ProjectorSilent(f"{projector or 'No projector was named'}: {error}") from error


async def require_ready(ask_lag: AskLag, answers: Answers) -> Lag:
    """The lag, if the read side can do its work with it. Raises NotReady, NotAnswering or ProjectorSilent."""
    answers.orders_of_customer("")  # raises where there is no version to answer from
    _, stopped_by = answers.progress()  # as a projector left it that has stopped, and may not be there to be asked
    if not stopped_by:
        lag = await ask_lag()
        stopped_by = lag.stopped_by
    if stopped_by:
        raise NotReady(f"The projector has stopped. {stopped_by}")
    if lag.seconds_behind > LONGEST_LAG:
        raise NotReady(f"Answers are {lag.seconds_behind:.1f} seconds behind, and {LONGEST_LAG} at most is well")
    return lag


async def metrics(ask_lag: AskLag) -> bytes:
    """The lag in Prometheus's format. Gauges of what is not known are left out."""
    registry = CollectorRegistry()
    up = Gauge("shop_projector_up", "Whether the projector answers.", registry=registry)
    try:
        lag = await ask_lag()
    except ShopError:
        up.set(0)
    else:
        up.set(1)
        Gauge("shop_lag_events", "Events that answers are behind.", registry=registry).set(lag.events_behind)
        Gauge("shop_lag_seconds", "Age of the oldest of them.", registry=registry).set(lag.seconds_behind)
        stopped = Gauge("shop_projector_stopped", "Whether it stopped at a broken record.", registry=registry)
        stopped.set(bool(lag.stopped_by))
    return generate_latest(registry)
