"""`pytest --shop-url http://localhost:8000 -m step1` runs step 1's specs against the shop at that address."""

import os

import pytest

SHOP_URL = "KATA_SHOP_URL"
QUERY_URL = "KATA_QUERY_URL"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shop-url", metavar="URL", help="test the shop at this address, in whatever language it is")
    parser.addoption("--query-url", metavar="URL", help="where that shop answers queries, if it is somewhere else")


def pytest_configure(config: pytest.Config) -> None:
    """Tell the processes that scenarios start, too."""
    for variable, url in ((SHOP_URL, config.option.shop_url), (QUERY_URL, config.option.query_url)):
        if url:
            os.environ[variable] = url
