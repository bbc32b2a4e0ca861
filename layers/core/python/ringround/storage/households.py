"""Households in the table: the conditional write that claims one, and the writes that hold on to a revision."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ..domain.household import Claim, Household, LogEntry, Number, Person, Targeting, Tried
from ..domain.outcomes import Outcome
from ..domain.placement import Place
from . import keys
from .keys import QueueKey
from .marshal import Item, checked
from .schema import QUEUE_INDEX, QUEUE_PK, QUEUE_SK, SCHEMA_VERSION
from .table import ConditionFailed, Table, TransactionRefused, Update, update_in

STILL_QUEUED_AS_READ: Final = f"{QUEUE_PK} = :bank AND {QUEUE_SK} = :seen"
"""Nobody claimed, closed or moved it since the queue was read: the loser of a race goes to the next candidate."""

NOBODYS: Final = "attribute_not_exists(claim)"
LAPSED: Final = "attribute_exists(claim)"
"""Whether a claim is still on the household whose lease ran out: then its call may have been recorded."""

UNCHANGED_SINCE_READ: Final = "rev = :rev"
"""Nobody wrote the household since it was read: who finds otherwise reads it again."""

NEW_HOUSEHOLD: Final = "attribute_not_exists(pk)"


class ChangedMeanwhile(Exception):  # noqa: N818 - an expected ending
    """The household was written since it was read."""


def get(table: Table, household_id: str) -> Household | None:
    """One household, as it is now."""
    item = table.get(keys.household(household_id))
    return from_item(item) if item else None


def get_many(table: Table, household_ids: list[str]) -> list[Household | None]:
    """Households in the order of their ids."""
    return [from_item(item) if item else None for item in table.get_many([keys.household(h) for h in household_ids])]


def candidates(table: Table, partition: str, tier: str, most: int, *, through: str = "") -> list[str]:
    """The places (sort keys) of the first `most` households of one tier in one partition of a queue, in the order in
    which they are to be rung, those that may not be rung yet last; then those of the tiers behind it, to the end of
    `through`. Eventually consistent: the claim's write decides, never this."""
    found = table.query(
        IndexName=QUEUE_INDEX,
        KeyConditionExpression=f"{QUEUE_PK} = :bank AND {QUEUE_SK} BETWEEN :from AND :to",
        ExpressionAttributeValues={
            ":bank": {"S": partition},
            ":from": {"S": keys.tier_prefix(tier)},
            ":to": {"S": keys.tier_end(through or tier)},
        },
        ProjectionExpression=QUEUE_SK,
        Limit=most,
    )
    return [item[QUEUE_SK] for item in found]


def claim(table: Table, seen: QueueKey, claimed: Claim) -> Household | None:
    """Claim the household that stands at `seen` in a queue; the claimed household, or None where the race was lost.

    One conditional write on one item: its place moves to the end of the lease, so that nobody else is handed it
    before, and it comes back by time passing alone. Where a claim is on it that ran out, two: the second keeps that one
    as `lapsed`, and one that is kept already stays, for whoever claimed since was not handed the household before it
    was looked at.
    """
    found = _claim_as(table, seen, claimed, NOBODYS)
    if found and found.claim and found.claim.id != claimed.id and found.queue == (seen.partition, seen.sort):
        found = _claim_as(table, seen, claimed, LAPSED)
    # The answer to a write that succeeded can be lost, and the client's repeat then meets its own claim.
    return found if found and found.claim and found.claim.id == claimed.id else None


def _claim_as(table: Table, seen: QueueKey, claimed: Claim, only: str) -> Household | None:
    """The household after a claim; or as it was found where it can't be claimed so."""
    place = seen._replace(callable_from=claimed.until)
    update = Update(
        set={QUEUE_SK: place.sort, "claim": _claim_item(claimed)},
        copied={"lapsed": "claim"} if only == LAPSED else {},
        add={"rev": 1},
        condition=f"{STILL_QUEUED_AS_READ} AND {only}",
        values={":bank": seen.partition, ":seen": seen.sort},
    )
    try:
        return from_item(table.update(keys.household(seen.household), update, returned="ALL_NEW"))
    except ConditionFailed as failed:
        return from_item(failed.found) if failed.found else None


def save(table: Table, before: Household, after: Household) -> Household:
    """Write what differs. Raises ChangedMeanwhile where `before` is not what is there any more."""
    try:
        table.update(keys.household(before.id), change(before, after))
    except ConditionFailed:
        raise ChangedMeanwhile from None
    return replace(after, rev=before.rev + 1)


def save_together(table: Table, *pairs: tuple[Household, Household], also: Sequence[Mapping[str, Any]] = ()) -> None:
    """Write what differs in each of these households, before and after, and `also` other parts of a transaction; or
    nothing. Raises ChangedMeanwhile where one of them is not what was there before any more."""
    if len(pairs) == 1 and not also:
        save(table, *pairs[0])
        return
    try:
        table.transact([*(update_in(keys.household(old.id), change(old, new)) for old, new in pairs), *also])
    except TransactionRefused:
        raise ChangedMeanwhile from None


def change(before: Household, after: Household) -> Update:
    """The update from one state to another, under the revision that was read."""
    old, new = to_item(before), to_item(after)
    skip = {"pk", "sk", "rev"}
    return Update(
        set={name: value for name, value in new.items() if name not in skip and old.get(name) != value},
        remove=[name for name in old if name not in new],
        add={"rev": 1},
        condition=UNCHANGED_SINCE_READ,
        values={":rev": before.rev},
    )


def in_queue(household: Household, place: Place | None) -> Household:
    """The household with its place in a queue set, or taken out of every queue."""
    return replace(household, queue=queue_of(household.id, place))


def queue_of(household_id: str, place: Place | None) -> tuple[str, str] | None:
    """A place in a queue as it is stored with a household: the values of the index's two keys."""
    if place is None:
        return None
    key = QueueKey(place.bank, place.tier, place.callable_from, household_id, place.parts)
    return key.partition, key.sort


def held_until(household: Household, until: int) -> Household:
    """The household with the end of its lease, and so its place in the queue, moved."""
    if household.claim is None or household.queue is None:
        raise ChangedMeanwhile
    partition, sort = household.queue
    place = QueueKey.parse(partition, sort)._replace(callable_from=until)
    return replace(household, claim=replace(household.claim, until=until), queue=(partition, place.sort))


def to_item(household: Household) -> Item:
    """The item of a household. What is empty is left out, to keep the item small: each write pays for its size."""
    item: Item = {
        **keys.household(household.id),
        "v": SCHEMA_VERSION,
        "rev": household.rev,
        "address": list(household.address),
        "town": household.town or None,
        "postcode": household.postcode or None,
        "people": [_person_item(p) for p in household.people.values()],
        "numbers": [_number_item(n) for n in household.numbers.values()],
        "banks": {b: _targeting_item(t) for b, t in household.banks.items()},
        "log": [entry_item(e) for e in household.log] or None,
        "claim": _claim_item(household.claim) if household.claim else None,
        "skipped": dict(household.skipped) or None,
        "not_before": household.not_before or None,
        "imported": household.imported or None,
        "lapsed": _claim_item(household.lapsed) if household.lapsed else None,
        "joined": household.joined or None,
    }
    if household.queue:
        item[QUEUE_PK], item[QUEUE_SK] = household.queue
    return {name: value for name, value in item.items() if value is not None}


def from_item(item: Item) -> Household:
    """The household of an item. Raises TryAgain where its form is newer than this code."""
    claimed = checked(item).get("claim")
    return Household(
        id=item["pk"].removeprefix("H#"),
        address=tuple(item.get("address", ())),
        town=item.get("town", ""),
        postcode=item.get("postcode", ""),
        people={p["id"]: _person(p) for p in item.get("people", ())},
        numbers={n["e164"]: _number(n) for n in item.get("numbers", ())},
        banks={b: _targeting(t) for b, t in item.get("banks", {}).items()},
        log=tuple(entry_from(e) for e in item.get("log", ())),
        claim=_claim(claimed) if claimed else None,
        skipped=item.get("skipped", {}),
        not_before=item.get("not_before", 0),
        queue=(item[QUEUE_PK], item[QUEUE_SK]) if QUEUE_PK in item else None,
        rev=item.get("rev", 0),
        imported=item.get("imported", ""),
        lapsed=_claim(item["lapsed"]) if item.get("lapsed") else None,
        joined=item.get("joined", ""),
    )


def _full(**values: Any) -> Item:
    return {name: value for name, value in values.items() if value}


def _person_item(p: Person) -> Item:
    marks = {str(o): at for o, at in p.marks.items()}
    item = _full(
        id=p.id,
        name=p.name,
        first=p.first_name,
        elector=p.elector,
        tags=list(p.tags),
        columns=dict(p.columns),
        marks=marks,
        imports=list(p.imports),
        erased=p.erased,
    )
    return item if p.may_vote else {**item, "may_not_vote": True}


def _person(item: Item) -> Person:
    return Person(
        id=item["id"],
        name=item.get("name", ""),
        first_name=item.get("first", ""),
        elector=item.get("elector", ""),
        may_vote=not item.get("may_not_vote", False),
        tags=tuple(item.get("tags", ())),
        columns=item.get("columns", {}),
        marks={Outcome(o): at for o, at in item.get("marks", {}).items()},
        imports=tuple(item.get("imports", ())),
        erased=item.get("erased", 0),
    )


def _number_item(n: Number) -> Item:
    kind = None if n.kind == "unknown" else n.kind
    return _full(
        e164=n.e164,
        kind=kind,
        whose=list(n.whose),
        screened_on=n.screened_on,
        suppressed=n.suppressed,
        dead=n.dead,
        marked=n.marked,
        vouched=n.vouched,
    )


def _number(item: Item) -> Number:
    return Number(
        e164=item["e164"],
        kind=item.get("kind", "unknown"),
        whose=tuple(item.get("whose", ())),
        screened_on=item.get("screened_on", ""),
        suppressed=item.get("suppressed", False),
        dead=item.get("dead", False),
        marked=item.get("marked", 0),
        vouched=item.get("vouched", 0),
    )


def _targeting_item(t: Targeting) -> Item:
    return {"people": list(t.people), "since": t.since, "priority": t.priority}


def _targeting(item: Item) -> Targeting:
    return Targeting(people=tuple(item["people"]), since=item["since"], priority=item["priority"])


def _claim_item(c: Claim) -> Item:
    item = {"id": c.id, "caller": c.caller, "until": c.until}
    return {**item, "ringing": c.ringing} if c.ringing else item


def _claim(item: Item) -> Claim:
    return Claim(item["id"], item["caller"], item["until"], item.get("ringing", ""))


def entry_item(e: LogEntry) -> Item:
    """An entry of the log; the item of a call holds the same names."""
    # A person whose outcome is the call's own is written as a name in a list, not as a pair: the item stays small.
    same = [p for p, outcome in e.people.items() if outcome == e.outcome]
    other = {p: str(outcome) for p, outcome in e.people.items() if outcome != e.outcome}
    tried = [{"number": t.number, "outcome": t.outcome} for t in e.tried]
    optional = _full(
        number=e.number,
        people=same,
        other=other,
        tried=tried,
        note=e.note,
        call_back_at=e.call_back_at,
        late=e.late,
    )
    if e.call_back_at:
        optional["call_back_for"] = e.call_back_for
    if e.version > 1:
        optional["version"] = e.version
    return {
        "claim": e.claim,
        "bank": e.bank,
        "caller": e.caller,
        "at": e.at,
        "outcome": str(e.outcome),
        **optional,
    }


def entry_from(item: Item) -> LogEntry:
    """The entry of a log, or of a call's item."""
    outcome = Outcome(item["outcome"])
    people = {
        **dict.fromkeys(item.get("people", ()), outcome),
        **{p: Outcome(o) for p, o in item.get("other", {}).items()},
    }
    return LogEntry(
        claim=item["claim"],
        bank=item["bank"],
        caller=item["caller"],
        at=item["at"],
        outcome=outcome,
        number=item.get("number", ""),
        people=people,
        tried=tuple(Tried(t["number"], Outcome(t["outcome"])) for t in item.get("tried", ())),
        note=item.get("note", ""),
        call_back_at=item.get("call_back_at", 0),
        call_back_for=item.get("call_back_for", "anyone"),
        version=item.get("version", 1),
        late=item.get("late", False),
    )
