"""The site as `make docs` built it, served, and a browser to look at it with."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
SITE = ROOT / "site"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = sorted(path.name for path in SITE.glob("*.html") if path.name != "404.html")
QUIET = ["gpu", "quic", "background-networking", "component-update", "sync"]


class Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        # or the browser's own cache answers for a while, in the place of what the site has kept
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serve(folder: Path, port: int = 0) -> Iterator[str]:
    """The address at which a folder is served."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    with serve(SITE) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        pytest.skip("chromium is not installed, or CHROMIUM does not say where it is")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--no-first-run", *(f"--disable-{feature}" for feature in QUIET)]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


# The theme fades from one colour to the next, and halfway no contrast is what it will be.
STILL = """Promise.allSettled(
    document.getAnimations().filter(at => at instanceof CSSTransition).map(at => at.finished)
).then(() => {})"""

Look = Callable[..., Page]


@pytest.fixture
def look(browser: Browser) -> Iterator[Look]:
    """Opens a tab of a width, in light or dark colours. Whatever goes wrong in it fails the test."""
    contexts = []
    complaints: list[str] = []

    def look(width: int = 1280, colours: str = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=colours)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield look
    for context in contexts:
        context.close()
    assert complaints == []


def assert_fits_and_can_be_read(tab: Page) -> None:
    """Nothing is wider than the window, and axe-core, where it is installed, finds nothing serious."""
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    if AXE.exists():
        tab.evaluate(STILL)
        tab.add_script_tag(path=AXE)
        found = tab.evaluate("axe.run(document).then(result => result.violations)")
        grave = [violation for violation in found if violation["impact"] in {"serious", "critical"}]
        assert [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in grave] == []
