"""The page of the last release, as it was built, rings through the present handlers: what an update in the middle of a
campaign is for whoever has the page open. Renew it with `make release-api`, and its steps below with it."""

import re
from collections.abc import Iterator
from mimetypes import guess_type

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ringround.domain.outcomes import Outcome
from tests.browser.conftest import watched
from tests.browser.results import recorded
from tests.browser.seeding import EMAIL, Site
from tests.browser.steps import NAMES
from tests.released import released

pytestmark = pytest.mark.browser


@pytest.fixture
def old_page(browser: Browser, site: Site) -> Iterator[Page]:
    """A phone that has the last release's page: its files come from there, its requests go to the present API."""
    files = released.page()

    def answer(route: Route) -> None:
        path = "/" + route.request.url.removeprefix(site.url).lstrip("/").partition("?")[0]
        if path.startswith("/api/"):
            route.continue_()
            return
        name = path if path in files else "/index.html"
        route.fulfill(body=files[name], content_type=guess_type(name)[0] or "application/json")

    with watched(browser, "phone") as page:
        page.route(f"{site.url}/**", answer)
        yield page


def test_the_last_releases_page_signs_in_and_records_three_calls(old_page: Page, site: Site) -> None:
    page = old_page
    page.goto(site.url)
    (main,) = (name for name in released.page() if name.startswith("/assets/index-"))
    assert page.locator(f"script[src='{main}']").count() == 1
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Six-digit code").wait_for()
    page.get_by_label("Six-digit code").fill(site.code())
    # The page sends six digits by itself, or shows the button.
    button = page.get_by_role("button", name="Sign in", exact=True)
    if button.is_visible():
        button.click()
    page.get_by_role("button", name="Start calling").click()

    rung = []
    for outcome in ("Not home", "Wrong number"):
        rung.append(_who(page))
        page.get_by_role("button", name="Not reached").click()
        page.get_by_role("dialog").get_by_role("button", name=outcome).click()
        expect(page.get_by_role("heading", level=1)).not_to_contain_text(rung[-1])
    rung.append(_who(page))
    page.locator("label.choice", has_text="Not sure").first.click()
    page.get_by_label("What would make up your mind?").fill("The bus to Leeds")
    page.locator("label.choice", has_text="Spoke to them").first.click()
    page.get_by_role("button", name="Save and next").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nobody to ring right now")

    found = recorded(site, 3)
    assert [found[name].entry.outcome for name in rung] == [
        Outcome.NOT_HOME,
        Outcome.WRONG_NUMBER,
        Outcome.ANSWERED,
    ]
    (spoken,) = found[rung[2]].people
    assert spoken.answers == {"support": "unsure", "issue": "The bus to Leeds"}


def _who(page: Page) -> str:
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile("|".join(map(re.escape, NAMES))))
    text = heading.inner_text()
    return next(name for name in NAMES if name in text)
