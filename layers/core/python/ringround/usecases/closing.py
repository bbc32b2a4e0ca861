"""The end of a campaign: calling ends, the last export is made and checked, and all of it is destroyed.

It can't be done by one slip: the campaign's name is typed twice, and what is destroyed is confirmed by a second
organiser, or by the same one an hour later; never before the last export was checked and fetched.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from ..domain import tally
from ..domain.errors import BreaksRule, Conflict, NotAllowed, NotThere
from ..domain.hours import uk_day
from ..storage import banks, desks, imports
from ..storage import campaign as stored
from ..storage import jobs as stored_jobs
from ..storage.callers import Volunteer
from ..storage.campaign import Closing, Stub
from ..storage.jobs import Job
from ..storage.table import ConditionFailed, Table
from . import audit, jobs
from .context import Context
from .hand_out_code import AT_THE_TERMINAL

State = Literal["open", "closing", "ready", "destroying", "destroyed"]

EXPORT: Final = "closing"
DESTROY: Final = "destroy"
DELAY_SECONDS: Final = 60 * 60
"""Until whoever asked may confirm it themselves."""
_NOT_YET: Final = "Another organiser confirms this now, or you yourself an hour after you asked."
_NOT_THE_SECOND: Final = (
    "Whoever asked let you in, or you came on the list since: somebody else confirms it, or you in an hour."
)

WAKE_SECONDS: Final = 90
"""How long a run that destroys may be silent before it is started again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the end is. `unexported` counts the calls that were recorded since the last export; `export` and
    `destroying` are their jobs, where there are any."""

    state: State
    closing: Closing | None = None
    export: Job | None = None
    destroying: Job | None = None
    unexported: int = 0

    @property
    def may_destroy_at(self) -> int:
        """From when whoever asked may confirm it themselves, epoch seconds."""
        return self.closing.asked + DELAY_SECONDS if self.closing else 0


def look(context: Context, now: int) -> Standing:
    """How far the end of a campaign is that is there still."""
    table = context.table
    closing = stored.get_closing(table)
    if closing is None:
        return Standing("open")
    export = stored_jobs.get(table, closing.export)
    destroying = stored_jobs.get(table, closing.destroying) if closing.destroying else None
    checked = export is not None and export.state == "done"
    new = (
        max(0, calls_recorded(table, export.created, now) - int(export.result["on_desks"])) if checked and export else 0
    )
    if destroying is not None and destroying.state in {"waiting", "running"}:
        state: State = "destroying"
    else:
        state = "ready" if checked else "closing"
    return Standing(state, closing, export, destroying, new)


def calls_recorded(table: Table, since: int, now: int) -> int:
    """The calls on the desks of the days from the day before `since` until now: whether any came after an export is
    seen by this figure without reading the calls."""
    first = date.fromisoformat(uk_day(since)) - timedelta(days=1)
    days = (date.fromisoformat(uk_day(now)) - first).days + 1
    every = (desk for n in range(days) for desk in desks.all_of(table, (first + timedelta(days=n)).isoformat()))
    return sum(counts[tally.CALLS] for counts in desks.totals(every).values())


def ask(context: Context, volunteer: Volunteer, name: str, *, now: int, handed_by: str = "") -> Job:
    """End calling for good, and begin the last export: its job. Asked again, it makes the last export anew.

    From here on callers get no household, and can't sign in; what they have recorded and not sent is still taken.
    Raises BreaksRule where the name is not the campaign's, Conflict where it is being destroyed.
    """
    _check_name(context, name)
    table, before = context.table, look(context, now)
    if before.state == "destroying":
        raise _too_late()
    audit.note(context, volunteer.id, "close_asked", now=now)
    stored.change(table, closing=context.campaign.closing or now, blocked=0)
    for bank in banks.every(table):
        if bank.status != "closed":
            banks.update(table, bank.id, {"status": "closed"})
    job = jobs.begin(context, EXPORT, {}, by=volunteer.id, now=now)
    closing = before.closing or Closing(volunteer.id, volunteer.role, now, "", handed_by=handed_by)
    stored.put_closing(table, replace(closing, export=job.id, fetched=0, fetched_by="", destroying=""))
    return job


def call_off(context: Context, volunteer: Volunteer, *, now: int) -> None:
    """Take it back, before anything is destroyed. Banks stay closed until they are opened. Raises Conflict."""
    standing = look(context, now)
    if standing.state == "open":
        raise Conflict("This campaign is not being closed.", code="not_closing")
    if standing.state == "destroying":
        raise _too_late()
    audit.note(context, volunteer.id, "close_called_off", now=now)
    # In this order: cut off between the two, it is still being closed, and can be called off again; and a run that
    # destroys, should one have been started by itself meanwhile, begins before this or not at all.
    try:
        stored.change(context.table, closing=0, blocked=0)
    except ConditionFailed:
        raise _too_late() from None
    stored.end_closing(context.table)


def destroy(context: Context, volunteer: Volunteer, name: str, *, now: int, handed_by: str = "") -> Job:
    """Have everything destroyed: the job. `handed_by` handed out the code by which this volunteer came in, if anybody.

    Raises BreaksRule for the wrong name, Conflict before the last export is checked and fetched, where calls came after
    it or work is under way, NotAllowed within the hour for whoever asked, and for whom they may be in another name:
    somebody whose code they handed out, or who came on the list after they asked.
    """
    _check_name(context, name)
    standing = look(context, now)
    if standing.state == "destroying":
        raise _too_late()
    closing, export = standing.closing, standing.export
    if standing.state != "ready" or closing is None or export is None:
        raise Conflict("The last export is not made and checked yet.", code="export_not_ready")
    if not closing.fetched:
        raise Conflict("Nobody has fetched the last export yet.", code="export_not_fetched")
    if standing.unexported:
        raise recorded_since(standing.unexported)
    # Whoever makes codes at the terminal has the account, and could destroy it all without being asked.
    first = {closing.asked_by, closing.handed_by} - {"", AT_THE_TERMINAL}
    second = not first & {volunteer.id, handed_by} and volunteer.joined <= closing.asked
    if not second and now < standing.may_destroy_at:
        raise NotAllowed(
            _NOT_YET if volunteer.id == closing.asked_by else _NOT_THE_SECOND,
            {"retry_after": standing.may_destroy_at - now},
            code="second_organiser_needed",
        )
    if imports.running(context.table, now) or any(_running(job, now) for job in stored_jobs.latest(context.table, 50)):
        raise Conflict("Other work is under way: wait until it is done.", code="work_running")
    told = {
        "asked_by": closing.asked_role,
        "asked_at": closing.asked,
        "confirmed_by": volunteer.role,
        "confirmed_at": now,
        "export": {name: export.result[name] for name in ("sha256", "versions", "calls", "people", "rows")},
    }
    audit.note(context, volunteer.id, "data_destroyed", now=now)
    # Nobody's id is in this job: it is the last thing to go.
    job = jobs.begin(context, DESTROY, told, by="", now=now)
    stored.put_closing(context.table, replace(closing, destroying=job.id))
    return job


def left(table: Table) -> Stub | None:
    """What is left of a campaign that was closed; None while there is one."""
    return stored.get_stub(table)


def stopped(table: Table, stub: Stub, now: int) -> str:
    """The job of a run that stopped before all was destroyed, empty where none did or somebody else has it go on:
    nobody can sign in any more, so whoever looks has it go on."""
    if stub.certificate:
        return ""
    job = stored_jobs.get(table, stub.job)
    silent = job is not None and job.state != "done" and max(job.ends, job.created, stub.woken + WAKE_SECONDS) < now
    return stub.job if silent and stored.wake(table, stub, now) else ""


def fetched(context: Context, export: Job, *, by: str, now: int) -> None:
    """Note that somebody fetches the last export."""
    stored.note_fetched(context.table, export.id, by, now)


def last_export(context: Context) -> Job:
    """The job of the last export. Raises NotThere."""
    closing = stored.get_closing(context.table)
    job = stored_jobs.get(context.table, closing.export) if closing else None
    if job is None:
        raise NotThere("There is no such export.", code="export_unknown")
    return job


def _running(job: Job, now: int) -> bool:
    return job.state == "running" and job.ends >= now


def _check_name(context: Context, name: str) -> None:
    if name != context.campaign.name:
        raise BreaksRule("Type the campaign’s name exactly as it is.", code="name_wrong")


def _too_late() -> Conflict:
    return Conflict("This campaign’s data is being destroyed.", code="destroying")


def recorded_since(calls: int) -> Conflict:
    """The refusal where the last export does not hold all that was recorded."""
    return Conflict(
        "Calls were recorded after the last export: have it made again.", {"calls": calls}, code="recorded_since"
    )
