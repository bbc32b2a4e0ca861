"""Where a household stands: what its recorded calls add up to, whom and which numbers may still be rung, and its
place in a queue.

Everything follows from the household itself and the rules of the banks that target it. Nothing is counted up or
down along the way: a correction replaces an entry of the log, and the standing is worked out anew.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple

from .bank import CALL_BACK_GRACE_SECONDS, SCREENING_DAYS, Bank, Banks
from .hours import uk_day
from .household import Household, LogEntry, Number
from .outcomes import CONSEQUENCES, NEVER_SHOWN, NumberFate, Outcome, Settles, Wait

CALL_BACK_TIER: Final = "0"
RETRY_TIER: Final = "8"


def fresh_tier(priority: int) -> str:
    """The tier of households that were never rung in the bank; priority 1 (first) to 5 (last)."""
    return str(min(5, max(1, priority)))


def tiers(bank: Bank) -> tuple[str, ...]:
    """The tiers of a bank's queue, highest first: call-backs that are due, fresh households by priority, retries."""
    return (CALL_BACK_TIER, *(fresh_tier(p) for p in sorted(set(bank.priorities))), RETRY_TIER)


class Place(NamedTuple):
    """A place in a queue: nobody is handed the household before `callable_from` (epoch seconds). `parts` is over how
    many partitions the bank's queue is spread."""

    bank: str
    tier: str
    callable_from: int
    parts: int = 1


@dataclass(slots=True)
class Facts:
    """What the log and the marks add up to.

    `settled` holds people done everywhere, `settled_in` people done for one bank. `wrong` holds pairs of number and
    person.
    """

    settled: dict[str, Outcome] = field(default_factory=dict)
    settled_in: defaultdict[str, dict[str, Outcome]] = field(default_factory=lambda: defaultdict(dict))
    dead: set[str] = field(default_factory=set)
    suppressed: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    wrong: set[tuple[str, str]] = field(default_factory=set)
    attempts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))


def facts_of(household: Household) -> Facts:
    """The facts of a household, from its marks and its log."""
    facts = Facts()
    for person in household.people.values():
        for outcome in person.marks:
            _settle(facts, person.id, outcome)
        if person.erased:
            facts.erased.add(person.id)
    for number in household.numbers.values():
        if number.dead:
            facts.dead.add(number.e164)
        if number.suppressed:
            facts.suppressed.add(number.e164)
    for entry in household.log:
        _add(facts, household, entry)
    return facts


def _add(facts: Facts, household: Household, entry: LogEntry) -> None:
    consequence = CONSEQUENCES[entry.outcome]
    if consequence.attempt:
        facts.attempts[entry.bank] += 1
    _number_fate(facts, household, entry, entry.number, consequence.number, ())
    for tried in entry.tried:
        number = household.numbers.get(tried.number)
        on_it = number.whose if number and number.whose else household.people
        _number_fate(facts, household, entry, tried.number, CONSEQUENCES[tried.outcome].number, on_it)
    for person, outcome in entry.people.items():
        follows = CONSEQUENCES[outcome]
        if follows.settles is Settles.EVERYWHERE:
            _settle(facts, person, outcome)
        elif follows.settles is Settles.BANK:
            facts.settled_in[entry.bank][person] = outcome
        _number_fate(facts, household, entry, entry.number, follows.number, (person,))


def _settle(facts: Facts, person: str, outcome: Outcome) -> None:
    # What hides a person for good stands whatever is recorded after it.
    if facts.settled.get(person) not in NEVER_SHOWN:
        facts.settled[person] = outcome


def never_shown(facts: Facts) -> set[str]:
    """The people whom no caller is shown again."""
    return facts.erased | {person for person, outcome in facts.settled.items() if outcome in NEVER_SHOWN}


def _number_fate(
    facts: Facts, household: Household, entry: LogEntry, number: str, fate: NumberFate, people: Iterable[str]
) -> None:
    if not number:
        return
    if fate is NumberFate.SUPPRESSED:
        facts.suppressed.add(number)
        return
    known = household.numbers.get(number)
    if known and entry.at <= known.vouched:
        # An organiser has found out since that it works. An objection is nothing to find out.
        return
    if fate is NumberFate.DEAD:
        facts.dead.add(number)
    elif fate is NumberFate.WRONG_FOR_PERSON:
        facts.wrong.update((number, person) for person in people)


def open_people(household: Household, bank_id: str, facts: Facts) -> tuple[str, ...]:
    """The people whom this bank still wants to ask, in the order of the register."""
    targeting = household.banks.get(bank_id)
    if targeting is None:
        return ()
    done = facts.settled_in[bank_id]
    return tuple(
        person
        for person in household.people
        if person in targeting.people
        and household.people[person].may_vote
        and person not in facts.settled
        and person not in done
    )


class OpenNumber(NamedTuple):
    """A number that may be rung now, and the people to be asked whom it may reach."""

    number: Number
    reaches: tuple[str, ...]


def open_numbers(household: Household, bank: Bank, facts: Facts, now: int, *, ringing: str = "") -> list[OpenNumber]:
    """The numbers that may be rung for this bank, best first: not tried yet, then one person's own, then mobiles.

    A number whose person is not known may reach anybody at the address. Suppressed, dead and wrong numbers are
    never among them, nor numbers screened too long ago where the bank asks for screening (field.md, section 4).
    `ringing` (E.164) is one that somebody is talking on already: first, and neither dead nor in need of screening.
    """
    people = open_people(household, bank.id, facts)
    rung = {e164 for entry in household.log for e164 in entry.numbers}
    found = []
    for number in household.numbers.values():
        unusable = number.e164 in facts.dead or _unscreened(number, bank, now)
        if number.e164 in facts.suppressed or (unusable and number.e164 != ringing):
            continue
        reaches = tuple(
            p for p in people if (not number.whose or p in number.whose) and (number.e164, p) not in facts.wrong
        )
        if reaches:
            found.append(OpenNumber(number, reaches))

    def worse(of: OpenNumber) -> tuple[bool, bool, bool, bool, str]:
        e164 = of.number.e164
        return e164 != ringing, e164 in rung, not of.number.whose, of.number.kind != "mobile", e164

    return sorted(found, key=worse)


def oldest_screening(now: int) -> str:
    """The first day (`2027-02-01`) on which a number may have been screened to be rung for marketing at `now`."""
    return (date.fromisoformat(uk_day(now)) - timedelta(days=SCREENING_DAYS)).isoformat()


def asks_for_screening(bank: Bank) -> bool:
    """Whether a bank's numbers must have been screened lately."""
    return bank.screening and not bank.screening_waived


def _unscreened(number: Number, bank: Bank, now: int) -> bool:
    return asks_for_screening(bank) and number.screened_on < oldest_screening(now)


def promise(household: Household, bank_id: str, facts: Facts) -> LogEntry | None:
    """The call-back promised last in this bank, until somebody rang for the bank at its time or after, and while
    somebody it was promised to is still open.

    Nobody is rung for the bank before its time, so a call without a promise that comes in between was made before
    the promise and arrived late: it does not undo it.
    """
    here = [e for e in household.log if e.bank == bank_id]
    last = max((e for e in here if e.call_back_at), key=lambda e: e.at, default=None)
    if last is None or any(e.at >= last.call_back_at and e is not last and not e.late for e in here):
        return None
    waiting = set(open_people(household, bank_id, facts))
    asked = {p for p, outcome in last.people.items() if outcome is Outcome.CALL_BACK}
    return last if asked & waiting else None


def place_in(household: Household, bank: Bank, facts: Facts, now: int) -> Place | None:
    """The household's place in one bank's queue, or None where the bank has nobody left to ask there, no number to
    ring, or made its most attempts."""
    if bank.status == "closed" or not open_numbers(household, bank, facts, now):
        return None
    promised = promise(household, bank.id, facts)
    if promised:
        grace = CALL_BACK_GRACE_SECONDS if promised.call_back_for == "me" else 0
        return Place(
            bank.id, CALL_BACK_TIER, max(promised.call_back_at + grace, household.not_before), bank.queue_parts
        )
    if facts.attempts[bank.id] >= bank.max_attempts:
        return None
    here = any(e.bank == bank.id for e in household.log)
    tier = RETRY_TIER if here else fresh_tier(household.banks[bank.id].priority)
    # Of all calls, not of the last: an answer that arrives late must not shorten the wait after a call made since.
    earliest = max((e.at + _wait(e, bank) for e in household.log), default=0)
    return Place(bank.id, tier, max(earliest, household.not_before), bank.queue_parts)


def fresh_place(bank: Bank, priority: int) -> Place | None:
    """Where a household stands that nobody ever rang and where somebody can be rung for the bank, as from `place_in`:
    all such places of a bank differ in the household only."""
    if bank.status == "closed" or bank.max_attempts <= 0:
        return None
    return Place(bank.id, fresh_tier(priority), 0, bank.queue_parts)


def _wait(entry: LogEntry, bank: Bank) -> int:
    return bank.busy_wait if CONSEQUENCES[entry.outcome].wait is Wait.BUSY else bank.cool_down


def place(household: Household, banks: Banks, now: int) -> Place | None:
    """The one queue in which a household waits: that of the first bank that targeted it and is not finished there.

    `banks` must hold every bank of `household.banks` that still exists. A second bank comes when the first is
    finished and the cool-down is over (design.md, section 4).
    """
    facts = facts_of(household)
    for bank_id, _ in sorted(household.banks.items(), key=lambda item: (item[1].since, item[0])):
        bank = banks.get(bank_id)
        found = place_in(household, bank, facts, now) if bank else None
        if found:
            return found
    return None
