"""A browser and a local app with a by-election of three households, for tests that ring through the real page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import boto3
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from ringround.domain.bank import Bank
from ringround.domain.hours import ALWAYS
from ringround.storage import banks
from ringround.storage.table import Table
from ringround.usecases.set_up import FirstVolunteer, Wanted, set_up
from tests import builders
from tests.support.chromium import chromium_path
from tests.support.local_app import RunningApp

EMAIL = "volunteer@example.org"
PEOPLE = (("Priya", "Shah"), ("Siân", "O’Brien"), ("Kwame", "Mensah"))
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

expect.set_options(timeout=15_000)


@dataclass
class Site:
    """The running app, its table, and the way into its inbox."""

    app: RunningApp
    table: Table
    bank: Bank

    @property
    def url(self) -> str:
        """Where the page is."""
        return self.app.url

    def code(self, email: str = EMAIL) -> str:
        """The code that was mailed last to an address."""
        mails = self.app.request("GET", "/local/inbox", headers={"Accept": "application/json"}).json()["mails"]
        return str([m["code"] for m in mails if m["to"] == email][-1])


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright itself."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    running = playwright.chromium.launch(executable_path=chromium_path(), args=SWITCHES)
    yield running
    running.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The local app, started once: its functions keep nothing of a campaign but its secret, always the same."""
    with RunningApp(tmp_path_factory.mktemp("browser") / "data", "--empty") as running:
        yield running


@pytest.fixture
def site(app: RunningApp) -> Site:
    """A campaign of the test's own: one bank, open round the clock, three households of two people."""
    told = app.local["environment"]
    client = boto3.session.Session().client(
        "dynamodb",
        endpoint_url=told["AWS_ENDPOINT_URL_DYNAMODB"],
        region_name=told["AWS_REGION"],
        aws_access_key_id=told["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=told["AWS_SECRET_ACCESS_KEY"],
    )
    table = Table(client, told["RINGROUND_TABLE"])
    for page in client.get_paginator("scan").paginate(TableName=table.name, ProjectionExpression="pk, sk"):
        for key in page["Items"]:
            client.delete_item(TableName=table.name, Key=key)
    return Site(app, table, seed(table))


def seed(table: Table) -> Bank:
    """The by-election of the browser tests."""
    now = builders.NOW
    volunteers = (FirstVolunteer(EMAIL, "Sam Reid", "caller"),)
    wanted = Wanted("Riverside by-election", party="The Party", imprint="Promoted by A. Agent", volunteers=volunteers)
    set_up(table, wanted, now=now, secret=builders.SECRET)
    bank = builders.a_bank(hours=ALWAYS, return_number="+441134960999", people=6, households=3)
    banks.create(table, bank)
    banks.put_script(table, builders.a_script())
    for n, (first, last) in enumerate(PEOPLE):
        people = (builders.a_person(f"p{n}", f"{first} {last}"), builders.a_person(f"q{n}", f"Robin {last}"))
        number = builders.a_number(builders.drama_number(n), people[0].id)
        builders.put(table, builders.a_household(f"h{n}", people=people, numbers=(number,)), {bank.id: bank})
    return bank


@pytest.fixture(params=[(390, 844), (1280, 860)], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    """A page as wide as a phone or a desktop; what it writes to the console as an error fails the test."""
    width, height = request.param
    opened = browser.new_context(viewport={"width": width, "height": height}, has_touch=width < 800)
    page = opened.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield page
    opened.close()
    unexpected = [e for e in errors if not re.search(r"status of 40[19]", e)]
    assert unexpected == []


def sign_in(page: Page, site: Site, url: str = "") -> None:
    """From the first page to the first household: one bank, so there is nothing to choose."""
    page.goto(url or site.url)
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Six-digit code").wait_for()
    page.get_by_label("Six-digit code").fill(site.code())
    button = page.get_by_role("button", name="Sign in", exact=True)
    if button.is_visible():
        button.click()
