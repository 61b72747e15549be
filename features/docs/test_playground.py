"""The playground runs the real specs in the page: red, then green; a mistake is caught; a runaway is stopped."""

import re

import pytest
from playwright.sync_api import Page, expect

from features.docs.conftest import SITE, Look, assert_fits_and_can_be_read, serve
from features.docs.test_offline import wait_until_kept
from kata.docs.vendor import VENDOR
from kata.exercises import mistakes, tasks
from steps import STEPS

pytestmark = [
    pytest.mark.filterwarnings("default"),
    pytest.mark.skipif(not (VENDOR / "kata.zip").exists(), reason="pyodide is not installed: npm is missing"),
]

WITH_EXERCISE = [number for number, name in enumerate(STEPS, start=1) if tasks(name)]
WITH_MISTAKES = [number for number in WITH_EXERCISE if mistakes(STEPS[number - 1])]


def start(tab: Page, address: str) -> None:
    tab.goto(address + "playground.html")
    tab.get_by_role("button", name="Start Python in this page").click()
    tab.get_by_label("Exercise of").wait_for(timeout=60_000)


def choose(tab: Page, number: int) -> None:
    """Turn to a step, unless it needs a package that a page can't hold, which the page then says."""
    option = tab.locator(f"#step option[value='{number}']")
    if "not in a page" in option.inner_text():
        assert option.is_disabled()
        pytest.skip(option.inner_text())
    tab.get_by_label("Exercise of").select_option(str(number))


def output(tab: Page) -> str:
    """What the specs say, once they have run."""
    expect(tab.get_by_role("status")).to_have_text(re.compile(r"^(\d+\.\d seconds\.)?$"), timeout=60_000)
    said: str = tab.locator(".playground-output").inner_text()
    return said


def run(tab: Page) -> str:
    tab.get_by_role("button", name="Run the specs").click()
    return output(tab)


@pytest.mark.parametrize("number", WITH_EXERCISE)
def test_an_exercise_goes_red_then_green(number: int, look: Look, site: str) -> None:
    tab = look()
    start(tab, site)
    choose(tab, number)
    assert "✗ 1" in run(tab)
    expect(tab.get_by_text("0 scenarios are left out here")).to_be_hidden()
    for button in tab.get_by_role("group", name="Tasks").get_by_role("button").all():
        button.click()
        tab.get_by_role("button", name="Show the reference").click()
    assert f"Step {number} is done: every scenario is green." in run(tab)


def test_what_was_written_is_kept(look: Look, site: str) -> None:
    tab = look()
    start(tab, site)
    tab.locator("textarea").first.fill("SUMMARIES = 'mine'")
    start(tab, site)
    expect(tab.locator("textarea").first).to_have_value("SUMMARIES = 'mine'")


@pytest.mark.parametrize("number", WITH_MISTAKES)
def test_every_mistake_is_caught(number: int, look: Look, site: str) -> None:
    """Where that takes threads, processes or a server, the page says how to see it elsewhere."""
    tab = look()
    start(tab, site)
    choose(tab, number)
    elsewhere = set()
    catchable = [mistake for mistake in mistakes(STEPS[number - 1]) if mistake.caught_by]
    for mistake in catchable:
        tab.get_by_label("Mistake").select_option(mistake.name)
        tab.get_by_role("button", name="Break it").click()
        said = output(tab)
        assert mistake.caught_by.partition("<")[0] in said
        if "✗" not in said:
            assert f"on your own machine: kata mistakes {number} {mistake.name}" in said
            elsewhere.add(mistake.caught_by)
    assert len(catchable) > 3
    assert elsewhere <= {"Two tills fill one order at the same time, as <kind>", "The first is done last, and <cure>"}


def test_what_is_left_out_takes_threads_processes_or_a_server(look: Look, site: str) -> None:
    """And not a projector in the background or a timer, for these take their turns."""
    tab = look()
    start(tab, site)
    choose(tab, 3)
    for button in tab.get_by_role("group", name="Tasks").get_by_role("button").all():
        button.click()
        tab.get_by_role("button", name="Show the reference").click()
    run(tab)
    tab.get_by_text("scenarios are left out here").click()
    left_out = tab.locator("#playground details").inner_text()
    assert "kata check 3" in left_out
    assert "Two tills confirm one order, and one of them is told that it was done" in left_out
    assert "The answer comes as soon as the projector is there" not in left_out


def test_what_never_ends_is_stopped_and_the_next_run_works(look: Look, site: str) -> None:
    tab = look()
    start(tab, site)
    tab.get_by_role("button", name="2. List a customer's orders").click()
    tab.locator("textarea").first.fill("def list_by_customer(self, customer_id):\n    while True: pass")
    assert "does not come to an end" in run(tab)
    tab.get_by_role("button", name="Begin anew").click()
    assert "✗ 1" in run(tab)


def test_a_slip_of_the_pen_is_named_with_its_line(look: Look, site: str) -> None:
    tab = look()
    start(tab, site)
    tab.locator("textarea").first.fill("SUMMARIES = (")
    assert re.search(r"orders\.py:\d+: '\(' was never closed", run(tab))


def test_it_can_be_used_with_the_keyboard_alone(look: Look, site: str) -> None:
    tab = look()
    start(tab, site)
    editor = tab.locator("textarea").first
    editor.focus()
    editor.press("Control+End")
    editor.press("Enter")
    editor.press("Control+Enter")
    assert "✗ 1" in output(tab)
    editor.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Run the specs"


def test_saved_once_it_needs_no_server(look: Look) -> None:
    tab = look()
    with serve(SITE) as address:
        tab.goto(address + "playground.html")
        wait_until_kept(tab)
        tab.get_by_role("button", name="Save for offline").click()
        tab.get_by_role("button", name="Saved").wait_for(timeout=60_000)
    tab.goto(address + "playground.html")
    tab.get_by_role("button", name="Saved").wait_for()
    start(tab, address)
    assert "✗ 1" in run(tab)
    tab.goto(address + "lab.html")
    tab.get_by_role("button", name="Open the shop in this page").wait_for()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_at_work_it_fits_and_can_be_read_by_everybody(colours: str, width: int, look: Look, site: str) -> None:
    tab = look(width, colours)
    start(tab, site)
    tab.get_by_role("button", name="Hint").click()
    assert run(tab)
    assert_fits_and_can_be_read(tab)


def test_without_pyodide_it_says_how_to_get_it(look: Look, site: str) -> None:
    tab = look()
    tab.route("**/vendor/kata.zip", lambda route: route.fulfill(status=404))
    tab.goto(site + "playground.html", wait_until="networkidle")
    assert "make docs" in tab.locator("#playground").inner_text()
    tab.goto((SITE / "playground.html").as_uri())
    assert "make docs" in tab.locator("#playground").inner_text()
