"""A projector as a process of its own: follows the log of a shop until it is stopped."""

import argparse
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from steps.contract import ShopError
from steps.step3_projections.projector import Projector
from steps.step3_projections.shop import open_log, projector_on


def main(
    name: str, open_log: Callable[[str], sqlite3.Connection], projector_on: Callable[[sqlite3.Connection], Projector]
) -> None:
    """Run the projector of this module name on the database that is named on the command line."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {name}",
        description="Bring a shop's read model up to date, and keep it so until Ctrl-C.",
    )
    parser.add_argument("database", type=Path, help="the shop's file, such as shop.db")
    parser.add_argument("--lag", action="store_true", help="only say how far the read model is behind the log")
    arguments = parser.parse_args()
    if not arguments.database.exists():
        parser.error(f"{arguments.database} is not there. Open a shop in it first.")
    try:
        with closing(open_log(str(arguments.database))) as connection:
            projector = projector_on(connection)
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


def follow(projector: Projector, database: str | Path) -> None:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    print(f"Following {database} from position {projector.checkpoint()} on. Ctrl-C stops.", flush=True)
    projector.run(stop)
    print(f"Stopped at position {projector.checkpoint()}.")


if __name__ == "__main__":
    main("steps.step3_projections.projector", open_log, projector_on)
