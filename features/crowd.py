"""Customers as a process of its own: opens orders, adds items and confirms, over and over until it is killed.

Usage: python -m features.crowd step3_projections shop.db NAME
"""

import itertools
import sys
from decimal import Decimal

from features.opening import opener


def main(step_name: str, database: str, name: str) -> None:
    with opener(step_name)(database, in_background=False) as shop:
        print("open", flush=True)
        for number in itertools.count():
            order_id = f"{name}-{number}"
            shop.commands.create_order(order_id, f"CUST-{number % 7}")
            for line in range(number % 4):
                shop.commands.add_item(order_id, "Sticker", line + 1, Decimal("0.10"))
            if number % 4 > 1:
                shop.commands.confirm(order_id)


if __name__ == "__main__":
    main(*sys.argv[1:])
