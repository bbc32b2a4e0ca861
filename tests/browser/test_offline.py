"""Without a network: what was saved stays on the device, the page comes up, and the server has it once in the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import watched
from tests.browser.results import recorded, versions
from tests.browser.seeding import PEOPLE, Site
from tests.browser.steps import go_on_from, heading, not_home, sign_in, until, who
from tests.builders import drama_number

pytestmark = pytest.mark.browser

STORED = """async () => {
  const databases = await indexedDB.databases();
  const every = await Promise.all(databases.map(({ name }) => new Promise((done) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => {
      const stores = [...asked.result.objectStoreNames];
      if (!stores.length) return done([]);
      const work = asked.result.transaction(stores);
      Promise.all(stores.map((store) => new Promise((got) => {
        const all = work.objectStore(store).getAll();
        all.onsuccess = () => got(all.result);
      }))).then(done);
    };
  })));
  const caches_ = await Promise.all((await caches.keys()).map(async (name) => {
    const cache = await caches.open(name);
    const files = await cache.matchAll();
    return Promise.all(files.filter((f) => !/assets/.test(f.url)).map((f) => f.text()));
  }));
  return JSON.stringify([every, { ...localStorage }, { ...sessionStorage }, caches_]);
}"""


@pytest.fixture
def mobile(browser: Browser, site: Site) -> Iterator[Page]:
    """A phone with the service worker at work, whose network comes and goes."""
    with watched(browser, "phone", "Failed to load resource", service_workers="allow") as page:
        sign_in(page, site)
        until(page, "() => navigator.serviceWorker.controller?.state === 'activated'")
        page.wait_for_load_state("networkidle")
        yield page


def test_a_call_saved_off_line_survives_a_reload_and_is_recorded_once(mobile: Page, site: Site) -> None:
    first = who(mobile)
    mobile.context.set_offline(True)
    not_home(mobile)
    go_on_from(mobile, first)
    second = who(mobile)
    expect(mobile.get_by_text("1 call is saved on this device, not sent yet")).to_be_visible()

    mobile.reload()
    expect(heading(mobile)).to_have_text("No connection")
    expect(mobile.get_by_text("1 call is saved on this device, not sent yet")).to_be_visible()
    assert versions(site) == []

    mobile.context.set_offline(False)
    # Without a tap.
    expect(heading(mobile)).to_contain_text(second)
    expect(mobile.get_by_text("not sent yet")).to_have_count(0)
    assert set(recorded(site, 1)) == {first}
    not_home(mobile)
    go_on_from(mobile, second)
    assert set(recorded(site, 2)) == {first, second}


def test_off_line_with_nobody_on_deck_the_page_says_so_and_goes_on_by_itself(mobile: Page, site: Site) -> None:
    rung = []
    mobile.context.set_offline(True)
    for _ in range(2):
        rung.append(who(mobile))
        not_home(mobile)
        expect(heading(mobile)).not_to_contain_text(rung[-1])
    expect(heading(mobile)).to_have_text("No connection")
    expect(mobile.get_by_text("2 calls are saved on this device, not sent yet")).to_be_visible()
    mobile.context.set_offline(False)
    third = who(mobile)
    assert third not in rung
    assert set(recorded(site, 2)) == set(rung)


def test_a_call_saved_off_line_survives_a_closed_tab(mobile: Page, site: Site) -> None:
    first = who(mobile)
    mobile.context.set_offline(True)
    not_home(mobile)
    go_on_from(mobile, first)
    context = mobile.context
    mobile.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(site.url)
    assert who(again) != first
    assert set(recorded(site, 1)) == {first}


def test_nothing_on_the_device_says_who_was_called(mobile: Page, site: Site) -> None:
    mobile.context.set_offline(True)
    mobile.get_by_label("Note").fill("Ring after six")
    not_home(mobile)
    expect(mobile.get_by_text("not sent yet")).to_be_visible()
    mobile.get_by_label("Note").fill("Ring after seven")
    stored: str = mobile.evaluate(STORED)
    assert "not_home" in stored
    assert "Ring after six" in stored
    assert "Ring after seven" in stored
    for first, last in PEOPLE:
        assert first not in stored
        assert last not in stored
    assert "Mill Lane" not in stored
    for n in range(len(PEOPLE)):
        # However it is written: +44 …, 0…, with spaces or without.
        assert drama_number(n)[3:] not in stored.replace(" ", "")
