"""Changing a bank: its rules, its target, whether it is open. What moves households in their queues is a job."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from ..domain import hours, targets
from ..domain.audit import Act
from ..domain.bank import Bank, Status
from ..domain.errors import BreaksRule, Conflict, TryAgain
from ..domain.targets import ANY_BANK, Target
from ..importing import phones
from ..storage import audit, banks, jobs
from ..storage.jobs import Job
from ..storage.table import TransactionRefused
from .audit import entry
from .context import Context
from .jobs import begin
from .jobs import new as new_job

SHORTEST_REASON: Final = 8
"""Characters: “n/a” is no reason to ring people whose number was not screened."""

_ROUNDS: Final = 4

MOVES_HOUSEHOLDS: Final = frozenset(
    {"cool_down", "busy_wait", "max_attempts", "screening", "screening_waived", "priority"}
)
"""Rules that say where a household waits. Hours, names and limits are looked at when a household is handed out."""

_ACTS: Final[Mapping[Status, Act]] = {"open": "bank_opened", "paused": "bank_paused", "closed": "bank_closed"}


def checked(context: Context, bank: Bank, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes of a bank's fields as they are kept. Raises BreaksRule (`hours_invalid`, `return_number_invalid`,
    `waiver_needs_reason`, `target_invalid`) with what is wrong in words."""
    kept = dict(changes)
    if "hours" in kept:
        if wrong := hours.check(kept["hours"]):
            raise BreaksRule("These calling hours cannot be used.", {"problems": wrong}, code="hours_invalid")
        kept["hours"] = {day: tuple(span) for day, span in kept["hours"].items() if span}
    if "return_number" in kept:
        kept["return_number"] = _return_number(kept["return_number"])
    if "screening" in kept or "screening_waived" in kept:
        asks = kept.get("screening", bank.screening)
        reason = str(kept.get("screening_waived", bank.screening_waived)).strip() if asks else ""
        if reason and len(reason) < SHORTEST_REASON:
            raise BreaksRule(
                "Say why numbers that were not screened lately may be rung: the reason is kept with the bank.",
                {"field": "screening_waived"},
                code="waiver_needs_reason",
            )
        kept["screening_waived"] = reason
    if kept.get("target") is not None:
        kept["target"] = targets.to_data(known_target(context, kept["target"], bank.id))
    return kept


def known_target(context: Context, data: object, about: str = "") -> Target:
    """A target whose banks exist, or are the one that it is `about`. Raises BreaksRule (`target_invalid`)."""
    target = targets.parse(data)
    named = {rule.subject.bank for rule in target.rules} - {"", ANY_BANK, about}
    missing = sorted(named - banks.get_many(context.table, named).keys()) if named else []
    if missing:
        problems = [f"There is no phone bank “{bank}”" for bank in missing]
        raise BreaksRule("This target cannot be used.", {"problems": problems}, code="target_invalid")
    return target


def _return_number(said: str | None) -> str:
    """A number on which callers can be reached (PECR regulation 21(A1)), as somebody typed it; empty for none."""
    text = (said or "").strip()
    if not text:
        return ""
    found = phones.parse(text)
    if found.refused:
        raise BreaksRule(
            "This is no phone number on which people can ring back.",
            {"field": "return_number"},
            code="return_number_invalid",
        )
    return found.e164


def change_bank(
    context: Context, bank_id: str, changes: Mapping[str, Any], *, by: str, now: int
) -> tuple[Bank, Job | None]:
    """Change fields of a bank; the bank as it is then, and the job to be started where households follow.

    A bank that is not open takes a new target up when it is opened. Raises NotThere, BreaksRule as `checked` does,
    TryAgain.
    """
    for _ in range(_ROUNDS):
        bank = context.bank(bank_id)
        kept = checked(context, bank, changes)
        differing = {name: value for name, value in kept.items() if getattr(bank, name) != value}
        if not differing:
            return bank, None
        if "priority" in differing:
            # Claims look at the new tier before anything stands in it.
            differing["priorities"] = tuple(sorted({*bank.priorities, differing["priority"]}))
        after = replace(bank, **differing)
        kind = _follows(bank, differing)
        told = sorted(name for name in differing if name != "priorities")
        with suppress(TransactionRefused):
            return after, _write(context, bank, differing, "bank_changed", kind, by=by, now=now, changed=told)
    raise _written_by_others()


def _follows(bank: Bank, changed: Mapping[str, Any]) -> str:
    """The kind of job that makes households follow a change; empty for none."""
    if bank.status == "open" and changed.get("target") is not None:
        return "retarget"
    waits_for_opening = bank.status == "closed" or (bank.status == "paused" and bank.target is not None)
    return "place" if MOVES_HOUSEHOLDS & changed.keys() and not waits_for_opening else ""


def turn(context: Context, bank_id: str, status: Status, *, by: str, now: int) -> tuple[Bank, Job | None]:
    """Open, pause or close a bank; the bank, and the job to be started where households follow. A bank that is so
    already stays as it is. Raises NotThere, Conflict (`closing`) where one is to be opened at the campaign's end,
    TryAgain."""
    if status == "open":
        check_not_closing(context)
    for _ in range(_ROUNDS):
        bank = context.bank(bank_id)
        if bank.status == status:
            return bank, None
        kind = ""
        if status == "closed":
            kind = "place"
        elif status == "open" and bank.target is not None:
            kind = "retarget"
        elif bank.status == "closed":
            kind = "place"
        with suppress(TransactionRefused):
            job = _write(context, bank, {"status": status}, _ACTS[status], kind, by=by, now=now)
            return replace(bank, status=status), job
    raise _written_by_others()


def check_not_closing(context: Context) -> None:
    """Raises Conflict (`closing`) once the campaign's end was asked for: nothing is rung after its last export. Read
    anew, because what a warm function knows of the campaign may be a minute old."""
    if banks.get_campaign(context.table).closing:
        raise Conflict("This campaign is being closed: call that off first.", code="closing")


def refresh(context: Context, bank_id: str, *, by: str, now: int) -> Job:
    """A job that adds to a bank those who match its target by now. Raises NotThere, Conflict where it is closed
    (`bank_closed`) or has no target (`no_target`)."""
    bank = context.bank(bank_id)
    if bank.status == "closed":
        raise Conflict("This phone bank is closed: open it, and people who match join.", code="bank_closed")
    if bank.target is None:
        raise Conflict("This phone bank has no target: imports say whom it rings.", code="no_target")
    audit.put(context.table, entry(by, "bank_refreshed", bank_id, now=now))
    return begin(context, "refresh", {"bank": bank_id}, by=by, now=now)


def _write(
    context: Context, bank: Bank, changes: Mapping[str, Any], act: Act, kind: str, *, by: str, now: int, **told: Any
) -> Job | None:
    """The change, the act and the job in one transaction: no household is forgotten by a crash between them. Raises
    TransactionRefused where the bank was opened, paused, closed or given a target since it was read."""
    job = new_job(kind, {"bank": bank.id}, by=by, now=now) if kind else None
    writes = [
        banks.put_changes(bank.id, changes, seen=bank),
        audit.put_entry(entry(by, act, bank.id, now=now, **told)),
        *([jobs.put_new(job)] if job else []),
    ]
    context.table.transact(writes)
    return job


def _written_by_others() -> TryAgain:
    return TryAgain("This phone bank is being changed by others. Try again.")
