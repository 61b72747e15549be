"""The operator's commands for the versions of a shop's read model."""

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from steps.contract import ShopError
from steps.step3_projections.event_store import EventStore
from steps.step4_rebuild import codec
from steps.step4_rebuild.read_models import ReadModels, Status, WrongState
from steps.step4_rebuild.rebuild import go_live, rebuild
from steps.step4_rebuild.shop import open_log
from steps.step4_rebuild.versions import CURRENT

COMMANDS = """
commands:
  status    show every version: its state, its checkpoint, how far it is behind, how far it is built
  rebuild   build the code's version beside the live one, or go on building it, and switch to it
  switch    have the code's version go live, once it is built
  rollback  have the version before the live one go live again
  retire    drop the versions that stand by
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m steps.step4_rebuild",
        description="Rebuild a shop's read model while the shop is open.",
        epilog=COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("database", type=Path, help="the shop's file, such as shop.db")
    parser.add_argument("command", choices=["status", "rebuild", "switch", "rollback", "retire"])
    arguments = parser.parse_args()
    if not arguments.database.exists():
        parser.error(f"{arguments.database} is not there. Open a shop in it first.")
    try:
        with closing(open_log(str(arguments.database))) as connection:
            read_models = ReadModels(EventStore(connection, codec=codec))
            RUN[arguments.command](read_models, str(arguments.database))
    except ShopError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("\nStopped. What is built so far is kept; the same command goes on from there.")


def show_status(read_models: ReadModels, _: str) -> None:
    [events] = read_models.connection.execute("SELECT COUNT(*) FROM events").fetchone()
    print_status(read_models.status(), events)


def print_status(versions: Sequence[Status], events: int) -> None:
    """Print how each version is doing, on a log of so many events."""
    print("version  state     checkpoint  events behind  built")
    for status in versions:
        place = "         -              -      -"
        if status.checkpoint is not None:
            built = 1 - status.events_behind / max(events, 1)
            place = f"{status.checkpoint:10}  {status.events_behind:13}  {built:5.0%}"
        print(f"{status.version:7}  {status.state:8}  {place}")
        if status.stopped_by:
            print(f"         stopped: {status.stopped_by}")
    print(f"The code is written for version {CURRENT}.")


def run_rebuild(read_models: ReadModels, database: str) -> None:
    rebuild(read_models, database, Progress())
    say_who_is_live(read_models.live(), read_models.standby())


def run_switch(read_models: ReadModels, _: str) -> None:
    go_live(read_models, CURRENT)
    say_who_is_live(read_models.live(), read_models.standby())


def run_rollback(read_models: ReadModels, _: str) -> None:
    earlier = [version for version in read_models.standby() if version < read_models.live()]
    if not earlier:
        raise WrongState(f"No version stands by that is older than version {read_models.live()}, which is live.")
    go_live(read_models, earlier[-1])
    say_who_is_live(read_models.live(), read_models.standby())


def run_retire(read_models: ReadModels, _: str) -> None:
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


def say_who_is_live(live: int | None, standby: Sequence[int]) -> None:
    print(", ".join([f"Version {live} is live", *(f"version {version} stands by" for version in standby)]) + ".")


class Progress:
    """A bar that is drawn over and over on a terminal, and anywhere else a line every other second."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.started_at: int | None = None
        self.printed = self.started

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self.started_at is None:
            self.started_at = done
        per_second = (done - self.started_at) / max(now - self.started, 0.001)
        left = f", {(total - done) / per_second:.0f} s left" if per_second else ""
        line = f"{done:,} of {total:,} events, {per_second:,.0f} per second{left}"
        if sys.stdout.isatty():
            filled = 30 * done // max(total, 1)
            print(
                f"\r[{'#' * filled}{'.' * (30 - filled)}] {line}\033[K", end="\n" if done == total else "", flush=True
            )
        elif done == total or now - self.printed >= 2:
            self.printed = now
            print(line, flush=True)


if __name__ == "__main__":
    main()
