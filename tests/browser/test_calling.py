"""A volunteer's first three calls, in a real browser, against the real handlers and a real table."""

import re

import pytest
from playwright.sync_api import Page, expect

from ringround.domain.outcomes import Outcome
from tests.browser.results import recorded
from tests.browser.seeding import Site
from tests.browser.steps import NAMES, choose, go_on_from, not_home, sign_in, who

pytestmark = pytest.mark.browser


def test_three_calls_are_made_and_the_table_holds_exactly_those(page: Page, site: Site) -> None:
    sign_in(page, site)

    nobody = who(page)
    expect(page.get_by_role("link", name="Call").first).to_have_attribute("href", re.compile(r"^tel:\+44\d{9,10}$"))
    not_home(page)
    go_on_from(page, nobody)

    answered = who(page)
    expect(page.get_by_text("Would you help?")).to_have_count(0)
    choose(page, "Yes")
    expect(page.get_by_text("Would you help?")).to_be_visible()
    choose(page, "A poster")
    choose(page, "Not sure")
    expect(page.get_by_text("Would you help?")).to_have_count(0)
    page.get_by_label("What would make up your mind?").fill("The bus to Leeds")
    choose(page, "Spoke to them")
    page.get_by_role("button", name="Save and next").click()
    go_on_from(page, answered)

    wrong = who(page)
    page.get_by_role("button", name="Not reached").click()
    page.get_by_role("dialog").get_by_role("button", name="Wrong number").click()
    go_on_from(page, wrong)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nobody to ring right now")
    expect(page.get_by_text("sent yet")).to_have_count(0)

    assert {nobody, answered, wrong} == set(NAMES)
    found = recorded(site, 3)
    assert found[nobody].entry.outcome is Outcome.NOT_HOME
    assert found[wrong].entry.outcome is Outcome.WRONG_NUMBER
    spoke = found[answered]
    assert spoke.entry.outcome is Outcome.ANSWERED
    assert [(p.name, p.outcome, p.answers) for p in spoke.people] == [
        (answered, Outcome.ANSWERED, {"support": "unsure", "issue": "The bus to Leeds"})
    ]
    assert all(call.entry.number for call in found.values())


def test_a_reloaded_page_goes_on_with_the_same_household(page: Page, site: Site) -> None:
    sign_in(page, site)
    before = who(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text(before)


def test_a_wrong_code_says_how_many_tries_are_left(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.get_by_label("E-mail address").fill("volunteer@example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Six-digit code").wait_for()
    wrong = "000000" if site.code() != "000000" else "000001"
    page.get_by_label("Six-digit code").fill(wrong)
    button = page.get_by_role("button", name="Sign in", exact=True)
    if button.is_visible():
        button.click()
    expect(page.get_by_text("4 tries left")).to_be_visible()
