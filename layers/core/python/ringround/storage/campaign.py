"""What organisers change of the campaign, its logo, and how it is closed.

The campaign's own item keeps its secret whatever is changed; once all is destroyed it is a stub without one.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from . import keys
from .marshal import Item
from .schema import SCHEMA_VERSION
from .table import ConditionFailed, Table, Update, put_in

CHANGEABLE: Final = frozenset(
    {
        "name",
        "party",
        "imprint",
        "privacy_contact",
        "brand",
        "on_brand",
        "default_hours",
        "poll_date",
        "ends",
        "has_logo",
    }
    | {"closing", "blocked"}
)
STILL_THERE: Final = "attribute_exists(secret)"
"""The campaign is set up, and not destroyed."""


def change(table: Table, **changes: Any) -> None:
    """Change fields of the campaign; its secret never. Raises ConditionFailed where there is none any more."""
    if unknown := changes.keys() - CHANGEABLE:
        raise ValueError(f"not to be changed: {', '.join(sorted(unknown))}")
    table.update(keys.campaign(), Update(set=changes, condition=STILL_THERE))


def put_logo(table: Table, uri: str) -> None:
    """Keep a logo; empty takes it away."""
    if uri:
        table.put({**keys.logo(), "v": SCHEMA_VERSION, "uri": uri})
    else:
        table.delete(keys.logo())


def get_logo(table: Table) -> str:
    """The logo's data URI, empty where there is none."""
    item = table.get(keys.logo(), consistent=False)
    return str(item["uri"]) if item else ""


@dataclass(frozen=True, slots=True)
class Closing:
    """That a campaign is being closed. Times are epoch seconds, 0 where there is none.

    `export` is the job of the last export, `fetched` when and `fetched_by` by whom it was fetched; `destroying` is the
    job that destroys all of it; `handed_by` handed out the code by which whoever asked came in, if anybody.
    """

    asked_by: str
    asked_role: str
    asked: int
    export: str
    fetched: int = 0
    fetched_by: str = ""
    destroying: str = ""
    handed_by: str = ""


def put_closing(table: Table, closing: Closing) -> None:
    """Write down that the campaign is being closed, or how far that is."""
    kept = {name: value for name, value in asdict(closing).items() if value not in ("", 0)}
    table.put({**keys.closing(), "v": SCHEMA_VERSION, **kept})


def get_closing(table: Table) -> Closing | None:
    """Whether and how the campaign is being closed."""
    item = table.get(keys.closing())
    return Closing(**{f.name: item[f.name] for f in fields(Closing) if f.name in item}) if item else None


def note_fetched(table: Table, export: str, by: str, now: int) -> None:
    """Note that the last export was fetched; nothing where a newer one has been asked for meanwhile."""
    update = Update(
        set={"fetched": now, "fetched_by": by},
        condition="#export = :export",
        values={":export": export},
        names={"#export": "export"},
    )
    try:
        table.update(keys.closing(), update)
    except ConditionFailed:
        return


def end_closing(table: Table) -> None:
    """The campaign is not being closed any more."""
    table.delete(keys.closing())


@dataclass(frozen=True, slots=True)
class Stub:
    """All that is left of a campaign. `job` destroys, `begun` is when; `certificate` is there once it is done. `counts`
    are what there was: items by kind, files and log streams; kept from the first look, so that a run that goes on after
    a crash still knows them."""

    name: str
    poll_date: str
    job: str
    begun: int
    told: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, Any] = field(default_factory=dict)
    certificate: Mapping[str, Any] = field(default_factory=dict)
    woken: int = 0


def begin_stub(table: Table, stub: Stub) -> bool:
    """Put the stub in place of the campaign: from here on nobody can do anything. False where one is there already, or
    where the end was called off in this very moment."""
    try:
        table.put(_stub_item(stub), f"{STILL_THERE} AND closing > :never", {":never": 0})
    except ConditionFailed:
        return False
    return True


def put_stub(table: Table, stub: Stub) -> None:
    """Write how far it is."""
    table.put(_stub_item(stub))


def finish_stub(table: Table, stub: Stub) -> None:
    """Write the certificate and take the last job away, both or neither."""
    table.transact(
        [put_in(_stub_item(stub)), {"Delete": {"Key": {n: {"S": v} for n, v in keys.job(stub.job).items()}}}]
    )


def get_stub(table: Table) -> Stub | None:
    """What is left of a campaign that was destroyed, or is being destroyed; None while it lives."""
    item = table.get(keys.campaign())
    if not item or not item.get("closed"):
        return None
    return Stub(**{f.name: item[f.name] for f in fields(Stub) if f.name in item})


def wake(table: Table, seen: Stub, now: int) -> bool:
    """Take it on oneself to have a run that stopped go on; False where somebody else just did."""
    update = Update(
        set={"woken": now},
        condition="woken = :seen",
        values={":seen": seen.woken},
    )
    try:
        table.update(keys.campaign(), update)
    except ConditionFailed:
        return False
    return True


def _stub_item(stub: Stub) -> Item:
    return {**keys.campaign(), "v": SCHEMA_VERSION, "closed": True, **asdict(stub)}
