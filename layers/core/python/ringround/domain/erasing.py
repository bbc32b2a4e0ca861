"""Erasing somebody on the register: what is left of them, of their numbers, and of the calls that they were part of.

Pure. What is left of a person is their id and that they were erased: a keyed hash of the elector number, by which the
next list finds that they are not to be rung. Calls keep when, by whom and how they ended, so that tallies stay right.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .household import Household, LogEntry, Number, Person
from .phone import display

if TYPE_CHECKING:
    from .recording import Call, PersonResult


@dataclass(frozen=True, slots=True)
class Gone:
    """What is to be found nowhere any more: people by their ids, numbers (E.164) that were theirs alone, and words that
    name them in what others wrote."""

    people: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.people or self.numbers or self.words)

    def named_in(self, text: str) -> bool:
        """Whether a text names somebody, by name or by a number however it is spaced."""
        plain, digits = _plain(text), re.sub(r"\D", "", text)
        numbers = (e164[1:] for e164 in self.numbers)
        return any(f" {word} " in f" {plain} " for word in self.words) or any(
            number in digits or re.sub(r"\D", "", display(f"+{number}")) in digits for number in numbers
        )


def words_of(person: Person) -> tuple[str, ...]:
    """What names somebody in a text: the whole name, what they are called, the surname, the elector number."""
    parts = _plain(person.name).split()
    found = [" ".join(parts), _plain(person.first_name), parts[-1] if parts else "", _plain(person.elector)]
    return tuple(dict.fromkeys(word for word in found if len(word) > 1))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def living(household: Household, but: str) -> list[str]:
    """The people of a household, without one of them and without those who were erased."""
    return [p.id for p in household.people.values() if p.id != but and not p.erased]


def numbers_of(household: Household, person: str) -> tuple[set[str], set[str]]:
    """The numbers (E.164) on which somebody may be reached; and those of them that are nobody else's."""
    others = living(household, person)
    reach = {n.e164 for n in household.numbers.values() if person in n.whose or not n.whose}
    alone = {e for e in reach if not (set(household.numbers[e].whose) or set(others)) & set(others)}
    return reach, alone


def silenced(household: Household, person: str, now: int) -> Household:
    """The household with somebody who is asked for no more, and rung on none of the numbers that may reach them, also
    where others are reached on them: an objection is to the number (PECR regulation 21)."""
    reach, _ = numbers_of(household, person)
    known = household.people[person]
    people = {**household.people, person: replace(known, may_vote=False, erased=known.erased or now)}
    numbers = {
        e: replace(n, suppressed=True, marked=n.marked if n.suppressed else now) if e in reach else n
        for e, n in household.numbers.items()
    }
    banks = {b: replace(t, people=tuple(p for p in t.people if p != person)) for b, t in household.banks.items()}
    return replace(household, people=people, numbers=numbers, banks={b: t for b, t in banks.items() if t.people})


def stripped(household: Household, person: str, gone: Gone) -> Household:
    """The household with what is left of somebody: who they were, their own numbers and what was said of them are
    gone; so is the address where nobody else is there."""
    known = household.people.get(person)
    people = dict(household.people)
    if known:
        people[person] = Person(person, "", "", may_vote=False, erased=known.erased)
    numbers = {e: _without(n, person) for e, n in household.numbers.items() if e not in gone.numbers}
    after = replace(household, people=people, numbers=numbers, log=tuple(entry(e, gone) for e in household.log))
    return after if living(household, person) else replace(after, address=(), town="", postcode="")


def _without(number: Number, person: str) -> Number:
    return replace(number, whose=tuple(p for p in number.whose if p != person))


def gone_from(household: Household, said: LogEntry) -> Gone:
    """What is gone from a household of that which a call says, whenever it comes: those of its people who were erased,
    and, where somebody was, numbers that it has no more. Nothing in a household where nobody was."""
    erased = frozenset(p.id for p in household.people.values() if p.erased)
    return Gone(erased, frozenset(said.numbers - household.numbers.keys()) if erased else frozenset())


def entry(said: LogEntry, gone: Gone) -> LogEntry:
    """An entry of a log without what is gone: its numbers, and its note where it is about them. A note on a call that
    they were part of may be about anybody: it goes."""
    if not gone:
        return said
    about = gone.people & said.people.keys() or gone.numbers & said.numbers
    return replace(
        said,
        number="" if said.number in gone.numbers else said.number,
        tried=tuple(t for t in said.tried if t.number not in gone.numbers),
        note="" if about or gone.named_in(said.note) else said.note,
    )


def call(said: "Call", gone: Gone) -> "Call":
    """A version of a call without what is gone. How it ended stays, by id; what was answered does not."""
    if not gone:
        return said
    lost = [p for p in said.people if p.person in gone.people]
    left = entry(said.entry, gone)
    return replace(
        said,
        entry=left,
        people=tuple(_result(p, gone) for p in said.people),
        chosen=_without_answers(said.chosen, lost),
        language="" if lost else said.language,
        flag="" if lost and left.note != said.entry.note else said.flag,
    )


def _result(of: "PersonResult", gone: Gone) -> "PersonResult":
    if of.person in gone.people:
        return replace(of, name="", elector="", answers={}, note="", flag="")
    return replace(of, note="", flag="") if gone.named_in(of.note) else of


def _without_answers(
    chosen: tuple[tuple[str, str], ...], lost: "Collection[PersonResult]"
) -> tuple[tuple[str, str], ...]:
    """The choices of a call without those of some of its people; another's same choice stays."""
    left = list(chosen)
    for result in lost:
        for question, answer in result.answers.items():
            for option in [answer] if isinstance(answer, str) else answer:
                if (question, option) in left:
                    left.remove((question, option))
    return tuple(left)
