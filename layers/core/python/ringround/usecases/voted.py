"""Who has voted, from tellers' slips, returned postal votes and the marked register: elector numbers as people type
them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from ..domain.household import Household, Person
from ..domain.outcomes import Outcome
from ..importing import elector_lists, electors
from ..importing.elector_lists import Typed
from ..storage import banks, households, imports, keys
from . import audit, together
from .context import Context
from .imports_ids import PersonIds
from .together import Piece

PREFIXES_A_ROUND: Final = 8
"""Prefixes that a number without one is tried with at a time. Most are told apart, or found to be ambiguous, within the
first round."""

MOST_CANDIDATES: Final = 5

Why = Literal["unknown", "ambiguous", "unreadable"]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A text that names nobody, or more than one elector."""

    text: str
    why: Why
    candidates: tuple[str, ...] = ()


@dataclass(slots=True)
class Marked:
    """What came of a list: electors that were marked (or unmarked) now, those that were so already, households that
    were written, and what names nobody, as it was typed."""

    marked: int = 0
    already: int = 0
    households: int = 0
    unmatched: list[Unmatched] = field(default_factory=list)


def mark(context: Context, by: str, texts: Sequence[str], prefix: str, *, voted: bool, now: int) -> Marked:
    """Mark electors as having voted, or take a mark back that was a slip: what a caller recorded stays. They leave
    every queue at once; a household that a caller has in hand stays theirs, and their page is told.

    Raises TryAgain where the table is busy: the same list again does what was left over.
    """
    audit.note(context, by, "voted_marked" if voted else "voted_unmarked", now=now, electors=len(texts))
    done = Marked()
    homes: dict[str, list[str]] = {}
    for person, home in resolve(context, texts, prefix, done).items():
        homes.setdefault(home, []).append(person)
    every = {bank.id: bank for bank in banks.every(context.table)}
    seen: set[str] = set()

    def plan(ids: Sequence[str]) -> list[Piece]:
        pieces = []
        found = households.get_many(context.table, list(ids))
        moved = _moved(context, [h for h in found if h], homes)
        found += households.get_many(context.table, sorted(moved - set(ids)))
        for household in found:
            if household is None:
                continue
            named = [p for p in homes[household.id] if p in household.people and not household.people[p].erased]
            after = _after(household, named, now, voted=voted)
            if household.id not in seen:
                seen.add(household.id)
                changed = sum(after.people[p] != household.people[p] for p in named)
                done.marked += changed
                done.already += len(named) - changed
                done.households += bool(changed)
            if after != household:
                write = together.changed(household, after, every, now)
                pieces.append(Piece((household.id,), [write]))
        return pieces

    together.write(context, list(homes), plan)
    return done


def _moved(context: Context, seen: Iterable[Household], homes: dict[str, list[str]]) -> set[str]:
    """The households to which people were moved since they were looked for; `homes` names them there from now on."""
    gone = [
        (home, person)
        for home in seen
        for person in homes[home.id]
        if person not in home.people or Outcome.MOVED in home.people[person].marks
    ]
    found = context.table.get_many([keys.elector(person) for _, person in gone]) if gone else []
    there = set()
    for (home, person), item in zip(gone, found, strict=True):
        if item and item["household"] != home.id:
            homes[home.id].remove(person)
            homes.setdefault(item["household"], []).append(person)
            there.add(str(item["household"]))
    return there


def _after(household: Household, people: Iterable[str], now: int, *, voted: bool) -> Household:
    return replace(
        household,
        people={p.id: _person(p, now, voted=voted) if p.id in people else p for p in household.people.values()},
    )


def _person(person: Person, now: int, *, voted: bool) -> Person:
    marks = dict(person.marks)
    if voted:
        marks.setdefault(Outcome.ALREADY_VOTED, now)
    else:
        marks.pop(Outcome.ALREADY_VOTED, None)
    return replace(person, marks=marks)


def resolve(context: Context, texts: Sequence[str], prefix: str, done: Marked) -> dict[str, str]:
    """The people that the texts name, each with their household; what names nobody goes to `done.unmatched`."""
    typed = {text: elector_lists.read(text, prefix) for text in dict.fromkeys(texts)}
    people = PersonIds(context.campaign.secret)
    prefixes = _Once(lambda: imports.prefixes(context.table))
    wanted = {text: _keys(text, each, prefixes) for text, each in typed.items()}
    homes = _homes(context, people, {key for keys_ in wanted.values() for key in keys_})
    found = {text: [key for key in keys_ if key in homes] for text, keys_ in wanted.items()}
    _try_prefixes(context, people, prefixes, typed, found, homes)
    resolved = {}
    for text, meant in typed.items():
        ids = {people.of(key): key for key in found[text]}
        if len(ids) == 1:
            ((person, key),) = ids.items()
            resolved[person] = homes[key]
        elif ids:
            done.unmatched.append(Unmatched(text, "ambiguous", tuple(sorted(ids.values())[:MOST_CANDIDATES])))
        else:
            done.unmatched.append(Unmatched(text, "unknown" if meant.keys else "unreadable"))
    return resolved


class _Once:
    """The prefixes of the registers, read where a text asks for them and once."""

    def __init__(self, ask: Callable[[], Sequence[str]]) -> None:
        self._ask = ask
        self._known: Sequence[str] | None = None

    def all(self) -> Sequence[str]:
        if self._known is None:
            self._known = self._ask()
        return self._known


def _keys(text: str, typed: Typed, prefixes: _Once) -> tuple[str, ...]:
    more = elector_lists.glued(text, prefixes.all()) if typed.keys and electors.is_glued(text) else []
    return tuple(dict.fromkeys([*typed.keys, *more]))


def _try_prefixes(
    context: Context,
    people: PersonIds,
    prefixes: _Once,
    typed: Mapping[str, Typed],
    found: dict[str, list[str]],
    homes: dict[str, str],
) -> None:
    """Try numbers without a prefix under every prefix that there is, until they are found to mean several electors."""
    open_ = [text for text, each in typed.items() if each.bare and len(found[text]) < 2]
    every = prefixes.all() if open_ else ()
    for start in range(0, len(every), PREFIXES_A_ROUND):
        some = every[start : start + PREFIXES_A_ROUND]
        tried = {text: [elector_lists.with_prefix(p, typed[text].bare) for p in some] for text in open_}
        homes |= _homes(context, people, {key for keys_ in tried.values() for key in keys_})
        for text, keys_ in tried.items():
            found[text] += [key for key in keys_ if key in homes and key not in found[text]]
        open_ = [text for text in open_ if len(found[text]) < 2]
        if not open_:
            break


def _homes(context: Context, people: PersonIds, wanted: Iterable[str]) -> dict[str, str]:
    """The households of the electors with these keys, those that the table knows."""
    named = list(wanted)
    found = context.table.get_many([keys.elector(people.of(key)) for key in named])
    return {key: str(item["household"]) for key, item in zip(named, found, strict=True) if item}
