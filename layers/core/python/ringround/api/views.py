"""Answers: domain values in the API's shapes. Times are ISO 8601 in UTC, ending in Z.

A caller's card holds what the call needs and nothing else: no elector numbers, no imported columns, no numbers that
may not be rung.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from .. import wiring
from ..domain import script as scripts
from ..domain import tally
from ..domain.bank import Bank, Campaign
from ..domain.desk import Desk
from ..domain.hours import DAYS, closes_at, opens_at
from ..domain.household import Household, LogEntry
from ..domain.number_id import number_id
from ..domain.outcomes import NEVER_SHOWN
from ..domain.phone import display
from ..domain.placement import OpenNumber, facts_of, never_shown, open_numbers, open_people, promise
from ..domain.script import Script
from ..storage.banks import Progress
from ..storage.callers import Volunteer
from ..usecases.claim_next import Handed, Nothing

Data = dict[str, Any]
MOST_HISTORY = 10
WEEK = 7 * 24 * 3600
"""A bank whose hours run on for longer rings round the clock: it has no closing time to tell."""


def iso(at: int | None) -> str | None:
    """A time as text; None stays None."""
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z") if at is not None else None


def caller(volunteer: Volunteer) -> Data:
    """Who is signed in."""
    return {
        "id": volunteer.id,
        "name": volunteer.name,
        "email": volunteer.email,
        "role": volunteer.role,
        "on_leaderboard": volunteer.on_leaderboard,
    }


def codes_by() -> str:
    """How sign-in codes reach people here: by `mail`, or by an `organiser` who hands them out."""
    return "mail" if wiring.settings().sender else "organiser"


def campaign(of: Campaign) -> Data:
    """What every page may say of the campaign."""
    return {
        "name": of.name,
        "party": of.party,
        "imprint": of.imprint,
        "privacy_contact": of.privacy_contact,
        "brand": of.brand,
        "on_brand": of.on_brand,
        "poll_date": of.poll_date or None,
        "has_logo": of.has_logo,
        "codes_by": codes_by(),
    }


def own_counts(counts: Mapping[str, int]) -> Data:
    """Calls and conversations."""
    return {"calls": counts.get(tally.CALLS, 0), "conversations": counts.get(tally.CONVERSATIONS, 0)}


def own_day(desk: Desk) -> Data:
    """A caller's calls and conversations of today, over all banks."""
    totals = [own_counts(counts) for counts in desk.tally.values()]
    return {name: sum(t[name] for t in totals) for name in ("calls", "conversations")}


def bank(of: Bank, progress: Progress | None, desk: Desk, now: int) -> Data:
    """A bank as a volunteer sees it."""
    counts = (progress.counts if progress else None) or {}
    closes = closes_at(of.hours, now)
    return {
        "id": of.id,
        "name": of.name,
        "purpose": of.purpose,
        "kind": of.kind,
        "status": of.status,
        "hours": {day: list(span) if (span := of.hours.get(day)) else None for day in DAYS},
        "open_now": of.status == "open" and closes is not None,
        "opens_at": iso(opens_at(of.hours, now)) if closes is None else None,
        "closes_at": iso(closes) if closes is not None and closes - now < WEEK else None,
        "return_number": of.return_number or None,
        "return_number_display": display(of.return_number) if of.return_number else None,
        "cool_down_minutes": of.cool_down // 60,
        "max_attempts": of.max_attempts,
        "left_message_allowed": of.left_message_allowed,
        "leaderboard": of.leaderboard,
        "progress": {
            "people": of.people,
            "reached": counts.get(tally.REACHED_PEOPLE, 0),
            **own_counts(counts),
            "as_of": iso(progress.as_of) if progress else iso(now),
        },
        "mine": own_counts(desk.tally.get(of.id, {})),
    }


def handed(found: Handed | Nothing, script: Script | None, viewer: str, secret: bytes, now: int) -> Data:
    """What `next` answers: a claim, or why there is none and when to ask again."""
    if isinstance(found, Nothing):
        return {"claim": None, "reason": found.reason, "retry_at": iso(found.retry_at)}
    if script is None:
        raise AssertionError("a card without its script")
    return {"claim": claim(found, script, viewer, secret, now)}


def claim(of: Handed, script: Script, viewer: str, secret: bytes, now: int) -> Data:
    """The caller's card. `viewer` is the caller's id, `secret` the campaign's, for the ids of numbers."""
    household, ringing = of.household, of.claim.ringing
    facts = facts_of(household)
    gone = never_shown(facts)
    hidden = gone | of.hidden
    wanted = open_people(household, of.bank.id, facts)
    numbers = open_numbers(household, of.bank, facts, now, ringing=ringing or of.first)
    if ringing:
        # They chose the time, and for this number alone: the others wait for hours and cool-down.
        numbers = [n for n in numbers if n.number.e164 == ringing]
    shown = [p for p in household.people.values() if p.id not in gone]
    promised = promise(household, of.bank.id, facts)
    reaches = numbers[0].reaches if numbers else wanted
    awaited = waiting_for(promised, wanted)
    # Whoever rings us is asked for, whoever else was promised a call.
    expected = [p for p in awaited if not ringing or p in reaches]
    return {
        "id": of.claim.id,
        "bank": of.bank.id,
        "until": iso(of.claim.until),
        "household": {
            "id": household.id,
            "address": list(household.address),
            "town": household.town,
            "postcode": household.postcode,
        },
        "people": [
            {
                "id": p.id,
                "name": p.name,
                "first_name": p.first_name,
                "target": p.id in wanted,
                "settled": facts.settled.get(p.id) or facts.settled_in[of.bank.id].get(p.id),
            }
            for p in shown
        ],
        "numbers": [_number(n, {p.id for p in shown}, secret) for n in numbers],
        "ask_for": next(iter(expected), reaches[0] if reaches else None),
        "history": _history(household, hidden, {n.number.e164 for n in numbers}, viewer),
        "call_back": _call_back(promised, awaited, hidden) if promised else None,
        "ringing_back": number_id(ringing, secret) if ringing else None,
        "script": scripts.to_data(script),
    }


def _number(of: OpenNumber, shown: set[str], secret: bytes) -> Data:
    whose = [p for p in of.number.whose if p in shown]
    return {
        "id": number_id(of.number.e164, secret),
        "e164": of.number.e164,
        "display": display(of.number.e164),
        "kind": of.number.kind,
        "whose": whose,
        "shared": len(whose) > 1,
    }


def _history(household: Household, hidden: Collection[str], ringable: set[str], viewer: str) -> list[Data]:
    """Earlier calls, newest first; none that is only about somebody who is never shown again."""
    newest = sorted(household.log, key=lambda e: e.at, reverse=True)
    shown = [_entry(e, hidden, ringable, viewer) for e in newest if not _is_hidden(e, hidden)]
    return shown[:MOST_HISTORY]


def _is_hidden(entry: LogEntry, hidden: Collection[str]) -> bool:
    return entry.outcome in NEVER_SHOWN or (bool(entry.people) and all(p in hidden for p in entry.people))


def _entry(entry: LogEntry, hidden: Collection[str], ringable: set[str], viewer: str) -> Data:
    people = {p: o for p, o in entry.people.items() if p not in hidden}
    return {
        "at": iso(entry.at),
        "outcome": entry.outcome,
        "by_me": entry.caller == viewer,
        "number_display": display(entry.number) if entry.number in ringable else None,
        "people": [{"person": p, "outcome": o} for p, o in people.items()],
        "note": note_of(entry, hidden),
    }


def note_of(entry: LogEntry, hidden: Collection[str]) -> str | None:
    """The note on a call; none on a call that somebody who has died was part of, for it may be about them."""
    return None if any(p in hidden for p in entry.people) else entry.note or None


def waiting_for(promised: LogEntry | None, wanted: Collection[str]) -> list[str]:
    """The people to whom a call-back was promised and who are still to be asked."""
    return [p for p, o in promised.people.items() if o == "call_back" and p in wanted] if promised else []


def _call_back(promised: LogEntry, awaited: list[str], hidden: Collection[str]) -> Data:
    return {
        "at": iso(promised.call_back_at),
        "person": awaited[0] if awaited else None,
        "note": note_of(promised, hidden),
    }


def script(of: Script) -> Data:
    """One version of a script."""
    return scripts.to_data(of)
