"""One model both writes and reads: two tables, and every summary is added up by a join when somebody asks."""

from steps.step1_crud.shop import open_shop

__all__ = ["open_shop"]
