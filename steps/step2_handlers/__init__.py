"""Commands and queries part ways: the command's own transaction keeps a summary ready, and a query just picks it up."""

from steps.step2_handlers.shop import open_shop

__all__ = ["open_shop"]
