"""What a shift asks of the server: every request costs money, and one more for each call is seen here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import seeding
from tests.browser.conftest import watched
from tests.browser.seeding import Site
from tests.browser.steps import choose, from_menu, heading, not_home, save_button, sign_in, who
from tests.support.local_app import RunningApp

CALLS = 30
CALL_S = 80
SPOKE_EVERY = 5
QUIET_MS = 50
PEOPLE = [("Priya", f"Shah {n:02d}") for n in range(CALLS + 5)]
NAMES = [f"{first} {last}" for first, last in PEOPLE]

SAVE = "POST /api/claims/ID/response"
TO_THE_LAST_CALL = {
    # The page is opened, and after signing in it goes on; the briefing shows the bank's script.
    "GET /api/start": 2,
    # Nobody is signed in: perhaps the campaign is over.
    "GET /api/close": 1,
    "POST /api/login/code": 1,
    "POST /api/login": 1,
    "GET /api/banks/main": 1,
    # The first household, and the one after it.
    "POST /api/banks/main/next": 2,
    # Each brings the next household, and whether those in hand may still be rung.
    SAVE: CALLS,
}
THE_BREAK = {"DELETE /api/claims/ID": 2, "GET /api/start": 1}

# A telephone's dialler is in front of the page for most of a call; then the page is told that it is seen again.
SEEN = """(seen) => {
  Object.defineProperty(document, "visibilityState", { value: seen ? "visible" : "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
UNTIL = re.compile(r'(?<="until":")[^"]+')


class LaterOn:
    """The server as a page meets it whose clock was moved on: its time and its leases move too. Counts requests."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._on = timedelta()
        self.asked: Counter[str] = Counter()
        self._open = 0
        page.on("request", lambda _: self._count(1))
        page.on("requestfinished", lambda _: self._count(-1))
        page.on("requestfailed", lambda _: self._count(-1))
        page.clock.install()
        page.route("**/api/**", self._pass_on)

    def wait(self, seconds: int) -> None:
        """Let time go by for the page and the server."""
        self._on += timedelta(seconds=seconds)
        self._page.clock.fast_forward(seconds * 1_000)

    def saved(self, calls: int) -> None:
        """Wait until so many calls were sent and answered: one that time is moved past would be sent again."""
        while self.asked[SAVE] < calls:
            self._page.wait_for_timeout(QUIET_MS)
        self.rest()

    def rest(self) -> None:
        """Wait until nothing is under way: a request that time is moved past would be given up."""
        self._page.wait_for_timeout(QUIET_MS)
        while self._open:
            self._page.wait_for_timeout(QUIET_MS)

    def _count(self, change: int) -> None:
        self._open += change

    def _pass_on(self, route: Route) -> None:
        asked = route.request
        path = re.sub(r"(?<=/claims/)[^/]*\.[^/]*", "ID", asked.url[asked.url.index("/api/") :])
        self.asked[f"{asked.method} {path}"] += 1
        answer = route.fetch()
        date = format_datetime(parsedate_to_datetime(answer.headers["date"]) + self._on, usegmt=True)
        body = UNTIL.sub(self._moved, answer.text())
        route.fulfill(response=answer, headers={**answer.headers, "date": date}, body=body)

    def _moved(self, until: re.Match[str]) -> str:
        return (datetime.fromisoformat(until[0]) + self._on).isoformat()


@pytest.fixture
def many(app: RunningApp) -> Site:
    """A campaign with households for a whole shift."""
    table = seeding.table_of(app)
    seeding.empty(table)
    return Site(app, table, seeding.seed(table, PEOPLE, claims_per_hour=10_000))


@pytest.fixture
def shift(browser: Browser, many: Site) -> Iterator[Page]:
    """A page on a phone."""
    # After half an hour the page looks for a new version, and blocked service workers have nothing to look with.
    with watched(browser, "phone", "status of 40[19]|reading 'update'") as page:
        yield page


def test_a_shift_asks_for_no_more_than_it_has_to(shift: Page, many: Site) -> None:
    server = LaterOn(shift)
    sign_in(shift, many)
    for n in range(CALLS):
        make_a_call(shift, server, spoke=n % SPOKE_EVERY == SPOKE_EVERY - 1)
        server.saved(n + 1)
    assert server.asked == TO_THE_LAST_CALL
    server.asked.clear()
    from_menu(shift, "Take a break")
    expect(heading(shift)).to_contain_text("Thank you")
    server.rest()
    assert server.asked == THE_BREAK


def make_a_call(page: Page, server: LaterOn, *, spoke: bool) -> None:
    """Ring the household on the screen as on a telephone, and save what came of it."""
    name = who(page, NAMES)
    server.rest()
    page.evaluate(SEEN, False)
    server.wait(CALL_S)
    page.evaluate(SEEN, True)
    server.rest()
    if spoke:
        choose(page, "Spoke to them")
        save_button(page).click()
    else:
        not_home(page)
    expect(heading(page)).not_to_contain_text(name)
