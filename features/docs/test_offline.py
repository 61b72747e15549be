"""After one visit the site works without its server."""

import json

import pytest
from playwright.sync_api import Page

from features.docs.conftest import SITE, Look, serve

pytestmark = pytest.mark.filterwarnings("default")


def wait_until_kept(tab: Page) -> None:
    tab.wait_for_function("navigator.serviceWorker.controller !== null")


def test_after_one_visit_the_server_may_stop(look: Look) -> None:
    tab = look()
    with serve(SITE) as address:
        tab.goto(address + "index.html")
        wait_until_kept(tab)
    for page in ("step2.html", "matrix.html", ""):
        tab.goto(address + page)
        assert tab.locator("h1").inner_text()
    tab.goto(address + "step1.html")
    tab.wait_for_selector("figure.diagram > svg, figure.diagram figcaption")
    tab.get_by_role("textbox", name="Search").click()
    tab.keyboard.type("eventual consistency")
    tab.get_by_role("link", name="Glossary").first.wait_for()


def test_what_is_listed_is_there() -> None:
    listed = json.loads((SITE / "offline.json").read_text(encoding="utf-8"))
    assert {"./", "index.html", "step1.html", "assets/site.js"} <= set(listed["pages"])
    assert [name for name in listed["pages"] + listed["playground"] if not (SITE / name).exists()] == []
