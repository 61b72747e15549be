"""Shops in other languages keep the same promises, as far as the specs of step 1 go: `pytest --shop-url` says so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from features.opening import opener
from features.processes import ROOT

EXAMPLES = ROOT / "docs" / "examples"
SHOPS = {
    "node": ["node", str(EXAMPLES / "step6.mjs")],
    "java": ["java", "-XX:TieredStopAtLevel=1", str(EXAMPLES / "Step6.java")],
}


@contextmanager
def running(command: list[str]) -> Iterator[str]:
    """The address of a shop that is started by this command."""
    from steps.step6_two_apis.shop import url_in

    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield url_in(process.stdout.readline())
        finally:
            process.kill()


def specs(*options: str) -> str:
    """What pytest says of the specs of step 1, at an address."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "step1", *options]
    # with all plugins, which a run on a workbench does without
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_DISABLE_PLUGIN_AUTOLOAD"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    ).stdout


@pytest.mark.slow
@pytest.mark.parametrize("language", SHOPS)
def test_a_shop_in_another_language_keeps_the_promises_of_step_1(language: str) -> None:
    if shutil.which(language) is None:
        pytest.skip(f"{language} is not installed")
    with running(SHOPS[language]) as url:
        for _ in range(2 if language == "node" else 1):  # the second time it remembers the first
            said = specs("--shop-url", url)
            assert re.search(r"\n\d{2} passed, \d skipped, ", said), said


@pytest.mark.slow
def test_a_shop_with_two_addresses_keeps_the_promises_of_step_1(tmp_path: Path) -> None:
    from steps.step6_two_apis.shop import TwoApisShop

    with opener("step6_two_apis")(tmp_path / "shop.db") as shop:
        assert isinstance(shop, TwoApisShop)
        commands, queries = (api.url for api in shop.apis)
        said = specs("--shop-url", commands, "--query-url", queries)
        assert re.search(r"\n\d{2} passed, \d skipped, ", said), said


@pytest.mark.slow
def test_a_shop_that_breaks_a_promise_is_found_out(tmp_path: Path) -> None:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    broken = tmp_path / "broken.mjs"
    text = (EXAMPLES / "step6.mjs").read_text(encoding="utf-8")
    rule = 'if (order.status === "confirmed") throw new Refused("already-confirmed", orderId)'
    assert rule in text
    broken.write_text(text.replace(rule, ""), encoding="utf-8")
    with running(["node", str(broken)]) as url:
        said = specs("--shop-url", url)
    assert "test_a_confirmed_order_cant_be_confirmed_again[elsewhere]" in said
    assert re.search(r"\n\d failed, \d{2} passed, ", said), said
