"""All people at a glance, for filters and their counts: what rules look at, and no word of who anybody is.

Column by column, each value a small number that stands for a word: 75,000 people are counted in a fraction of a second.
There are no names in it, no addresses, no numbers, no elector numbers and no ids of people.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from itertools import compress
from typing import Final

from .household import Household
from .placement import Facts, facts_of, open_people
from .targets import ANY_BANK, Answers, Subject, Target, Traits, traits_of

Values = tuple[str, ...]

MAY_VOTE: Final = 1
SETTLED: Final = 2
WITH_NUMBER: Final = 4
SUPPRESSED: Final = 8


@dataclass(slots=True)
class Coded:
    """One column: for each person the place of what is known of them among `values`; place 0 is nothing."""

    values: list[Values] = field(default_factory=lambda: [()])
    codes: "array[int]" = field(default_factory=lambda: array("I"))
    _known: dict[Values, int] = field(default_factory=lambda: {(): 0})

    def put(self, person: int, value: Values) -> None:
        """Note what is known of a person; those before of whom nothing was noted have nothing."""
        if not value:
            return
        self.fill(person)
        code = self._known.setdefault(value, len(self.values))
        if code == len(self.values):
            self.values.append(value)
        if person < len(self.codes):
            self.codes[person] = code
        else:
            self.codes.append(code)

    def fill(self, people: int) -> None:
        """Nothing for everybody up to so many people."""
        missing = people - len(self.codes)
        if missing > 0:
            self.codes.frombytes(bytes(missing * self.codes.itemsize))


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people a target matches, and what becomes of them. Each figure but `matches` is of the one before it or
    of those named: `can_vote` of the matches; `settled` of these, done everywhere; of the rest `suppressed` have only
    numbers that must not be rung, and `with_number` one that may be. Of these, `screening_old` were screened too long
    ago or never, `in_other_banks` wait in another bank first, and they live in so many `households`."""

    matches: int = 0
    can_vote: int = 0
    with_number: int = 0
    households: int = 0
    in_other_banks: int = 0
    screening_old: int = 0
    suppressed: int = 0
    settled: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """What people can be chosen by: one subject, and how many of those who may vote have each value, most first."""

    subject: Subject
    values: list[tuple[str, int]]


@dataclass(slots=True)
class Roster:
    """Everybody at a time (epoch seconds). `homes` are households by number, `flags` what stands above, `screened` the
    day of the newest screening of a number that may be rung, `waits` the banks that still want them."""

    as_of: int = 0
    people: int = 0
    households: int = 0
    homes: "array[int]" = field(default_factory=lambda: array("I"))
    flags: bytearray = field(default_factory=bytearray)
    screened: Coded = field(default_factory=Coded)
    waits: Coded = field(default_factory=Coded)
    columns: dict[Subject, Coded] = field(default_factory=dict)

    def count(self, target: Target, *, others: Collection[str], oldest: str) -> Counted:
        """Count whom a target matches. `others` are banks that come before, `oldest` is the day (`2027-02-01`) from
        which on a screening is fresh enough."""
        matches = self._matching(target)
        can_vote = matches & self._flagged(MAY_VOTE)
        settled = can_vote & self._flagged(SETTLED)
        wanted = can_vote ^ settled
        reached = wanted & self._flagged(WITH_NUMBER)
        fresh = self._mask(self.screened, lambda days: any(day >= oldest for day in days))
        elsewhere = self._mask(self.waits, lambda banks: not set(others).isdisjoint(banks))
        return Counted(
            matches=matches.bit_count(),
            can_vote=can_vote.bit_count(),
            with_number=reached.bit_count(),
            households=len(set(compress(self.homes, self._bytes(reached)))),
            in_other_banks=(reached & elsewhere).bit_count(),
            screening_old=(reached & ~fresh).bit_count(),
            suppressed=(wanted & self._flagged(SUPPRESSED)).bit_count(),
            settled=settled.bit_count(),
        )

    def kept(self) -> list[Kept]:
        """All that people can be chosen by."""
        may_vote = self._bytes(self._flagged(MAY_VOTE))
        found = []
        for subject, coded in self.columns.items():
            counts: Counter[str] = Counter()
            for code, people in Counter(compress(coded.codes, may_vote)).items():
                for value in coded.values[code]:
                    counts[value] += people
            found.append(Kept(subject, sorted(counts.items(), key=lambda item: (-item[1], item[0]))))
        return found

    def _matching(self, target: Target) -> int:
        if not target.rules:
            return self._flagged(MAY_VOTE)
        masks = []
        for rule in target.rules:
            coded = self.columns.get(rule.subject)
            nobody_has_it = -1 if rule.accepts(()) else 0
            masks.append(self._mask(coded, rule.accepts) if coded else nobody_has_it & self._everybody())
        found = masks[0]
        for mask in masks[1:]:
            found = found & mask if target.every else found | mask
        return found

    # A set of people is a number with one byte for each of them, 0 or 1: Python joins such sets in a few microseconds.

    def _everybody(self) -> int:
        return int.from_bytes(b"\x01" * self.people, "little")

    def _mask(self, coded: Coded, holds: Callable[[Collection[str]], bool]) -> int:
        found = bytes(holds(value) for value in coded.values)
        return int.from_bytes(bytes(map(found.__getitem__, coded.codes)), "little")

    def _flagged(self, flag: int) -> int:
        return int.from_bytes(self.flags.translate(bytes(bool(n & flag) for n in range(256))), "little")

    def _bytes(self, mask: int) -> bytes:
        return mask.to_bytes(self.people, "little")


class Gathering:
    """A roster in the making, household by household; answers last, by person."""

    def __init__(self, as_of: int) -> None:
        self._roster = Roster(as_of)
        self._places: dict[str, int] = {}

    def add(self, household: Household) -> None:
        """Everybody of a household."""
        roster, facts = self._roster, facts_of(household)
        waits = {bank: set(open_people(household, bank, facts)) for bank in household.banks}
        for person, traits in traits_of(household, {}).items():
            place = roster.people
            self._places[person] = place
            roster.people += 1
            roster.homes.append(roster.households)
            flags, screened = _numbers(household, facts, person)
            flags |= MAY_VOTE if household.people[person].may_vote else 0
            roster.flags.append(flags | (SETTLED if person in facts.settled else 0))
            roster.screened.put(place, (screened,) if screened else ())
            roster.waits.put(place, tuple(sorted(bank for bank, people in waits.items() if person in people)))
            for subject in _subjects(traits):
                self._put(place, subject, traits)
        roster.households += 1

    def answered(self, said: Iterable[tuple[str, Answers]]) -> None:
        """What people answered; those who are not on the list any more are left out."""
        for person, answers in said:
            if person in self._places:
                traits = Traits(answers=answers)
                for bank, question in answers:
                    self._put(self._places[person], Subject("answer", bank=bank, question=question), traits)

    def _put(self, place: int, subject: Subject, traits: Traits) -> None:
        known = tuple(sorted(traits.of(subject)))
        self._roster.columns.setdefault(subject, Coded()).put(place, known)

    def done(self) -> Roster:
        """The roster."""
        roster = self._roster
        for coded in (roster.screened, roster.waits, *roster.columns.values()):
            coded.fill(roster.people)
        return roster


def _subjects(traits: Traits) -> Iterable[Subject]:
    yield Subject("tag")
    yield Subject("import")
    yield Subject("outcome", bank=ANY_BANK)
    for bank in traits.outcomes:
        if bank:
            yield Subject("outcome", bank=bank)
    for name in traits.columns:
        yield Subject("column", name=name)


def _numbers(household: Household, facts: Facts, person: str) -> tuple[int, str]:
    """Whether somebody can be rung, and the day of the newest screening of a number on which they can."""
    theirs = [
        n
        for n in household.numbers.values()
        if (not n.whose or person in n.whose) and n.e164 not in facts.dead and (n.e164, person) not in facts.wrong
    ]
    free = [n for n in theirs if n.e164 not in facts.suppressed]
    if free:
        return WITH_NUMBER, max(n.screened_on for n in free)
    return (SUPPRESSED if theirs else 0), ""
