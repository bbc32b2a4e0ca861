"""The writes that undo one step of an import: households as they were, with what organisers did since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from ..domain.bank import Bank
from ..domain.household import Household, Number, Person
from ..domain.placement import place
from ..domain.reach import within_reach
from ..storage import households, imports, keys, numbers
from ..storage.imports_journal import Step
from ..storage.marshal import Item
from ..storage.schema import PK
from ..storage.table import Table, Update, delete_in, update_in
from .imports_changes import OWNED_AS_READ

LAPSED_SECONDS: Final = 2 * 3600
"""A call may still be recorded so long after its claim has lapsed: the phone was out of reach."""

AS_READ: Final = "rev = :rev"
SAME_IMPORT: Final = "#import = :import"

Calls = frozenset[tuple[str, int]]
"""Versions of calls, by claim."""


@dataclass(frozen=True, slots=True)
class Undoing:
    """The import that is undone, its bank, every bank there is, the calls that were there before it, and the time."""

    import_id: str
    bank: str
    banks: Mapping[str, Bank]
    calls: Calls
    now: int


def calls_of(household: Household) -> Calls:
    """The calls that a household remembers."""
    return frozenset((entry.claim, entry.version) for entry in household.log)


def in_hands(household: Household, now: int) -> bool:
    """Whether a caller has it, or had it so lately that a call may still be recorded."""
    return household.claim is not None and household.claim.until + LAPSED_SECONDS > now


def before_of(step: Step) -> dict[str, Household]:
    """The households that a step changed, as they were."""
    found = [households.from_item(item) for item in step.before if item[PK].startswith(_HOUSEHOLD)]
    return {household.id: household for household in found}


def inverse(
    table: Table, step: Step, undoing: Undoing, present: Mapping[str, Household]
) -> tuple[list[dict[str, Any]], set[str]]:
    """The writes that undo a step, and the households that stay because somebody called them, or calls them now;
    `present` are those of the step that are there, by id."""
    before = before_of(step)
    ids = [*step.made, *before]
    left = {h.id for h in present.values() if in_hands(h, undoing.now) or not calls_of(h) <= undoing.calls}
    # What was restored already, or is somebody else's by now, is left alone.
    ours = {h.id: h for h in present.values() if h.id not in left and h.imported == undoing.import_id}
    objected = _objected(table, before, ours.values())
    writes: list[dict[str, Any]] = []
    figures: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for household in ours.values():
        known = before.get(household.id)
        restored = _restored(known, household, step, undoing, objected) if known else None
        if restored is None:
            writes.append(delete_in(keys.household(household.id), AS_READ, {":rev": household.rev}))
        else:
            change = households.change(household, replace(restored, rev=household.rev))
            writes.append(update_in(keys.household(household.id), change))
        _count(household, restored, figures)
    touched = set(ids) - left
    writes += _electors(table, step, [ours[h] for h in step.made if h in ours], touched)
    writes += _numbers(table, step, [ours[h] for h in step.made if h in ours], touched)
    writes += _conflicts(table, step, undoing, left)
    for bank, (people, homes) in figures.items():
        if people or homes:
            more = Update(add={"people": people, "households": homes}, condition="attribute_exists(pk)")
            writes.append(update_in(keys.bank(bank), more))
    return writes, left


def _count(household: Household, restored: Household | None, figures: Mapping[str, list[int]]) -> None:
    for bank in {*household.banks, *(restored.banks if restored else ())}:
        old, new = within_reach(household, bank), within_reach(restored, bank) if restored else 0
        figures[bank][0] += new - old
        figures[bank][1] += bool(new) - bool(old)


def _objected(table: Table, before: Mapping[str, Household], present: Iterable[Household]) -> set[str]:
    """The numbers, suppressed since, that an organiser gave a reason for: it holds though the import had them already,
    so nothing was left to be marked."""
    known = {e for household in before.values() for e, number in household.numbers.items() if not number.suppressed}
    since = {e for household in present for e, number in household.numbers.items() if number.suppressed and e in known}
    return {e for e, item in numbers.get_many(table, sorted(since)).items() if numbers.reasons(item)}


def _restored(
    known: Household, household: Household, step: Step, undoing: Undoing, objected: Collection[str]
) -> Household:
    """A household as it was, with the marks and targets that it got since from others than the import."""
    people = {p.id: _person(p, household.people.get(p.id), step.at) for p in known.people.values()}
    rung_on = {e: _number(n, household.numbers.get(e), step.at, e in objected) for e, n in known.numbers.items()}
    targets = dict(known.banks)
    for bank, targeting in household.banks.items():
        if bank == undoing.bank:
            continue
        theirs = known.banks[bank].people if bank in known.banks else ()
        still = (p for p in targeting.people if p in known.people)
        if everyone := tuple(dict.fromkeys([*theirs, *still])):
            targets[bank] = replace(targeting, people=everyone)
    now = replace(
        known,
        people=people,
        numbers=rung_on,
        banks=targets,
        claim=household.claim,
        lapsed=household.lapsed,
        skipped=household.skipped,
        not_before=household.not_before,
    )
    return households.in_queue(now, place(now, undoing.banks, undoing.now))


def _person(known: Person, present: Person | None, at: int) -> Person:
    since = {outcome: when for outcome, when in present.marks.items() if when > at} if present else {}
    return replace(known, marks={**known.marks, **since})


def _number(known: Number, present: Number | None, at: int, objected: bool) -> Number:
    if present is None or (present.marked <= at and present.vouched <= at and not objected):
        return known
    marked = present.marked > at
    return replace(
        known,
        suppressed=known.suppressed or objected or (marked and present.suppressed),
        dead=present.dead if present.vouched > at else known.dead or (marked and present.dead),
        marked=max(known.marked, present.marked),
        vouched=present.vouched,
    )


def _electors(table: Table, step: Step, made: list[Household], touched: set[str]) -> list[dict[str, Any]]:
    """Electors point where they did before, or nowhere."""
    before = {i[PK]: i["household"] for i in step.before if i[PK].startswith(_ELECTOR)}
    people = dict.fromkeys([*step.electors, *(p for h in made for p in h.people)])
    wanted = {keys.elector(p)[PK]: keys.elector(p) for p in people}
    wanted |= {pk: keys.elector(pk.removeprefix(_ELECTOR)) for pk in before}
    writes = []
    for key, item in zip(wanted.values(), table.get_many(list(wanted.values())), strict=True):
        old = before.get(key[PK])
        if item is None or item["household"] not in touched or item["household"] == old:
            continue
        values = {":owner": item["household"]}
        if old is None:
            writes.append(delete_in(key, OWNED_AS_READ, values))
        else:
            writes.append(update_in(key, Update(set={"household": old}, condition=OWNED_AS_READ, values=values)))
    return writes


def _numbers(table: Table, step: Step, made: list[Household], touched: set[str]) -> list[dict[str, Any]]:
    """Numbers belong to whom they did before, or to nobody. Who objected since, goes on being heard."""
    before = {item[PK]: item for item in step.before if item[PK].startswith(_NUMBER)}
    written = dict.fromkeys([*step.numbers, *(e for h in made for e in h.numbers)])
    wanted = {keys.number(e)[PK]: e for e in written} | {pk: pk.removeprefix(_NUMBER) for pk in before}
    found = table.get_many([keys.number(e) for e in wanted.values()])
    writes = []
    for (pk, e164), item in zip(wanted.items(), found, strict=True):
        if item is None:
            continue
        old, owner = before.get(pk), item.get("household", "")
        stays = bool(item.get("suppressed")) and (e164 not in step.suppressed or bool(numbers.reasons(item)))
        if owner and owner not in touched:
            continue
        condition = _as_read(item)
        if old is None and not stays:
            writes.append(delete_in(keys.number(e164), condition, _values(item)))
            continue
        wants: Item = old or {}
        changes: Item = {n: wants[n] for n in _OF_A_LIST if n in wants and wants[n] != item.get(n)}
        gone = [n for n in _OF_A_LIST if n in item and n not in wants and not (n == "suppressed" and stays)]
        if changes or gone:
            update = Update(set=changes, remove=gone, condition=condition, values=_values(item))
            writes.append(update_in(keys.number(e164), update))
    return writes


def _as_read(item: Item) -> str:
    owned = OWNED_AS_READ if "household" in item else "attribute_not_exists(household)"
    return f"{owned} AND attribute_{'exists' if item.get('suppressed') else 'not_exists'}(suppressed)"


def _values(item: Item) -> dict[str, str]:
    return {":owner": item["household"]} if "household" in item else {}


def _conflicts(table: Table, step: Step, undoing: Undoing, left: set[str]) -> list[dict[str, Any]]:
    """Numbers that only this import met at several addresses are no question any more."""
    wanted = [imports.conflict_key(e164, home) for e164, home in step.conflicts if home not in left]
    writes = []
    for key, item in zip(wanted, table.get_many(wanted), strict=True):
        if item and item.get("import") == undoing.import_id:
            request = delete_in(key, SAME_IMPORT, {":import": undoing.import_id})
            request["Delete"]["ExpressionAttributeNames"] = {"#import": "import"}
            writes.append(request)
    return writes


_HOUSEHOLD: Final = keys.household("")[PK]
_ELECTOR: Final = keys.elector("")[PK]
_NUMBER: Final = keys.number("")[PK]
_OF_A_LIST: Final = ("household", "screened_on", "suppressed")
"""What a list says of a number; everything else of it comes from calls."""
