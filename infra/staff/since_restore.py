"""What was recorded after the moment that a table was restored to, taken over from the table that was in use.

A claim's id says what it is a claim on, and both tables have the secret that it was made with: so a call of the one is
recorded in the other as a response that comes late, by the same rules and once however often it is sent.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ringround.domain import claim_id
from ringround.domain.errors import Refused
from ringround.domain.household import Household
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Call, PersonResponse, Response
from ringround.storage import banks, calls, desks, households, keys
from ringround.storage import numbers as stored_numbers
from ringround.storage.marshal import Item, from_item
from ringround.storage.schema import PK, SK
from ringround.storage.table import Table
from ringround.usecases import suppression, together
from ringround.usecases.context import Context
from ringround.usecases.hand_out_code import AT_THE_TERMINAL
from ringround.usecases.respond import correct_response, respond
from ringround.usecases.together import Piece

from . import loading

_AS_THEY_ARE: Final = ("VOLUNTEERS", "V#", "MAIL", "JOIN", "AUDIT", "NOTES")
"""What is taken over item by item: who may sign in, whose mail comes back, join codes, the audit, notes."""
_NOTED: Final = ("NOTES", "AUDIT")
"""What is written once, and is taken over whenever it came."""
_PEOPLE: Final = ("V#", "VOLUNTEERS")


@dataclass(slots=True)
class TakenOver:
    """What came of it. `left` says, a line each and without a name, what is not in the restored table."""

    done: Counter[str] = field(default_factory=Counter)
    left: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Later:
    """What one table has and the other has not."""

    calls: list[Call] = field(default_factory=list)
    suppressed: dict[str, list[str]] = field(default_factory=dict)
    voted: dict[str, set[str]] = field(default_factory=dict)
    erased: list[tuple[str, str]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    noted: list[Item] = field(default_factory=list)
    on_logs: Mapping[str, int] = field(default_factory=dict)
    gone: list[Item] = field(default_factory=list)


def same_campaign(one: Table, other: Table) -> bool:
    """Whether two tables are of one campaign, so that claims of the one are good in the other."""
    try:
        return banks.get_campaign(one).secret == banks.get_campaign(other).secret
    except Refused:
        return False


def take_over(used: Table, restored: Table, *, now: int, again: bool = False) -> TakenOver:
    """Bring what came since into the restored table. `again`: it is in use by now, and who may sign in stays as it is
    there; notes and the audit come over all the same. What was taken over before is left alone, so a run that broke off
    is simply run again."""
    later = _later(used, restored)
    done = TakenOver()
    if again:
        _put_noted(restored, later, done)
    else:
        _put_items(restored, later, done)
    context = Context(restored, banks.get_campaign(restored))
    context.table.desk_shards = keys.desk_shards(context.campaign.queue_parts)
    for call in sorted(later.calls, key=lambda one: (one.recorded_at, one.entry.claim, one.entry.version)):
        _record(context, call, done, later.on_logs)
    for reason, numbers in later.suppressed.items():
        found = suppression.suppress(context, AT_THE_TERMINAL, numbers, _reason(reason), now=now)
        done.done["numbers suppressed"] += found.suppressed
    _mark_voted(context, later.voted, now, done)
    done.left += [
        f"person {person} of household {home}: erased since; have them erased again" for home, person in later.erased
    ]
    return done


def response_of(call: Call) -> Response:
    """What a caller sent, from the call that it became."""
    entry = call.entry
    return Response(
        outcome=entry.outcome,
        number=entry.number,
        # What was recorded without a number is said of none, not of another one.
        number_lost=not entry.number,
        people=tuple(PersonResponse(p.person, p.outcome, p.answers, p.note, p.flag) for p in call.people),
        note=entry.note,
        call_back_at=entry.call_back_at,
        call_back_for=entry.call_back_for,
        language=call.language,
        tried=entry.tried,
        flag=call.flag,
    )


def _record(context: Context, call: Call, done: TakenOver, on_logs: Mapping[str, int]) -> None:
    entry = call.entry
    try:
        if on_logs.get(entry.claim, 0) >= entry.version:
            # A copy that was made while people rang: its household was read after the call, and the call before.
            calls.put(context.table, call, claim_id.read(entry.claim, context.campaign.secret))
            calls.mark_numbers(context.table, call)
            if entry.version == 1:
                desks.pay(context.table, calls.owed(call))
            done.done["calls" if entry.version == 1 else "corrections"] += 1
        elif entry.version == 1:
            respond(context, entry.caller, entry.claim, response_of(call), now=call.recorded_at)
            done.done["calls"] += 1
        else:
            correct_response(context, entry.caller, entry.claim, response_of(call), now=call.recorded_at)
            done.done["corrections"] += 1
    except Refused as refused:
        done.left.append(f"call {entry.claim}, version {entry.version}: {refused.reason}")


@dataclass(slots=True)
class _There:
    """What the restored table has already."""

    keys: set[tuple[str, str]] = field(default_factory=set)
    blocked: dict[str, set[str]] = field(default_factory=dict)
    voted: dict[str, set[str]] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    on_logs: dict[str, int] = field(default_factory=dict)


def _there(restored: Table) -> _There:
    found = _There()
    for item in _items(restored):
        pk, sk = item[PK], item[SK]
        if pk.startswith((keys.CALLS, *_AS_THEY_ARE)):
            found.keys.add((pk, sk))
        elif pk.startswith("N#"):
            found.blocked[pk] = _why_blocked(item)
        elif pk.startswith("H#"):
            household = households.from_item(item)
            found.voted[household.id] = _voted(household)
            found.erased |= {p.id for p in household.people.values() if p.erased}
            found.on_logs |= {entry.claim: entry.version for entry in household.log}
    return found


def _later(used: Table, restored: Table) -> _Later:
    there = _there(restored)
    later = _Later(on_logs=there.on_logs)
    for item in _items(used):
        pk, sk = item[PK], item[SK]
        if pk.startswith(keys.CALLS):
            later.calls += [] if (pk, sk) in there.keys else [calls.from_item(item)]
        elif pk.startswith(_AS_THEY_ARE):
            if pk in _NOTED and (pk, sk) not in there.keys:
                later.noted.append(item)
            there.keys.discard((pk, sk))
            later.items += [] if pk.startswith("V#") and sk != "V" else [item]
        elif pk.startswith("N#"):
            for reason in _why_blocked(item) - there.blocked.get(pk, set()):
                later.suppressed.setdefault(reason, []).append(stored_numbers.e164_of(item))
        elif pk.startswith("H#"):
            household = households.from_item(item)
            if new := _voted(household) - there.voted.get(household.id, set()):
                later.voted[household.id] = new
            erased = (p.id for p in household.people.values() if p.erased and p.id not in there.erased)
            later.erased += [(household.id, person) for person in erased]
    later.gone = [keys.key(pk, sk) for pk, sk in sorted(there.keys) if pk.startswith(("JOIN", *_PEOPLE))]
    return later


def _voted(household: Household) -> set[str]:
    return {p.id for p in household.people.values() if Outcome.ALREADY_VOTED in p.marks}


def _items(table: Table) -> Iterable[Item]:
    return (from_item(item) for page in loading.pages(table.client, table.name) for item in page)


def _why_blocked(item: Item) -> set[str]:
    """The reasons of lists for which a number must not be rung; those of calls come with the calls."""
    if not item.get("suppressed"):
        return set()
    # An import does not say why: its numbers are of the Telephone Preference Service, or the organisers know better.
    return set(stored_numbers.reasons(item)) or {"tps"}


def _reason(reason: str) -> stored_numbers.Reason:
    return "objection" if reason == "objection" else "tps"


def _put_items(restored: Table, later: _Later, done: TakenOver) -> None:
    for item in later.items:
        restored.put(item)
    for key in later.gone:
        if key[PK] == "JOIN":
            restored.delete(key)
            done.done["join codes ended"] += 1
        elif key[SK] == "V" or key[PK] == "VOLUNTEERS":
            _remove(restored, key)
            if key[SK] == "V":
                # Nothing else takes somebody off the list: whoever is removed stays on it.
                done.left.append(f"volunteer {key[PK].removeprefix('V#')}: erased since; have them erased again")
            done.done["volunteers removed"] += key[SK] == "V"


def _put_noted(restored: Table, later: _Later, done: TakenOver) -> None:
    for item in later.noted:
        # Whoever was erased since it is in use has left no note there.
        if item[PK] == "AUDIT" or restored.get(keys.volunteer(item[SK].partition("#")[0])):
            restored.put(item)
            done.done["notes and audit entries"] += 1


def _remove(restored: Table, key: Mapping[str, str]) -> None:
    found = restored.get(key)
    if found and found.get("active", True):
        restored.put({**found, "active": False})


def _mark_voted(context: Context, voted: Mapping[str, set[str]], now: int, done: TakenOver) -> None:
    every = together.banks_now(context)

    def plan(ids: Any) -> list[Piece]:
        pieces = []
        for home, household in zip(ids, households.get_many(context.table, list(ids)), strict=True):
            unmarked = [p for p in (household.people.values() if household else ()) if p.id in voted[home]]
            unmarked = [p for p in unmarked if Outcome.ALREADY_VOTED not in p.marks]
            if household is None or not unmarked:
                continue
            new = {p.id: replace(p, marks={**p.marks, Outcome.ALREADY_VOTED: now}) for p in unmarked}
            after = replace(household, people={**household.people, **new})
            pieces.append(Piece((home,), [together.changed(household, after, every, now)]))
            done.done["people marked as having voted"] += len(unmarked)
        return pieces

    together.write(context, list(voted), plan)
