"""From a household of a list to the writes that make the table agree with it.

What the table holds is read for many households at once; what is written for one household is written
together, with conditions on what was read, so that a crash leaves each household either as it was or
finished.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ..domain.bank import Bank
from ..domain.household import Household, Number, with_dated_marks
from ..domain.placement import place
from ..importing.staging import Given, Place, Staged
from ..storage import calls, households, imports, keys
from ..storage.marshal import Item
from ..storage.schema import PK, SK
from ..storage.table import Table, Update, put_in, update_in
from . import imports_merge as merging

NOT_OWNED_YET: Final = "attribute_not_exists(pk)"
"""No household owns this number: it can be dialled from one household only (design.md, section 4)."""

OWNED_AS_READ: Final = "household = :owner"
"""The number, or the elector, is still where it was when it was read."""

OWNED_BY_NOBODY: Final = "attribute_exists(pk) AND attribute_not_exists(household)"


Changed = dict[str, tuple[Household | None, Household]]
"""Households as they were read and as they are to be."""


MOST_TOGETHER: Final = 30
"""Where more people live, one transaction may not hold all that is written: a crash may have come between two, so
everything is read each time."""


class NeedsCare(Exception):  # noqa: N818 - an expected ending
    """This household touches another one: it is done by itself, after the others."""


@dataclass(slots=True)
class Found:
    """What the table holds: `electors` is household by elector key, `numbers` items by E.164."""

    households: dict[str, Household] = field(default_factory=dict)
    electors: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Item] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What is to be written for one household of the list, and what came of its people."""

    household: str
    rows: int
    number_writes: list[dict[str, Any]] = field(default_factory=list)
    conflict_writes: list[dict[str, Any]] = field(default_factory=list)
    elector_writes: list[dict[str, Any]] = field(default_factory=list)
    household_writes: list[dict[str, Any]] = field(default_factory=list)
    move_writes: list[dict[str, Any]] = field(default_factory=list)
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    targets: int = 0
    target_households: int = 0
    problems: list[tuple[Place, str, str]] = field(default_factory=list)

    @property
    def writes(self) -> list[dict[str, Any]]:
        """In the order in which they are safe one after another: a number is owned before it is dialled, and a
        household is found by its electors as soon as it is there."""
        return [*self.first_writes, *self.household_writes, *self.move_writes]

    def keys(self) -> set[tuple[str, str]]:
        """The items that are written: a transaction takes each once."""
        found = [write["Put"]["Item"] if "Put" in write else write["Update"]["Key"] for write in self.writes]
        return {(item[PK]["S"], item[SK]["S"]) for item in found}

    @property
    def first_writes(self) -> list[dict[str, Any]]:
        """Those that may stand without the rest: the same import finds them and goes on. Where somebody moved *to* is
        not among them, for by where they were they are taken out of there."""
        return [*self.number_writes, *self.conflict_writes, *self.elector_writes]


@dataclass(frozen=True, slots=True)
class Aim:
    """What an import is for: the bank whose targets its people become, since when, and every bank there
    is."""

    import_id: str
    bank: str
    since: int
    banks: Mapping[str, Bank]


def look_up(table: Table, staged: Sequence[Staged], *, everything: bool = False) -> Found:
    """Read what the table holds of these households. Electors and numbers that a household already lists are
    only read with `everything`: they were written together with it."""
    found = Found()
    _read_households(table, found, [s.id for s in staged])
    electors, numbers = set[str](), set[str]()
    for each in staged:
        known = found.households.get(each.id)
        here = merging.living_here(known) if known else set()
        electors.update(p for p in each.people if everything or p not in here)
        numbers.update(e for e, given in each.numbers.items() if everything or _says_new(known, given))
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


def _read_numbers(table: Table, found: Found, numbers: Collection[str]) -> None:
    for e164, item in zip(numbers, table.get_many([keys.number(e) for e in numbers]), strict=True):
        if item:
            found.numbers[e164] = item


def _read_households(table: Table, found: Found, ids: Sequence[str]) -> None:
    for household in households.get_many(table, list(ids)):
        if household:
            found.households[household.id] = household


def _says_new(known: Household | None, given: Given) -> bool:
    number = known.numbers.get(given.number.e164) if known else None
    return (
        number is None
        or number.dead
        or (given.number.suppressed and not number.suppressed)
        or given.number.screened_on > number.screened_on
    )


class Planner:
    """Makes plans for one import at one time. `listed` tells whether the list speaks of a household."""

    def __init__(self, aim: Aim, now: int, listed: Callable[[str], bool]) -> None:
        self._aim = aim
        self._listed = listed
        self._now = now

    def plan(self, staged: Staged, found: Found, *, careful: bool = False) -> Plan:
        """The plan for one household. Raises NeedsCare where another household of the table is touched,
        unless `careful`: then `found` must hold everything."""
        home = self._home(staged, found)
        plan = Plan(staged.id, staged.rows)
        changed: Changed = {}
        before = found.households.get(home)
        start = before or Household(home)
        movers = self._movers(staged, found, home)
        if (movers or len(staged.people) > MOST_TOGETHER) and not careful:
            raise NeedsCare
        staged, movers = self._without_called(staged, movers, found, plan)
        for old, people in movers.items():
            source = found.households[old]
            changed[old] = (source, merging.move_out(source, people, self._now))
        at_home = staged.people.keys() | merging.living_here(start)
        owned, let_go = self._own_numbers(staged, found, home, plan, changed, at_home, careful=careful)
        after = merging.merge(start, staged, owned)
        for old, people in movers.items():
            along = self._taken_along(staged, found, old, people, home, plan)
            after = merging.with_numbers(merging.move_in(after, people, found.households[old]), along)
            let_go.setdefault(old, []).extend(along)
        for old, numbers in let_go.items():
            source = found.households[old]
            after = merging.take_calls(after, source, movers.get(old, ()), numbers)
            # Under its revision though nothing changes: a call that is recorded there meanwhile must be seen.
            changed.setdefault(old, (source, source))
        targets = [*staged.people, *(p for p in staged.with_numbers() if p in start.people and p not in staged.people)]
        after = merging.target(after, self._aim.bank, targets, self._aim.since)
        if after != start or before is None:
            changed[home] = (before, after)
        if before is None and not after.people:
            # Numbers for electors whose household is not there any more.
            changed.pop(home, None)
        for old_household, new_household in changed.values():
            self.write_household(old_household, new_household, plan)
        for person in staged.people:
            self._write_elector(person, home, start, found, plan, careful=careful)
        self._count(staged, start, after, found, plan)
        return plan

    def _home(self, staged: Staged, found: Found) -> str:
        """The household of the table that the list means: the one at this address, or, where a whole
        household is listed under an address that is new, the household itself with its address corrected.

        Not where others are listed at the old address: then it is no correction, and they would be mixed up."""
        pointers = {found.electors[p] for p in staged.people if p in found.electors}
        if staged.id in found.households or len(pointers) != 1:
            return staged.id
        (only,) = pointers
        if self._listed(only):
            return staged.id
        known = found.households.get(only)
        return only if known and merging.living_here(known) <= staged.people.keys() else staged.id

    def _movers(self, staged: Staged, found: Found, home: str) -> dict[str, list[str]]:
        movers: dict[str, list[str]] = {}
        for person in staged.people:
            old = found.electors.get(person, home)
            if old != home and old in found.households and person in found.households[old].people:
                movers.setdefault(old, []).append(person)
        return movers

    def _without_called(
        self, staged: Staged, movers: dict[str, list[str]], found: Found, plan: Plan
    ) -> tuple[Staged, dict[str, list[str]]]:
        """Nobody moves out of a household that is in a caller's hands: they could be rung from two at
        once."""
        held = {old for old in movers if found.households[old].held(self._now)}
        if not held:
            return staged, movers
        staying = {p for old in held for p in movers[old]}
        for person in sorted(staying):
            plan.problems.append((staged.places[person], "being_called", staged.people[person].elector))
        people = {p: person for p, person in staged.people.items() if p not in staying}
        numbers = {
            e164: replace(
                given, number=replace(given.number, whose=tuple(w for w in given.number.whose if w in people))
            )
            for e164, given in staged.numbers.items()
            if not set(given.number.whose) <= staying
        }
        left = {old: some for old, some in movers.items() if old not in held}
        return replace(staged, people=people, numbers=numbers), left

    def _own_numbers(
        self,
        staged: Staged,
        found: Found,
        home: str,
        plan: Plan,
        changed: Changed,
        at_home: Collection[str],
        *,
        careful: bool,
    ) -> tuple[dict[str, Number], dict[str, list[str]]]:
        """The numbers of the list that this household owns already or can own now, with the writes that say so; and
        which other households let go of which."""
        owned: dict[str, Number] = {}
        let_go: dict[str, list[str]] = {}
        known = found.households.get(home)
        for e164, given in staged.numbers.items():
            here = known.numbers.get(e164) if known else None
            if here is not None and not _says_new(known, given):
                owned[e164] = given.number
                continue
            item = found.numbers.get(e164)
            owner = item.get("household", "") if item else ""
            if owner != home and not given.first:
                plan.conflict_writes.append(imports.put_conflict(self._aim.import_id, e164, home))
                continue
            if owner not in ("", home):
                if not careful:
                    raise NeedsCare
                if not self._lets_go(owner, e164, found, changed, at_home):
                    plan.problems.append((given.place, "number_elsewhere", e164))
                    plan.conflict_writes.append(imports.put_conflict(self._aim.import_id, e164, home))
                    continue
                if owner in found.households:
                    let_go.setdefault(owner, []).append(e164)
            self._write_number(given.number, item, home, plan)
            marks = item or {}
            suppressed = given.number.suppressed or calls.is_suppressed(marks)
            owned[e164] = replace(given.number, suppressed=suppressed, dead=calls.is_dead(marks))
        return owned, let_go

    def _lets_go(self, owner: str, e164: str, found: Found, changed: Changed, at_home: Collection[str]) -> bool:
        """Whether the household that owns a number has no more use for it, nobody is ringing it there, and nobody
        ever did: other people must not be rung on it in its cool-down. It may always follow its people here."""
        household = changed[owner][1] if owner in changed else found.households.get(owner)
        if household is None:
            return True
        number = household.numbers.get(e164)
        if household.held(self._now) or not (number is None or number.dead):
            return False
        follows = number is not None and number.whose and set(number.whose) <= set(at_home)
        return bool(follows) or not merging.was_rung(household, e164)

    def _taken_along(
        self, staged: Staged, found: Found, old: str, people: Collection[str], home: str, plan: Plan
    ) -> dict[str, Number]:
        """The numbers of nobody but people who move, where the list has none for them, with the writes that say who
        owns them now. What calls said of them goes along with the calls."""
        speaks_of = staged.with_numbers()
        along = {}
        for e164, number in found.households[old].numbers.items():
            item = found.numbers.get(e164)
            theirs = number.whose and set(number.whose) <= set(people) and not set(number.whose) <= speaks_of
            if number.dead or not theirs or e164 in staged.numbers or item is None or item.get("household") != old:
                continue
            self._write_number(number, item, home, plan)
            suppressed = number.suppressed or calls.is_suppressed(item)
            along[e164] = replace(number, suppressed=suppressed, dead=calls.is_dead(item))
        return along

    def _write_number(self, number: Number, item: Item | None, home: str, plan: Plan) -> None:
        if item is None:
            new = imports.number_item(number.e164, home, number.screened_on, suppressed=number.suppressed)
            plan.number_writes.append(put_in(new, NOT_OWNED_YET))
            return
        changes: dict[str, Any] = {}
        if item.get("household") != home:
            changes["household"] = home
        if number.screened_on > item.get("screened_on", ""):
            changes["screened_on"] = number.screened_on
        if number.suppressed and not item.get("suppressed"):
            changes["suppressed"] = True
        if changes:
            owner = item.get("household")
            condition, values = (OWNED_AS_READ, {":owner": owner}) if owner else (OWNED_BY_NOBODY, {})
            update = Update(set=changes, condition=condition, values=values)
            plan.number_writes.append(update_in(keys.number(number.e164), update))

    def write_household(self, before: Household | None, after: Household, plan: Plan) -> None:
        """Add to a plan the write of a household, with its place in a queue, under the revision that was read."""
        bank = self._aim.bank
        old, new = _within_reach(before, bank) if before else 0, _within_reach(after, bank)
        plan.targets += new - old
        plan.target_households += bool(new) - bool(old)
        placed = after if after.held(self._now) else self._placed(after)
        if before is None:
            new_item = households.to_item(replace(placed, rev=1))
            plan.household_writes.append(put_in(new_item, households.NEW_HOUSEHOLD))
        else:
            change = households.change(before, with_dated_marks(before, placed, self._now))
            plan.household_writes.append(update_in(keys.household(after.id), change))

    def _placed(self, household: Household) -> Household:
        return households.in_queue(household, place(household, self._aim.banks, self._now))

    def _write_elector(
        self, person: str, home: str, start: Household, found: Found, plan: Plan, *, careful: bool
    ) -> None:
        points = found.electors.get(person)
        if points == home or (points is None and person in start.people and not careful):
            return
        item = imports.elector_item(person, home)
        if points is None:
            plan.elector_writes.append(put_in(item, NOT_OWNED_YET))
        else:
            update = Update(set={"household": home}, condition=OWNED_AS_READ, values={":owner": points})
            plan.move_writes.append(update_in(keys.elector(person), update))

    def _count(self, staged: Staged, start: Household, after: Household, found: Found, plan: Plan) -> None:
        for person in staged.people if staged.rows else staged.with_numbers() & start.people.keys():
            if person not in start.people and person not in found.electors:
                plan.new += 1
            elif merging.seen_of(start, person) == merging.seen_of(after, person):
                plan.unchanged += 1
            else:
                plan.updated += 1


def _within_reach(household: Household, bank: str) -> int:
    """How many targets of a bank have a number: the others stand on the list, and no caller is ever shown them."""
    targeting = household.banks.get(bank)
    wanted = targeting.people if targeting else ()
    numbers = household.numbers.values()
    return sum(any(not n.whose or person in n.whose for n in numbers) for person in wanted)


def elector_homes(table: Table, electors: Iterable[str]) -> dict[str, str]:
    """Where electors live, by their keys; those that the table does not know are left out."""
    wanted = list(electors)
    found = table.get_many([keys.elector(e) for e in wanted])
    return {e: item["household"] for e, item in zip(wanted, found, strict=True) if item}
