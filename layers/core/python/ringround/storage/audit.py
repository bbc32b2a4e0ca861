"""Organisers' acts in the table: who did what, when. Written once, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..domain.audit import Act
from . import keys
from .marshal import Item
from .schema import PK, SCHEMA_VERSION, SK
from .table import IS_NEW, Table, put_in


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `who` is a volunteer's id, `at` epoch seconds; `subject` the id of a bank, a volunteer, an import or an
    export; `details` are counts and words of ours, never a voter's name, number or elector number."""

    id: str
    who: str
    act: Act
    at: int
    subject: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def put(table: Table, entry: Entry) -> None:
    """Write an act down."""
    table.put_new(to_item(entry))


def put_entry(entry: Entry) -> dict[str, Any]:
    """Part of a transaction: an act, written down together with what it did."""
    return put_in(to_item(entry), IS_NEW)


def latest(table: Table, most: int, before: str = "") -> list[Entry]:
    """The last acts, newest first; with `before`, those older than that entry."""
    condition, values = f"{PK} = :pk", {":pk": {"S": keys.audit_entry("")[PK]}}
    if before:
        condition, values = f"{condition} AND {SK} < :before", {**values, ":before": {"S": before}}
    found = table.query(
        KeyConditionExpression=condition, ExpressionAttributeValues=values, ScanIndexForward=False, Limit=most
    )
    return [_from_item(item) for item in found][:most]


def to_item(entry: Entry) -> Item:
    """The item of an act."""
    said: Item = {"who": entry.who, "act": entry.act, "at": entry.at}
    more = {"subject": entry.subject or None, "details": dict(entry.details) or None}
    kept = {name: value for name, value in more.items() if value is not None}
    return {**keys.audit_entry(entry.id), "v": SCHEMA_VERSION, **said, **kept}


def _from_item(item: Item) -> Entry:
    return Entry(item[SK], item["who"], item["act"], item["at"], item.get("subject", ""), item.get("details", {}))
