"""What claims stand on, households and their banks, in one request however many claims there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..domain.bank import Bank
from ..domain.claim_id import ClaimParts
from ..domain.desk import Desk
from ..domain.hours import uk_day
from ..domain.household import Household
from . import banks, desks, households, keys
from .marshal import Item
from .table import Table


@dataclass(frozen=True, slots=True)
class Read:
    """Households and banks by their ids, those that exist; a desk, where one was asked for; and of the claims that were
    asked for, those of which a call was recorded."""

    households: dict[str, Household]
    banks: dict[str, Bank]
    desk: Desk | None = None
    recorded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Households and banks to be read, by their ids, each once. `kept` are banks that need not be read: what is read
    says them as well, so that one that was kept when it was decided what to read is not missing a moment later."""

    households: tuple[str, ...]
    banks: tuple[str, ...]
    kept: Mapping[str, Bank] = field(default_factory=dict)

    @staticmethod
    def of(household_ids: Iterable[str], bank_ids: Iterable[str], kept: Mapping[str, Bank] | None = None) -> "Wanted":
        """What these name, but for banks that are `kept`."""
        kept = kept or {}
        return Wanted(
            tuple(dict.fromkeys(household_ids)), tuple(b for b in dict.fromkeys(bank_ids) if b not in kept), kept
        )

    def keys(self) -> list[keys.Key]:
        """Where they are."""
        return [*map(keys.household, self.households), *map(keys.bank, self.banks)]

    def read(self, items: Sequence[Item | None], desk: Desk | None = None) -> Read:
        """What the items at `keys` are."""
        known = [banks.from_item(item) for item in items[len(self.households) :]]
        return Read(
            households={h: households.from_item(i) for h, i in zip(self.households, items, strict=False) if i},
            banks={**self.kept, **{bank.id: bank for bank in known if bank}},
            desk=desk,
        )


def read(
    table: Table,
    household_ids: Iterable[str],
    bank_ids: Iterable[str],
    desk: tuple[str, str] | None = None,
    claims: Mapping[str, ClaimParts] | None = None,
    kept: Mapping[str, Bank] | None = None,
) -> Read:
    """Households and banks as they are now, or as they are `kept`, with the desk of a UK day and caller, and whether
    calls of claims were recorded; no request where nothing is asked."""
    wanted, asked = Wanted.of(household_ids, bank_ids, kept), claims or {}
    places = wanted.keys()
    calls = [keys.call(parts.caller, uk_day(parts.at), claim, 1) for claim, parts in asked.items()]
    found = table.get_many([*places, *calls, *([keys.desk(*desk, table.desk_shards)] if desk else [])])
    there = found[len(places) : len(places) + len(calls)]
    read = wanted.read(found[: len(places)], desks.from_item(found[-1], *desk) if desk else None)
    return replace(read, recorded=frozenset(claim for claim, item in zip(asked, there, strict=True) if item))
