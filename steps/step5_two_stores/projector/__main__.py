"""A projector as a process of its own: carries what is in the log over to the read stores until it is stopped."""

import argparse
import sys
from functools import partial
from pathlib import Path

from steps.contract import ShopError
from steps.step3_projections.projector import __main__ as step3
from steps.step5_two_stores.opening import open_projector, urls


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m steps.step5_two_stores.projector",
        description="Bring a shop's answers up to date, and keep them so until Ctrl-C.",
        epilog="Without a file: those of the shop at KATA_WRITE_URL, KATA_READ_URL and, perhaps, KATA_SEARCH_URL.",
    )
    parser.add_argument("database", type=Path, nargs="?", help="the shop's file, such as shop.db")
    parser.add_argument("--lag", action="store_true", help="only say how far the answers are behind the log")
    arguments = parser.parse_args()
    if arguments.database and not arguments.database.exists():
        parser.error(f"{arguments.database} is not there. Open a shop in it first.")
    try:
        shop = urls(arguments.database)
        if not arguments.lag:
            follow(shop)
        else:
            with open_projector(*shop) as projector:
                step3.print_lag(projector)
    except ShopError as error:
        sys.exit(str(error))


def follow(shop: tuple[str, str, str]) -> None:
    """Follow the log of the shop at these URLs until the process is told to stop."""
    with open_projector(*shop, report=partial(print, flush=True)) as projector:
        step3.follow(projector, shop[0])


if __name__ == "__main__":
    main()
