"""What the table holds of the households of a list, read for many at once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from ..domain.household import Household
from ..domain.outcomes import Outcome
from ..importing.staging import Given, Staged
from ..storage import households, keys
from ..storage.marshal import Item
from ..storage.table import Table
from . import imports_merge as merging


@dataclass(slots=True)
class Found:
    """What the table holds: `electors` is household by elector key, `numbers` items by E.164."""

    households: dict[str, Household] = field(default_factory=dict)
    electors: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Item] = field(default_factory=dict)


def look_up(table: Table, staged: Sequence[Staged], *, everything: bool = False) -> Found:
    """Read what the table holds of these households. Electors and numbers that a household already lists are
    only read with `everything`: they were written together with it."""
    found = Found()
    _read_households(table, found, [s.id for s in staged])
    while joined := {h.joined for h in found.households.values() if h.joined} - found.households.keys():
        _read_households(table, found, sorted(joined))
    electors, numbers = set[str](), set[str]()
    for each in staged:
        known = found.households.get(each.id)
        here = merging.living_here(known) if known else set()
        electors.update(p for p in each.people if everything or p not in here)
        numbers.update(e for e, given in each.numbers.items() if everything or says_new(known, given))
    for key, item in zip(electors, table.get_many([keys.elector(e) for e in electors]), strict=True):
        if item:
            found.electors[key] = item["household"]
    _read_numbers(table, found, numbers)
    more = set(found.electors.values())
    if everything:
        more.update(item["household"] for item in found.numbers.values() if "household" in item)
    _read_households(table, found, [h for h in more if h not in found.households])
    if everything:
        moving = {p for each in staged for p in each.people}
        theirs = {e for h in found.households.values() for e, n in h.numbers.items() if moving.intersection(n.whose)}
        _read_numbers(table, found, theirs - found.numbers.keys())
    return found


def torn(found: Found, people: Iterable[str]) -> bool:
    """Whether one of these people was moved between the reads: where they live was read before their household was."""
    for person in people:
        home = found.households.get(found.electors.get(person, ""))
        if home and person in home.people and Outcome.MOVED in home.people[person].marks:
            return True
    return False


def _read_numbers(table: Table, found: Found, numbers: Collection[str]) -> None:
    for e164, item in zip(numbers, table.get_many([keys.number(e) for e in numbers]), strict=True):
        if item:
            found.numbers[e164] = item


def _read_households(table: Table, found: Found, ids: Sequence[str]) -> None:
    for household in households.get_many(table, list(ids)):
        if household:
            found.households[household.id] = household


def says_new(known: Household | None, given: Given) -> bool:
    """Whether the list says something of a number that its household does not know yet."""
    number = known.numbers.get(given.number.e164) if known else None
    return (
        number is None
        or number.dead
        or (given.number.suppressed and not number.suppressed)
        or given.number.screened_on > number.screened_on
    )


def without_erased(staged: Staged, found: Found, home: str) -> Staged:
    """A household of the list without people who were erased: no list brings them back, nor their numbers. Where it
    lists nobody else, the address stays as it is too."""

    def erased(person: str) -> bool:
        where = (found.households.get(h) for h in (home, found.electors.get(person, home)))
        return any(h is not None and person in h.people and h.people[person].erased for h in where)

    gone = {person for person in {*staged.people, *staged.with_numbers()} if erased(person)}
    if not gone:
        return staged
    people = {p: person for p, person in staged.people.items() if p not in gone}
    numbers = {
        e164: replace(given, number=replace(given.number, whose=left))
        for e164, given in staged.numbers.items()
        if (left := tuple(p for p in given.number.whose if p not in gone))
    }
    there = found.households.get(home) if not people else None
    if there:
        staged = replace(staged, address=there.address, town=there.town, postcode=there.postcode)
    return replace(staged, people=people, numbers=numbers)


def elector_homes(table: Table, electors: Iterable[str]) -> dict[str, str]:
    """Where electors live, by their keys; those that the table does not know are left out."""
    wanted = list(electors)
    found = table.get_many([keys.elector(e) for e in wanted])
    return {e: item["household"] for e, item in zip(wanted, found, strict=True) if item}
