"""What organisers are to decide, in the table: one item for each matter, all in one partition.

Who raised it stands in attributes of their own, `c|claim`, so that a correction takes back its own and no other; a
number at several addresses is written by imports (`storage.imports.put_conflict`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from ..domain.quality import About, Matter, Raised, Settled
from . import keys
from .marshal import Item
from .schema import PK, SCHEMA_VERSION, SK
from .table import Table, Update, update_in

_RAISED: Final = "c|"

UNDECIDED_AS_READ: Final = "attribute_exists(pk) AND attribute_not_exists(decided)"
DECIDED_AS_READ: Final = "decided_at = :seen"
"""Nobody decided it since it was read."""


def changes(claim: str, before: Mapping[About, Raised], after: Mapping[About, Raised]) -> Iterator[dict[str, Any]]:
    """Parts of the transaction that records or corrects a call: what it raises now, and what it raises no more."""
    for about in {**before, **after}:
        raised = after.get(about)
        if raised is None:
            yield update_in(_key(about), Update(remove=[_RAISED + claim]))
        elif not _same(before.get(about), raised):
            yield update_in(_key(about), _raise(claim, about, raised))


def _same(known: Raised | None, raised: Raised) -> bool:
    return known is not None and replace(raised, at=known.at) == known


def put(table: Table, claim: str, about: About, raised: Raised) -> None:
    """Write down what a claim raises, though no call is recorded under it. Written again, it is the same."""
    table.update(_key(about), _raise(claim, about, raised))


def _raise(claim: str, about: About, raised: Raised) -> Update:
    said: Item = {"caller": raised.caller, "at": raised.at}
    more = {"bank": raised.bank, "people": list(raised.people), "note": raised.note, "language": raised.language}
    said |= {name: value for name, value in more.items() if value}
    known: Item = {"v": SCHEMA_VERSION, "household": about.household, _RAISED + claim: said}
    return Update(set={**known, "e164": about.number} if about.number else known)


def _key(about: About) -> keys.Key:
    return keys.quality(about.kind, f"{about.number}#{about.household}" if about.number else about.household)


def key_of(about: About) -> str:
    """What tells one matter from every other. Holds a number: never shown, never logged."""
    return _key(about)[SK]


def every(table: Table) -> list[Matter]:
    """All matters, decided ones too; eventually consistent."""
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk", ExpressionAttributeValues={":pk": {"S": keys.quality("", "")[PK]}}
    )
    return [matter for item in found if (matter := _matter(item)).there]


def get(table: Table, about: About) -> Matter | None:
    """One matter as it is now."""
    item = table.get(_key(about))
    return _matter(item) if item else None


def settle(seen: Matter, settled: Settled) -> dict[str, Any]:
    """Part of a transaction: what was decided, where nobody decided it since it was read."""
    decided = {"decision": settled.decision, "by": settled.by, "at": settled.at}
    condition, values = (DECIDED_AS_READ, {":seen": seen.settled.at}) if seen.settled else (UNDECIDED_AS_READ, {})
    update = Update(set={"decided": decided, "decided_at": settled.at}, condition=condition, values=values)
    return update_in(_key(seen.about), update)


def forget(table: Table, about: About, claims: Iterable[str]) -> None:
    """Take away what some claims raised of a matter, as a correction does."""
    table.update(_key(about), Update(remove=[_RAISED + claim for claim in claims]))


def delete(table: Table, about: About) -> None:
    """Delete a matter: it names a number of somebody who was erased."""
    table.delete(_key(about))


def of_item(item: Item) -> Matter:
    """The matter of an item."""
    return _matter(item)


def _matter(item: Item) -> Matter:
    kind: Any = item[SK].partition("#")[0]
    decided = item.get("decided")
    raised = {name.removeprefix(_RAISED): _raised(said) for name, said in item.items() if name.startswith(_RAISED)}
    return Matter(
        about=About(kind, item.get("household") or item.get("elsewhere", ""), item.get("e164", "")),
        raised=raised,
        since=item.get("at", 0),
        settled=Settled(decided["decision"], decided["by"], decided["at"]) if decided else None,
    )


def _raised(said: Item) -> Raised:
    return Raised(
        caller=said["caller"],
        at=said["at"],
        bank=said.get("bank", ""),
        people=tuple(said.get("people", ())),
        note=said.get("note", ""),
        language=said.get("language", ""),
    )
