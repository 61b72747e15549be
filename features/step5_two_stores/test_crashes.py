"""Crashes between two servers."""

import itertools
import random
import time
from collections.abc import Iterator

from pytest_bdd import given, scenarios, then, when

from features.log import assert_answers_are_the_fold
from features.processes import CRASHES, Processes
from features.step5_two_stores.places import Pair
from steps.step5_two_stores.shop import TwoStoreShop

scenarios("crashes.feature")


@given("a process that keeps placing orders on these stores")
def crowd(processes: Processes, pair: Pair) -> None:
    processes.started("features.step5_two_stores.crowd", pair.write_url, "CROWD")


@when("a projector's process on these stores is started and killed again and again")
def kill_projector(processes: Processes, shop: TwoStoreShop) -> None:
    kill(processes, shop, how_many=1)


@when("two projectors' processes on these stores are started and killed again and again")
def kill_projectors(processes: Processes, shop: TwoStoreShop) -> None:
    kill(processes, shop, how_many=2)


def kill(processes: Processes, shop: TwoStoreShop, how_many: int) -> None:
    for _ in crashes(processes, shop):
        projectors = [processes.started("steps.step5_two_stores.projector") for _ in range(how_many)]
        for projector in projectors:
            time.sleep(random.uniform(0, 0.1))
            projector.kill()


def crashes(processes: Processes, shop: TwoStoreShop) -> Iterator[int]:
    """Counts crashes until there were enough, and some of them came after a projector had got somewhere."""
    for crash in itertools.count(1):
        yield crash
        processes.assert_none_failed()
        if crash >= CRASHES and shop.projector.checkpoint() > 0:
            return


@then("once a projector runs again, the answers are what the log adds up to")
def goes_on(processes: Processes, shop: TwoStoreShop) -> None:
    processes.kill_all()
    shop.settle()
    assert_answers_are_the_fold(shop)
