"""Numbers in the table: who owns one, why it must not be rung, when it was screened.

`suppressed` says that a list has it; `r|tps` and `r|objection` say which kind of list an organiser gave, with the time.
What calls say stands beside it, each mark with its claim (`storage.calls`).
"""

from collections.abc import Iterable
from typing import Any, Final, Literal, get_args

from . import keys
from .marshal import Item
from .schema import PK, SCHEMA_VERSION
from .table import Table, Update, put_in, update_in

Reason = Literal["tps", "objection"]
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
"""On the Telephone Preference Service, or somebody told us not to call (PECR regulation 21; field.md, section 4)."""

NOT_KNOWN_YET: Final = "attribute_not_exists(pk)"
OWNED_AS_READ: Final = "household = :owner"
"""No import has given it to another household since it was read."""
OWNED_BY_NOBODY: Final = "attribute_exists(pk) AND attribute_not_exists(household)"


def get_many(table: Table, numbers: Iterable[str]) -> dict[str, Item | None]:
    """The items of numbers (E.164), None where there is none."""
    wanted = list(dict.fromkeys(numbers))
    return dict(zip(wanted, table.get_many([keys.number(e164) for e164 in wanted]), strict=True))


def owner(item: Item | None) -> str:
    """The household that owns a number, empty where nobody does."""
    return str((item or {}).get("household", ""))


def e164_of(item: Item) -> str:
    """The number of an item."""
    return str(item[PK]).partition("#")[2]


def reasons(item: Item | None) -> set[Reason]:
    """Why organisers had it suppressed; nothing where an import alone says so."""
    return {reason for reason in REASONS if item and f"r|{reason}" in item}


def suppress(e164: str, item: Item | None, reason: Reason, now: int) -> dict[str, Any]:
    """Part of a transaction: a number must not be rung, for a reason, whether anybody has it or not."""
    marks = {"suppressed": True, f"r|{reason}": now}
    if item is None:
        return put_in({**keys.number(e164), "v": SCHEMA_VERSION, **marks}, NOT_KNOWN_YET)
    return change(e164, item, marks)


def lift(e164: str, item: Item, taken: Iterable[Reason], *, left: bool) -> dict[str, Any]:
    """Part of a transaction: reasons are taken back; `left` says whether it is suppressed all the same."""
    return change(e164, item, {"suppressed": left}, remove=[f"r|{reason}" for reason in taken])


def let_go(e164: str, item: Item | None, now: int) -> dict[str, Any]:
    """Part of a transaction: a number is nobody's any more, and nothing is known of it but that it must not be rung.

    The number itself stays: whatever a list brings is held against it, and of so few possible numbers a hash would tell
    as much to whoever has the table.
    """
    marks = {"suppressed": True, "r|objection": (item or {}).get("r|objection", now)}
    if item is None:
        return put_in({**keys.number(e164), "v": SCHEMA_VERSION, **marks}, NOT_KNOWN_YET)
    return change(e164, item, marks, remove=[name for name in item if name not in {*keys.number(e164), "v", *marks}])


def change(e164: str, item: Item, changes: dict[str, Any], remove: Iterable[str] = ()) -> dict[str, Any]:
    """Part of a transaction: change a number's item while it is owned as it was read."""
    home = owner(item)
    condition, values = (OWNED_AS_READ, {":owner": home}) if home else (OWNED_BY_NOBODY, {})
    return update_in(keys.number(e164), Update(set=changes, remove=remove, condition=condition, values=values))
