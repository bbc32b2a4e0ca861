"""Trouble with mail in the table: one item for each person (by id, never by address) whose mail did not arrive."""

from typing import Final

from ..domain.mail_trouble import Trouble
from . import keys
from .marshal import Item
from .schema import EXPIRES, PK, SK
from .table import ConditionFailed, Table, Update

KEPT_SECONDS: Final = 90 * 24 * 3600
"""A by-election lasts four weeks (field.md, section 1); what belongs to nobody on the list goes by itself."""

_NEWER: Final = "attribute_not_exists(pk) OR seen < :at"
_NEWER_AND_NOT_WEAKER: Final = "attribute_not_exists(pk) OR (seen < :at AND lasting = :no)"


def note(table: Table, caller: str, trouble: Trouble) -> bool:
    """Write down what became of mail to somebody; False where something as new or newer is known, or something that
    lasts longer. So a notice that comes twice, or late, changes nothing."""
    values = {":at": trouble.at, **({} if trouble.lasting else {":no": False})}
    update = Update(
        set={
            "what": trouble.what,
            "at": trouble.at,
            "lasting": trouble.lasting,
            "seen": trouble.at,
            EXPIRES: trouble.at + KEPT_SECONDS,
        },
        condition=_NEWER if trouble.lasting else _NEWER_AND_NOT_WEAKER,
        values=values,
    )
    return _done(table, caller, update)


def clear(table: Table, caller: str, now: int) -> bool:
    """Mail arrives again; False where nothing else was known. What happened until `now` stays forgotten, however late
    its notice comes."""
    update = Update(set={"lasting": False, "seen": now}, remove=("what", "at"), condition="attribute_exists(pk)")
    return _done(table, caller, update)


def delete(table: Table, caller: str) -> None:
    """Forget what is known of mail to somebody, whether there was anything or not."""
    table.delete(keys.mail_trouble(caller))


def get(table: Table, caller: str) -> Trouble | None:
    """What is known of mail to somebody."""
    item = table.get(keys.mail_trouble(caller))
    return _trouble(item) if item else None


def every(table: Table) -> dict[str, Trouble]:
    """All trouble there is, by the person's id."""
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk", ExpressionAttributeValues={":pk": {"S": keys.mail_trouble("")[PK]}}
    )
    known = {item[SK]: _trouble(item) for item in found}
    return {caller: trouble for caller, trouble in known.items() if trouble}


def _trouble(item: Item) -> Trouble | None:
    return Trouble(item["what"], item["at"], item["lasting"]) if "what" in item else None


def _done(table: Table, caller: str, update: Update) -> bool:
    try:
        table.update(keys.mail_trouble(caller), update)
    except ConditionFailed:
        return False
    return True
