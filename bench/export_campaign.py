"""The campaign whose exports `bench.export_rates` measures: made-up people with Ofcom's drama numbers.

The table is as a by-election leaves it: each household with its log, the item of its number, one for each elector, a
volunteer for each caller, and every call as an item of its own. Nothing of it comes from chance that changes between
two runs.
"""

import base64
import http.client
import json
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from ringround.domain import claim_id
from ringround.domain.bank import Campaign
from ringround.domain.claim_id import ClaimParts
from ringround.domain.household import Household, LogEntry
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Call, PersonResult
from ringround.storage import banks, callers, calls, households, imports
from ringround.storage.callers import Volunteer
from ringround.storage.marshal import to_item
from ringround.storage.schema import table_definition
from ringround.storage.table import Table
from tests.builders import Written, a_bank, a_household, a_number, a_person, a_script, drama_number

SECRET: Final = b"a secret of thirty-two bytes long"
NOW: Final = 1_803_124_800
HOME: Final = 2
"""People at one address."""
CALLERS: Final = 300
CAMPAIGN: Final = Campaign("Bench", SECRET, poll_date="2027-03-04")
_FIRST: Final = ("Priya", "Dev", "Aled", "Zoë", "Kit", "Morag", "Siân", "Tunde", "Wei", "Olu", "Ruth")
_LAST: Final = ("Shah", "Jones", "Okafor", "MacLeod", "Lee", "Evans", "Ahmed", "O’Neill", "Smith", "Patel")
_STREETS: Final = ("Mill Lane", "High Street", "Station Road", "The Green", "Church Walk", "Quarry Hill", "Dee View")
_ROWS: Final = 25
"""Items of one BatchWriteItem."""


def fill(table: Table, host: str, people: int, made: int) -> None:
    """Make the table and write the campaign into it. `host` is the engine's, by which items are written past boto3,
    which would take ten times as long."""
    table.client.create_table(**table_definition(table.name))
    _write(table.name, host, map(to_item, items(people, made)))


def items(people: int, made: int) -> Iterator[Mapping[str, Any]]:
    """Every item of a campaign of so many people with so many calls."""
    rung: dict[int, list[LogEntry]] = {}
    few = Written(Table(Unused(), "unused"))  # type: ignore[arg-type]
    banks.put_campaign(few, CAMPAIGN)
    banks.create(few, a_bank())
    banks.put_script(few, a_script())
    callers.add_many(few, [Volunteer(f"caller{n}", f"c{n}@example.org", f"Caller {n}") for n in range(CALLERS)])
    yield from few.items
    yield from _calls(people, made, rung)
    yield from _homes(people, rung)


class Unused:
    """The client of a table that is only written down."""


def _write(table: str, host: str, items: Iterable[Mapping[str, Any]]) -> None:
    connection = http.client.HTTPConnection(host)
    headers = {
        "X-Amz-Target": "DynamoDB_20120810.BatchWriteItem",
        "Content-Type": "application/x-amz-json-1.0",
        # DynamoDB Local wants a key to be named, and looks at no signature.
        "Authorization": "AWS4-HMAC-SHA256 Credential=bench/20270220/eu-west-2/dynamodb/aws4_request,"
        " SignedHeaders=host, Signature=none",
    }
    batch: list[Any] = []

    def send() -> None:
        body = json.dumps({"RequestItems": {table: batch}}, default=text_of)
        connection.request("POST", "/", body, headers)
        answer = json.loads(connection.getresponse().read())
        if answer.get("UnprocessedItems", True):
            raise RuntimeError(f"the engine did not write: {answer}")
        batch.clear()

    for item in items:
        batch.append({"PutRequest": {"Item": item}})
        if len(batch) == _ROWS:
            send()
    if batch:
        send()
    connection.close()


def text_of(value: bytes) -> str:
    """Bytes as DynamoDB's JSON has them."""
    return base64.b64encode(value).decode()


def _home(n: int) -> Household:
    at_home = tuple(
        a_person(_id(who), _name(who), elector=_elector(who), tags=("poster",), columns={"Ward": "North"})
        for who in range(n * HOME, (n + 1) * HOME)
    )
    made = a_household(f"{n:011d}h", people=at_home, numbers=(a_number(_number(n), at_home[0].id),))
    street = f"{n % 180 + 1} {_STREETS[n // 180 % 7]}"
    return replace(made, address=(street,), postcode=f"RS{n // 1000 + 1} {n % 9 + 1}AB")


def _id(elector: int) -> str:
    """As long as a person's id is."""
    return f"{elector:09d}p"


def _elector(elector: int) -> str:
    return f"{'ABCDEFGHJK'[elector % 10]}{'ABC'[elector % 3]}-{elector // 10 + 1}"


def _name(elector: int) -> str:
    """A name that some share; one in three thousand has just this one."""
    return f"{_FIRST[elector % 11]} {chr(65 + elector // 7 % 26)} {_LAST[elector // HOME % 10]}"


def _number(home: int) -> str:
    return drama_number(home % 16_000)


def _homes(people: int, rung: Mapping[int, list[LogEntry]]) -> Iterator[Any]:
    for n in range(people // HOME):
        made = replace(_home(n), log=tuple(rung.get(n, ())))
        yield households.to_item(made)
        if n < 16_000:
            yield imports.number_item(_number(n), made.id, "2027-02-01", suppressed=False)
        for person in made.people:
            yield imports.elector_item(person, made.id)


def _calls(people: int, made: int, rung: dict[int, list[LogEntry]]) -> Iterator[Any]:
    """Calls in the order in which they were made; what the households' logs hold of them goes into `rung`."""
    chance = random.Random(2027)
    outcomes = list(Outcome)
    for n in range(made):
        home = chance.randrange(people // HOME)
        outcome = Outcome.NOT_HOME if chance.random() < 0.7 else chance.choice(outcomes)
        answers = {"support": "yes"} if outcome is Outcome.ANSWERED else {}
        persons = tuple(
            PersonResult(_id(who), _name(who), _elector(who), outcome, answers, "")
            for who in range(home * HOME, (home + 1) * HOME)
        )
        at = NOW + 13 * n
        parts = ClaimParts(at, f"{home:011d}h", "main", 1, f"caller{n % CALLERS}", f"{n:08x}")
        entry = LogEntry(
            claim=claim_id.make(parts, SECRET),
            bank="main",
            caller=parts.caller,
            at=at,
            outcome=outcome,
            number=_number(home),
            people={p.person: outcome for p in persons},
        )
        rung.setdefault(home, []).append(entry)
        yield calls.to_item(Call(entry, parts.household, persons, "main", 1, at), parts)
