"""Banks as organisers make them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ..domain import script as scripts
from ..domain.bank import Bank, Kind, Status
from ..domain.errors import BreaksRule, Conflict
from ..domain.kinds import KINDS
from ..domain.script import Script
from ..storage import audit, banks, jobs
from ..storage.banks import ScriptVersion
from ..storage.jobs import Job
from ..storage.table import TransactionRefused
from .audit import entry
from .bank_rules import check_not_closing, checked
from .context import Context
from .jobs import new as new_job

BANK_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_LONGEST_ID: Final = 40
_NOT_FOR_BANKS: Final = frozenset({"new"})
"""Words that have their own meaning in the addresses of the organisers' pages."""


@dataclass(frozen=True, slots=True)
class NewBank:
    """What somebody wants of a new bank. Without an id one is made from the name; `rules` are fields of `Bank`, and
    what they leave out is as the kind has it. `copy_script_of` is another bank."""

    name: str
    id: str = ""
    kind: Kind = "voter_id"
    status: Status = "open"
    rules: Mapping[str, Any] = field(default_factory=dict)
    copy_script_of: str = ""


def create_bank(context: Context, wanted: NewBank, *, now: int, by: str = "") -> tuple[Bank, Job | None]:
    """Make a bank with the campaign's hours and a script to begin with; and the job to be started where it is open and
    has a target. `by` is the organiser whose act it is.

    Raises Conflict (`bank_exists`) where there is one with this id, (`closing`) where an open one is wanted at the
    campaign's end, BreaksRule for what cannot be used.
    """
    if wanted.status == "open":
        check_not_closing(context)
    bank_id = wanted.id or _free_id(context, wanted.name)
    if not BANK_ID.fullmatch(bank_id) or bank_id in _NOT_FOR_BANKS:
        raise BreaksRule(
            "A bank’s id has small letters, digits and hyphens, 40 at most.", {"id": bank_id}, code="bank_id_invalid"
        )
    begins = KINDS[wanted.kind]
    campaign = context.campaign
    first = Bank(
        bank_id,
        wanted.name,
        kind=wanted.kind,
        hours=campaign.default_hours,
        script=bank_id,
        queue_parts=campaign.queue_parts,
    )
    rules = checked(context, first, {**begins.rules, **wanted.rules})
    made = replace(first, **rules, status=wanted.status, created=now)
    made = replace(made, priorities=(made.priority,))
    script = _first_script(context, bank_id, begins.script, wanted.copy_script_of)
    job = None
    if made.status == "open" and made.target is not None:
        job = new_job("retarget", {"bank": bank_id}, by=by, now=now)
    writes = [banks.put_new(made), banks.put_first_version(ScriptVersion(script, by, now))]
    if by:
        writes.append(audit.put_entry(entry(by, "bank_created", bank_id, now=now, kind=made.kind)))
    if job:
        writes.append(jobs.put_new(job))
    try:
        context.table.transact(writes)
    except TransactionRefused:
        raise Conflict("There is a phone bank with this id already.", {"id": bank_id}, code="bank_exists") from None
    return made, job


def _first_script(context: Context, bank_id: str, words: Mapping[str, Any], copied: str) -> Script:
    if not copied:
        return scripts.parse(bank_id, 1, words)
    source = context.bank(copied)
    return replace(context.script(source.script, source.script_version), id=bank_id, version=1)


def _free_id(context: Context, name: str) -> str:
    """An id that says the name, and that no bank has."""
    words = re.sub(r"[^a-z0-9]+", "-", name.casefold().replace("’", "").replace("'", "")).strip("-")
    stem = words[: _LONGEST_ID - 4].strip("-") or "bank"
    taken = {bank.id for bank in banks.every(context.table)} | _NOT_FOR_BANKS
    candidates = (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3)))
    return next(c for c in candidates if c not in taken)


def bank_or_new(context: Context, bank_id: str, name: str, *, now: int) -> Bank:
    """The bank with this id; made where there is none."""
    found = banks.get(context.table, bank_id)
    if found is not None:
        return found
    try:
        return create_bank(context, NewBank(name or display_name(bank_id), bank_id), now=now)[0]
    except Conflict:
        return context.bank(bank_id)


def display_name(bank_id: str) -> str:
    """A name for a bank that has only an id."""
    words = bank_id.replace("-", " ")
    return words[:1].upper() + words[1:]
