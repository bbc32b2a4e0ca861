"""What an import made and what it found, one item for each of its transactions, written in that very transaction:
undoing an import is undoing its steps, last ones first.

A household that an import made is only named: its electors and numbers follow from it. What it changed stands here as
it was, packed, because a corrected list changes many.
"""

import json
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from . import keys
from .marshal import Item
from .schema import PK, SCHEMA_VERSION, SK
from .table import Table, delete_in, put_in

MOST_BYTES: Final = 350_000
"""Of what a step found, before it is packed: an item holds 400 kB."""


@dataclass(slots=True)
class Step:
    """`made` are households by id; `numbers` and `electors` those that were written for the first time; `suppressed`
    the numbers that were marked as not to be rung; `conflicts` pairs of number and household; `before` the items that
    were changed, as they were. `at` is the time of the step, epoch seconds."""

    made: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    electors: list[str] = field(default_factory=list)
    suppressed: list[str] = field(default_factory=list)
    conflicts: list[list[str]] = field(default_factory=list)
    before: list[Item] = field(default_factory=list)
    at: int = 0
    key: keys.Key = field(default_factory=dict)

    def size(self) -> int:
        """About how many bytes `before` has, unpacked."""
        return len(_json(self.before)) if self.before else 0


def together(steps: Iterable[Step], at: int) -> Step:
    """What several plans of one transaction made and found."""
    whole = Step(at=at)
    for step in steps:
        whole.made += step.made
        whole.numbers += step.numbers
        whole.electors += step.electors
        whole.suppressed += step.suppressed
        whole.conflicts += step.conflicts
        whole.before += step.before
    return whole


def put_step(import_id: str, run: int, place: int, step: Step) -> dict[str, Any]:
    """Part of a transaction: what it makes, and what was there before."""
    lists = {name: found for name in _LISTS if (found := getattr(step, name))}
    packed = zlib.compress(_json(step.before)) if step.before else None
    return put_in({**keys.import_step(import_id, run, place), "v": SCHEMA_VERSION, "at": step.at, **lists, "z": packed})


def steps(table: Table, import_id: str, *, last_first: bool = False) -> Iterator[Step]:
    """The steps of an import that are not undone."""
    partition = keys.import_step(import_id, 0, 0)
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk AND begins_with({SK}, :sk)",
        ExpressionAttributeValues={":pk": {"S": partition[PK]}, ":sk": {"S": keys.STEP_SORT}},
        ScanIndexForward=not last_first,
        ConsistentRead=True,
    )
    yield from map(_step, found)


def _step(item: Item) -> Step:
    lists = {name: list(item.get(name, ())) for name in _LISTS}
    before = json.loads(zlib.decompress(item["z"])) if "z" in item else []
    return Step(**lists, before=before, at=item["at"], key={PK: item[PK], SK: item[SK]})


def earlier_of(item: Item, person: str) -> list[Item]:
    """The households with somebody among what the step of an item found, as they were."""
    return [each for each in _step(item).before if any(p["id"] == person for p in each.get("people", ()))]


def erase(table: Table, item: Item, person: str, homes: Collection[str], numbers: Collection[str]) -> bool:
    """Take somebody out of what a step found: households that had them, and numbers (E.164) of theirs; whether there
    was anything. Such a household is not restored any more (`domain.household.DECIDED`), so nothing is lost by it. Only
    while no import runs."""
    step = _step(item)
    gone = {keys.household(h)[PK] for h in homes} | {keys.number(e)[PK] for e in numbers}
    gone |= {each[PK] for each in earlier_of(item, person)}
    left = {name: [n for n in getattr(step, name) if n not in numbers] for name in ("numbers", "suppressed")}
    left["conflicts"] = [pair for pair in step.conflicts if pair[0] not in numbers]
    before = [each for each in step.before if each[PK] not in gone]
    if before == step.before and all(found == getattr(step, name) for name, found in left.items()):
        return False
    kept = {name: value for name, value in {**item, **left}.items() if name != "z" and value != []}
    table.put({**kept, "z": zlib.compress(_json(before))} if before else kept, "attribute_exists(pk)")
    return True


def delete_step(step: Step) -> dict[str, Any]:
    """Part of the transaction that undoes a step."""
    return delete_in(step.key)


_LISTS: Final = ("made", "numbers", "electors", "suppressed", "conflicts")


def _json(found: list[Item]) -> bytes:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
