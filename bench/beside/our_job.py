"""The job as it is deployed, on a DynamoDB: by the use cases, and by the handlers with all that stands before them."""

import json
import random
import time
from typing import Any, Final

import boto3
from botocore.config import Config

from bench.beside.by_election import BANK, CAMPAIGN, SCRIPT, homes, response_to
from bench.local_table import TABLE, put_all, use
from bench.units_per_call import MIX, an_event
from ringround.api.identity import COOKIE
from ringround.domain.hours import uk_day
from ringround.storage import banks, callers, desks, households
from ringround.storage.callers import Session, Volunteer
from ringround.storage.schema import table_definition
from ringround.storage.table import Table
from ringround.usecases.claim_next import Nothing, claim_next
from ringround.usecases.context import Context
from ringround.usecases.respond import respond
from ringround.usecases.sign_in import hash_token

MOST_CALLERS: Final = 32


def client(url: str) -> Any:
    """A client of the local engine."""
    return boto3.client(
        "dynamodb",
        endpoint_url=url,
        region_name="eu-west-2",
        aws_access_key_id="bench",
        aws_secret_access_key="bench",  # noqa: S106 - the local engine asks for one and looks at none
        config=Config(proxies={}),
    )


def fill(url: str, count: int) -> None:
    """A table with the by-election, its volunteers signed in."""
    made = client(url)
    made.create_table(**table_definition(TABLE))
    table = Table(made, TABLE)
    banks.put_campaign(table, CAMPAIGN)
    banks.create(table, BANK)
    banks.put_script(table, SCRIPT)
    people = [Volunteer(f"v{n:04d}", f"v{n}@example.org", f"Volunteer {n}") for n in range(MOST_CALLERS)]
    callers.add_many(table, people)
    for each in people:
        callers.start_session(table, Session(each.id, hash_token("token"), int(time.time()) + 3600))
    put_all(made, map(households.to_item, homes(count)))


class OurCaller:
    """One caller, by the use cases: the desk, `claim_next`, `respond`."""

    def __init__(self, url: str, n: int) -> None:
        self.context = Context(Table(client(url), TABLE), CAMPAIGN)
        self.caller = f"u{n:04d}"  # Those who ring by the handlers keep two households in hand.
        self.calls = n
        self.chance = random.Random(n)

    def ring(self) -> bool:
        """Claim a household and record its call; False where none is left."""
        now = int(time.time())
        desk = desks.get(self.context.table, uk_day(now), self.caller)
        found = claim_next(self.context, BANK, desk, now=now, chance=self.chance)
        if isinstance(found, Nothing):
            return False
        self.calls += 1
        respond(self.context, self.caller, found.claim.id, response_to(found.household, self.calls), now=now)
        return True


class HandlersCaller:
    """One caller as their page does it, by the functions' handlers: each response names the household on deck and
    brings the one after it."""

    def __init__(self, url: str, n: int) -> None:
        use(url)
        from functions.next_contact.handler import handler as next_contact  # noqa: PLC0415 - once they are set
        from functions.submit_response.handler import handler as submit  # noqa: PLC0415

        self.submit: Any = submit
        self.cookie = f"{COOKIE}=v{n:04d}.token"
        self.calls = n
        self.shown: list[Any] = []
        for _ in range(2):
            body = {"holding": [claim["id"] for claim in self.shown]}
            self.shown.append(self._asked(next_contact, f"/api/banks/{BANK.id}/next", body)["claim"])

    def ring(self) -> bool:
        """Record the call of the household on the screen, and have the next; False where none is left."""
        claim = self.shown.pop(0)
        if claim is None:
            return False
        self.calls += 1
        number, outcome = claim["numbers"][0], MIX[self.calls % len(MIX)]
        people = [{"person": number["whose"][0], "answers": {"support": "yes"}}] if outcome == "answered" else []
        holding = [each["id"] for each in (claim, *self.shown) if each]
        body = {"outcome": outcome, "number": number["e164"], "people": people, "want_next": True, "holding": holding}
        self.shown.append(self._asked(self.submit, f"/api/claims/{claim['id']}/response", body)["next"]["claim"])
        return True

    def _asked(self, handler: Any, path: str, body: Any) -> Any:
        answer = handler(an_event("POST", path, body, self.cookie), None)
        if answer["statusCode"] >= 400:
            raise RuntimeError(answer["body"])
        return json.loads(answer["body"])
