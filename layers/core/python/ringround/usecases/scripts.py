"""Scripts as organisers write them. A version never changes: a new one is written beside it, and a call in progress
goes on with the one that its claim names."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..domain import script as scripts
from ..domain.bank import Bank
from ..domain.errors import Conflict
from ..domain.script import Script
from ..storage import audit, banks, callers
from ..storage.banks import ScriptVersion
from ..storage.callers import Volunteer
from ..storage.table import TransactionRefused
from . import look
from .audit import entry
from .context import Context

ANSWERS, CALLS = "a", "v"
"""What the counters of answers and of calls begin with: `a.<version>.<question>.<option>` and `v.<version>`
(`domain.tally`)."""


@dataclass(frozen=True, slots=True)
class Written:
    """A bank's script with all its versions, newest first; who wrote them, how many calls were made with each, and how
    many choices recorded."""

    bank: Bank
    versions: list[ScriptVersion]
    writers: Mapping[str, Volunteer]
    calls: Mapping[int, int]
    answers: Mapping[int, int]

    @property
    def present(self) -> Script:
        """The version that is read out now."""
        return next(v.script for v in self.versions if v.script.version == self.bank.script_version)


def versions_of(context: Context, bank_id: str, *, now: int) -> Written:
    """A bank's script with its versions. Raises NotThere."""
    bank = context.bank(bank_id)
    versions = banks.script_versions(context.table, bank.script)
    writers = callers.get_many(context.table, {v.by for v in versions if v.by})
    counts = look.progress(context, [bank], now).get(bank.id)
    found: dict[str, Counter[int]] = {ANSWERS: Counter(), CALLS: Counter()}
    for name, count in ((counts.counts if counts else None) or {}).items():
        kind, _, rest = name.partition(".")
        if kind in found:
            found[kind][int(rest.partition(".")[0])] += count
    return Written(bank, versions, writers, found[CALLS], found[ANSWERS])


def version(context: Context, bank_id: str, number: int) -> Script:
    """One version of a bank's script. Raises NotThere."""
    return context.script(context.bank(bank_id).script, number)


def write(context: Context, bank_id: str, words: Mapping[str, Any], based_on: int, *, by: str, now: int) -> Script:
    """Write a new version, which is read out from the next household on. The same words again are the same version.

    Raises NotThere, BreaksRule (`script_invalid`), Conflict (`script_changed`) where it is `based_on` a version that is
    not the present one: somebody else has written meanwhile.
    """
    bank = context.bank(bank_id)
    if bank.script_version != based_on:
        raise _changed(bank.script_version)
    present = context.script(bank.script, based_on)
    made = scripts.parse(bank.script, based_on + 1, words)
    if (made.title, made.blocks) == (present.title, present.blocks):
        return present
    writes = [
        banks.put_version(ScriptVersion(made, by, now)),
        banks.put_changes(bank.id, {"script_version": made.version}, script_version=based_on),
        audit.put_entry(entry(by, "script_changed", bank.id, now=now, version=made.version)),
    ]
    try:
        context.table.transact(writes)
    except TransactionRefused:
        raise _changed(context.bank(bank_id).script_version) from None
    return made


def _changed(present: int) -> Conflict:
    return Conflict(
        "Somebody else has changed this script meanwhile: look at theirs first.",
        {"version": present},
        code="script_changed",
    )
