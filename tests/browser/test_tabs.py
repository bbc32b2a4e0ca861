"""Two tabs, back and forward, a closed page: nobody is rung twice, and what is held goes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ringround.domain.outcomes import Outcome
from tests.browser.results import happens, held, recorded, soon, versions
from tests.browser.seeding import Site
from tests.browser.steps import choose, from_menu, go_on_from, heading, not_home, save_button, sign_in, who

pytestmark = pytest.mark.browser

NOTE = "Rings after six"
TRIES = 3


def test_calling_goes_on_in_one_tab_at_a_time(phone: Page, site: Site) -> None:
    sign_in(phone, site)
    first = who(phone)
    other = phone.context.new_page()
    other.goto(site.url)
    expect(heading(other)).to_have_text("You are calling in another tab")
    other.get_by_role("button", name="Call in this tab instead").click()
    # The same household, in the other tab only.
    expect(heading(other)).to_contain_text(first)
    expect(heading(phone)).to_have_text("You are calling in another tab")
    not_home(other)
    go_on_from(other, first)
    assert set(recorded(site, 1)) == {first}

    phone.get_by_role("button", name="Call in this tab instead").click()
    second = who(phone)
    assert second != first
    not_home(phone)
    go_on_from(phone, second)
    assert set(recorded(site, 2)) == {first, second}


def test_two_tabs_in_which_the_same_call_is_saved_make_one(phone: Page, site: Site) -> None:
    sign_in(phone, site)
    first = who(phone)
    phone.wait_for_load_state("networkidle")
    # A browser that has no locks lets both call.
    other = phone.context.new_page()
    other.add_init_script("delete Navigator.prototype.locks")
    other.goto(site.url)
    expect(heading(other)).to_contain_text(first)
    # Opening the sheet asks the server once more whether they may be rung; from here on this tab knows nothing.
    phone.get_by_role("button", name="Not reached").click()
    phone.wait_for_load_state("networkidle")
    choose(other, "Spoke to them")
    save_button(other).click()
    go_on_from(other, first)
    recorded(site, 1)
    phone.get_by_role("dialog").get_by_role("button", name="Not home").click()
    go_on_from(phone, first)
    expect(phone.get_by_text("not sent yet")).to_have_count(0)
    phone.wait_for_load_state("networkidle")
    assert recorded(site, 1)[first].entry.outcome is Outcome.ANSWERED


def test_back_leads_to_the_screen_before_and_loses_nothing(phone: Page, site: Site) -> None:
    sign_in(phone, site)
    first = who(phone)
    phone.get_by_label("Note").fill(NOTE)
    from_menu(phone, "My calls")
    expect(heading(phone)).to_have_text("My calls")
    phone.go_back()
    expect(heading(phone)).to_contain_text(first)
    expect(phone.get_by_label("Note")).to_have_value(NOTE)
    phone.go_forward()
    expect(heading(phone)).to_have_text("My calls")
    phone.reload()
    expect(heading(phone)).to_have_text("My calls")
    phone.get_by_role("button", name="Go on calling").click()
    expect(heading(phone)).to_contain_text(first)
    expect(phone.get_by_label("Note")).to_have_value(NOTE)


def test_back_out_of_the_page_and_in_again_goes_on_with_the_call(phone: Page, site: Site) -> None:
    sign_in(phone, site)
    first = who(phone)
    phone.get_by_label("Note").fill(NOTE)
    while phone.url != "about:blank":
        phone.go_back()
    phone.goto(site.url)
    expect(heading(phone)).to_contain_text(first)
    expect(phone.get_by_label("Note")).to_have_value(NOTE)
    assert versions(site) == []


def test_a_closed_page_gives_back_the_household_on_deck(phone: Page, site: Site) -> None:
    sign_in(phone, site)
    first = who(phone)
    context = phone.context
    # Chromium ends a page half a second after it was closed, said goodbye or not: a busy machine may need another go.
    for page in (phone, *(context.new_page() for _ in range(TRIES - 1))):
        if page is not phone:
            page.goto(site.url)
            assert who(page) == first
        soon(lambda: len(held(site)) == 2)
        page.wait_for_load_state("networkidle")
        page.close(run_before_unload=True)
        if happens(lambda: held(site) == {first}, 20):
            return
    pytest.fail(f"no page that was closed gave its household on deck back: {len(held(site))} held")


def test_a_break_gives_everything_back(phone: Page, site: Site) -> None:
    sign_in(phone, site)
    who(phone)
    soon(lambda: len(held(site)) == 2)
    from_menu(phone, "Take a break")
    expect(phone.locator("main.on-wrap-up")).to_be_visible()
    soon(lambda: held(site) == set())


def test_signing_out_gives_everything_back(phone: Page, site: Site) -> None:
    sign_in(phone, site)
    who(phone)
    soon(lambda: len(held(site)) == 2)
    from_menu(phone, "Sign out")
    expect(phone.get_by_label("E-mail address")).to_be_visible()
    soon(lambda: held(site) == set())
