"""Somebody on the register who asks what is held of them, or to be erased: finding who they are and what concerns them.

Everything is looked at, item by item: where somebody lives now is known, where lists had them before is not.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..domain.claim_id import short_hash
from ..domain.erasing import Gone, numbers_of, words_of
from ..domain.errors import BreaksRule, NotThere
from ..domain.household import Household
from ..importing import number_lists
from ..storage import households, keys, numbers, scan
from ..storage.jobs import Job
from ..storage.marshal import Item
from ..storage.schema import PK, SK
from . import audit, jobs, voted
from .context import Context
from .jobs import Tell, Work

FIND: Final = "find_person"
MOST_FOUND: Final = 20


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody on the register, by id, with the household in which they are."""

    person: str
    household: Household


def by_elector(context: Context, typed: str) -> list[Found]:
    """Who has this elector number, as people type it. Raises NotThere, BreaksRule (`ambiguous`)."""
    done = voted.Marked()
    homes = voted.resolve(context, [typed], "", done)
    if any(each.why == "ambiguous" for each in done.unmatched):
        raise BreaksRule("Several electors have this number: give its polling district too.", code="ambiguous")
    return _there(context, homes.items())


def by_id(context: Context, person: str) -> list[Found]:
    """Who has this id, which the audit has for whoever was erased. Raises NotThere."""
    item = context.table.get(keys.elector(person))
    return _there(context, [(person, str(item["household"]))] if item else [])


def by_number(context: Context, typed: str) -> list[Found]:
    """Who may be reached on a telephone number. Raises NotThere."""
    read = number_lists.read([typed]).e164
    items = numbers.get_many(context.table, read)
    owners = {numbers.owner(item) for item in items.values()} - {""}
    homes = [home for home in households.get_many(context.table, sorted(owners)) if home]
    return _there(context, [(p, h.id) for h in homes for p in h.people if numbers_of(h, p)[0] & {*read}])


def of_job(context: Context, job_id: str) -> list[Found]:
    """Whom a search by name has found. Raises NotThere; BreaksRule (`too_many`) where there are more than are shown."""
    job = jobs.look(context, job_id)
    if job.kind != FIND:
        raise NotThere("There is no such search.", code="job_unknown")
    if job.result.get("people", 0) > MOST_FOUND:
        raise BreaksRule("Too many have this name: give the postcode too.", code="too_many")
    return _there(context, [(each["person"], each["household"]) for each in job.result.get("found", ())])


def _there(context: Context, wanted: Iterable[tuple[str, str]]) -> list[Found]:
    pairs = list(wanted)
    homes = {h.id: h for h in households.get_many(context.table, [h for _, h in pairs]) if h}
    found = [Found(p, homes[h]) for p, h in pairs if h in homes and p in homes[h].people]
    if not found:
        raise NotThere("Nobody here is found by this.", code="person_unknown")
    return found


def note_search(context: Context, by: str, *, now: int) -> None:
    """Write down that somebody was looked for, and by whom: not who it was."""
    audit.note(context, by, "person_looked_for", now=now)


def begin_search(context: Context, by: str, name: str, postcode: str, *, now: int) -> Job:
    """A job that looks for a name through the whole table. What it looks for is written down as a keyed hash only."""
    note_search(context, by, now=now)
    detail = {"name": _hash(context, name), "postcode": _hash(context, postcode)}
    return jobs.begin(context, FIND, detail, by=by, now=now)


def search(context: Context, job: Job, tell: Tell) -> Mapping[str, Any]:
    """What the job does: the people who have the name, in whatever order its parts are, with or without those between
    the first and the last; at the postcode, where one was given."""
    found, total = [], 0
    for household in every_household(context, tell):
        if job.detail["postcode"] and _hash(context, household.postcode) != job.detail["postcode"]:
            continue
        for person in household.people.values():
            parts = _parts(person.name)
            if job.detail["name"] in {_hash(context, " ".join(p)) for p in (parts, [*parts[:1], *parts[-1:]])}:
                total += 1
                found.append({"person": person.id, "household": household.id})
    return {"people": total, "found": found[:MOST_FOUND]}


SEARCH: Final[Mapping[str, Work]] = {FIND: search}


def _hash(context: Context, text: str) -> str:
    words = " ".join(sorted(_parts(text)))
    return short_hash(context.campaign.secret, "find", words, 26) if words else ""


def _parts(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in plain if c not in "'’").split()


def every_household(context: Context, tell: Tell) -> Iterator[Household]:
    """Every household there is."""
    beginning = keys.household("")
    wanted = {":sk": {"S": beginning[SK]}, ":pk": {"S": beginning[PK]}}
    where = f"{SK} = :sk AND begins_with({PK}, :pk)"
    for page in counted(scan.pages(context.table, FilterExpression=where, ExpressionAttributeValues=wanted), tell):
        yield from map(households.from_item, page)


def everything_else(context: Context, tell: Tell) -> Iterator[Item]:
    """Every item but households and where electors live."""
    wanted = {":home": {"S": keys.household("")[PK]}, ":elector": {"S": keys.elector("")[PK]}}
    where = f"NOT begins_with({PK}, :home) AND NOT begins_with({PK}, :elector)"
    for page in counted(scan.pages(context.table, FilterExpression=where, ExpressionAttributeValues=wanted), tell):
        yield from page


def counted(pages: Iterable[list[Item]], tell: Tell) -> Iterator[list[Item]]:
    """Pages, with how many items there were so far told."""
    read = 0
    for page in pages:
        read += len(page)
        tell(read, 0)
        yield page


@dataclass(slots=True)
class Subject:
    """Somebody with every household that has them, now or before; `gone` is what erasing them is to leave nowhere,
    `alone` their own numbers by household. Nobody is at an address twice, but lists may have had them at several."""

    person: str
    homes: dict[str, Household]
    alone: dict[str, set[str]]
    gone: Gone

    def concerns(self, call: Item) -> bool:
        """Whether a version of a call, as it is stored, was with them, on a number of theirs, or names them."""
        rung = {call.get("number", ""), *(tried["number"] for tried in call.get("tried", ()))}
        with_them = any(p["person"] == self.person for p in call["people"])
        if with_them or rung & self.gone.numbers:
            return True
        notes = [call.get("note", ""), *(p.get("note", "") for p in call["people"])]
        return call["household"] in self.homes and any(map(self.gone.named_in, notes))


def subject(context: Context, person: str, tell: Callable[[int, int], None]) -> Subject:
    """All that is known of where somebody is. Raises NotThere (`person_unknown`)."""
    homes = {h.id: h for h in every_household(context, tell) if person in h.people or _in_log(h, person)}
    there = {home: h for home, h in homes.items() if person in h.people}
    if not there:
        raise NotThere("There is no such person.", code="person_unknown")
    alone = {home: numbers_of(h, person)[1] for home, h in there.items()}
    owners = {e: numbers.owner(i) for e, i in numbers.get_many(context.table, set().union(*alone.values())).items()}
    words = dict.fromkeys(word for h in there.values() for word in words_of(h.people[person]))
    theirs = frozenset(e for e, owner in owners.items() if not owner or owner in there)
    return Subject(person, homes, alone, Gone(frozenset({person}), theirs, tuple(words)))


def _in_log(household: Household, person: str) -> bool:
    return any(person in entry.people for entry in household.log)
