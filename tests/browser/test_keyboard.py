"""Without a mouse: ten calls by keys alone, and nothing that has the focus is hidden under the bar."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ringround.domain.outcomes import Outcome
from tests.browser import seeding
from tests.browser.results import recorded
from tests.browser.seeding import EMAIL, Site
from tests.browser.steps import choose, heading, save_button, sign_in

pytestmark = pytest.mark.browser

TEN = [("Priya", f"Shah {n:02d}") for n in range(11)]

# What has the focus, in words, and how far the bar that stays lies over it, in px.
FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const shown = element.closest("label") ?? element;
  const { top, bottom } = shown.getBoundingClientRect();
  const bar = document.querySelector(".bar");
  const edges = bar.getBoundingClientRect();
  const over = bar.contains(element) ? 0 : Math.min(bottom, edges.bottom) - Math.max(top, edges.top);
  const words = (shown.innerText || element.getAttribute("aria-label") || element.id).trim().slice(0, 40);
  return { words, over, above: -top };
}"""


def tab_to(page: Page, label: str) -> None:
    """Press Tab until something with these words has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        words = page.evaluate("() => document.activeElement?.closest('label, button, a, summary')?.innerText ?? ''")
        if label in words:
            return
    raise AssertionError(f"Tab never comes to {label}")


def tab_to_field(page: Page, label: str) -> None:
    """Press Tab until the field with this label has the focus, once it is there to be found."""
    field = page.get_by_label(label)
    field.wait_for()
    for _ in range(10):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            return
    raise AssertionError(f"Tab never comes to the field {label}")


def test_ten_calls_by_keys_alone(desktop: Page, site: Site) -> None:
    seeding.empty(site.table)
    seeding.seed(site.table, TEN)
    desktop.goto(site.url)
    tab_to_field(desktop, "E-mail address")
    desktop.keyboard.type(EMAIL)
    desktop.keyboard.press("Enter")
    expect(heading(desktop)).to_have_text("Check your e-mail")
    tab_to_field(desktop, "Six-digit code")
    desktop.keyboard.type(site.code())
    desktop.keyboard.press("Enter")
    expect(heading(desktop)).to_have_text("How to call")
    tab_to(desktop, "Start calling")
    desktop.keyboard.press("Enter")

    wanted = []
    for n in range(10):
        expect(heading(desktop)).to_contain_text("Shah")
        expect(heading(desktop)).to_be_focused()
        before = heading(desktop).inner_text()
        # A new household takes no key for a moment, lest a second press hits it.
        desktop.wait_for_timeout(450)
        wanted.append(call_by_keys(desktop, n))
        expect(heading(desktop)).not_to_have_text(before)
    desktop.wait_for_load_state("networkidle")
    found = [call.entry.outcome for call in sorted(recorded(site, 10).values(), key=lambda call: call.entry.at)]
    assert sorted(found) == sorted(wanted)


def call_by_keys(page: Page, n: int) -> Outcome:
    """One call in one of four ways; its outcome."""
    if n % 4 == 0:
        page.keyboard.press("n")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("1")
        return Outcome.NOT_HOME
    if n % 4 == 1:
        # The sheet is left by Esc, and comes again; its choices are also buttons that Tab comes to.
        page.keyboard.press("n")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.keyboard.press("n")
        tab_to(page, "Busy")
        page.keyboard.press("Enter")
        return Outcome.BUSY
    if n % 4 == 2:
        page.keyboard.press("1")
        expect(page.get_by_label("Spoke to them")).to_be_checked()
        page.keyboard.press("Control+Enter")
        return Outcome.ANSWERED
    # By Tab, space and arrows alone, as somebody who has switched single keys off.
    tab_to(page, "Yes")
    page.keyboard.press("Space")
    tab_to(page, "Spoke to them")
    page.keyboard.press("Space")
    tab_to(page, "Save and next")
    page.keyboard.press("Enter")
    return Outcome.ANSWERED


def test_typing_a_note_triggers_no_shortcut(desktop: Page, site: Site) -> None:
    sign_in(desktop, site)
    before = heading(desktop).inner_text()
    desktop.get_by_label("Note").click()
    desktop.keyboard.type("n1 not now, 2 dogs")
    expect(desktop.get_by_role("dialog")).to_have_count(0)
    expect(desktop.locator(".outcomes :checked")).to_have_count(0)
    expect(desktop.get_by_label("Note")).to_have_value("n1 not now, 2 dogs")
    assert heading(desktop).inner_text() == before


def test_shortcuts_can_be_switched_off(desktop: Page, site: Site) -> None:
    sign_in(desktop, site)
    desktop.get_by_role("button", name="Shortcuts").click()
    desktop.get_by_text("Use the shortcuts with single keys").click()
    desktop.keyboard.press("Escape")
    desktop.keyboard.press("n")
    expect(desktop.get_by_role("dialog")).to_have_count(0)
    desktop.reload()
    expect(save_button(desktop)).to_be_visible()
    desktop.keyboard.press("n")
    expect(desktop.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("back", [False, True], ids=["forward", "backward"])
def test_nothing_that_has_the_focus_is_under_the_bar(desktop: Page, site: Site, back: bool) -> None:
    sign_in(desktop, site)
    # As narrow as a phone, and low, as with a keyboard on its screen.
    desktop.set_viewport_size({"width": 390, "height": 600})
    choose(desktop, "Call back later")
    choose(desktop, "A date and time")
    for summary in desktop.locator("main summary").all():
        summary.click()
    (desktop.locator("footer button") if back else heading(desktop)).first.focus()
    met: list[dict[str, Any]] = []
    for _ in range(80):
        desktop.keyboard.press("Shift+Tab" if back else "Tab")
        now = desktop.evaluate(FOCUSED)
        if now is None:
            break
        met.append(now)
    words = [one["words"] for one in met]
    # The page was gone through from end to end.
    assert {"Save and next", "note", "call-back-date"} <= {word.removesuffix(" Ctrl ↵").strip() for word in words}
    assert [one for one in met if one["over"] > 0 or one["above"] > 0] == []


def test_a_field_that_is_tapped_is_not_under_the_bar(phone: Page, site: Site) -> None:
    sign_in(phone, site)
    phone.set_viewport_size({"width": 390, "height": 600})
    for field in phone.locator("main :is(textarea, select, input[type=text])").all():
        if not field.is_visible():
            continue
        field.focus()
        now = phone.evaluate(FOCUSED)
        assert now["over"] <= 0, now
