"""A deployed campaign: the handlers on a table of the test's own, with mail, time and chance in the test's hands."""

import io
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from ringround import observability, settings, wiring
from ringround.api.identity import COOKIE
from ringround.domain.bank import Bank
from ringround.domain.household import Household
from ringround.storage import callers
from ringround.storage.callers import Role, Session, Volunteer
from ringround.storage.table import Table
from ringround.usecases.sign_in import hash_token
from tests.builders import NOW, a_bank, seed
from tests.events import Browser
from tests.shift import Shift

DAY = 24 * 3600


@dataclass
class Deployed:
    """What stands behind the handlers. `now` is the time they tell."""

    table: Table
    now: int = NOW
    mails: list[tuple[str, str]] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    to_nobody: list[tuple[str, str]] = field(default_factory=list)
    shift: Shift = field(init=False, repr=False)

    def fill(self, *found: Household, bank: Bank | None = None, more_banks: tuple[Bank, ...] = ()) -> "Deployed":
        """A campaign with a bank and households, and the join code `river`."""
        self.shift = Shift(seed(self.table, *found, bank=bank or a_bank(), more_banks=more_banks))
        callers.put_join_code(self.table, "river", NOW + DAY)
        return self

    def send(self, to: str, subject: str, text: str) -> None:
        """What the code under test does for a mail."""
        self.mails.append((to, text))
        self.subjects.append(subject)

    def send_to_nobody(self, subject: str, text: str) -> None:
        """What the code under test does where there is to be no mail."""
        self.to_nobody.append((subject, text))

    def last_code(self) -> str:
        """The code in the last mail."""
        return str(re.findall(r"\b\d{6}\b", self.mails[-1][1])[0])

    def browser(self, caller: str = "", *, role: Role = "caller", expires: int = NOW + DAY) -> Browser:
        """A browser; with a caller, signed in as somebody on the list, with a role of theirs."""
        if not caller:
            return Browser()
        token = f"token-of-{caller}"
        callers.add(self.table, Volunteer(caller, f"{caller}@example.org", caller.title(), role))
        callers.start_session(self.table, Session(caller, hash_token(token), expires))
        return Browser(f"{COOKIE}={caller}.{token}")


@pytest.fixture
def deployed(table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    """Handlers that stand on the test's table."""
    made = Deployed(table)
    wiring.forget()
    monkeypatch.setenv(settings.TABLE, table.name)
    monkeypatch.setenv(settings.SENDER, "phonebank@example.org")
    monkeypatch.setattr(wiring, "dynamodb", cache(lambda: table.client))
    monkeypatch.setattr(wiring, "mailer", cache(lambda: made))
    monkeypatch.setattr(wiring, "now", lambda: made.now)
    monkeypatch.setattr(wiring, "chance", random.Random(2027))
    yield made
    monkeypatch.undo()
    wiring.forget()


@contextmanager
def requests_of(table: Table) -> Iterator[list[str]]:
    """The requests that are made of a table meanwhile, by operation."""
    made: list[str] = []

    def note(model: Any, **_: Any) -> None:
        made.append(model.name)

    events = table.client.meta.events
    events.register("provide-client-params.dynamodb.*", note)
    yield made
    events.unregister("provide-client-params.dynamodb.*", note)


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """All that the functions write to their logs."""
    written = io.StringIO()
    handler: Any = observability.logger().registered_handler
    before = handler.setStream(written)
    yield written
    handler.setStream(before)
