"""Imports in the table: their progress, the lease that lets one run at a time, and numbers met at several addresses."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final, Literal

from . import keys
from .marshal import Item
from .schema import SCHEMA_VERSION
from .table import ConditionFailed, Table, Update, put_in, update_in

State = Literal["uploading", "reading", "writing", "done", "failed"]
RUNNING: Final = frozenset({"reading", "writing"})

LEASE_SECONDS: Final = 60
"""How long an import that has stopped without a word keeps others out. It is renewed with its progress."""

LEASE_IS_FREE: Final = "attribute_not_exists(pk) OR ends < :now"
"""Nobody imports now: two at once could each find that a number is not taken."""

LEASE_IS_MINE: Final = "holder = :holder"
"""No other run took over since: one that was paused must not write on."""


class ImportRunning(Exception):  # noqa: N818 - an expected ending
    """Another import is running. `import_id` says which, where it is known."""

    def __init__(self, import_id: str = "") -> None:
        super().__init__("an import is running")
        self.import_id = import_id


class LeaseLost(Exception):  # noqa: N818 - an expected ending
    """Another run has taken over."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of an import: the name it goes by, and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Import:
    """One import. Times are epoch seconds, 0 where there is none; `rows_total` 0 where it is not known yet.

    `counts` are those of the API. `targets` are people who became targets of the bank, `targets_known` how many of
    them the bank's own figure holds already. `keep` names further columns to keep.
    """

    id: str
    bank: str
    bank_name: str = ""
    state: State = "uploading"
    files: tuple[Upload, ...] = ()
    keep: tuple[str, ...] = ()
    by: str = ""
    created: int = 0
    started_at: int = 0
    finished_at: int = 0
    rows_read: int = 0
    rows_done: int = 0
    rows_total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    error_code: str = ""
    error_message: str = ""
    problems: bool = False
    people_known: int = 0
    households_known: int = 0


def create(table: Table, new: Import) -> None:
    """Write a new import. Raises ConditionFailed where there is one with its id."""
    data = {**asdict(new), "files": [asdict(f) for f in new.files]}
    table.put({**keys.importing(new.id), "v": SCHEMA_VERSION, **data}, "attribute_not_exists(pk)")


def get(table: Table, import_id: str) -> Import | None:
    """One import."""
    item = table.get(keys.importing(import_id))
    return _from_item(item) if item else None


def change(table: Table, import_id: str, **changes: Any) -> None:
    """Change some fields of an import. Raises ConditionFailed where there is no such import."""
    table.update(keys.importing(import_id), Update(set=changes, condition="attribute_exists(pk)"))


def take_lease(table: Table, import_id: str, holder: str, now: int) -> None:
    """Take the lease for one run, whose name is `holder`. Raises ImportRunning."""
    update = Update(
        set={"import": import_id, "holder": holder, "ends": now + LEASE_SECONDS},
        condition=LEASE_IS_FREE,
        values={":now": now},
    )
    try:
        table.update(keys.import_lease(), update)
    except ConditionFailed as failed:
        found = failed.found or {}
        if found.get("holder") != holder:
            raise ImportRunning(str(found.get("import", ""))) from None


def extend_lease(table: Table, holder: str, now: int) -> None:
    """Go on holding the lease. Raises LeaseLost."""
    update = Update(set={"ends": now + LEASE_SECONDS}, condition=LEASE_IS_MINE, values={":holder": holder})
    try:
        table.update(keys.import_lease(), update)
    except ConditionFailed:
        raise LeaseLost from None


def end_lease(table: Table, holder: str) -> None:
    """Let the next import begin at once. Nothing happens where the lease is somebody else's."""
    update = Update(set={"ends": 0}, condition=LEASE_IS_MINE, values={":holder": holder})
    try:
        table.update(keys.import_lease(), update)
    except ConditionFailed:
        return


def running(table: Table, now: int) -> str:
    """The id of the import that holds the lease at `now`; empty where none does."""
    item = table.get(keys.import_lease()) or {}
    return str(item.get("import", "")) if item.get("ends", 0) >= now else ""


def add_targets(import_id: str, lane: int, people: int, households: int) -> dict[str, Any]:
    """Part of a transaction: people and households that became a bank's targets in it.

    Counted together with the write itself, so that a crash can't make the figure wrong. A lane is used by one writer
    at a time, so that writers don't wait for one another.
    """
    return update_in(keys.import_targets(import_id, lane), Update(add={"people": people, "households": households}))


def give_targets_to_bank(table: Table, found: Import, lanes: int) -> None:
    """Add to the bank's figures what the import counted and has not given to it yet, both in one write."""
    items = [item for item in table.get_many([keys.import_targets(found.id, n) for n in range(lanes)]) if item]
    people = sum(item["people"] for item in items)
    households = sum(item["households"] for item in items)
    more = {"people": people - found.people_known, "households": households - found.households_known}
    if not any(more.values()):
        return
    known = Update(
        set={"people_known": people, "households_known": households},
        condition="people_known = :people AND households_known = :households",
        values={":people": found.people_known, ":households": found.households_known},
    )
    writes = [
        update_in(keys.bank(found.bank), Update(add=more, condition="attribute_exists(pk)")),
        update_in(keys.importing(found.id), known),
    ]
    table.transact(writes)


def put_conflict(import_id: str, e164: str, elsewhere: str) -> dict[str, Any]:
    """Part of a transaction: a number that is given at an address that does not own it, for the organisers'
    data-quality page. Who owns it stands in the number's item."""
    item = {**keys.import_conflict(import_id, e164, elsewhere), "v": SCHEMA_VERSION}
    return put_in({**item, "e164": e164, "elsewhere": elsewhere})


def _from_item(item: Item) -> Import:
    known = {f.name: item[f.name] for f in fields(Import) if f.name in item}
    known["files"] = tuple(Upload(**f) for f in item.get("files", ()))
    known["keep"] = tuple(item.get("keep", ()))
    return Import(**known)


def number_item(e164: str, household: str, screened_on: str, *, suppressed: bool) -> Item:
    """The item by which a household owns a number."""
    item: Item = {**keys.number(e164), "v": SCHEMA_VERSION, "household": household}
    if screened_on:
        item["screened_on"] = screened_on
    if suppressed:
        item["suppressed"] = True
    return item


def objection_item(e164: str) -> Item:
    """The item of a number that must not be rung and that nobody has."""
    return {**keys.number(e164), "v": SCHEMA_VERSION, "suppressed": True}


def elector_item(elector_key: str, household: str) -> Item:
    """The item that says in which household an elector is."""
    return {**keys.elector(elector_key), "v": SCHEMA_VERSION, "household": household}
