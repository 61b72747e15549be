"""Programs as a process of its own, which send commands until the service is gone, or as often as they are told.

Usage: python -m features.step6_two_apis.senders URL NAME TIMES

Prints the order of each command that was accepted.
"""

import itertools
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from steps.step6_two_apis.client import Api, HttpCommands, ServiceFailed

PROGRAMS = 4


def main(url: str, name: str, times: str) -> None:
    with ThreadPoolExecutor(PROGRAMS) as pool:
        for program in [pool.submit(send, url, f"{name}-{number}", int(times)) for number in range(PROGRAMS)]:
            program.result()


def send(url: str, name: str, times: int) -> None:
    """Open orders with two items each."""
    commands = HttpCommands(Api(url))
    for number in range(times) if times else itertools.count():
        order_id = f"{name}-{number}"
        try:
            commands.create_order(order_id, "CUST-1")
            print(f"{order_id}\n", end="", flush=True)  # in one piece, for others print too
            for _ in range(2):
                commands.add_item(order_id, "Sticker", 1, Decimal("1.00"))
                print(f"{order_id}\n", end="", flush=True)
        except ServiceFailed as gone:
            if times or "gives no answer" not in str(gone):
                raise
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
