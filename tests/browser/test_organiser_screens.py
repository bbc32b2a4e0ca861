"""The organiser's screens as everybody can use them: axe, edges, targets, no sideways scrolling; narrow, wide, light,
dark. Each is looked at empty and with something on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ringround.domain.mail_trouble import Trouble
from ringround.storage import callers, mail_troubles
from ringround.storage.callers import Volunteer
from ringround.usecases.context import Context
from ringround.usecases.sign_in import caller_id
from tests.browser.checks import Inspector
from tests.browser.conftest import DEVICES, watched
from tests.browser.seeding import Site
from tests.browser.steps import enter_code, heading, not_home, sign_in, who
from tests.builders import a_campaign

pytestmark = pytest.mark.browser

ORGANISER = "olive@example.org"
SIZES = {"phone": [(320, 640), (390, 844)], "desktop": [(1280, 860)]}

SCREENS = {
    "": "Overview",
    "/import": "Import",
    "/banks": "Phone banks",
    "/banks/main": "Main bank",
    "/banks/main/script": "Script",
    "/banks/new": "New phone bank",
    "/volunteers": "Volunteers",
    "/quality": "Data quality",
    "/lists": "Voted and suppression",
    "/results": "Results",
    "/settings": "Settings and close",
    "/audit": "Audit",
}


def organising(page: Page, site: Site) -> None:
    """Signed in as an organiser."""
    organiser = caller_id(Context(site.table, a_campaign()), ORGANISER)
    callers.add(site.table, Volunteer(organiser, ORGANISER, "Olive Organiser", "organiser", joined=int(time.time())))
    page.goto(f"{site.url}/organiser")
    page.get_by_label("E-mail address").fill(ORGANISER)
    page.get_by_role("button", name="Send me a code").click()
    enter_code(page, site, ORGANISER)
    expect(heading(page)).to_have_text("Overview")


@pytest.fixture(params=DEVICES)
def walk(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[tuple[Page, Callable[[str], None]]]:
    """An organiser's page on a device, and the inspector of what is met; nothing may have been found at the end."""
    with watched(browser, "phone") as volunteer:
        sign_in(volunteer, site)
        rung = who(volunteer)
        not_home(volunteer)
        expect(heading(volunteer)).not_to_have_text(rung)
    with watched(browser, request.param, "Failed to load resource", reduced_motion="reduce") as page:
        organising(page, site)
        inspector = Inspector(page, SIZES[request.param])
        yield page, inspector.inspect
    assert inspector.screens
    assert inspector.findings == [], "\n".join(inspector.findings)


def test_a_volunteer_whom_no_mail_reaches_signs_in_by_a_code_that_is_read_out(
    walk: tuple[Page, Callable[[str], None]], site: Site, browser: Browser
) -> None:
    page, inspect = walk
    vic = "vic@example.org"
    who_it_is = caller_id(Context(site.table, a_campaign()), vic)
    callers.add(site.table, Volunteer(who_it_is, vic, "Vic Volunteer", joined=int(time.time())))
    mail_troubles.note(site.table, who_it_is, Trouble("bounced", int(time.time()), lasting=True))
    with watched(browser, "phone") as volunteer:
        volunteer.goto(site.url)
        volunteer.get_by_label("E-mail address").fill(vic)
        volunteer.get_by_role("button", name="Send me a code").click()
        volunteer.get_by_label("Six-digit code").wait_for()
        page.goto(f"{site.url}/organiser")
        expect(page.get_by_text("1 person waits for a code")).to_be_visible()
        inspect("Overview, and somebody waits for a code")
        page.get_by_role("link", name="Give them a code").click()
        expect(page.get_by_role("heading", name="Waiting for a code (1)")).to_be_visible()
        inspect("Volunteers, one of whom waits for a code")
        page.get_by_role("button", name="Give a code to Vic Volunteer").first.click()
        code = page.locator(".handed-code")
        expect(code).to_be_visible()
        inspect("A code that is handed out")
        digits = code.inner_text()
        page.get_by_role("button", name="Done").click()
        expect(page.get_by_role("heading", name="Waiting for a code")).to_have_count(0)
        page.get_by_role("button", name="Change Vic Volunteer").click()
        inspect("A volunteer whose mail comes back")
        volunteer.get_by_label("Six-digit code").fill(digits)
        volunteer.get_by_role("button", name="Sign in", exact=True).click()
        expect(heading(volunteer)).not_to_have_text("Check your e-mail")


def test_every_screen(walk: tuple[Page, Callable[[str], None]], site: Site) -> None:
    page, inspect = walk
    for path, title in SCREENS.items():
        page.goto(f"{site.url}/organiser{path}")
        expect(heading(page)).to_contain_text(title)
        page.wait_for_load_state("networkidle")
        expect(page.locator("main [aria-busy=true]")).to_have_count(0)
        inspect(title)
