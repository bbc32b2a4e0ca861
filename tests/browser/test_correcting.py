"""What was saved can be put right, and a household is finished before the next one comes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ringround.domain.outcomes import Outcome
from tests import builders
from tests.browser import seeding
from tests.browser.results import recorded, soon, versions
from tests.browser.seeding import Site
from tests.browser.steps import choose, from_menu, go_on_from, heading, not_home, save_button, sign_in, who

pytestmark = pytest.mark.browser


def test_the_last_call_is_changed_and_the_present_one_waits(page: Page, site: Site) -> None:
    sign_in(page, site)
    first = who(page)
    not_home(page)
    go_on_from(page, first)
    second = who(page)
    page.get_by_label("Note").fill("Half typed")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(heading(page)).to_contain_text(first)
    choose(page, "Spoke to them")
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_text("Changed to: Spoke to them.")).to_be_visible()
    expect(heading(page)).to_contain_text(second)
    expect(page.get_by_label("Note")).to_have_value("Half typed")
    soon(lambda: len(versions(site)) == 2)
    found = sorted(versions(site), key=lambda call: call.entry.version)
    assert [(c.entry.version, c.entry.outcome) for c in found] == [(1, Outcome.NOT_HOME), (2, Outcome.ANSWERED)]
    assert found[0].entry.claim == found[1].entry.claim
    tally = page.request.get(f"{site.url}/api/start").json()["today"]
    assert tally == {"calls": 1, "conversations": 1}


def test_an_earlier_call_of_today_is_changed_from_the_list(phone: Page, site: Site) -> None:
    sign_in(phone, site)
    first = who(phone)
    not_home(phone)
    go_on_from(phone, first)
    second = who(phone)
    not_home(phone)
    go_on_from(phone, second)
    recorded(site, 2)
    # A page that was loaded anew knows nothing of earlier calls by itself.
    phone.reload()
    who(phone)
    from_menu(phone, "My calls")
    phone.get_by_role("listitem").filter(has_text=first).get_by_role("button", name="Change").click()
    expect(heading(phone)).to_contain_text(first)
    choose(phone, "Refused")
    phone.get_by_role("button", name="Save the change").click()
    soon(lambda: len(versions(site)) == 3)
    changed = [c for c in versions(site) if c.entry.version == 2]
    assert [c.entry.outcome for c in changed] == [Outcome.REFUSED]


def test_another_number_is_tried_within_the_same_call(phone: Page, site: Site) -> None:
    seeding.empty(site.table)
    bank = seeding.seed(site.table, seeding.PEOPLE[:1])
    people = (builders.a_person("p9", "Robin Lee"),)
    numbers = (builders.a_number("+441134960990", "p9"), builders.a_number("+447700900990", "p9"))
    seeding.put(site.table, builders.a_household("both", people=people, numbers=numbers), bank, builders.NOW)
    sign_in(phone, site)
    save_button(phone).wait_for()
    if "Robin Lee" not in heading(phone).inner_text():
        not_home(phone)
    expect(heading(phone)).to_contain_text("Robin Lee")
    link = phone.locator("a.call-link")
    first_number = link.get_attribute("href")
    phone.get_by_role("button", name="Not reached").click()
    phone.get_by_text("Then try").click()
    phone.get_by_role("dialog").get_by_role("button", name="Not home").click()
    expect(heading(phone)).to_contain_text("Robin Lee")
    expect(link).not_to_have_attribute("href", first_number or "")
    second_number = link.get_attribute("href")
    choose(phone, "Spoke to them")
    save_button(phone).click()
    expect(heading(phone)).not_to_contain_text("Robin Lee")
    soon(lambda: any(c.household == "both" for c in versions(site)))
    (call,) = [c for c in versions(site) if c.household == "both"]
    assert call.entry.outcome is Outcome.ANSWERED
    assert f"tel:{call.entry.number}" == second_number
    assert [(f"tel:{t.number}", t.outcome) for t in call.entry.tried] == [(first_number, Outcome.NOT_HOME)]
