"""Answers about calls: recorded ones, promised ones, and who is ringing back."""

from ..domain.bank import CALL_BACK_GRACE_SECONDS
from ..domain.number_id import number_id
from ..domain.phone import display
from ..domain.placement import never_shown
from ..domain.recording import Call
from ..domain.ringing_back import Match, correctable
from ..usecases.call_backs import Promised
from ..usecases.respond import CORRECTABLE_SECONDS
from .views import Data, iso, note_of


def call(of: Call, secret: bytes) -> Data:
    """A recorded call. `secret` is the campaign's, for the ids of numbers."""
    entry = of.entry
    return {
        "id": entry.claim,
        "bank": entry.bank,
        "at": iso(entry.at),
        "outcome": entry.outcome,
        "number": entry.number or None,
        "number_id": number_id(entry.number, secret) if entry.number else None,
        "number_display": display(entry.number) if entry.number else None,
        "tried": [
            {"number": t.number, "number_id": number_id(t.number, secret), "outcome": t.outcome} for t in entry.tried
        ],
        "people": [
            {
                "person": p.person,
                "name": p.name,
                "outcome": p.outcome,
                "answers": dict(p.answers),
                "note": p.note or None,
                "flag": p.flag or None,
            }
            for p in of.people
        ],
        "note": entry.note or None,
        "language": of.language or None,
        "call_back_at": iso(entry.call_back_at) if entry.call_back_at else None,
        "call_back_for": entry.call_back_for if entry.call_back_at else None,
        "version": entry.version,
        "late": entry.late,
        "flag": of.flag or None,
    }


def call_back(of: Promised) -> Data:
    """A call-back that the viewer promised."""
    return {
        "id": of.entry.claim,
        "bank": of.bank.id,
        "bank_name": of.bank.name,
        "at": iso(of.entry.call_back_at),
        "person": of.person.name if of.person else None,
        "town": of.household.town,
        "note": note_of(of.entry, never_shown(of.facts)),
        "mine_until": iso(of.entry.call_back_at + CALL_BACK_GRACE_SECONDS),
    }


def ringing(of: Match, viewer: str, secret: bytes, now: int) -> Data:
    """Who may be ringing back. `viewer` is the caller's id."""
    household, last = of.household, of.last
    people = [household.people[p] for p in of.people]
    return {
        "household": household.id,
        "bank": of.bank.id,
        "bank_name": of.bank.name,
        "number": {"id": number_id(of.number, secret), "display": display(of.number)},
        "people": [{"id": p.id, "name": p.name, "first_name": p.first_name} for p in people],
        "town": household.town,
        "last_call": {"at": iso(last.entry.at), "outcome": last.outcome, "by_me": last.entry.caller == viewer},
        "state": of.state,
        "claim": household.claim.id if of.state == "mine" and household.claim else None,
        "my_call": correctable(household, of.number, viewer, now - CORRECTABLE_SECONDS),
    }
