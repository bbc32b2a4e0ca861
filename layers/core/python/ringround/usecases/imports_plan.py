"""From a household of a list to the writes that make the table agree with it.

What the table holds is read for many households at once; what is written for one household is written
together, with conditions on what was read, so that a crash leaves each household either as it was or
finished.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, Final

from ..domain.household import Household, Number, with_dated_marks
from ..domain.placement import oldest_screening, place
from ..domain.reach import within_reach
from ..importing.staging import Staged
from ..storage import calls, households, imports
from ..storage.marshal import Item
from . import imports_merge as merging
from . import imports_new
from .imports_changes import Aim, Plan
from .imports_found import Found, says_new, torn, without_erased

Changed = dict[str, tuple[Household | None, Household]]
"""Households as they were read and as they are to be."""


MOST_TOGETHER: Final = 30
"""Where more people live, one transaction may not hold all that is written: a crash may have come between two, so
everything is read each time."""


class NeedsCare(Exception):  # noqa: N818 - an expected ending
    """This household touches another one: it is done by itself, after the others."""


class Planner:
    """Makes plans for one import at one time. `listed` tells whether the list speaks of a household."""

    def __init__(self, aim: Aim, now: int, listed: Callable[[str], bool]) -> None:
        self._aim = aim
        self._listed = listed
        self._now = now
        self._oldest_screening = oldest_screening(now)

    def plan(self, staged: Staged, found: Found, *, careful: bool = False) -> Plan:
        """The plan for one household. Raises NeedsCare where another household of the table is touched,
        unless `careful`: then `found` must hold everything."""
        if len(staged.people) <= MOST_TOGETHER and imports_new.is_new(staged, found):
            return imports_new.plan(staged, self._aim, self._now, self._oldest_screening)
        if not careful and torn(found, staged.people):
            raise NeedsCare
        home = self._home(staged, found)
        staged = without_erased(_where_it_stays(staged, found, home), found, home)
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
        listed = [*staged.people, *(p for p in staged.with_numbers() if p in start.people and p not in staged.people)]
        if self._aim.bank:
            after = merging.target(after, self._aim.bank, listed, self._aim.since)
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

        Not where others are listed at the old address: then it is no correction, and they would be mixed up. Where
        organisers said that this household and another are one, it is the one that was left."""
        known = found.households.get(staged.id)
        if known and known.joined:
            while known.joined in found.households:
                known = found.households[known.joined]
            return known.id
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
            if here is not None and not says_new(known, given):
                owned[e164] = given.number
                continue
            item = found.numbers.get(e164)
            owner = item.get("household", "") if item else ""
            if owner != home and not given.first:
                plan.conflict(self._aim.import_id, e164, home, self._now)
                continue
            if owner not in ("", home):
                if not careful:
                    raise NeedsCare
                if not self._lets_go(owner, e164, found, changed, at_home):
                    plan.problems.append((given.place, "number_elsewhere", e164))
                    plan.conflict(self._aim.import_id, e164, home, self._now)
                    continue
                if owner in found.households:
                    let_go.setdefault(owner, []).append(e164)
            self._write_number(given.number, item, home, plan, revived=here is not None and here.dead)
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

    def _write_number(self, number: Number, item: Item | None, home: str, plan: Plan, *, revived: bool = False) -> None:
        if item is None:
            new = imports.number_item(number.e164, home, number.screened_on, suppressed=number.suppressed)
            plan.new_number(number.e164, new)
            return
        changes: dict[str, Any] = {}
        if item.get("household") != home:
            changes["household"] = home
        if number.screened_on > item.get("screened_on", ""):
            changes["screened_on"] = number.screened_on
        if number.suppressed and not item.get("suppressed"):
            changes["suppressed"] = True
        # Its household has it as dead and its own item does not: one may have been read before a decision.
        works = revived and not calls.is_dead(item)
        if changes or works:
            plan.change_number(number.e164, item, changes or {"household": home}, works=works)

    def write_household(self, before: Household | None, after: Household, plan: Plan) -> None:
        """Add to a plan the write of a household, with its place in a queue, under the revision that was read."""
        bank = self._aim.bank
        old, new = within_reach(before, bank) if before else 0, within_reach(after, bank)
        plan.targets += new - old
        plan.target_households += bool(new) - bool(old)
        after = merging.told_of(before, after, self._aim.import_id)
        placed = replace(after if after.held(self._now) else self._placed(after), imported=self._aim.import_id)
        plan.write_household(before, with_dated_marks(before, placed, self._now) if before else placed)

    def _placed(self, household: Household) -> Household:
        return households.in_queue(household, place(household, self._aim.banks, self._now))

    def _write_elector(
        self, person: str, home: str, start: Household, found: Found, plan: Plan, *, careful: bool
    ) -> None:
        points = found.electors.get(person)
        if points == home or (points is None and person in start.people and not careful):
            return
        plan.write_elector(person, home, points)

    def _count(self, staged: Staged, start: Household, after: Household, found: Found, plan: Plan) -> None:
        for person in staged.people if staged.rows else staged.with_numbers() & start.people.keys():
            if person not in start.people and person not in found.electors:
                plan.new += 1
            elif merging.seen_of(start, person) == merging.seen_of(after, person):
                plan.unchanged += 1
            else:
                plan.updated += 1
        plan.no_number += sum(p in after.people and not merging.reached(after, p) for p in staged.people)
        for e164, given in staged.numbers.items():
            number = after.numbers.get(e164)
            if given.first and number and not number.dead:
                plan.suppressed += number.suppressed
                plan.screening_old += number.screened_on < self._oldest_screening


def _where_it_stays(staged: Staged, found: Found, home: str) -> Staged:
    """A household of the list that is one with another: the address is that of the one that was left."""
    listed_at = found.households.get(staged.id)
    if listed_at is None or not listed_at.joined:
        return staged
    there = found.households[home]
    return replace(staged, address=there.address, town=there.town, postcode=there.postcode)
