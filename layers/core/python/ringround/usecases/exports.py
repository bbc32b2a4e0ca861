"""Exports: asked for by an organiser, made by a job, fetched by a link. Each step is in the audit."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from ..domain.errors import BreaksRule, Conflict, NotAllowed, NotThere
from ..domain.export_words import SINCE_LAST, ExportKind
from ..domain.hours import uk_day
from ..storage import jobs as stored
from ..storage.callers import Volunteer
from ..storage.jobs import Job
from . import audit, closing, export_files, jobs
from .collect import collect
from .context import Context
from .export_rows import Asked
from .jobs import Tell, Work

KIND: Final = "export"
ONE_PERSON: Final = "subject_access"
"""All that is held of one person (`usecases.subject_access`), for them."""
MOST_LISTED: Final = 100

OVERLAP_SECONDS: Final = 20
"""An export covers what was recorded until so long before it began to read: longer than a request may take, so that
a call that was on its way then is in the next one. One of these last seconds may be in both, none is in neither."""

HandOver = Callable[[str, Path], None]
"""Puts the file of a job where organisers can fetch it."""


def begin(context: Context, kind: ExportKind, bank: str, *, since_last: bool, by: str, now: int) -> Job:
    """Write an export down, to be made. Raises NotThere for a bank that is none, BreaksRule where `since_last` is asked
    of a list of everybody."""
    if bank:
        context.bank(bank)
    if since_last and kind not in SINCE_LAST:
        raise BreaksRule("This file lists everybody: it can only be had whole.", code="since_not_possible")
    since = _covered(context, kind, bank) if since_last else 0
    detail = {"kind": kind, "bank": bank, "since": since}
    made = jobs.begin(context, KIND, detail, by=by, now=now)
    audit.note(context, by, "export_made", made.id, now=now, kind=kind, bank=bank, since_last=since_last)
    return made


def _covered(context: Context, kind: ExportKind, bank: str) -> int:
    """Until when the last finished export of a kind and bank covers everything; 0 where there is none."""
    for job in stored.of_kind(context.table, KIND):
        if job.state == "done" and (job.detail["kind"], job.detail["bank"]) == (kind, bank):
            return int(job.result["until"])
    return 0


def every(context: Context) -> list[Job]:
    """The last exports, newest first."""
    return stored.of_kind(context.table, KIND, MOST_LISTED)


def fetch(context: Context, job_id: str, *, by: Volunteer, now: int) -> tuple[Job, str]:
    """An export that somebody is about to fetch, and what its file is called. Raises NotThere, Conflict before it is
    made, or NotAllowed (`admins_only`) for what is held of one person."""
    job = stored.get(context.table, job_id)
    if job is None or job.kind not in {KIND, ONE_PERSON, closing.EXPORT}:
        raise NotThere("There is no such export.", code="export_unknown")
    if job.kind == ONE_PERSON and by.role != "admin":
        raise NotAllowed("Only an admin may do this.", code="admins_only")
    if job.state != "done":
        raise Conflict("This export is not ready yet.", code="export_not_ready")
    audit.note(context, by.id, "export_fetched", job.id, now=now, kind=job.detail.get("kind", job.kind))
    if job.kind == closing.EXPORT:
        closing.fetched(context, job, by=by.id, now=now)
    return job, file_name(job)


def file_name(job: Job) -> str:
    """What the file of an export is called: its kind, its bank and the day."""
    if job.kind == closing.EXPORT:
        return f"last-export-{uk_day(job.created)}.zip"
    if job.kind == ONE_PERSON:
        # Never by whom it is about: a name of a file travels.
        return f"held-{uk_day(job.created)}.zip"
    parts = (job.detail["kind"], job.detail["bank"], uk_day(job.created))
    return "-".join(part for part in parts if part) + ".csv"


def work(hand_over: HandOver, clock: Callable[[], int]) -> Work:
    """What the job of an export does."""

    def export(context: Context, job: Job, tell: Tell) -> Mapping[str, Any]:
        until = clock() - OVERLAP_SECONDS
        kind: ExportKind = job.detail["kind"]
        asked = Asked(job.detail["bank"], int(job.detail["since"]))
        with tempfile.TemporaryDirectory(prefix="export-") as name:
            path = Path(name) / "export.csv"
            with collect(context.table, Path(name), lambda read: tell(read, 0)) as found:
                rows = export_files.rows_of(kind, found, asked, context.campaign.secret)
                count = export_files.write(path, kind, rows, lambda done: tell(done, 0))
            hand_over(job.id, path)
            return {"rows": count, "bytes": path.stat().st_size, "sha256": export_files.sha256(path), "until": until}

    return export
