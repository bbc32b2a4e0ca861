"""A by-election in the table of a running local app, for whoever drives the real page."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import boto3

from ringround.domain.bank import Bank
from ringround.domain.household import Household
from ringround.domain.outcomes import Outcome
from ringround.storage import banks, keys
from ringround.storage.table import Table
from ringround.usecases.set_up import FirstVolunteer, Wanted, set_up
from tests import builders
from tests.support.local_app import RunningApp

EMAIL, OTHER_EMAIL = "volunteer@example.org", "volunteer2@example.org"
PEOPLE = (("Priya", "Shah"), ("Siân", "O’Brien"), ("Kwame", "Mensah"))
RETURN_NUMBER = "+441134960999"
JOIN_CODE = "RIVER1"
_TURNS = itertools.count()


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


def table_of(app: RunningApp) -> Table:
    """The app's own table."""
    told = app.local["environment"]
    client = boto3.session.Session().client(
        "dynamodb",
        endpoint_url=told["AWS_ENDPOINT_URL_DYNAMODB"],
        region_name=told["AWS_REGION"],
        aws_access_key_id=told["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=told["AWS_SECRET_ACCESS_KEY"],
    )
    return Table(client, told["RINGROUND_TABLE"])


def empty(table: Table) -> None:
    """Remove every item."""
    client: Any = table.client
    for page in client.get_paginator("scan").paginate(TableName=table.name, ProjectionExpression="pk, sk"):
        for key in page["Items"]:
            client.delete_item(TableName=table.name, Key=key)


def seed(table: Table, people: Sequence[tuple[str, str]] = PEOPLE, **changes: Any) -> Bank:
    """Two volunteers and one bank, open round the clock, with a household of two for each of `people`.

    Each household has the landline of the one named, whom the page asks for. `changes` are of the bank.
    """
    now = builders.NOW
    volunteers = (FirstVolunteer(EMAIL, "Sam Reid", "caller"), FirstVolunteer(OTHER_EMAIL, "Alex Jones", "caller"))
    wanted = Wanted(
        "Riverside by-election",
        party="The Party",
        imprint="Promoted by A. Agent, 1 High Street, Riverside",
        privacy_contact="data@example.org",
        volunteers=volunteers,
        join_code=JOIN_CODE,
    )
    # The engine takes the same transaction within ten minutes for a repeat, though the table was emptied in between.
    set_up(table, wanted, now=now + next(_TURNS), secret=builders.SECRET)
    bank = a_bank(people=2 * len(people), households=len(people), **changes)
    banks.create(table, bank)
    banks.put_script(table, builders.a_script())
    for n, (first, last) in enumerate(people):
        pair = (builders.a_person(f"p{n}", f"{first} {last}"), builders.a_person(f"q{n}", f"Robin {last}"))
        number = builders.a_number(builders.drama_number(n), pair[0].id)
        put(table, builders.a_household(f"h{n}", people=pair, numbers=(number,)), bank, now)
    return bank


def put(table: Table, household: Household, bank: Bank, now: int) -> None:
    """A household in its place in the queue at a time (epoch seconds), and its numbers, as an import writes them."""
    builders.put(table, household, {bank.id: bank}, now)
    for e164 in household.numbers:
        table.put({**keys.number(e164), "household": household.id})


def a_bank(bank_id: str = "main", **changes: Any) -> Bank:
    """A bank that people can ring back."""
    return builders.a_bank(bank_id, **{"return_number": RETURN_NUMBER, "purpose": "Who is with us?", **changes})


def the_reids(at: int) -> Household:
    """A household with everything that a card can show: three people, two numbers, an earlier call with a note.

    `at` is when that call was, epoch seconds.
    """
    people = (
        builders.a_person("r1", "Jordan Reid"),
        builders.a_person("r2", "Charlie Featherstonehaugh-Cholmondeley"),
        builders.a_person("r3", "Ash Reid"),
    )
    shared = builders.a_number(builders.drama_number(900), "r1", "r2")
    mobile = builders.a_number("+447700900900", "r3")
    household = builders.a_household("reids", people=people, numbers=(shared, mobile))
    note = "A dog barks: let it ring for long. Better after six, when Charlie is back from work."
    return builders.rung(household, at=at, number=shared.e164, people={"r1": Outcome.NOT_HOME}, note=note)
