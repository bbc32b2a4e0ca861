"""Every screen as everybody can use it: axe, edges, targets, no sideways scrolling; narrow, wide, light, dark.

Each test walks through screens and looks at each of them; what it finds it says at the end, all at once.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ringround.domain.hours import DAYS
from ringround.storage import banks, callers
from tests import builders
from tests.browser import seeding
from tests.browser.checks import Inspector
from tests.browser.conftest import DEVICES, watched
from tests.browser.seeding import EMAIL, JOIN_CODE, Site
from tests.browser.steps import (
    NAMES,
    choose,
    enter_code,
    from_menu,
    heading,
    not_home,
    save_button,
    sign_in,
    who,
)

pytestmark = pytest.mark.browser

SIZES = {"phone": [(320, 640), (390, 844)], "desktop": [(1280, 860)]}


@dataclass
class Walk:
    """A page to walk through, and the inspector of what is met."""

    page: Page
    inspect: Callable[[str], None]
    device: str


@pytest.fixture(params=DEVICES)
def walk(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Walk]:
    """A device; at the end of the test, nothing may have been found."""
    with watched(browser, request.param, "Failed to load resource", reduced_motion="reduce") as page:
        inspector = Inspector(page, SIZES[request.param])
        yield Walk(page, inspector.inspect, request.param)
    assert inspector.screens
    assert inspector.findings == [], "\n".join(inspector.findings)


def test_signing_in_and_joining(walk: Walk, site: Site) -> None:
    page = walk.page
    page.goto(site.url)
    expect(heading(page)).to_have_text("Sign in to call")
    walk.inspect("sign-in")
    page.get_by_label("E-mail address").fill("nobody")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.locator(".field-error")).to_be_visible()
    walk.inspect("sign-in, an address that is none")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Six-digit code").wait_for()
    walk.inspect("code")
    page.get_by_label("Six-digit code").fill("000000" if site.code() != "000000" else "000001")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("4 tries left")).to_be_visible()
    walk.inspect("code, a wrong one")

    page.goto(f"{site.url}/join/{JOIN_CODE}")
    expect(page.get_by_label("Your name")).to_be_visible()
    walk.inspect("join")
    page.get_by_label("Your name").fill("Jo Lee")
    page.get_by_label("E-mail address").fill("jo@example.org")
    page.get_by_role("button", name="Join and get a code").click()
    expect(page.locator(".field-error")).to_be_visible()
    walk.inspect("join, not agreed")
    callers.put_join_code(site.table, JOIN_CODE, int(time.time()) - 60)
    page.reload()
    expect(heading(page)).to_have_text("This link is closed")
    walk.inspect("join, closed")


def test_signing_in_and_joining_where_no_mail_is_sent(walk: Walk, site: Site) -> None:
    page = walk.page

    def by_hand(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        told["campaign"]["codes_by"] = "organiser"
        route.fulfill(response=answer, json=told)

    for path in ("/api/start", f"/api/join/{JOIN_CODE}"):
        page.route(f"**{path}", by_hand)
    page.goto(f"{site.url}/join/{JOIN_CODE}")
    expect(page.get_by_role("button", name="Join and ask for a code")).to_be_visible()
    walk.inspect("join, where no mail is sent")
    page.goto(site.url)
    page.get_by_label("E-mail address").fill(EMAIL)
    walk.inspect("sign-in, where no mail is sent")
    page.get_by_role("button", name="Ask for a code").click()
    expect(heading(page)).to_have_text("An organiser gives you a code")
    expect(page.get_by_text("every organiser can give you a code")).to_be_visible()
    walk.inspect("code, where no mail is sent")


def test_before_the_first_call(walk: Walk, site: Site) -> None:
    page = walk.page
    banks.create(site.table, seeding.a_bank("late", name="Postal votes", status="paused"))
    sign_in_to_the_choice(page, site)
    walk.inspect("banks")
    page.get_by_role("button", name="Start calling").first.click()
    expect(heading(page)).to_have_text("How to call")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    walk.inspect("briefing")
    page.get_by_role("button", name="Practise first").click()
    expect(save_button(page)).to_be_visible()
    walk.inspect("practice")
    while save_button(page).is_visible():
        before = heading(page).inner_text()
        not_home(page)
        expect(heading(page)).not_to_have_text(before)
    walk.inspect("practice, over")


def sign_in_to_the_choice(page: Page, site: Site) -> None:
    """To the banks, where there is more than one."""
    page.goto(site.url)
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_role("button", name="Send me a code").click()
    enter_code(page, site)
    expect(page.get_by_role("heading", name="Main bank")).to_be_visible()


def test_calling(walk: Walk, site: Site) -> None:
    page = walk.page
    seeding.empty(site.table)
    bank = seeding.seed(site.table, seeding.PEOPLE[:1], left_message_allowed=True)
    now = int(time.time())
    seeding.put(site.table, seeding.the_reids(now - 30 * 3600), bank, now)
    sign_in(page, site)
    expect(heading(page)).to_have_text("Priya Shah")
    walk.inspect("call")
    page.get_by_role("button", name="Save and next").click()
    expect(page.locator(".field-error")).to_be_visible()
    walk.inspect("call, nothing chosen")
    page.locator("summary", has_text="Menu").click()
    walk.inspect("call, menu")
    page.locator("summary", has_text="Menu").click()
    not_home(page)

    expect(heading(page)).to_have_text("Ash Reid")
    walk.inspect("household of three, the last call saved")
    page.get_by_role("button", name="Not reached").click()
    walk.inspect("not reached")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Skip this one").click()
    walk.inspect("skip")
    page.keyboard.press("Escape")
    if walk.device == "desktop":
        page.get_by_role("button", name="Shortcuts").click()
        walk.inspect("shortcuts")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Dial from my phone").click()
        expect(page.get_by_role("dialog").locator("svg, canvas, img").first).to_be_visible()
        walk.inspect("QR code")
        page.keyboard.press("Escape")
    choose(page, "Jordan Reid")
    choose(page, "Yes")
    choose(page, "A poster")
    choose(page, "Call back later")
    choose(page, "A date and time")
    for summary in page.locator("main summary").all():
        summary.click()
    walk.inspect("everything open, a call-back")
    save_button(page).click()
    expect(page.locator(".field-error")).to_be_visible()
    walk.inspect("a call-back without its time")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_role("button", name="Back to the present call")).to_be_visible()
    walk.inspect("changing the last call")


def test_around_calling(walk: Walk, site: Site) -> None:
    page = walk.page
    sign_in(page, site)
    from_menu(page, "My calls")
    expect(heading(page)).to_have_text("My calls")
    walk.inspect("my calls, none yet")
    page.get_by_role("button", name="Go on calling").click()
    rung = NAMES.index(who(page))
    not_home(page)
    from_menu(page, "My calls")
    expect(page.get_by_role("listitem").first).to_be_visible()
    walk.inspect("my calls")
    from_menu(page, "Somebody is ringing me")
    walk.inspect("ringing back")
    find(page, "12")
    expect(page.locator(".field-error")).to_be_visible()
    walk.inspect("ringing back, too short")
    find(page, builders.drama_number(rung))
    expect(page.get_by_text("One household was rung on it")).to_be_visible()
    walk.inspect("ringing back, found")
    find(page, builders.drama_number(999))
    expect(page.get_by_text("Nobody we rang has this number")).to_be_visible()
    walk.inspect("ringing back, unknown")
    from_menu(page, "Take a break")
    expect(page.locator("main.on-wrap-up")).to_be_visible()
    walk.inspect("wrap-up")


def find(page: Page, number: str) -> None:
    """Look a number up."""
    page.get_by_label("The number they ring from").fill(number)
    page.get_by_role("button", name="Who is it?").click()


def test_when_nobody_is_to_be_rung(walk: Walk, site: Site) -> None:
    page = walk.page
    seeding.empty(site.table)
    seeding.seed(site.table, seeding.PEOPLE[:1])
    sign_in(page, site)
    not_home(page)
    expect(heading(page)).to_have_text("Nobody to ring right now")
    walk.inspect("nothing due")
    endings: list[tuple[str, dict[str, Any], str]] = [
        ("paused", {"status": "paused"}, "The organiser has paused this phone bank"),
        ("outside hours", {"status": "open", "hours": dict.fromkeys(DAYS)}, "Calling is over for now"),
        ("closed", {"status": "closed"}, "This phone bank is closed"),
    ]
    for screen, changes, words in endings:
        banks.update(site.table, "main", changes)
        page.get_by_role("button", name="Try again").click()
        expect(heading(page)).to_have_text(words)
        walk.inspect(screen)
    page.reload()
    expect(heading(page)).to_have_text("No phone bank is open now")
    walk.inspect("banks, none open")
    page.route("**/api/start", lambda route: route.abort())
    page.reload()
    expect(heading(page)).to_have_text("No connection")
    walk.inspect("no connection")
    page.unroute("**/api/start")


def test_signed_out_in_the_middle(walk: Walk, site: Site) -> None:
    page = walk.page
    sign_in(page, site)
    # With the next household on deck, the page asks nothing until a call is saved.
    expect(save_button(page)).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    not_home(page)
    expect(heading(page)).to_have_text("Please sign in again")
    walk.inspect("signed out in the middle")


def test_in_welsh(walk: Walk, site: Site) -> None:
    page = walk.page
    page.goto(site.url)
    page.get_by_role("button", name="Cymraeg").click()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    walk.inspect("sign-in in Welsh")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^en"))
    sign_in(page, site)
    page.get_by_role("button", name="Cymraeg").click()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    walk.inspect("call in Welsh")
