"""The lab: answers are old while the projector is paused, the lag grows and falls, and a version takes over."""

import re

import pytest
from playwright.sync_api import Page, expect

from features.docs.conftest import Look, assert_fits_and_can_be_read
from kata.docs.vendor import VENDOR

pytestmark = [
    pytest.mark.filterwarnings("default"),
    pytest.mark.skipif(not (VENDOR / "kata.zip").exists(), reason="pyodide is not installed: npm is missing"),
]


def press(tab: Page, name: str, then: str) -> None:
    """Press a button, and wait until the lab says what is expected."""
    tab.get_by_role("button", name=name).click()
    expect(tab.get_by_role("status")).to_have_text(re.compile(then))


def lag(tab: Page) -> int:
    found = re.search(r"(\d+) events", tab.locator(".lab-lag").inner_text())
    assert found
    return int(found[1])


@pytest.fixture
def lab(look: Look, site: str) -> Page:
    tab = look()
    tab.goto(site + "lab.html")
    tab.get_by_role("button", name="Open the shop in this page").click()
    tab.get_by_role("button", name="Open an order").wait_for(timeout=60_000)
    return tab


@pytest.mark.parametrize("width", [1280, 390])
def test_at_work_it_fits_and_can_be_read_by_everybody(width: int, lab: Page) -> None:
    lab.set_viewport_size({"width": width, "height": 900})
    press(lab, "100 orders at once", "200 commands were accepted")
    for colours in ("slate", "default"):
        lab.evaluate("colours => document.body.setAttribute('data-md-color-scheme', colours)", colours)
        assert_fits_and_can_be_read(lab)


def test_an_answer_is_old_until_the_projector_has_run(lab: Page) -> None:
    press(lab, "Open an order", "position 1")
    press(lab, "Add an item", "position 2")
    press(lab, "Ask for the order", "no such order")
    press(lab, "Ask with the receipt", "accepted and not yet visible")
    press(lab, "One batch", "dealt with 1 event")
    press(lab, "One batch", "dealt with 1 event")
    press(lab, "Ask with the receipt", r"\$999\.99 \(1 item\), pending")
    press(lab, "Confirm it", "position 3")
    press(lab, "Add an item", "nothing is added to a confirmed order")


def test_the_lag_grows_and_falls(lab: Page) -> None:
    assert lag(lab) == 0
    press(lab, "100 orders at once", "200 commands were accepted")
    assert lag(lab) == 200
    expect(lab.locator(".lab-lag")).to_contain_text(
        re.compile(r"[1-9]\.\d seconds")
    )  # it grows while nobody does anything
    lab.get_by_label("Events in a batch").select_option("100")
    press(lab, "Run the projector", "dealt with 100 events")
    expect(lab.locator(".lab-lag")).to_contain_text("Lag: 0 events")
    lab.get_by_role("button", name="Pause the projector").click()
    press(lab, "Open an order", "position 201")
    assert lag(lab) == 1


def test_a_version_is_built_beside_takes_over_and_gives_way(lab: Page) -> None:
    press(lab, "Open an order", "position 1")
    press(lab, "Add an item", "position 2")
    lab.get_by_label("Events in a batch").select_option("10")
    press(lab, "One batch", "dealt with 2 events")
    press(lab, "How many pieces?", "Version 1 of the order summary is live")
    lab.get_by_label("Events in a batch").select_option("1")
    press(lab, "Build a batch of version 2", "1 more events are in version 2")
    press(lab, "Switch to version 2", "it is 1 events behind")
    press(lab, "Build a batch of version 2", "1 more events are in version 2")
    press(lab, "Switch to version 2", "Version 2 is live")
    press(lab, "How many pieces?", "has 1 pieces")
    press(lab, "Switch to version 1", "Version 1 is live")
    press(lab, "Retire version 2", "Version 2 is retired")
