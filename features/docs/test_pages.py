"""Every page in a real browser: it fits, it can be read by everybody, and it asks nobody else for anything."""

from pathlib import Path

import pytest

from features.docs.conftest import PAGES, SITE, Look, assert_fits_and_can_be_read, serve
from kata.docs.vendor import VENDOR

DRAWN = VENDOR / "mermaid.js"
WHOLE = "[...document.querySelectorAll('figure.diagram')].every(figure => figure.scrollWidth <= figure.clientWidth)"

pytestmark = pytest.mark.filterwarnings("default")


def test_there_are_pages() -> None:
    assert len(PAGES) > 10


@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_and_can_be_read_by_everybody(page: str, look: Look, site: str) -> None:
    tab = look()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(site + page, wait_until="networkidle")
    tab.add_style_tag(content="* { transition: none !important }")  # or axe sees colours that are on their way
    diagrams = tab.locator("figure.diagram").count()
    if DRAWN.exists():
        tab.wait_for_function("n => document.querySelectorAll('figure.diagram > svg').length === n", arg=diagrams)
    for colours, scheme in (("light", "default"), ("dark", "slate")):
        tab.emulate_media(color_scheme=colours)
        tab.locator(f"body[data-md-color-scheme={scheme}]").wait_for()
        for width in (1280, 390):
            tab.set_viewport_size({"width": width, "height": 900})
            if DRAWN.exists():
                tab.wait_for_function(WHOLE)  # no diagram is cut off, on a phone neither
            assert_fits_and_can_be_read(tab)
    assert [url for url in asked if not url.startswith((site, "data:", "blob:"))] == []


def test_a_diagram_is_text_where_mermaid_is_missing(look: Look, site: str) -> None:
    tab = look()
    tab.route("**/vendor/mermaid.js", lambda route: route.abort())
    tab.goto(site + "index.html")
    assert tab.locator("figure.diagram figcaption").first.inner_text().startswith("This is a diagram in words.")
    assert "flowchart" in tab.locator("figure.diagram pre").first.inner_text()


def test_diagrams_change_their_colours_with_the_page(look: Look, site: str) -> None:
    if not DRAWN.exists():
        pytest.skip("mermaid is not installed: npm is missing")
    tab = look()
    tab.goto(site + "step2.html")
    colour = "() => getComputedStyle(document.querySelector('figure.diagram .node rect.basic')).fill"
    tab.wait_for_selector("figure.diagram .node rect.basic")
    light = tab.evaluate(colour)
    tab.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    tab.wait_for_function(f"before => ({colour})() !== before", arg=light)


@pytest.mark.parametrize("opened", ["from a server", "as a file"])
def test_the_search_finds_words(opened: str, look: Look, site: str) -> None:
    if not (VENDOR / "iframe-worker.js").exists() and opened == "as a file":
        pytest.skip("iframe-worker is not installed: npm is missing")
    tab = look()
    tab.goto((site if opened == "from a server" else SITE.as_uri() + "/") + "index.html")
    tab.get_by_role("textbox", name="Search").click()
    tab.keyboard.type("eventual consistency")
    tab.get_by_role("link", name="Glossary").first.wait_for()


def test_the_site_can_live_in_a_folder_of_a_server(look: Look, tmp_path: Path) -> None:
    (tmp_path / "kata").symlink_to(SITE)
    with serve(tmp_path) as address:
        tab = look()
        missing: list[str] = []
        tab.on("response", lambda response: missing.append(response.url) if response.status == 404 else None)
        tab.goto(f"{address}kata/step1.html", wait_until="networkidle")
        assert [url for url in missing if "/vendor/" not in url] == []
