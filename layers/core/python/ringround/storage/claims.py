"""What claims stand on, households and their banks, in one request however many claims there are."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..domain.bank import Bank
from ..domain.desk import Desk
from ..domain.household import Household
from . import banks, desks, households, keys
from .table import Table


@dataclass(frozen=True, slots=True)
class Read:
    """Households and banks by their ids, those that exist; and a desk, where one was asked for."""

    households: dict[str, Household]
    banks: dict[str, Bank]
    desk: Desk | None = None


def read(
    table: Table, household_ids: Iterable[str], bank_ids: Iterable[str], desk: tuple[str, str] | None = None
) -> Read:
    """Households and banks as they are now, with the desk of a UK day and caller; no request where nothing is asked."""
    homes, wanted = list(dict.fromkeys(household_ids)), list(dict.fromkeys(bank_ids))
    places = [*(keys.household(h) for h in homes), *(keys.bank(b) for b in wanted)]
    found = table.get_many([*places, *([keys.desk(*desk, table.desk_shards)] if desk else [])])
    known = [banks.from_item(item) for item in found[len(homes) : len(places)]]
    return Read(
        households={h: households.from_item(item) for h, item in zip(homes, found, strict=False) if item},
        banks={bank.id: bank for bank in known if bank},
        desk=desks.from_item(found[-1], *desk) if desk else None,
    )
