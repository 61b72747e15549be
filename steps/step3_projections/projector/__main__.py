"""A projector as a process of its own: follows the log of a shop until it is stopped."""

import argparse
import signal
import sys
import threading
from contextlib import closing
from pathlib import Path

from steps.contract import ShopError
from steps.step3_projections.event_store import EventStore
from steps.step3_projections.projector import Projector
from steps.step3_projections.shop import open_log


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m steps.step3_projections.projector",
        description="Bring a shop's read model up to date, and keep it so until Ctrl-C.",
    )
    parser.add_argument("database", type=Path, help="the shop's file, such as shop.db")
    parser.add_argument("--lag", action="store_true", help="only say how far the read model is behind the log")
    arguments = parser.parse_args()
    if not arguments.database.exists():
        parser.error(f"{arguments.database} is not there. Open a shop in it first.")
    try:
        with closing(open_log(str(arguments.database))) as connection:
            projector = Projector(EventStore(connection))
            if arguments.lag:
                print_lag(projector)
            else:
                follow(projector, arguments.database)
    except ShopError as error:
        sys.exit(str(error))


def print_lag(projector: Projector) -> None:
    lag = projector.lag()
    print(f"{lag.events_behind} events behind, {lag.seconds_behind:.1f} seconds behind")
    if lag.stopped_by:
        print(f"stopped: {lag.stopped_by}")


def follow(projector: Projector, database: Path) -> None:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    print(f"Following {database} from position {projector.checkpoint()} on. Ctrl-C stops.", flush=True)
    projector.run(stop)
    print(f"Stopped at position {projector.checkpoint()}.")


if __name__ == "__main__":
    main()
