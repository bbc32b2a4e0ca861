"""A browser and a local app with a by-election of three households, for tests that ring through the real page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.browser import seeding
from tests.browser.seeding import Site
from tests.support.chromium import chromium_path
from tests.support.local_app import RunningApp

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright itself."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    running = playwright.chromium.launch(executable_path=chromium_path(), args=SWITCHES)
    yield running
    running.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The local app, started once: its functions keep nothing of a campaign but its secret, always the same."""
    with RunningApp(tmp_path_factory.mktemp("browser") / "data", "--empty") as running:
        yield running


@pytest.fixture
def site(app: RunningApp) -> Site:
    """A campaign of the test's own: one bank, open round the clock, three households of two people."""
    table = seeding.table_of(app)
    seeding.empty(table)
    return Site(app, table, seeding.seed(table))


@pytest.fixture(params=[(390, 844), (1280, 860)], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    """A page as wide as a phone or a desktop; what it writes to the console as an error fails the test."""
    width, height = request.param
    opened = browser.new_context(viewport={"width": width, "height": height}, has_touch=width < 800)
    page = opened.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield page
    opened.close()
    unexpected = [e for e in errors if not re.search(r"status of 40[19]", e)]
    assert unexpected == []
