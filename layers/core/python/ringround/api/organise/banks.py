"""Phone banks as organisers make, change, open and close them."""

from collections.abc import Iterable
from typing import Any

from ...domain import kinds, script, targets
from ...domain.bank import Bank, Status
from ...domain.hours import DAYS
from ...storage import banks, jobs
from ...storage.banks import Progress
from ...storage.jobs import Job
from ...usecases import bank_rules, look, organise_banks
from ...usecases.organise_banks import NewBank
from .. import views
from ..area import Area
from ..http import Answer, Request
from ..views import Data, iso
from .bank_models import (
    BankChangeRequest,
    BankRequest,
    ChangedBank,
    KindsAnswer,
    ManagedBankAnswer,
    ManagedBanksAnswer,
)
from .jobs import ARRANGING, JobAnswer, job_data, start

_LATEST_JOBS = 50


def managed(of: Bank, progress: Progress | None, request: Request, running: dict[str, str]) -> Data:
    """A bank with all that organisers decide of it; `running` is the job that is at its households, by bank."""
    return {
        **views.bank(of, progress, request.who.desk, request.now),
        "target": dict(of.target) if of.target is not None else None,
        "priority": of.priority,
        "screening": of.screening,
        "screening_waived": of.screening_waived,
        "busy_wait_minutes": of.busy_wait // 60,
        "claims_per_hour": of.claims_per_hour,
        "skips_per_hour": of.skips_per_hour,
        "script_version": of.script_version,
        "people": of.people,
        "households": of.households,
        "created_at": iso(of.created),
        "job": running.get(of.id, running.get("")),
    }


def _running(latest: Iterable[Job], now: int) -> dict[str, str]:
    """The newest job by bank that is arranging households or about to; under `""` one that is at those of all banks."""
    found: dict[str, str] = {}
    for job in latest:
        alive = job.state == "waiting" or (job.state == "running" and job.ends >= now)
        if job.kind in ARRANGING and alive:
            found.setdefault(str(job.detail.get("bank", "")), job.id)
    return found


def _one(request: Request, of: Bank, job: Job | None = None) -> Data:
    progress = look.progress(request.context, [of], request.now).get(of.id)
    if job:
        return managed(of, progress, request, {of.id: job.id})
    return managed(of, progress, request, _running(jobs.latest(request.context.table, _LATEST_JOBS), request.now))


def _changed(request: Request, changed: tuple[Bank, Job | None]) -> Data:
    bank, job = changed
    return {"bank": _one(request, bank, job), "job": job_data(start(job)) if job else None}


def list_all_banks(request: Request) -> Data:
    """Every phone bank, closed ones too."""
    table = request.context.table
    found = banks.every(table)
    progress = look.progress(request.context, found, request.now)
    running = _running(jobs.latest(table, _LATEST_JOBS), request.now)
    return {"banks": [managed(b, progress.get(b.id), request, running) for b in found]}


def get_managed_bank(request: Request) -> Data:
    """One phone bank."""
    return {"bank": _one(request, request.context.bank(request.path["bank"]))}


def create_bank(request: Request) -> Answer:
    """Make a phone bank."""
    asked = request.body(BankRequest)
    wanted = NewBank(
        asked.name, asked.id or "", asked.kind, asked.status, asked.changes(), copy_script_of=asked.copy_script_of or ""
    )
    made = organise_banks.create_bank(request.context, wanted, now=request.now, by=request.who.volunteer.id)
    return Answer(_changed(request, made), 201)


def change_bank(request: Request) -> Data:
    """Change a phone bank's rules."""
    asked = request.body(BankChangeRequest).changes()
    who, now = request.who.volunteer.id, request.now
    return _changed(request, bank_rules.change_bank(request.context, request.path["bank"], asked, by=who, now=now))


def _turn(request: Request, status: Status) -> Data:
    who, now = request.who.volunteer.id, request.now
    return _changed(request, bank_rules.turn(request.context, request.path["bank"], status, by=who, now=now))


def open_bank(request: Request) -> Data:
    """Open a phone bank, closed or paused: whom it wants comes to be rung."""
    return _turn(request, "open")


def pause_bank(request: Request) -> Data:
    """Hand out nobody for now; its households wait."""
    return _turn(request, "paused")


def close_bank(request: Request) -> Data:
    """Close a phone bank: its households go on to the next bank that wants them."""
    return _turn(request, "closed")


def refresh_bank(request: Request) -> Answer:
    """Let people who match the target by now join; nobody leaves."""
    who = request.who.volunteer.id
    job = bank_rules.refresh(request.context, request.path["bank"], by=who, now=request.now)
    return Answer({"job": job_data(start(job))}, 202)


def list_kinds(request: Request) -> Data:
    """The kinds of phone banks, with what a new one of each begins with."""
    context = request.context
    asked = [(b, context.script(b.script, b.script_version)) for b in banks.every(context.table) if b.script]
    hours = {day: list(span) if (span := context.campaign.default_hours.get(day)) else None for day in DAYS}
    return {"kinds": [_kind(kind, kinds.suggested_target(kind, asked), hours) for kind in kinds.KINDS]}


def _kind(kind: Any, target: targets.Target | None, hours: Data) -> Data:
    begins = kinds.KINDS[kind]
    of = begins.bank(kind)
    defaults = {
        "hours": hours,
        "cool_down_minutes": of.cool_down // 60,
        "busy_wait_minutes": of.busy_wait // 60,
        "max_attempts": of.max_attempts,
        "left_message_allowed": of.left_message_allowed,
        "screening": of.screening,
        "leaderboard": of.leaderboard,
        "priority": of.priority,
        "claims_per_hour": of.claims_per_hour,
        "skips_per_hour": of.skips_per_hour,
    }
    words = script.to_data(script.parse("new", 1, begins.script))
    return {
        "kind": kind,
        "name": begins.name,
        "defaults": defaults,
        "script": {"title": words["title"], "blocks": words["blocks"]},
        "target": targets.to_data(target) if target else None,
    }


AREA = Area(
    operations={
        "list_all_banks": list_all_banks,
        "create_bank": create_bank,
        "get_managed_bank": get_managed_bank,
        "change_bank": change_bank,
        "open_bank": open_bank,
        "pause_bank": pause_bank,
        "close_bank": close_bank,
        "refresh_bank": refresh_bank,
        "list_kinds": list_kinds,
    },
    requests={"create_bank": BankRequest, "change_bank": BankChangeRequest},
    answers={
        "list_all_banks": (200, (ManagedBanksAnswer,)),
        "create_bank": (201, (ChangedBank,)),
        "get_managed_bank": (200, (ManagedBankAnswer,)),
        "change_bank": (200, (ChangedBank,)),
        "open_bank": (200, (ChangedBank,)),
        "pause_bank": (200, (ChangedBank,)),
        "close_bank": (200, (ChangedBank,)),
        "refresh_bank": (202, (JobAnswer,)),
        "list_kinds": (200, (KindsAnswer,)),
    },
)
