"""Three processes."""

from __future__ import annotations

import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.log import write_to_log
from features.processes import ROOT, Processes
from features.stores import answering

if TYPE_CHECKING:
    from steps.contract import Shop
    from steps.step6_two_apis.shop import TwoApisShop

scenarios("processes.feature")

FOR_COMMANDS = ("commands", "commands_api", "event_store", "order", "orders", "projector", "shop")
MODULE = "steps.step6_two_apis"

EXAMINED = """
import json, sys
from steps.step6_two_apis import __main__ as service
service.serve = lambda name, app, port: print(json.dumps(sorted(sys.modules)))
service.main()
"""


@pytest.fixture
def services(shop: TwoApisShop, step_name: str, database: Path) -> Iterator[Processes]:
    """Processes besides those of the shop, which has laid out what they work on."""
    assert shop.background.url
    services = Processes(step_name, database)
    yield services
    services.kill_all()


@when("the service that answers is examined", target_fixture="loaded")
def is_examined(services: Processes) -> list[str]:
    command = [sys.executable, "-c", EXAMINED, "queries", "--database", str(services.database)]
    loaded: list[str] = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    return loaded


@then("it has loaded none of the code for commands")
def none_for_commands(loaded: list[str]) -> None:
    assert "steps.step6_two_apis.queries_api" in loaded
    ours = [name for name in loaded if name.startswith("steps.")]
    assert [name for name in ours if name.rpartition(".")[2] in FOR_COMMANDS] == []


@then("it can't change what it answers from")
def can_not_write(database: Path) -> None:
    from steps.step5_two_stores.opening import open_queries, read_path

    with open_queries(read_path(database)) as queries:
        connection = answering(cast("Shop", SimpleNamespace(queries=queries)))
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("CREATE TABLE graffiti (words TEXT)")


@when(
    parsers.parse("the shop's {service} is started, and told to stop by {name}"),
    target_fixture="ended",
)
@when(parsers.parse("the shop's {service} are started, and told to stop by {name}"), target_fixture="ended")
def starts_and_stops(services: Processes, service: str, name: str) -> subprocess.Popen[str]:
    process = services.started(MODULE, service, "--database", str(services.database))
    process.send_signal(getattr(signal, name))
    return process


@then("it ends well, and says nothing more")
def ends_well_and_silently(ended: subprocess.Popen[str]) -> None:
    assert ended.communicate(timeout=30) == ("", "")
    assert ended.returncode == 0


@when("an operator starts the whole shop, and stops it by SIGINT", target_fixture="told")
def whole_shop(services: Processes) -> tuple[subprocess.Popen[str], list[str]]:
    process = services.start(MODULE, "shop", "--database", str(services.database))
    assert process.stdout
    told = [process.stdout.readline() for _ in range(4)]
    process.send_signal(signal.SIGINT)
    return process, told


@then("it told the addresses of the pages to try it on, and ends well")
def told_addresses(told: tuple[subprocess.Popen[str], list[str]]) -> None:
    process, lines = told
    assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 0
    words = [line.split() for line in lines]
    assert [name for name, *_ in words] == ["Commands", "Queries", "GraphQL", "Ctrl-C"]
    assert all(re.fullmatch(r"http://127\.0\.0\.1:\d+/(docs|graphql/page)", address) for _, address in words[:3])


class Crowd:
    """Programs that send commands to some services, each in a process of its own, until they are told to stop."""

    def __init__(self, services: Processes, count: int, times: int) -> None:
        self.services = [services.start(MODULE, "commands", "--database", str(services.database)) for _ in range(count)]
        self.senders = [
            services.start("features.step6_two_apis.senders", url_of(service), f"CROWD-{number}", str(times))
            for number, service in enumerate(self.services)
        ]

    def accepted(self) -> Counter[str]:
        """How many commands were accepted for each order."""
        orders: Counter[str] = Counter()
        for sender in self.senders:
            said, complaint = sender.communicate(timeout=60)
            assert (sender.returncode, complaint) == (0, "")
            orders.update(said.split())
        return orders


def url_of(service: subprocess.Popen[str]) -> str:
    from steps.step6_two_apis.shop import url_in

    assert service.stdout
    return url_in(service.stdout.readline())


@given("many programs send commands all the while", target_fixture="crowd")
def all_the_while(services: Processes) -> Crowd:
    return Crowd(services, count=1, times=0)


def written_in(database: Path) -> dict[str, int]:
    """How many events there are of each order."""
    with closing(sqlite3.connect(database)) as connection:
        return dict(connection.execute("SELECT stream_id, COUNT(*) FROM events GROUP BY stream_id").fetchall())


@when("the service for commands is told to stop", target_fixture="ended")
def is_told_to_stop(crowd: Crowd, database: Path) -> subprocess.Popen[str]:
    while sum(written_in(database).values()) < 40:
        time.sleep(0.01)
    [service] = crowd.services
    service.send_signal(signal.SIGTERM)
    return service


@then("it ends well")
def ends_well(ended: subprocess.Popen[str]) -> None:
    _, complaint = ended.communicate(timeout=30)
    assert (ended.returncode, complaint) == (0, "")


@when("programs send commands to two services at once, while two projectors follow", target_fixture="crowd")
def two_services(services: Processes) -> Crowd:
    services.started(MODULE, "projector", "--database", str(services.database))  # besides the shop's own
    return Crowd(services, count=2, times=5)


@then("every command that was accepted is in the shop, and no command is there twice")
def all_there_once(shop: TwoApisShop, crowd: Crowd, database: Path) -> None:
    accepted = crowd.accepted()
    assert accepted
    written = written_in(database)
    assert {order: count for order, count in accepted.items() if written[order] < count} == {}
    assert max(written.values()) <= 3
    shop.settle()
    seen = {order.order_id: 1 + order.item_count for order in shop.queries.list_by_customer("CUST-1")}
    assert seen == written


@when("the shop's commands are started on a file that is no database", target_fixture="ended")
def no_database(services: Processes, tmp_path: Path) -> subprocess.Popen[str]:
    diary = tmp_path / "diary.txt"
    diary.write_text("Dear diary, today I learned about CQRS.\n" * 100)
    return services.start(MODULE, "commands", "--database", str(diary))


@when(parsers.parse("the shop's {service} are started on a port where something else listens"), target_fixture="ended")
def on_a_taken_port(services: Processes, service: str) -> Iterator[subprocess.Popen[str]]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        yield services.start(MODULE, service, "--database", str(services.database), "--port", port)


@given("a record that nobody can read stands in the log")
def nobody_can_read(shop: TwoApisShop, database: Path) -> None:
    shop.commands.create_order("ORD-1", "CUST-1")
    shop.settle()
    shop.close()
    write_to_log(database, "ORD-1", "OrderTeleported", 1, "{}")


@when("an operator starts the whole shop", target_fixture="ended")
def starts_whole_shop(database: Path) -> Iterator[subprocess.Popen[str]]:
    services = Processes("step6_two_apis", database)
    yield services.start(MODULE, "shop", "--database", str(database))
    services.kill_all()


@then(parsers.parse('it ends with "{complaint}"'))
def ends_with(ended: subprocess.Popen[str], complaint: str) -> None:
    said, complained = ended.communicate(timeout=30)
    assert complaint in complained
    assert (ended.returncode, said, len(complained.splitlines())) == (1, "", 1)
