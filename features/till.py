"""A till as a process of its own: adds lines of $1.00 to an order.

Usage: python -m features.till step1_crud shop.db ORD-1 25
"""

import sys
from decimal import Decimal

from features.opening import opener


def main(step_name: str, database: str, order_id: str, times: str) -> None:
    with opener(step_name)(database) as shop:
        for _ in range(int(times)):
            shop.commands.add_item(order_id, "Sticker", 1, Decimal("1.00"))


if __name__ == "__main__":
    main(*sys.argv[1:])
