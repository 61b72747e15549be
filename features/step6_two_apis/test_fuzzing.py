"""Nothing that schemathesis makes up from the OpenAPI documents gets an answer that they don't foresee."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from features.opening import opener
from features.processes import ROOT

if TYPE_CHECKING:
    from steps.step6_two_apis.shop import TwoApisShop

HERE = "features/step6_two_apis"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not find_spec("schemathesis"), reason="schemathesis is not installed"),
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoApisShop]:
    from steps.step6_two_apis.shop import TwoApisShop

    with opener("step6_two_apis")(tmp_path_factory.mktemp("fuzzed") / "shop.db") as shop:
        assert isinstance(shop, TwoApisShop)
        shop.commands.create_order("ORD-1", "CUST-1")
        shop.settle()
        yield shop


@pytest.mark.parametrize("document", ["commands/openapi.json", "queries/openapi.json", "queries/graphql"])
def test_no_answer_is_a_surprise(shop: TwoApisShop, document: str, tmp_path: Path) -> None:
    service, _, path = document.partition("/")
    api = shop.apis[["commands", "queries"].index(service)]
    options = ["--checks", "all", "--max-examples", "15", "--seed", "6", "--generation-database", "none", "--no-color"]
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(ROOT / HERE / "fuzzing.toml"), "run"]
    ran = subprocess.run(
        [*command, f"{api.url}/{path}", *options],
        cwd=tmp_path,
        env=os.environ | {"SCHEMATHESIS_HOOKS": f"{HERE.replace('/', '.')}.fuzzing", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Tested: " in ran.stdout
