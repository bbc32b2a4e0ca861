"""Imports in the table: their progress, the lease that lets one run at a time, and numbers met at several addresses."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final, Literal

from . import keys
from .marshal import Item
from .schema import PK, SCHEMA_VERSION, SK
from .table import ConditionFailed, Table, Update, update_in

State = Literal["uploading", "checking", "checked", "reading", "writing", "done", "failed", "undoing", "undone"]
RUNNING: Final = frozenset({"checking", "reading", "writing", "undoing"})

LEASE_SECONDS: Final = 60
"""How long an import that has stopped without a word keeps others out. It is renewed with its progress."""

LEASE_IS_FREE: Final = "attribute_not_exists(pk) OR ends < :now"
"""Nobody imports now: two at once could each find that a number is not taken."""

LEASE_IS_MINE: Final = "holder = :holder"
"""No other run took over since: one that was paused must not write on."""


THE_CHECK_ASKED_FOR: Final = "#check = :check AND #state = :checking"
"""No other check was asked for meanwhile, with other meanings, and the import was not started."""


class ImportRunning(Exception):  # noqa: N818 - an expected ending
    """Another import is running. `import_id` says which, where it is known."""

    def __init__(self, import_id: str = "") -> None:
        super().__init__("an import is running")
        self.import_id = import_id


class LeaseLost(Exception):  # noqa: N818 - an expected ending
    """Another run has taken over."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of an import: the name it goes by, its size in bytes, and what the organiser said of it: the meaning of
    columns by their place from 0 (empty: not used), and the separator."""

    name: str
    size: int
    columns: Mapping[str, str] = field(default_factory=dict)
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Import:
    """One import. Times are epoch seconds, 0 where there is none; `rows_total` 0 where it is not known yet.

    `bank` is empty where nobody becomes a target by the import itself. `counts` are those of the API. `people_known`
    and `households_known` are the targets that the bank's own figures hold already. `keep` names further columns to
    keep. `prefixes` and `districts` are those of the elector numbers and the postcodes of its registers,
    `fingerprints` tell its files from others. `check` is the name of the check that was asked for last, `preview` says
    that it left one. `runs` counts the runs that began to write. `undo` is the job that undoes it, `undo_began` says
    that it has changed something.
    """

    id: str
    bank: str = ""
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
    prefixes: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()
    check: str = ""
    preview: bool = False
    runs: int = 0
    undo: str = ""
    undo_began: bool = False

    @property
    def in_table(self) -> bool:
        """Whether it wrote something, and was not undone."""
        return self.runs > 0 and self.state != "undone"


def create(table: Table, new: Import) -> None:
    """Write a new import. Raises ConditionFailed where there is one with its id."""
    data = {**asdict(new), "files": [asdict(f) for f in new.files]}
    table.put_new({**keys.importing(new.id), "v": SCHEMA_VERSION, **data})


def get(table: Table, import_id: str) -> Import | None:
    """One import."""
    item = table.get(keys.importing(import_id))
    return _from_item(item) if item else None


def every(table: Table) -> list[Import]:
    """All imports, newest first."""
    partition = keys.importing("")
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk AND begins_with({SK}, :sk)",
        ExpressionAttributeValues={":pk": {"S": partition[PK]}, ":sk": {"S": partition[SK]}},
        ScanIndexForward=False,
        ConsistentRead=True,
    )
    return [_from_item(item) for item in found]


def people_changed_at(table: Table) -> int:
    """Epoch seconds: when an import last ended that may have written people, or was taken back; 0 before the first."""
    ends = (each.finished_at for each in every(table) if each.state in {"done", "undone"} or each.runs)
    return max(ends, default=0)


def prefixes(table: Table) -> tuple[str, ...]:
    """The prefixes of the elector numbers in the registers that were imported, in order (`AB` of AB-124/1).

    Each import writes its own down before it writes its first elector, and takes them with it when it is undone.
    """
    return tuple(sorted({prefix for each in every(table) if each.in_table for prefix in each.prefixes}))


def change(table: Table, import_id: str, **changes: Any) -> None:
    """Change some fields of an import. Raises ConditionFailed where there is no such import."""
    table.update(keys.importing(import_id), Update(set=changes, condition="attribute_exists(pk)"))


def move(table: Table, import_id: str, before: Iterable[State], after: State, **changes: Any) -> bool:
    """Change an import's state, and other fields, where it is in one of the states `before`; False where not."""
    allowed = {f":b{place}": state for place, state in enumerate(before)}
    update = Update(
        set={"state": after, **changes},
        condition=f"#state IN ({', '.join(allowed)})",
        values=allowed,
        names={"#state": "state"},
    )
    try:
        table.update(keys.importing(import_id), update)
    except ConditionFailed:
        return False
    return True


def end_check(table: Table, import_id: str, check: str, state: State, **changes: Any) -> bool:
    """Write how a check ended, where no other was asked for and nothing else was begun since; False where not."""
    update = Update(
        set={"state": state, **changes},
        condition=THE_CHECK_ASKED_FOR,
        values={":check": check, ":checking": "checking"},
        names={"#state": "state", "#check": "check"},
    )
    try:
        table.update(keys.importing(import_id), update)
    except ConditionFailed:
        return False
    return True


def begin_run(table: Table, import_id: str, **changes: Any) -> int:
    """Count one more run that writes; which one it is, from 1."""
    update = Update(set=changes, add={"runs": 1}, condition="attribute_exists(pk)")
    return int(table.update(keys.importing(import_id), update, returned="UPDATED_NEW")["runs"])


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
    if not found.bank:
        return
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


SEVERAL_ADDRESSES: Final = "several_addresses"


def conflict_key(e164: str, elsewhere: str) -> keys.Key:
    """The item that says that a number is given at an address that does not own it."""
    return keys.quality(SEVERAL_ADDRESSES, f"{e164}#{elsewhere}")


def put_conflict(import_id: str, e164: str, elsewhere: str, now: int) -> dict[str, Any]:
    """Part of a transaction: a number that is given at an address that does not own it, for the organisers'
    data-quality page. Who owns it stands in the number's item.

    What was decided of it stays, and so does which import met it first (`import`), and when (`at`).
    """
    said = {"v": SCHEMA_VERSION, "e164": e164, "elsewhere": elsewhere}
    return update_in(conflict_key(e164, elsewhere), Update(set=said, first={"import": import_id, "at": now}))


def _from_item(item: Item) -> Import:
    known = {f.name: item[f.name] for f in fields(Import) if f.name in item}
    known["files"] = tuple(Upload(**f) for f in item.get("files", ()))
    for name in ("keep", "prefixes", "districts", "fingerprints"):
        known[name] = tuple(item.get(name, ()))
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
