"""A by-election in the table of a running local app, for whoever drives the real page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import boto3

from ringround.domain.bank import Bank
from ringround.domain.hours import ALWAYS
from ringround.storage import banks
from ringround.storage.table import Table
from ringround.usecases.set_up import FirstVolunteer, Wanted, set_up
from tests import builders
from tests.support.local_app import RunningApp

EMAIL, OTHER_EMAIL = "volunteer@example.org", "volunteer2@example.org"
PEOPLE = (("Priya", "Shah"), ("Siân", "O’Brien"), ("Kwame", "Mensah"))
RETURN_NUMBER = "+441134960999"


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
    wanted = Wanted("Riverside by-election", party="The Party", imprint="Promoted by A. Agent", volunteers=volunteers)
    set_up(table, wanted, now=now, secret=builders.SECRET)
    told = {"hours": ALWAYS, "return_number": RETURN_NUMBER, "people": 2 * len(people), "households": len(people)}
    bank = builders.a_bank(**{**told, **changes})
    banks.create(table, bank)
    banks.put_script(table, builders.a_script())
    for n, (first, last) in enumerate(people):
        pair = (builders.a_person(f"p{n}", f"{first} {last}"), builders.a_person(f"q{n}", f"Robin {last}"))
        number = builders.a_number(builders.drama_number(n), pair[0].id)
        builders.put(table, builders.a_household(f"h{n}", people=pair, numbers=(number,)), {bank.id: bank})
    return bank
