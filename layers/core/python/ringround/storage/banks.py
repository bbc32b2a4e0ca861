"""The campaign, banks, their scripts and their progress in the table."""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from ..domain import script as scripts
from ..domain.bank import Bank, Campaign
from ..domain.errors import NotThere
from ..domain.leaderboard import Leader
from ..domain.script import Script
from . import keys
from .marshal import Item
from .schema import PK, SCHEMA_VERSION, SK
from .table import ConditionFailed, Table, Update, put_in, update_in

NEW: Final = "attribute_not_exists(pk)"
SCRIPT_AS_READ: Final = "#version = :read"
"""Nobody wrote another version of the bank's script since it was read."""
_HOURS: Final = ("hours", "default_hours")
NOT_REFRESHED_SINCE: Final = "attribute_not_exists(as_of) OR as_of = :seen"


def put_campaign(table: Table, campaign: Campaign) -> None:
    """Write the campaign. Raises ConditionFailed where there is one: its secret never changes."""
    item = {**keys.campaign(), "v": SCHEMA_VERSION, **_fields(campaign)}
    table.put(item, NEW)


def get_campaign(table: Table) -> Campaign:
    """The campaign. Raises NotThere where the table holds none, or only what is left of one that was closed."""
    item = table.get(keys.campaign())
    if item is None:
        raise NotThere("This campaign is not set up yet.", code="no_campaign")
    if item.get("closed"):
        raise NotThere("This campaign is over, and its data has been destroyed.", code="campaign_over")
    return Campaign(**_known(Campaign, item))


def create(table: Table, bank: Bank) -> None:
    """Write a new bank. Raises ConditionFailed where there is one with its id."""
    table.put({**keys.bank(bank.id), "v": SCHEMA_VERSION, **_fields(bank)}, NEW)


def put_new(bank: Bank) -> dict[str, Any]:
    """Part of a transaction: a new bank."""
    return put_in({**keys.bank(bank.id), "v": SCHEMA_VERSION, **_fields(bank)}, NEW)


def put_changes(
    bank_id: str, changes: Mapping[str, Any], *, script_version: int = 0, seen: Bank | None = None
) -> dict[str, Any]:
    """Part of a transaction: changes of a bank that is there; whose script is at a version where one is given, and
    whose status and target are as they were `seen`, for what follows from the changes goes by these. None takes a field
    away."""
    update = Update(
        set={name: value for name, value in changes.items() if value is not None},
        remove=[name for name, value in changes.items() if value is None],
        condition="attribute_exists(pk)",
    )
    if script_version:
        update.condition, update.values = SCRIPT_AS_READ, {":read": script_version}
        update.names = {"#version": "script_version"}
    if seen:
        targeted = "attribute_not_exists(#target)" if seen.target is None else "#target = :target"
        update.condition += f" AND #status = :status AND {targeted}"
        update.names = {**update.names, "#status": "status", "#target": "target"}
        values = {":status": seen.status, ":target": seen.target}
        update.values = {**update.values, **{name: value for name, value in values.items() if value is not None}}
    return update_in(keys.bank(bank_id), update)


def update(table: Table, bank_id: str, changes: Mapping[str, Any]) -> None:
    """Change some fields of a bank. Raises ConditionFailed where there is no such bank."""
    table.update(keys.bank(bank_id), Update(set=changes, condition="attribute_exists(pk)"))


def get(table: Table, bank_id: str, *, consistent: bool = True) -> Bank | None:
    """One bank."""
    return from_item(table.get(keys.bank(bank_id), consistent=consistent))


def get_many(table: Table, bank_ids: Iterable[str]) -> dict[str, Bank]:
    """Banks by their ids; those that do not exist are left out."""
    found = map(from_item, table.get_many([keys.bank(b) for b in bank_ids]))
    return {bank.id: bank for bank in found if bank}


def every(table: Table) -> list[Bank]:
    """All banks, oldest first."""
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk",
        ExpressionAttributeValues={":pk": {"S": keys.bank("")[PK]}},
        ConsistentRead=True,
    )
    return sorted((bank for item in found if (bank := from_item(item))), key=lambda b: (b.created, b.id))


def from_item(item: Item | None) -> Bank | None:
    """The bank of an item."""
    if item is None:
        return None
    known = _known(Bank, item)
    known["priorities"] = tuple(known.get("priorities", (3,)))
    return Bank(**{**known, "id": item[SK]})


def from_data(data: Mapping[str, Any]) -> Bank:
    """The bank of what it was packed as, field by field."""
    known = _known(Bank, dict(data))
    return Bank(**{**known, "priorities": tuple(known["priorities"])})


@dataclass(frozen=True, slots=True)
class ScriptVersion:
    """A version of a script with who wrote it (a volunteer's id) and when, epoch seconds; empty and 0 where that is not
    known."""

    script: Script
    by: str = ""
    at: int = 0


def put_script(table: Table, script: Script) -> None:
    """Write a version of a script. Raises ConditionFailed where that version exists: it never changes."""
    table.put(_script_item(ScriptVersion(script)), NEW)


def put_first_version(written: ScriptVersion) -> dict[str, Any]:
    """Part of the transaction that makes a bank: its script. One that is there was left by a bank that never came."""
    return put_in(_script_item(written))


def put_version(written: ScriptVersion) -> dict[str, Any]:
    """Part of a transaction: a new version of a script."""
    return put_in(_script_item(written), NEW)


def _script_item(written: ScriptVersion) -> Item:
    data = scripts.to_data(written.script)
    item = {
        **keys.script(written.script.id, written.script.version),
        "v": SCHEMA_VERSION,
        "title": data["title"],
        "blocks": data["blocks"],
    }
    return {**item, "by": written.by, "at": written.at} if written.at else item


def script_versions(table: Table, script_id: str) -> list[ScriptVersion]:
    """Every version of a script, newest first."""
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk",
        ExpressionAttributeValues={":pk": {"S": keys.script(script_id, 1)[PK]}},
        ScanIndexForward=False,
        ConsistentRead=True,
    )
    return [_version(script_id, item) for item in found]


def _version(script_id: str, item: Item) -> ScriptVersion:
    number = int(item[SK].removeprefix("V#"))
    return ScriptVersion(scripts.parse(script_id, number, item), item.get("by", ""), item.get("at", 0))


def get_script(table: Table, script_id: str, version: int) -> Script:
    """A version of a script. Raises NotThere."""
    item = table.get(keys.script(script_id, version), consistent=False) or table.get(keys.script(script_id, version))
    if item is None:
        raise NotThere("There is no such script.", code="script_unknown")
    return scripts.parse(script_id, version, item)


@dataclass(frozen=True, slots=True)
class Progress:
    """A bank's counters at a time. `past` adds up the days until `through`, which do not change any more; `leaders` are
    the most calls of the UK day `day` of those who want to be seen."""

    as_of: int = 0
    through: str = ""
    past: Mapping[str, int] | None = None
    counts: Mapping[str, int] | None = None
    day: str = ""
    leaders: tuple[Leader, ...] = ()


def get_progress(table: Table, bank_ids: Iterable[str]) -> dict[str, Progress]:
    """The progress snapshots of banks."""
    found = {}
    for item in table.get_many([keys.progress(b) for b in bank_ids], consistent=False):
        if item:
            leaders = tuple(Leader(**leader) for leader in item.get("leaders", ()))
            found[item[SK]] = Progress(**{**_known(Progress, item), "leaders": leaders})
    return found


def take_refresh(table: Table, bank_id: str, seen: int, now: int) -> bool:
    """Take it on oneself to work out a snapshot anew that was read as of `seen`; False where somebody else does."""
    update_ = Update(set={"as_of": now}, condition=NOT_REFRESHED_SINCE, values={":seen": seen})
    try:
        table.update(keys.progress(bank_id), update_)
    except ConditionFailed:
        return False
    return True


def expire_progress(table: Table, bank_id: str) -> None:
    """Have a bank's snapshot worked out with the next look, where there is one."""
    with suppress(ConditionFailed):
        table.update(keys.progress(bank_id), Update(set={"as_of": 0}, condition="attribute_exists(pk)"))


def put_progress(table: Table, bank_id: str, progress: Progress) -> None:
    """Write a snapshot."""
    changes = {name: value for name, value in asdict(progress).items() if value is not None}
    table.update(keys.progress(bank_id), Update(set=changes))


def added(*counts: Mapping[str, int] | None) -> dict[str, int]:
    """Counters added up."""
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each or {})
    return dict(total)


def _fields(value: Campaign | Bank) -> dict[str, Any]:
    data = {f.name: getattr(value, f.name) for f in fields(value)}
    return {**data, **{name: _hours(data[name]) for name in _HOURS if name in data}}


def _hours(hours: Mapping[str, Any]) -> dict[str, Any]:
    return {day: tuple(span) for day, span in hours.items() if span}


def _known(kind: Any, item: Item) -> dict[str, Any]:
    # Names that this version does not know are left alone: a newer one may have written them.
    names = {f.name for f in fields(kind)}
    known = {name: value for name, value in item.items() if name in names}
    return {**known, **{name: _hours(known[name]) for name in _HOURS if name in known}}
