"""A program that opens a shop and forgets to close it: python -m features.forgetful step3_projections shop.db"""

import importlib
import sys

if __name__ == "__main__":
    step_name, database = sys.argv[1:]
    shop = importlib.import_module(f"steps.{step_name}").open_shop(database)
    shop.commands.create_order("ORD-1", "CUST-1")
