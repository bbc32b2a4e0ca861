"""From an empty by-election to a first recorded call, with nothing but the browser."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ringround.domain.hours import ALWAYS
from ringround.domain.recording import Call
from ringround.storage import calls
from ringround.usecases.set_up import FirstVolunteer, Wanted, set_up
from tests import builders
from tests.browser import seeding
from tests.browser.conftest import watched
from tests.browser.seeding import Site
from tests.browser.steps import enter_code, heading, not_home, past_the_briefing, save_button
from tests.support.local_app import RunningApp

pytestmark = pytest.mark.browser

ORGANISER, VOLUNTEER = "olive@example.org", "vic@example.org"
LONG = 60_000
"""Milliseconds for work that goes on behind the page."""

REGISTER = [
    ["Elector Number Prefix", "Elector Number", "Elector Number Suffix", "Elector Markers", "Elector DOB",
     "Elector Name", "PostCode", "Address1", "Address2", "Address3"],
    ["RV1", "101", "0", "", "", "Shah, Priya", "LS6 2AB", "1 Mill Lane", "Riverside", ""],
    ["RV1", "102", "0", "", "", "Shah, Arun", "LS6 2AB", "1 Mill Lane", "Riverside", ""],
    ["RV1", "103", "0", "G", "", "Novak, Jan", "LS6 2AC", "2 Mill Lane", "Riverside", ""],
    ["RV1", "104", "1", "", "", "Mensah, Kwame", "LS6 2AD", "3 Mill Lane", "Riverside", ""],
]  # fmt: skip
PHONES = [
    ["Elector No", "Telephone"],
    ["RV1-101", "0113 496 0101"],
    ["RV1-104/1", "07700 900104"],
    ["RV1-103", "0113 496 0103"],
    ["RV9-999", "0113 496 0199"],
    ["RV1-102", "not known"],
]


@pytest.fixture
def empty_site(app: RunningApp) -> Site:
    """A by-election as staff hand it over: its name, one organiser, and nothing else."""
    table = seeding.table_of(app)
    seeding.empty(table)
    wanted = Wanted(
        "Riverside by-election",
        party="The Party",
        default_hours=ALWAYS,
        volunteers=(FirstVolunteer(ORGANISER, "Olive Organiser", "organiser"),),
    )
    set_up(table, wanted, now=int(time.time()), secret=builders.SECRET)
    return Site(app, table, seeding.a_bank())


def written(path: Path, rows: list[list[str]]) -> Path:
    """A file as a council or a supplier sends it."""
    with path.open("w", newline="", encoding="cp1252") as out:
        csv.writer(out).writerows(rows)
    return path


def households_of(site: Site) -> int:
    """How many households the table holds."""
    found = site.table.scan(FilterExpression="begins_with(pk, :h)", ExpressionAttributeValues={":h": {"S": "H#"}})
    return int(found["Count"])


def recorded(site: Site) -> list[Call]:
    """The calls in the table, as soon as there is one: the page goes on before the server has it."""
    end = time.monotonic() + 15
    while not (found := list(calls.all_versions(site.table))) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def sign_in(page: Page, site: Site, email: str) -> None:
    """With a code, from the first page."""
    page.goto(site.url)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    enter_code(page, site, email)


def go(page: Page, screen: str) -> None:
    """To one of the organiser's screens, by the navigation."""
    page.get_by_role("navigation", name="Organise").get_by_role("link", name=screen, exact=True).click()
    expect(heading(page)).to_have_text(screen)


def test_from_an_empty_by_election_to_a_first_recorded_call(browser: Browser, empty_site: Site, tmp_path: Path) -> None:
    site = empty_site
    register = written(tmp_path / "register.csv", REGISTER)
    phones = written(tmp_path / "phones.csv", PHONES)
    with watched(browser, "desktop", permissions=["clipboard-read", "clipboard-write"]) as organiser:
        sign_in(organiser, site, ORGANISER)
        expect(organiser.get_by_role("heading", name="From a register to volunteers calling")).to_be_visible()

        go(organiser, "Import")
        organiser.get_by_label("Choose files").set_input_files([register, phones])
        organiser.get_by_role("button", name="Upload and check").click()
        expect(organiser.get_by_role("heading", name="What this import would do")).to_be_visible(timeout=LONG)
        assert households_of(site) == 0
        organiser.get_by_role("button", name="Import 4 people").click()
        banks = organiser.get_by_role("main").get_by_role("link", name="phone bank").first
        expect(banks).to_be_visible(timeout=LONG)

        go(organiser, "Phone banks")
        organiser.get_by_role("link", name="New phone bank").first.click()
        organiser.get_by_label("Name", exact=True).fill("First conversations")
        expect(organiser.get_by_text("2 households")).to_be_visible(timeout=LONG)
        organiser.get_by_role("button", name="Save as paused").click()
        expect(organiser.get_by_text("Nobody is called for it yet")).to_be_visible()
        organiser.get_by_role("button", name="Open", exact=True).click()
        organiser.get_by_role("dialog").get_by_role("button", name="Open", exact=True).click()
        expect(organiser.get_by_text("The phone bank is open.")).to_be_visible()

        go(organiser, "Volunteers")
        organiser.get_by_role("button", name="Make a link").click()
        organiser.get_by_role("dialog").get_by_role("button", name="Make a link").click()
        link = organiser.get_by_role("main").get_by_role("link", name="/join/").get_attribute("href") or ""

        with watched(browser, "phone") as volunteer:
            volunteer.goto(link)
            volunteer.get_by_label("Your name").fill("Vic Volunteer")
            volunteer.get_by_label("E-mail address").fill(VOLUNTEER)
            volunteer.get_by_role("checkbox").check()
            volunteer.get_by_role("button", name="Join and get a code").click()
            enter_code(volunteer, site, VOLUNTEER)
            past_the_briefing(volunteer)
            expect(save_button(volunteer)).to_be_visible()
            rung = heading(volunteer).inner_text()
            assert rung in {"Priya Shah", "Kwame Mensah"}
            not_home(volunteer)
            expect(heading(volunteer)).not_to_have_text(rung)

        (call,) = recorded(site)
        assert call.entry.outcome == "not_home"
        assert [p.name for p in call.people] == [rung]
        go(organiser, "Overview")
        expect(organiser.get_by_text("Vic Volunteer")).to_be_visible(timeout=LONG)
