"""Things that go wrong on the way to the server: each call is recorded once, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from ringround.domain.outcomes import Outcome
from tests.browser.results import recorded, versions
from tests.browser.seeding import Site
from tests.browser.steps import (
    choose,
    enter_code,
    go_on_from,
    heading,
    not_home,
    save_button,
    sign_in,
    until,
    who,
)

pytestmark = pytest.mark.browser

RESPONSES = re.compile(r"/api/claims/[^/]+/response$")
NOTE = "Rings after six"


def test_a_double_tap_saves_one_call(phone: Page, site: Site) -> None:
    sign_in(phone, site)
    first = who(phone)
    choose(phone, "Spoke to them")
    save_button(phone).dblclick()
    go_on_from(phone, first)
    second = who(phone)
    phone.get_by_role("button", name="Not reached").click()
    # Quicker than any finger: nothing lies between the two clicks.
    button = phone.get_by_role("dialog").get_by_role("button", name="Not home")
    button.evaluate("(button) => { button.click(); button.click(); }")
    go_on_from(phone, second)
    third = who(phone)
    expect(phone.locator(".outcomes :checked")).to_have_count(0)
    phone.wait_for_load_state("networkidle")
    found = recorded(site, 2)
    assert found[first].entry.outcome is Outcome.ANSWERED
    assert found[second].entry.outcome is Outcome.NOT_HOME
    assert third not in found


def test_a_server_that_is_busy_gets_the_call_when_it_is_not(troubled: Page, site: Site) -> None:
    tries: list[int] = []

    def busy_twice(route: Route) -> None:
        tries.append(1)
        if len(tries) > 2:
            return route.continue_()
        body = '{"error": {"code": "try_again", "message": "Busy.", "details": null}}'
        return route.fulfill(status=503, content_type="application/json", headers={"Retry-After": "1"}, body=body)

    sign_in(troubled, site)
    troubled.wait_for_load_state("networkidle")
    troubled.route(RESPONSES, busy_twice)
    first = who(troubled)
    not_home(troubled)
    # The next one is there all the same, and what is not sent is said.
    go_on_from(troubled, first)
    expect(troubled.get_by_text("1 call is saved on this device, not sent yet")).to_be_visible()
    # While a call is on its way nothing is said, and then again that it is not sent: the last try ends that.
    until(troubled, lambda: len(tries) == 3)
    expect(troubled.get_by_text("not sent yet")).to_have_count(0)
    assert set(recorded(site, 1)) == {first}


def test_an_answer_that_is_lost_on_the_way_back_makes_no_second_call(troubled: Page, site: Site) -> None:
    tries: list[int] = []

    def lose_the_first_answer(route: Route) -> None:
        tries.append(1)
        if len(tries) > 1:
            return route.continue_()
        assert route.fetch().ok
        return route.abort("connectionreset")

    sign_in(troubled, site)
    troubled.wait_for_load_state("networkidle")
    troubled.route(RESPONSES, lose_the_first_answer)
    first = who(troubled)
    not_home(troubled)
    go_on_from(troubled, first)
    expect(troubled.get_by_text("not sent yet")).to_be_visible()
    assert len(versions(site)) == 1
    until(troubled, lambda: len(tries) == 2)
    expect(troubled.get_by_text("not sent yet")).to_have_count(0)
    assert set(recorded(site, 1)) == {first}


def test_a_session_that_ends_in_the_middle_takes_nothing_along(troubled: Page, site: Site) -> None:
    sign_in(troubled, site)
    troubled.wait_for_load_state("networkidle")
    first = who(troubled)
    not_home(troubled)
    go_on_from(troubled, first)
    second = who(troubled)
    troubled.wait_for_load_state("networkidle")
    troubled.get_by_label("Note").fill(NOTE)
    troubled.context.clear_cookies()
    choose(troubled, "Spoke to them")
    save_button(troubled).click()
    expect(heading(troubled)).to_have_text("Please sign in again")
    troubled.get_by_role("button", name="Send me a code").click()
    enter_code(troubled, site)
    # The call that was saved goes out by itself; the next household is there.
    go_on_from(troubled, second)
    assert who(troubled) not in {first, second}
    expect(troubled.get_by_text("not sent yet")).to_have_count(0)
    found = recorded(site, 2)
    assert (found[second].entry.outcome, found[second].entry.note) == (Outcome.ANSWERED, NOTE)


def test_what_is_typed_when_the_session_ends_is_there_after_signing_in(troubled: Page, site: Site) -> None:
    sign_in(troubled, site)
    first = who(troubled)
    troubled.get_by_label("Note").fill(NOTE)
    troubled.context.clear_cookies()
    troubled.reload()
    troubled.get_by_label("E-mail address").fill("volunteer@example.org")
    troubled.get_by_role("button", name="Send me a code").click()
    enter_code(troubled, site)
    expect(heading(troubled)).to_contain_text(first)
    expect(troubled.get_by_label("Note")).to_have_value(NOTE)


def test_what_the_server_will_never_take_is_shown(troubled: Page, site: Site) -> None:
    why = "This call cannot be recorded any more."
    body = f'{{"error": {{"code": "too_late", "message": "{why}", "details": null}}}}'
    sign_in(troubled, site)
    troubled.wait_for_load_state("networkidle")
    troubled.route(RESPONSES, lambda route: route.fulfill(status=422, content_type="application/json", body=body))
    first = who(troubled)
    not_home(troubled)
    go_on_from(troubled, first)
    alert = troubled.get_by_role("alert")
    expect(alert).to_contain_text("A call could not be saved")
    expect(alert).to_contain_text(why)
    alert.get_by_role("button", name="Dismiss").click()
    expect(alert).to_have_count(0)
    assert versions(site) == []
