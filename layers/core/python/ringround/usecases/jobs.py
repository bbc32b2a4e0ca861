"""Long work: begun by an organiser's request, run by a function of its own, looked at by whoever waits for it.

A run may be cut off anywhere and begun again: what a job does must be right when it is done twice.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..domain.errors import Conflict, NotThere, Refused, TryAgain
from ..storage import jobs
from ..storage.jobs import AtWork, Job, TakenOver
from ..storage.table import ConditionFailed
from .context import Context

TELL_SECONDS: Final = 1

Tell = Callable[[int, int], None]
"""Says how much is done of how much: written at most once a second, and the lease is renewed with it. Raises
TakenOver where another run goes on with the job."""

Work = Callable[[Context, Job, Tell], Mapping[str, Any]]


def new(kind: str, detail: Mapping[str, Any], *, by: str, now: int) -> Job:
    """A job, to be written down in the transaction of what makes it necessary."""
    return Job(f"{now:010d}-{secrets.token_hex(5)}", kind, detail, by, created=now)


def begin(context: Context, kind: str, detail: Mapping[str, Any], *, by: str, now: int) -> Job:
    """Write a job down, to be started."""
    job = new(kind, detail, by=by, now=now)
    jobs.create(context.table, job)
    return job


def look(context: Context, job_id: str) -> Job:
    """One job. Raises NotThere."""
    found = jobs.get(context.table, job_id)
    if found is None:
        raise NotThere("There is no such job.", code="job_unknown")
    return found


def may_start(context: Context, job_id: str, *, now: int) -> Job:
    """The job, where it may be started again: after a fault, or where its run ended without a word.

    Raises NotThere, or Conflict while it is running and where it is done.
    """
    found = look(context, job_id)
    if found.state == "done":
        raise Conflict("This is done.", code="job_done")
    if found.state == "running" and found.ends >= now:
        raise Conflict("This is running: wait until it is done.", code="job_running")
    return found


def run(context: Context, job_id: str, works: Mapping[str, Work], clock: Callable[[], int], run_id: str) -> Job | None:
    """Run a job to its end and write down how it ended; None where another run is at it or it is done.

    Raises whatever is a fault: then it can be started again.
    """
    table = context.table
    try:
        job = jobs.take(table, job_id, run_id, clock())
    except AtWork:
        return None
    told = [0.0]

    def tell(done: int, total: int) -> None:
        if time.monotonic() - told[0] >= TELL_SECONDS:
            told[0] = time.monotonic()
            jobs.tell(table, job_id, run_id, clock(), done=done, total=total)

    def failed(code: str, message: str) -> None:
        jobs.end(table, job_id, run_id, clock(), state="failed", error_code=code, error_message=message)

    try:
        result = works[job.kind](context, job, tell)
    except TakenOver:
        return None
    except TryAgain:
        failed("try_again", "The table was too busy. Start it again: it goes on.")
    except Refused as refused:
        failed(refused.reason, refused.message)
    except Exception:
        failed("internal", "Something went wrong on our side. Start it again.")
        raise
    else:
        try:
            jobs.end(table, job_id, run_id, clock(), state="done", result=dict(result))
        except (TakenOver, ConditionFailed):
            return None
    return jobs.get(table, job_id)
