"""Test data with a default for all that a test does not mention. Only Ofcom's drama numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ringround.domain import claim_id, script
from ringround.domain.bank import LEASE_SECONDS, Bank, Campaign
from ringround.domain.claim_id import ClaimParts
from ringround.domain.hours import ALWAYS
from ringround.domain.household import Claim, Household, LogEntry, Number, NumberKind, Person, Targeting
from ringround.domain.outcomes import Outcome
from ringround.domain.placement import place
from ringround.domain.recording import PersonResponse, Recorded, Response, record
from ringround.domain.script import Script
from ringround.storage import banks, callers, households
from ringround.storage.callers import Volunteer
from ringround.storage.marshal import from_item, to_item
from ringround.storage.table import Table
from ringround.usecases.context import Context

NOW = 1_803_124_800
"""Saturday 20 February 2027, 12:00 in London: within the default hours."""

HOUR = 3600
SECRET = b"a secret of thirty-two bytes long"
LANDLINE, MOBILE, OTHER_MOBILE = "+441134960000", "+447700900000", "+447700900001"

SCRIPT_DATA: dict[str, Any] = {
    "title": "Voter ID",
    "blocks": [
        {"id": "hello", "type": "text", "text": "Hello, could I speak to {{first_name}}?"},
        {
            "id": "support",
            "type": "question",
            "kind": "single",
            "label": "Can we count on your support?",
            "options": [
                {"id": "yes", "label": "Yes"},
                {"id": "unsure", "label": "Not sure"},
                {"id": "no", "label": "No"},
            ],
        },
        {
            "id": "help",
            "type": "question",
            "kind": "several",
            "label": "Would you help?",
            "options": [{"id": "leaflets", "label": "Leaflets"}, {"id": "poster", "label": "A poster"}],
            "show_if": {"question": "support", "any_of": ["yes"]},
        },
        {
            "id": "issue",
            "type": "question",
            "kind": "text",
            "label": "What would make up your mind?",
            "show_if": {"question": "support", "any_of": ["unsure"]},
        },
    ],
}


def a_script(version: int = 1, **changes: Any) -> Script:
    """A script with branching."""
    return script.parse("main", version, {**SCRIPT_DATA, **changes})


def a_campaign(**changes: Any) -> Campaign:
    """A campaign."""
    return replace(Campaign(name="Riverside by-election", secret=SECRET, party="The Party"), **changes)


def a_bank(bank_id: str = "main", **changes: Any) -> Bank:
    """An open bank, round the clock, so that only tests of hours think of hours."""
    return replace(Bank(id=bank_id, name="Main bank", hours=ALWAYS, script="main", created=NOW), **changes)


def a_person(person_id: str = "p1", name: str = "Priya Shah", **changes: Any) -> Person:
    """A person who may vote."""
    made = Person(id=person_id, name=name, first_name=name.split(maxsplit=1)[0], elector=f"AB-{person_id}")
    return replace(made, **changes)


_DRAMA = ["+441632960", "+447700900", "+442079460", *(f"+4411{n}4960" for n in range(3, 9))]
_DRAMA += [*(f"+441{n}14960" for n in range(2, 7)), "+441914980", "+442920180"]


def drama_number(n: int) -> str:
    """The n-th of the numbers that Ofcom keeps free for drama (field.md, section 6); 16,000 in all."""
    return f"{_DRAMA[n // 1_000]}{n % 1_000:03d}"


def a_number(e164: str = LANDLINE, *whose: str, **changes: Any) -> Number:
    """A number; without `whose`, it is not known whose it is."""
    kind: NumberKind = "mobile" if e164.startswith("+447") else "landline"
    return replace(Number(e164=e164, kind=kind, whose=whose), **changes)


def a_household(
    household_id: str = "house1",
    *,
    people: tuple[Person, ...] | None = None,
    numbers: tuple[Number, ...] | None = None,
    bank_ids: tuple[str, ...] = ("main",),
    **changes: Any,
) -> Household:
    """A household of one person with one landline, wanted by the bank `main`, not in a queue yet."""
    people = people or (a_person(),)
    numbers = (a_number(LANDLINE, people[0].id),) if numbers is None else numbers
    made = Household(
        id=household_id,
        address=("12 Mill Lane",),
        town="Riverside",
        postcode="RS1 2AB",
        people={p.id: p for p in people},
        numbers={n.e164: n for n in numbers},
        banks={b: Targeting(tuple(p.id for p in people), since=NOW + i) for i, b in enumerate(bank_ids)},
        rev=1,
    )
    return replace(made, **changes)


def an_entry(outcome: Outcome = Outcome.NOT_HOME, **changes: Any) -> LogEntry:
    """An entry of a household's log."""
    made = LogEntry(
        claim="c1", bank="main", caller="sam", at=NOW, outcome=outcome, number=LANDLINE, people={"p1": outcome}
    )
    return replace(made, **changes)


def rung(
    household: Household,
    outcome: Outcome = Outcome.NOT_HOME,
    *,
    at: int = NOW,
    number: str = LANDLINE,
    people: dict[str, Outcome] | None = None,
    **changes: Any,
) -> Household:
    """A household after one more recorded call, about its first person unless `people` says otherwise."""
    people = {next(iter(household.people)): outcome} if people is None else people
    entry = an_entry(outcome, claim=f"c{len(household.log) + 1}", at=at, number=number, people=people, **changes)
    return replace(household, log=(*household.log, entry))


def parts_of(household: Household, caller: str = "sam", at: int = NOW, bank: str = "main") -> ClaimParts:
    """What a claim on a household says."""
    return ClaimParts(at, household.id, bank, 1, caller, "nonce")


def claimed(household: Household, caller: str = "sam", at: int = NOW) -> tuple[Household, str, ClaimParts]:
    """A household in a caller's hands, with the id of the claim and what it says."""
    parts = parts_of(household, caller, at)
    made = claim_id.make(parts, SECRET)
    return replace(household, claim=Claim(made, caller, at + LEASE_SECONDS)), made, parts


def recorded(
    household: Household, response: Response, *, caller: str = "sam", at: int = NOW, bank: Bank | None = None
) -> Recorded:
    """A household claimed at a time and rung at once: what recording the response comes to."""
    held, claim, parts = claimed(household, caller, at)
    bank = bank or a_bank()
    return record(held, claim, replace(parts, bank=bank.id), response, {bank.id: bank}, a_script(), at)


def said(person: str = "p1", outcome: Outcome | None = None, note: str = "", **answers: object) -> PersonResponse:
    """What one person said."""
    return PersonResponse(person, outcome, answers, note)


def a_response(outcome: Outcome = Outcome.ANSWERED, *people: PersonResponse, **changes: Any) -> Response:
    """A response; without people, it holds for everyone who is rung on the number."""
    return replace(Response(outcome, people=people), **changes)


def not_home(**changes: Any) -> Response:
    """The commonest response."""
    return replace(Response(Outcome.NOT_HOME), **changes)


class Written(Table):
    """Gathers what is put, to write it in few requests: each costs the mock of AWS some 10 ms."""

    def __init__(self, table: Table) -> None:
        super().__init__(table.client, table.name)
        self.items: list[Mapping[str, Any]] = []

    def put(self, item: Mapping[str, Any], *_condition: Any) -> None:
        """Remember an item; conditions are not looked at."""
        self.items.append(item)

    def transact(self, writes: Sequence[Mapping[str, Any]]) -> None:
        """Remember the items that a transaction puts."""
        self.items += [from_item(write["Put"]["Item"]) for write in writes]

    def write(self) -> None:
        """Write what was gathered."""
        for start in range(0, len(self.items), 25):
            requests: Any = [{"PutRequest": {"Item": to_item(i)}} for i in self.items[start : start + 25]]
            self.client.batch_write_item(RequestItems={self.name: requests})


def seed(table: Table, *found: Household, bank: Bank | None = None, more_banks: tuple[Bank, ...] = ()) -> Context:
    """A table with a campaign, a bank, its script, volunteers Sam and Alex, and households in their queues."""
    written = Written(table)
    banks.put_campaign(written, a_campaign())
    every = {b.id: b for b in (bank or a_bank(), *more_banks)}
    for each in every.values():
        banks.create(written, each)
    banks.put_script(written, a_script())
    for name in ("sam", "alex"):
        callers.add(written, Volunteer(name, f"{name}@example.org", name.title()))
    for household in found:
        put(written, household, every)
    written.write()
    return Context(table, a_campaign())


def put(table: Table, household: Household, every: dict[str, Bank], now: int = NOW) -> None:
    """A household in the table, at its place in the queue."""
    placed = households.in_queue(household, place(household, every, now))
    table.put(households.to_item(placed))
