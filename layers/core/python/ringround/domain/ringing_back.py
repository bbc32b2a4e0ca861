"""Somebody rings back: which household that is, and whether they may be talked to there and then.

They ring us, so cool-down, most attempts, calling hours and a pause do not count, nor how long ago the number was
screened (PECR regulation 21 is about calls that we make). An objection counts, and so does having nobody left to ask.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from .bank import Bank, Banks
from .household import Household, LogEntry
from .outcomes import NEVER_SHOWN, Outcome
from .placement import Facts, facts_of, never_shown, open_numbers

State = Literal["can_talk", "held", "mine", "nothing_to_ask", "asked_not_to_be_called"]

LOOKED_BACK_DAYS: Final = 28
"""How far back numbers that a volunteer rang are searched by their last digits."""


class Rung(NamedTuple):
    """One time that a number was rung: its entry of the log, and how it ended on this number."""

    entry: LogEntry
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Match:
    """A household that may be ringing back on a number of its own. `people` are those whom the number was given for,
    or everybody where that is not known; `last` is the latest call to the number."""

    household: Household
    bank: Bank
    number: str
    people: tuple[str, ...]
    last: Rung
    state: State


def calls_to(household: Household, e164: str) -> Iterator[Rung]:
    """Each time that a number was rung, also where another number was rung after it within the claim."""
    for entry in household.log:
        if entry.number == e164:
            yield Rung(entry, entry.outcome)
        yield from (Rung(entry, tried.outcome) for tried in entry.tried if tried.number == e164)


def match(household: Household, e164: str, banks: Banks, caller: str, now: int) -> Match | None:
    """What to tell a caller of a number of the household; None where it was rung for none of these banks, or where
    all that was recorded of it is about somebody who is never shown again.

    Where it was rung for several banks: the one rung last, unless only another one has something to ask.
    """
    facts = facts_of(household)
    shown = [r for r in calls_to(household, e164) if r.entry.bank in banks and not _hidden(r, e164, facts)]
    if e164 not in household.numbers or not shown:
        return None
    newest_first = sorted(shown, key=lambda r: r.entry.at, reverse=True)
    where = list(dict.fromkeys(r.entry.bank for r in newest_first))
    asked = [b for b in where if may_reach(household, banks[b], facts, e164, now)]
    bank = banks[(asked or where)[0]]
    number = household.numbers[e164]
    whose = [p for p in number.whose if p in household.people] or household.people
    hidden = never_shown(facts)
    people = tuple(p for p in whose if p not in hidden and (e164, p) not in facts.wrong)
    return Match(household, bank, e164, people, newest_first[0], state_of(household, bank, facts, e164, caller, now))


def _hidden(rung: Rung, e164: str, facts: Facts) -> bool:
    about = rung.entry.people if rung.entry.number == e164 else {}
    return rung.outcome in NEVER_SHOWN or (bool(about) and set(about) <= never_shown(facts))


def state_of(household: Household, bank: Bank, facts: Facts, e164: str, caller: str, now: int) -> State:
    """Whether a caller may talk to whoever rings from this number, for this bank."""
    if e164 in facts.suppressed:
        return "asked_not_to_be_called"
    if household.claim and household.held(now) and household.claim.caller == caller:
        return "mine"
    if not may_reach(household, bank, facts, e164, now):
        return "nothing_to_ask"
    return "held" if household.held(now) else "can_talk"


def may_reach(household: Household, bank: Bank, facts: Facts, e164: str, now: int) -> bool:
    """Whether this bank still has somebody to ask who may be on the line when this number rings us."""
    ringing = open_numbers(household, bank, facts, now, ringing=e164)
    return bank.status != "closed" and any(o.number.e164 == e164 for o in ringing)


def correctable(household: Household, e164: str, caller: str, since: int) -> str | None:
    """The claim of the caller's latest call to a number since a time (epoch seconds)."""
    mine = [r.entry for r in calls_to(household, e164) if r.entry.caller == caller and r.entry.at >= since]
    return max(mine, key=lambda e: e.at).claim if mine else None
