"""What follows from decisions about numbers: the writes of one transaction, each under what was read."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ..domain.bank import Bank
from ..domain.errors import BreaksRule, Conflict, NotThere
from ..domain.household import DECIDED, Household, Number
from ..domain.quality import Matter
from ..storage import calls, households, keys, numbers
from ..storage.marshal import Item
from ..storage.table import Update, update_in
from . import complete, together
from . import imports_merge as merging
from .context import Context

MOST_WRITES: Final = 90
"""Of one transaction, which takes a hundred: two households, their people and their numbers."""

LIVES_AS_READ: Final = "household = :owner"
"""No import has moved the elector since they were read."""


def give(context: Context, matter: Matter, household: str, banks: Mapping[str, Bank], now: int) -> list[dict[str, Any]]:
    """The number goes to the other household, with the calls that were made on it: its cool-down goes along. Where it
    was, it is not rung any more, and stays listed: a response that is under way must find it."""
    e164, item, old, new = _both(context, matter, now)
    if household not in ("", new.id):
        raise BreaksRule("Choose the household that does not have the number yet.", code="household_unknown")
    _in_nobodys_hands((old, new), now)
    known = old.numbers.get(e164, Number(e164))
    theirs = replace(
        known,
        whose=new.numbers[e164].whose if e164 in new.numbers else (),
        suppressed=known.suppressed or calls.is_suppressed(item),
        dead=calls.is_dead(item),
    )
    after = replace(new, numbers={**new.numbers, e164: theirs})
    after = merging.take_calls(after, old, (), (e164,))
    left = replace(old, numbers={**old.numbers, e164: replace(known, dead=True)})
    return [
        numbers.change(e164, item, {"household": new.id}),
        together.changed(old, replace(left, imported=DECIDED), banks, now),
        together.changed(new, replace(after, imported=DECIDED), banks, now),
    ]


def ring_nobody(
    context: Context, matter: Matter, _household: str, banks: Mapping[str, Bank], now: int
) -> list[dict[str, Any]]:
    """The number is rung nowhere, whatever lists say of it."""
    e164 = matter.about.number
    item = numbers.get_many(context.table, [e164])[e164]
    if item is None:
        return []
    writes = [numbers.change(e164, item, {"dead": True})]
    home = households.get(context.table, numbers.owner(item)) if numbers.owner(item) else None
    if home and e164 in home.numbers and not home.numbers[e164].dead:
        after = replace(home, numbers={**home.numbers, e164: replace(home.numbers[e164], dead=True)})
        writes.append(together.changed(home, after, banks, now))
    return writes


def works_after_all(
    context: Context, matter: Matter, _household: str, banks: Mapping[str, Bank], now: int
) -> list[dict[str, Any]]:
    """The number works, and it is the right one: what calls said against it until now no longer counts. An objection
    still does."""
    e164 = matter.about.number
    item = numbers.get_many(context.table, [e164])[e164]
    home = households.get(context.table, numbers.owner(item) or matter.about.household)
    if home is None or e164 not in home.numbers:
        raise NotThere("This number is not on the list any more.", code="number_unknown")
    number = replace(home.numbers[e164], dead=False, vouched=now)
    writes = [together.changed(home, replace(home, numbers={**home.numbers, e164: number}), banks, now)]
    found_dead = [name for name in item or () if name == "dead" or name.startswith("d|")]
    if item and found_dead:
        writes.append(numbers.change(e164, item, {}, remove=found_dead))
    return writes


def merge(
    context: Context, matter: Matter, household: str, banks: Mapping[str, Bank], now: int
) -> list[dict[str, Any]]:
    """Both are one household: people, numbers, calls and what banks want of one go into the other. The one that is
    left is listed, empty of everybody, so that a response that is under way finds it."""
    _, _, owner, other = _both(context, matter, now)
    if household not in ("", owner.id, other.id):
        raise BreaksRule("Choose one of the two households.", code="household_unknown")
    stays, goes = (other, owner) if household == other.id else (owner, other)
    _in_nobodys_hands((owner, other), now)
    people = sorted(merging.living_here(goes))
    pointers = context.table.get_many([keys.elector(p) for p in people])
    items = numbers.get_many(context.table, goes.numbers)
    owned = {e164: item for e164, item in items.items() if item and numbers.owner(item) == goes.id}
    along = {
        e164: replace(
            goes.numbers[e164],
            suppressed=goes.numbers[e164].suppressed or calls.is_suppressed(item),
            dead=goes.numbers[e164].dead or calls.is_dead(item),
        )
        for e164, item in owned.items()
    }
    writes = [numbers.change(e164, item, {"household": stays.id}) for e164, item in owned.items()]
    writes += [
        _moved(person, goes.id, stays.id) for person, item in zip(people, pointers, strict=True) if item is not None
    ]
    writes += [
        together.changed(goes, replace(_left(goes, people, now), joined=stays.id), banks, now),
        together.changed(stays, _joined(stays, goes, people, along, matter.about.number), banks, now),
    ]
    if len(writes) > MOST_WRITES:
        raise BreaksRule("Too many people live there for one household.", code="too_many_people")
    return writes


def _joined(
    stays: Household, goes: Household, people: list[str], along: Mapping[str, Number], shared: str
) -> Household:
    # Somebody whom an import marked as moved from here lives here again.
    newcomers = {p: goes.people[p] for p in people}
    after = merging.move_in(replace(stays, people={**stays.people, **newcomers}), people, goes)
    after = merging.with_numbers(after, along)
    # It was given for people of both: whoever answers is asked who they are.
    numbers_ = {e: replace(n, whose=()) if e == shared else n for e, n in after.numbers.items()}
    after = merging.take_calls(replace(after, numbers=numbers_), goes, people, tuple(goes.numbers))
    skipped = {c: max(stays.skipped.get(c, 0), goes.skipped.get(c, 0)) for c in {**stays.skipped, **goes.skipped}}
    held_back = max(stays.not_before, goes.not_before)
    return replace(after, imported=DECIDED, joined="", skipped=skipped, not_before=held_back)


def _left(goes: Household, people: list[str], now: int) -> Household:
    empty = merging.move_out(goes, people, now)
    dead = {e164: replace(number, dead=True) for e164, number in empty.numbers.items()}
    return replace(empty, numbers=dead, banks={}, imported=DECIDED)


def _moved(person: str, old: str, new: str) -> dict[str, Any]:
    update = Update(set={"household": new}, condition=LIVES_AS_READ, values={":owner": old})
    return update_in(keys.elector(person), update)


def _both(context: Context, matter: Matter, now: int) -> tuple[str, Item, Household, Household]:
    """The number with its item, the household that has it, and the one that is said to have it as well; a call whose
    recording was broken off is on their logs, for calls go along with people and numbers."""
    e164 = matter.about.number
    item = numbers.get_many(context.table, [e164])[e164]
    ids = [numbers.owner(item), matter.about.household]
    found = [home for home in households.get_many(context.table, ids) if home] if all(ids) else []
    homes = [complete.without_lapsed(context, home, now=now) for home in found]
    owner, other = homes if len(homes) == 2 else (None, None)
    if item is None or owner is None or other is None or owner.id == other.id:
        raise NotThere("There is only one household with this number.", code="household_unknown")
    return e164, item, owner, other


def _in_nobodys_hands(both: tuple[Household, Household], now: int) -> None:
    if any(household.held(now) for household in both):
        raise Conflict("A caller has one of these households in hand: try again later.", code="being_called")
