"""A browser and a local app with a by-election of three households, for tests that ring through the real page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.browser import seeding
from tests.browser.seeding import Site
from tests.support.chromium import chromium_path
from tests.support.local_app import RunningApp

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

DEVICES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 860}},
}

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


@contextmanager
def watched(browser: Browser, device: str, forgiven: str = "status of 40[19]", **more: Any) -> Iterator[Page]:
    """A page on a device; what it writes to the console as an error fails the test, unless `forgiven`."""
    # Only tests of the service worker have one: requests that it might answer can't be altered by Playwright.
    opened = browser.new_context(**{**DEVICES[device], "service_workers": "block", **more})
    page = opened.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield page
    opened.close()
    assert [e for e in errors if not re.search(forgiven, e)] == []


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Page]:
    """A page on a phone."""
    with watched(browser, "phone") as page:
        yield page


@pytest.fixture
def troubled(browser: Browser, site: Site) -> Iterator[Page]:
    """A phone on a bad day: requests fail, which the browser notes in its console."""
    with watched(browser, "phone", "Failed to load resource") as page:
        yield page


@pytest.fixture
def desktop(browser: Browser, site: Site) -> Iterator[Page]:
    """A page on a computer with keyboard and mouse."""
    with watched(browser, "desktop") as page:
        yield page


@pytest.fixture(params=DEVICES)
def page(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    """The same page on a phone and on a computer."""
    with watched(browser, request.param) as page:
        yield page
