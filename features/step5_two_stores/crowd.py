"""Customers as a process of its own, on stores of whatever kind: opens orders, adds items and confirms until killed.

Usage: python -m features.process features.step5_two_stores.crowd WRITE_URL NAME
"""

import itertools
import sys
from decimal import Decimal


def main(write_url: str, name: str) -> None:
    from steps.step5_two_stores.opening import open_commands

    with open_commands(write_url) as commands:
        print("open", flush=True)
        for number in itertools.count():
            order_id = f"{name}-{number}"
            commands.create_order(order_id, f"CUST-{number % 7}")
            for line in range(number % 4):
                commands.add_item(order_id, "Sticker", line + 1, Decimal("0.10"))
            if number % 4 > 1:
                commands.confirm(order_id)


if __name__ == "__main__":
    main(*sys.argv[1:])
