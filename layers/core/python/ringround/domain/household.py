"""A household: its people, its numbers, what banks want of it, what was recorded, and who holds it.

Times are epoch seconds, UTC. All types are values: a change makes a new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from .outcomes import Outcome

NumberKind = Literal["mobile", "landline", "unknown"]
For = Literal["me", "anyone"]


DECIDED: Final = "decided"
"""In the place of an import's id: the import can't be undone any more as if nothing had been built on it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the register at this address.

    `elector` is the elector key (prefix + number + suffix) or the VAN id. `may_vote` is false for markers G, K and
    L and for attainers too young on polling day: shown at the address, never asked for. `marks` are facts that came
    from lists, not from calls: outcome name to the time it was marked. `imports` are the ids of those that
    brought them or changed what is known of them. `erased` is when they were erased (epoch seconds, 0: never): no list
    brings them back (`domain.erasing`).
    """

    id: str
    name: str
    first_name: str
    elector: str = ""
    may_vote: bool = True
    tags: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[Outcome, int] = field(default_factory=dict)
    imports: tuple[str, ...] = ()
    erased: int = 0


@dataclass(frozen=True, slots=True)
class Number:
    """A number that this household owns: no other household may be rung on it.

    `whose` holds the ids of the people it was given for: empty where that is not known, several where it is shared.
    `screened_on` is the day (`2027-02-01`) it was last checked against the Telephone Preference Service.
    `suppressed` and `dead` are marks from lists; what calls say of a number stands in the calls. `marked` is when it
    got the latest of these marks here, 0 where it had it from the beginning. `vouched` is when an organiser said that
    it works and is the right one: what calls before found wrong or dead about it no longer counts.
    """

    e164: str
    kind: NumberKind = "unknown"
    whose: tuple[str, ...] = ()
    screened_on: str = ""
    suppressed: bool = False
    dead: bool = False
    marked: int = 0
    vouched: int = 0


@dataclass(frozen=True, slots=True)
class Targeting:
    """What one bank wants of this household: whom to ask, how soon among the fresh ones (1 first, 5 last), and
    since when (banks are served in that order)."""

    people: tuple[str, ...]
    since: int
    priority: int = 3


@dataclass(frozen=True, slots=True)
class Tried:
    """A number that was rung in vain before another one within the same claim."""

    number: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A recorded call as the household remembers it: all that the rules need, without the answers.

    `people` says what each person's outcome was: never empty, except where nobody is known on the number. The
    entry is replaced when the call is corrected; the versions themselves stay in the call items.
    """

    claim: str
    bank: str
    caller: str
    at: int
    outcome: Outcome
    number: str = ""
    people: Mapping[str, Outcome] = field(default_factory=dict)
    tried: tuple[Tried, ...] = ()
    note: str = ""
    call_back_at: int = 0
    call_back_for: For = "anyone"
    version: int = 1
    late: bool = False

    @property
    def numbers(self) -> set[str]:
        """The numbers that were rung, E.164."""
        return {n for n in (self.number, *(t.number for t in self.tried)) if n}


@dataclass(frozen=True, slots=True)
class Claim:
    """A lease on a household: one caller has it until a time. Its id is the fencing token of the response.

    `ringing` is the number (E.164) on which the household rang us; empty where it is to be rung.
    """

    id: str
    caller: str
    until: int
    ringing: str = ""


@dataclass(frozen=True, slots=True)
class Household:
    """One address. `rev` goes up with each write and is what conditional writes hold on to.

    `skipped` says until when a caller who skipped it is not given it again. `not_before` holds it back after a
    skip. `queue` is its stored place in a bank's queue: `(bank, sort key)`, or None while it waits in none.
    `imported` is the import that wrote it last, or DECIDED where organisers moved people or numbers since. `lapsed` is
    the claim before this one, where its lease ran out with no call on the log: one may have been recorded all the same.
    `joined` is the household that organisers said this one is one with: all that it was is there.
    """

    id: str
    address: tuple[str, ...] = ()
    town: str = ""
    postcode: str = ""
    people: Mapping[str, Person] = field(default_factory=dict)
    numbers: Mapping[str, Number] = field(default_factory=dict)
    banks: Mapping[str, Targeting] = field(default_factory=dict)
    log: tuple[LogEntry, ...] = ()
    claim: Claim | None = None
    skipped: Mapping[str, int] = field(default_factory=dict)
    not_before: int = 0
    queue: tuple[str, str] | None = None
    rev: int = 0
    imported: str = ""
    lapsed: Claim | None = None
    joined: str = ""

    def held(self, now: int) -> bool:
        """Whether somebody's lease on this household is running at `now`."""
        return self.claim is not None and self.claim.until > now

    def entry(self, claim_id: str) -> LogEntry | None:
        """What was recorded under a claim, if anything."""
        return next((e for e in self.log if e.claim == claim_id), None)


def with_dated_marks(before: Household, after: Household, now: int) -> Household:
    """The household after a change, with the time on numbers that got a mark by it: what a caller had on the card
    before can be told from what they had not."""

    def newly(number: Number) -> bool:
        known = before.numbers.get(number.e164, number)
        return (number.suppressed and not known.suppressed) or (number.dead and not known.dead)

    numbers = {e164: replace(n, marked=now) if newly(n) else n for e164, n in after.numbers.items()}
    return replace(after, numbers=numbers)
