"""Crashes between two servers."""

from pytest_bdd import given, scenarios, then, when

from features.log import assert_answers_are_the_fold
from features.processes import Processes
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
    for crash in processes.crashes(shop.projector):
        projectors = [processes.started("steps.step5_two_stores.projector") for _ in range(how_many)]
        for projector in projectors:
            processes.live_a_while(crash)
            projector.kill()


@then("once a projector runs again, the answers are what the log adds up to")
def goes_on(processes: Processes, shop: TwoStoreShop) -> None:
    processes.kill_all()
    shop.settle()
    assert_answers_are_the_fold(shop)
