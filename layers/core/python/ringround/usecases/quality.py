"""Data quality: what there is to decide about the list, and the decisions, each in one transaction with what follows
from it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ..domain.bank import Bank
from ..domain.claim_id import short_hash
from ..domain.errors import BreaksRule, Conflict, NotThere, TryAgain
from ..domain.household import Household
from ..domain.quality import DECISIONS, KINDS, Decision, Kind, Matter, Settled
from ..storage import audit as entries
from ..storage import banks, callers, households, numbers, quality
from ..storage.table import TransactionRefused
from . import audit, quality_numbers
from .context import Context

PAGE: Final = 50
_ROUNDS: Final = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """A matter with what it takes to decide it: its households (of a number at several addresses, first the one that
    has it), who raised it, by their ids and names, and who decided it."""

    id: str
    matter: Matter
    households: tuple[Household, ...]
    names: Mapping[str, str]

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What may be decided now."""
        if not self.matter.open:
            return ()
        every = DECISIONS[self.matter.about.kind]
        return every if len(self.households) > 1 or "merge" not in every else ("keep", "nobody")


@dataclass(frozen=True, slots=True)
class Page:
    """Matters, open ones first, newest first; how many of each kind are open, and how many there are beyond these."""

    shown: list[Shown]
    open: Mapping[Kind, int]
    more: int


def look(context: Context, kind: Kind | None = None) -> Page:
    """What there is to decide, of one kind or of all."""
    found = quality.every(context.table)
    counted = Counter(m.about.kind for m in found if m.open)
    wanted = [m for m in found if kind in (None, m.about.kind)]
    ordered = sorted(wanted, key=lambda m: (m.open, m.at, quality.key_of(m.about)), reverse=True)
    shown = show(context, ordered[:PAGE])
    return Page(shown, {k: counted[k] for k in KINDS}, max(0, len(ordered) - PAGE))


def show(context: Context, matters: Sequence[Matter]) -> list[Shown]:
    """Matters with their households and names; three requests for some tens of them."""
    several = {m.about.number for m in matters if m.about.kind == "several_addresses"}
    owners = {e164: numbers.owner(item) for e164, item in numbers.get_many(context.table, several).items()}
    about = {quality.key_of(m.about): _homes(m, owners) for m in matters}
    wanted = sorted({home for homes in about.values() for home in homes})
    homes = {h.id: h for h in households.get_many(context.table, wanted) if h}
    people = {r.caller for m in matters for r in m.raised.values()} | {m.settled.by for m in matters if m.settled}
    known = callers.get_many(context.table, sorted(people)) if people else {}
    names = {caller: volunteer.name for caller, volunteer in known.items()}
    return [
        Shown(id_of(context, m), m, tuple(homes[h] for h in about[quality.key_of(m.about)] if h in homes), names)
        for m in matters
    ]


def _homes(matter: Matter, owners: Mapping[str, str]) -> list[str]:
    owner = owners.get(matter.about.number, "")
    return [h for h in dict.fromkeys([owner, matter.about.household]) if h]


def id_of(context: Context, matter: Matter) -> str:
    """The id of a matter: it stands in addresses, so it tells nothing of a number."""
    return "q" + short_hash(context.campaign.secret, "quality", quality.key_of(matter.about), 20)


def decide(context: Context, by: str, matter_id: str, decision: Decision, household: str, *, now: int) -> Shown:
    """Decide a matter; what follows from it is written with it, or nothing is. `household` is the one that is given a
    number, or that stays where two become one (without it, the one that has the number).

    Raises NotThere, BreaksRule (`decision_unknown`), Conflict (`already_settled`; `being_called` where a caller has one
    of the households in hand), TryAgain.
    """
    for _ in range(_ROUNDS):
        seen = next((m for m in quality.every(context.table) if id_of(context, m) == matter_id), None)
        seen = quality.get(context.table, seen.about) if seen else None
        if seen is None or not seen.there:
            raise NotThere("There is no such entry.", code="quality_unknown")
        if not seen.open:
            raise Conflict("This has been settled.", code="already_settled")
        if decision not in DECISIONS[seen.about.kind]:
            raise BreaksRule("This can’t be decided of it.", code="decision_unknown")
        settled = Settled(decision, by, now)
        entry = audit.entry(by, "quality_decided", now=now, kind=seen.about.kind, decision=decision)
        every = {bank.id: bank for bank in banks.every(context.table)}
        writes = [quality.settle(seen, settled), entries.put_entry(entry)]
        if follow := _FOLLOWS.get(decision):
            writes += follow(context, seen, household, every, now)
        try:
            context.table.transact(writes)
        except TransactionRefused:
            continue
        return show(context, [replace(seen, settled=settled)])[0]
    raise TryAgain("These households are being written by others. Nothing was decided: try again.")


Follow = Callable[[Context, Matter, str, Mapping[str, Bank], int], list[dict[str, Any]]]

_FOLLOWS: Final[Mapping[Decision, Follow]] = {
    "give": quality_numbers.give,
    "nobody": quality_numbers.ring_nobody,
    "merge": quality_numbers.merge,
    "works": quality_numbers.works_after_all,
}
