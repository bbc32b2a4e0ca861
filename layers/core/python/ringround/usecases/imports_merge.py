"""What a household becomes when a list speaks of it: pure rules, without the table.

A list never touches what calls said, and never removes a person or a number: somebody may be on the phone
with them now, or send a response later, and it must find them. Who is gone from an address is marked as
moved; a number that the list no longer gives to anybody is marked as dead, so that it is not rung.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from ..domain.household import Household, LogEntry, Number, Person, Targeting
from ..domain.outcomes import Outcome
from ..domain.placement import facts_of
from ..importing.staging import Staged

MARKERS = "markers"
PRIORITY = 3


def merge(before: Household, staged: Staged, numbers: Mapping[str, Number]) -> Household:
    """The household with what the list says of its people and numbers. `numbers` are those of the list that
    this household owns."""
    people = dict(before.people)
    for person in staged.people.values():
        known = people.get(person.id)
        people[person.id] = _person(known, person, silent=person.id in staged.silent) if known else person
    after = replace(before, people=people, numbers=_numbers(before, staged, numbers))
    if staged.rows:
        after = replace(after, address=staged.address, town=staged.town, postcode=staged.postcode)
    return after


def _person(known: Person, listed: Person, *, silent: bool) -> Person:
    columns = {name: value for name, value in known.columns.items() if silent or name != MARKERS}
    return replace(
        listed,
        may_vote=known.may_vote if silent else listed.may_vote,
        tags=listed.tags or known.tags,
        columns={**columns, **listed.columns},
        marks=known.marks,
        imports=known.imports,
    )


def _numbers(before: Household, staged: Staged, owned: Mapping[str, Number]) -> dict[str, Number]:
    """Numbers as the list gives them. Only people for whom the list has a number lose those that it does not
    give: a register without phone numbers takes none away."""
    speaks_of = staged.with_numbers() & staged.people.keys()
    numbers = {}
    for e164, known in before.numbers.items():
        listed = owned.get(e164)
        if listed is None:
            given = e164 in staged.numbers
            left = [p for p in known.whose if p not in speaks_of]
            numbers[e164] = replace(known, dead=True) if known.whose and not left and not given else known
            continue
        kept = [p for p in known.whose if p in listed.whose or p not in speaks_of]
        numbers[e164] = replace(
            known,
            kind=listed.kind if listed.kind != "unknown" else known.kind,
            whose=tuple(dict.fromkeys([*kept, *listed.whose])),
            screened_on=max(known.screened_on, listed.screened_on),
            suppressed=known.suppressed or listed.suppressed,
            dead=listed.dead,
        )
    return {**numbers, **{e164: number for e164, number in owned.items() if e164 not in numbers}}


def target(household: Household, bank: str, people: Collection[str], since: int) -> Household:
    """The household with these people as targets of a bank, where they may vote."""
    known = household.banks.get(bank)
    wanted = [p for p in people if household.people[p].may_vote]
    everyone = tuple(dict.fromkeys([*(known.people if known else ()), *wanted]))
    if not everyone:
        return household
    targeting = replace(known, people=everyone) if known else Targeting(everyone, since, PRIORITY)
    return replace(household, banks={**household.banks, bank: targeting})


def living_here(household: Household) -> set[str]:
    """The people who are not marked as moved."""
    return {p.id for p in household.people.values() if Outcome.MOVED not in p.marks}


def move_out(household: Household, people: Collection[str], now: int) -> Household:
    """The household after people left it: still listed, marked as moved, nobody's targets; numbers that were
    theirs alone are not rung here any more."""
    marked = {
        p.id: replace(p, marks={**p.marks, Outcome.MOVED: now}) if p.id in people else p
        for p in household.people.values()
    }
    numbers = {
        e164: replace(n, dead=True) if n.whose and set(n.whose) <= set(people) else n
        for e164, n in household.numbers.items()
    }
    banks = {b: replace(t, people=tuple(p for p in t.people if p not in people)) for b, t in household.banks.items()}
    return replace(household, people=marked, numbers=numbers, banks={b: t for b, t in banks.items() if t.people})


def with_numbers(household: Household, more: Mapping[str, Number]) -> Household:
    """The household with numbers that come from another one."""
    numbers = dict(household.numbers)
    for e164, number in more.items():
        known = numbers.get(e164, number)
        numbers[e164] = replace(
            number,
            whose=tuple(dict.fromkeys([*known.whose, *number.whose])),
            screened_on=max(known.screened_on, number.screened_on),
            suppressed=known.suppressed or number.suppressed,
        )
    return replace(household, numbers=numbers)


def rung_on(entry: LogEntry) -> set[str]:
    """The numbers that were rung in one call, in vain or not."""
    return {entry.number, *(tried.number for tried in entry.tried)} - {""}


def was_rung(household: Household, e164: str) -> bool:
    """Whether the household remembers a call on a number."""
    return any(e164 in rung_on(entry) for entry in household.log)


def move_in(household: Household, people: Collection[str], old: Household) -> Household:
    """The household with what the old one knows of the people who came from there: marks and what calls settled, so
    that nobody is asked twice for having a new address. The calls themselves: `take_calls`."""
    facts = facts_of(old)
    settled = {p: o for p, o in facts.settled.items() if p in people and o is not Outcome.MOVED}
    everyone = dict(household.people)
    for person in people:
        marks = _but_moved(old.people[person])
        if person in settled:
            marks.setdefault(settled[person], max((e.at for e in old.log if person in e.people), default=0))
        listed = everyone[person]
        brought_by = tuple(dict.fromkeys([*old.people[person].imports, *listed.imports]))
        everyone[person] = replace(listed, marks={**_but_moved(listed), **marks}, imports=brought_by)
    banks = dict(household.banks)
    for bank, targeting in old.banks.items():
        theirs = tuple(p for p in targeting.people if p in people)
        if theirs:
            known = banks.get(bank, replace(targeting, people=()))
            banks[bank] = replace(known, people=tuple(dict.fromkeys([*known.people, *theirs])))
    return replace(household, people=everyone, banks=banks)


def take_calls(household: Household, old: Household, people: Collection[str], numbers: Collection[str]) -> Household:
    """The household with the calls of another one that were with these people or on these numbers: the cool-down, and
    what was found out about a number, go along with both. That somebody has moved stays where they moved from."""
    recorded = {e.claim for e in household.log}
    log = [
        replace(e, people={p: o for p, o in e.people.items() if p in people and o is not Outcome.MOVED})
        for e in old.log
        if e.claim not in recorded and (set(people) & e.people.keys() or set(numbers) & rung_on(e))
    ]
    return replace(household, log=tuple(sorted([*household.log, *log], key=lambda e: e.at))) if log else household


def _but_moved(person: Person) -> dict[Outcome, int]:
    return {outcome: at for outcome, at in person.marks.items() if outcome is not Outcome.MOVED}


def told_of(before: Household | None, after: Household, import_id: str) -> Household:
    """The household with an import on those whom it brought here or of whom it changed anything, so that organisers can
    choose them by it. A list that repeats what is known is on nobody: it writes nothing."""
    if not import_id:
        return after
    people = {}
    for each, person in after.people.items():
        known = before is not None and each in before.people and seen_of(before, each) == seen_of(after, each)
        named = known or import_id in person.imports
        people[each] = person if named else replace(person, imports=(*person.imports, import_id))
    return replace(after, people=people)


def seen_of(household: Household, person: str) -> object:
    """What a list can change of one person: two of these are equal where nothing was updated."""
    numbers = {
        e164: (n.kind, n.suppressed) for e164, n in household.numbers.items() if person in n.whose and not n.dead
    }
    return household.people.get(person), numbers, household.address, household.town, household.postcode


def reached(household: Household, person: str) -> bool:
    """Whether somebody has a number that is not dead: their own, or one of whom nobody knows whose it is."""
    return any(not n.dead and (not n.whose or person in n.whose) for n in household.numbers.values())
