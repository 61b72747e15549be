"""The operator's commands for a shop with two stores: how its read models are doing, and which of them answers."""

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from steps.contract import ShopError
from steps.step4_rebuild.__main__ import Progress, print_status, say_who_is_live
from steps.step4_rebuild.read_models import WrongState
from steps.step5_two_stores.opening import open_projector, urls
from steps.step5_two_stores.ports import CURRENT
from steps.step5_two_stores.projector.__main__ import follow
from steps.step5_two_stores.read_models import ReadModels
from steps.step5_two_stores.rebuild import go_live, rebuild
from steps.step5_two_stores.servers import PostgresServer, ValkeyServer

COMMANDS = """
commands:
  status    show every version: its state, its checkpoint, how far it is behind, how far it is built
  rebuild   build the code's version beside the live one, or go on building it, and switch to it
  switch    have the code's version go live, once it is built
  rollback  have the version before the live one go live again
  retire    drop the versions that stand by
  follow    run a projector until Ctrl-C
  servers   start PostgreSQL and Valkey for a try, and say what to set

Without a file they are about the shop at KATA_WRITE_URL, KATA_READ_URL and, where search has its own, KATA_SEARCH_URL.
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m steps.step5_two_stores",
        description="Look after the read models of a shop, while the shop is open.",
        epilog=COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("database", type=Path, nargs="?", help="the shop's file, such as shop.db")
    parser.add_argument("command", choices=[*RUN, "follow", "servers"])
    arguments = parser.parse_args()
    if arguments.database and not arguments.database.exists():
        parser.error(f"{arguments.database} is not there. Open a shop in it first.")
    try:
        if arguments.command == "servers":
            run_servers()
        elif arguments.command == "follow":
            follow(urls(arguments.database))
        else:
            run_on_each_store(arguments.database, RUN[arguments.command])
    except ShopError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("\nStopped. What is built so far is kept; the same command goes on from there.")


def run_on_each_store(database: Path | None, run: Callable[[ReadModels], None]) -> None:
    shop = urls(database)
    refused = False
    with open_projector(*shop) as projector:
        for url, read_models in zip(shop[1:], projector.read_models, strict=False):
            if len(projector.read_models) > 1:
                print(f"In {url}:")
            try:
                run(read_models)
            except WrongState as error:  # where one store has it done already, the next may still need it
                refused = True
                print(error, file=sys.stderr)
    if refused:
        sys.exit(1)


def show_status(read_models: ReadModels) -> None:
    events, _ = read_models.log.backlog(0)
    print_status(read_models.status(), events)


def run_rebuild(read_models: ReadModels) -> None:
    rebuild(read_models, Progress())
    say_who_is_live(read_models.live(), read_models.standby())


def run_switch(read_models: ReadModels) -> None:
    go_live(read_models, CURRENT)
    say_who_is_live(read_models.live(), read_models.standby())


def run_rollback(read_models: ReadModels) -> None:
    live = read_models.live()
    earlier = [version for version in read_models.standby() if live and version < live]
    if not earlier:
        raise WrongState(f"No version stands by that is older than version {live}, which is live.")
    go_live(read_models, earlier[-1])
    say_who_is_live(read_models.live(), read_models.standby())


def run_retire(read_models: ReadModels) -> None:
    versions = read_models.standby()
    if not versions:
        raise WrongState("No version stands by, so there is none to retire.")
    for version in versions:
        read_models.retire(version)
        print(f"Version {version} is retired.")


RUN = {
    "status": show_status,
    "rebuild": run_rebuild,
    "switch": run_switch,
    "rollback": run_rollback,
    "retire": run_retire,
}


def run_servers() -> None:
    """Start both servers, and stop them, with all they hold, on Ctrl-C."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with TemporaryDirectory() as folder:
        postgres = PostgresServer(Path(folder) / "postgres")
        try:
            valkey = ValkeyServer(Path(folder) / "valkey")
            try:
                print("PostgreSQL and Valkey are running. In another terminal:\n")
                print(f"    export KATA_WRITE_URL='{postgres.url}'")
                print(f"    export KATA_READ_URL='{valkey.url}'")
                print(f"    export KATA_SEARCH_URL='{postgres.url}'")
                print("    python -m steps.step5_two_stores follow\n")
                print("Ctrl-C stops them, and all that they hold is gone.", flush=True)
                stop.wait()
            finally:
                valkey.stop()
        finally:
            postgres.stop()


if __name__ == "__main__":
    main()
