"""Numbers that must not be rung: on the Telephone Preference Service, or of people who objected (PECR regulation 21).

An objection is to the number: it holds whoever has it, and whoever is listed with it later.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ..domain.errors import NotThere, TryAgain
from ..domain.household import Household
from ..importing import number_lists
from ..storage import calls, households, numbers
from ..storage.numbers import Reason
from ..storage.table import TransactionRefused
from . import audit, together
from .context import Context
from .together import Piece

_ROUNDS: Final = 8


@dataclass(slots=True)
class Suppressed:
    """What came of a list: numbers suppressed now, those that were so already, those of them that nobody has (they
    hold for whoever is listed with one later), and lines without a number that can be read."""

    suppressed: int = 0
    already: int = 0
    unknown: int = 0
    unreadable: tuple[str, ...] = ()


def suppress(context: Context, by: str, lines: Sequence[str], reason: Reason, *, now: int) -> Suppressed:
    """Have numbers rung by nobody, at once and in every bank. A card that shows one is told that it may not be rung.

    Raises TryAgain where the table is busy: the same list again does what was left over.
    """
    read = number_lists.read(lines)
    audit.note(context, by, "numbers_suppressed", now=now, numbers=len(read.e164), reason=reason)
    done = Suppressed(unreadable=read.unreadable)
    seen: set[str] = set()

    def plan(entries: Sequence[str]) -> Iterator[Piece]:
        items = numbers.get_many(context.table, entries)
        for e164, item in items.items():
            if e164 not in seen:
                seen.add(e164)
                was = bool(item and item.get("suppressed"))
                done.already += was
                done.suppressed += not was
                done.unknown += not numbers.owner(item)
        owned = by_owner(items)
        homes = households.get_many(context.table, list(owned))
        every = together.banks_now(context)
        for home, household in zip(owned, homes, strict=True):
            writes = [
                numbers.suppress(e164, items[e164], reason, now)
                for e164 in owned[home]
                if reason not in numbers.reasons(items[e164])
            ]
            if household:
                after = with_numbers(household, owned[home], suppressed=True)
                writes += [together.changed(household, after, every, now)] if after != household else []
            yield Piece(tuple(owned[home]), writes)
        for e164, item in items.items():
            if not numbers.owner(item) and reason not in numbers.reasons(item):
                yield Piece((e164,), [numbers.suppress(e164, item, reason, now)])

    together.write(context, read.e164, lambda entries: list(plan(entries)))
    return done


def by_owner(items: dict[str, Any]) -> dict[str, list[str]]:
    """Numbers by the household that owns them; those that nobody has are left out."""
    owned: dict[str, list[str]] = {}
    for e164, item in items.items():
        if home := numbers.owner(item):
            owned.setdefault(home, []).append(e164)
    return owned


def with_numbers(household: Household, which: Sequence[str], **changes: Any) -> Household:
    """The household with some of its numbers changed alike."""
    changed = {e: replace(household.numbers[e], **changes) for e in which if e in household.numbers}
    return replace(household, numbers={**household.numbers, **changed})


def lift(context: Context, by: str, text: str, reason: Reason, *, now: int) -> tuple[str, bool]:
    """Take back a number that was suppressed by a slip; the number, and whether it is suppressed all the same: for
    another reason, or because a caller recorded an objection. That is never taken back.

    Raises NotThere (`not_suppressed`) where no list has it for this reason.
    """
    read = number_lists.read([text]).e164
    for _ in range(_ROUNDS):
        e164 = read[0] if len(read) == 1 else ""
        item = numbers.get_many(context.table, [e164])[e164] if e164 else None
        given = numbers.reasons(item)
        # An import does not say why: what it says is taken back for whichever reason the organiser gives.
        if item is None or not item.get("suppressed") or (given and reason not in given):
            raise NotThere("No list has this number suppressed for this reason.", code="not_suppressed")
        left = bool(given - {reason})
        recorded = calls.is_suppressed({**item, "suppressed": False})
        writes = [numbers.lift(e164, item, given & {reason}, left=left)]
        home = numbers.owner(item)
        household = households.get(context.table, home) if home else None
        if household and not left and not recorded:
            after = with_numbers(household, [e164], suppressed=False)
            every = context.banks_of(household, {})
            writes += [together.changed(household, after, every, now)] if after != household else []
        audit.note(context, by, "suppression_lifted", now=now, reason=reason)
        try:
            context.table.transact(writes)
        except TransactionRefused:
            continue
        return e164, left or recorded
    raise TryAgain("This number is being written by others. Try again.")
