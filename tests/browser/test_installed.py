"""The page as an app: installed, without a network, and when a new build is deployed under it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.install.paths import DIST
from tests.browser.conftest import watched
from tests.browser.results import held, soon
from tests.browser.seeding import Site
from tests.browser.steps import from_menu, save_button, sign_in, until
from tests.support.front import Front, build_pages

pytestmark = pytest.mark.browser

CACHED = """async () => {
  const names = await caches.keys();
  const every = await Promise.all(names.map(async (name) => {
    const requests = await (await caches.open(name)).keys();
    return requests.map((request) => new URL(request.url).pathname);
  }));
  return Object.fromEntries(names.map((name, n) => [name, every[n].sort()]));
}"""

MARK = "document.documentElement.dataset.mark ?? null"
AT_WORK = "() => navigator.serviceWorker.controller?.state === 'activated'"
NEWER_AT_WORK = """async (before) => {
  const [first, second] = await caches.keys();
  const { installing, waiting, active } = await navigator.serviceWorker.ready;
  return first === before && second && !installing && !waiting && active.state === "activated";
}"""


@pytest.fixture
def front(site: Site) -> Iterator[Front]:
    """The site of this test, whose pages can be deployed anew."""
    with Front(site.url, DIST) as running:
        yield running


@pytest.fixture(scope="module")
def next_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build that is not the one in web/dist."""
    return build_pages(tmp_path_factory.mktemp("build"), "next")


@pytest.fixture
def installed(browser: Browser, front: Front, site: Site) -> Iterator[Page]:
    """A phone with the first household on it, and the service worker at work."""
    with watched(browser, "phone", "Failed to load resource", service_workers="allow") as page:
        sign_in(page, site, url=front.url)
        until(page, AT_WORK)
        yield page


def mark(page: Page) -> str | None:
    """Which build the page is of: None for the first one."""
    found: str | None = page.evaluate(MARK)
    return found


def test_browsers_offer_to_install_it(installed: Page) -> None:
    devtools = installed.context.new_cdp_session(installed)
    errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # The windows of tests are private ones, where nothing can be installed.
    assert [error["errorId"] for error in errors] == ["in-incognito"]
    told = devtools.send("Page.getAppManifest")
    assert told["errors"] == []
    manifest = json.loads(told["data"])
    for icon in manifest["icons"]:
        width = installed.evaluate(
            "(src) => new Promise((done) => { const i = new Image(); i.onload = () => done(i.naturalWidth);"
            " i.onerror = () => done(0); i.src = src; })",
            icon["src"],
        )
        assert icon["sizes"] in {f"{width}x{width}", "any"}
        assert width


def test_the_device_keeps_the_pages_files_and_nothing_else(installed: Page) -> None:
    kept: dict[str, list[str]] = installed.evaluate(CACHED)
    (files,) = kept.values()
    assert "/index.html" in files
    assert [path for path in files if not path.startswith("/assets/")] == [
        "/favicon.svg",
        "/index.html",
        "/manifest.webmanifest",
    ]


def test_the_api_is_asked_past_the_worker(installed: Page, front: Front) -> None:
    by_worker: dict[str, bool] = {}
    installed.on("response", lambda r: by_worker.update({r.url.removeprefix(front.url): r.from_service_worker}))
    installed.reload()
    expect(save_button(installed)).to_be_visible()
    asked = [path for path in by_worker if path.startswith("/api/")]
    assert asked
    assert not any(by_worker[path] for path in asked)
    assert by_worker["/" if "/" in by_worker else "/call"]

    installed.context.set_offline(True)
    failed: Any = installed.evaluate("fetch('/api/campaign').then((r) => r.status, () => 'no network')")
    assert failed == "no network"


def deploy(page: Page, front: Front, build: Path) -> str:
    """Another build is deployed, and the browser has noticed; the name of the cache of the one before."""
    (before,) = page.evaluate(CACHED)
    front.deploy(build)
    page.evaluate("navigator.serviceWorker.ready.then((it) => it.update())")
    until(page, NEWER_AT_WORK, before)
    return str(before)


def test_a_new_build_leaves_a_call_alone_and_takes_the_draft_along(
    installed: Page, front: Front, next_build: Path
) -> None:
    installed.get_by_label("Note").fill("Rings after six")
    before = deploy(installed, front, next_build)

    # In the middle of a call the page stays as it is, with the files that it began with.
    expect(installed.get_by_text("There is a new version of this page")).to_be_visible()
    assert mark(installed) is None
    expect(installed.get_by_label("Note")).to_have_value("Rings after six")
    files = installed.evaluate(CACHED)[before]
    for path in [path for path in files if path.startswith("/assets/")]:
        assert installed.evaluate("(path) => fetch(path).then((r) => r.status, () => 0)", path) == 200

    installed.get_by_role("button", name="Load it now").click()
    until(installed, f"() => ({MARK}) === 'next'")
    expect(installed.get_by_label("Note")).to_have_value("Rings after six")
    expect(installed.get_by_text("There is a new version of this page")).to_have_count(0)


def test_a_break_takes_up_a_new_build_and_gives_everything_back(
    installed: Page, front: Front, next_build: Path, site: Site
) -> None:
    soon(lambda: len(held(site)) == 2)
    installed.wait_for_load_state("networkidle")
    deploy(installed, front, next_build)
    expect(installed.get_by_text("There is a new version of this page")).to_be_visible()
    from_menu(installed, "Take a break")
    until(installed, f"() => ({MARK}) === 'next'")
    expect(installed.locator("main.on-wrap-up")).to_be_visible()
    soon(lambda: held(site) == set())
    # Once is enough: the page does not load for ever.
    installed.wait_for_load_state("networkidle")
    installed.evaluate("document.documentElement.dataset.stays = 'yes'")
    from_menu(installed, "Phone banks")
    expect(installed.locator("main.on-banks")).to_be_visible()
    assert installed.evaluate("document.documentElement.dataset.stays") == "yes"
