"""What a volunteer does on the page, step by step, by the words that they read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from typing import Any

from playwright.sync_api import Error, Locator, Page, expect

from tests.browser.seeding import EMAIL, PEOPLE, Site

NAMES = tuple(f"{first} {last}" for first, last in PEOPLE)


def sign_in(page: Page, site: Site, url: str = "", email: str = EMAIL) -> None:
    """From the first page to the first household: one bank, so there is nothing to choose."""
    page.goto(url or site.url)
    sign_in_here(page, site, email)


def sign_in_here(page: Page, site: Site, email: str = EMAIL) -> None:
    """From the sign-in page to the first household."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    enter_code(page, site, email)
    past_the_briefing(page)
    expect(save_button(page)).to_be_visible()


def enter_code(page: Page, site: Site, email: str = EMAIL) -> None:
    """The code that was mailed; the page sends the form by itself, or shows the button."""
    page.get_by_label("Six-digit code").wait_for()
    page.get_by_label("Six-digit code").fill(site.code(email))
    button = page.get_by_role("button", name="Sign in", exact=True)
    if button.is_visible():
        button.click()


def past_the_briefing(page: Page) -> None:
    """To the call screen, which the first time on a device comes after the briefing."""
    start, save = page.get_by_role("button", name="Start calling"), save_button(page)
    expect(start.or_(save).first).to_be_visible()
    if start.is_visible():
        start.click()


def from_menu(page: Page, item: str) -> None:
    """Choose from the menu at the top."""
    page.locator("summary", has_text="Menu").click()
    page.locator(".menu").get_by_role("button", name=item).click()


def heading(page: Page) -> Locator:
    """The heading of the screen."""
    return page.get_by_role("heading", level=1)


def save_button(page: Page) -> Locator:
    """Save and next."""
    return page.get_by_role("button", name="Save and next")


def who(page: Page, names: Iterable[str] = NAMES) -> str:
    """The person to ask for, who is the heading of the card."""
    save_button(page).wait_for()
    text = heading(page).inner_text()
    for name in names:
        if name in text:
            return name
    raise AssertionError(f"no contact on the page: {text}")


def choose(page: Page, label: str) -> None:
    """Tap an answer, as a finger would: on its label."""
    page.locator("label.choice", has_text=label).first.click()


def not_home(page: Page) -> None:
    """The two taps of a call that nobody answered."""
    page.get_by_role("button", name="Not reached").click()
    page.get_by_role("dialog").get_by_role("button", name="Not home").click()


def go_on_from(page: Page, name: str, names: Iterable[str] = NAMES) -> None:
    """Wait until the page shows another household, or that there is none."""
    others = [re.escape(n) for n in names if n != name]
    expect(heading(page)).to_have_text(re.compile("|".join([*others, "Nobody to ring right now"])))


def until(page: Page, condition: str | Callable[[], bool], arg: Any = None, seconds: float = 60) -> None:
    """Wait until a function of the page's own, which may be async, or one of the test's, returns something true.

    The page goes on meanwhile, and what the test does with its requests.
    Playwright's own wait_for_function evaluates strings in the page, and the page's policy forbids that.
    """
    end = time.monotonic() + seconds
    while not (condition() if callable(condition) else _now(page, condition, arg)):
        if time.monotonic() > end:
            raise AssertionError(f"not so within {seconds} s: {condition}")
        page.wait_for_timeout(20)


def _now(page: Page, condition: str, arg: Any) -> bool:
    try:
        return bool(page.evaluate(condition, arg))
    except Error as error:
        # The page was loaded anew meanwhile.
        if "context was destroyed" in str(error):
            return False
        raise
