"""Long work: how far it is, and starting it again."""

from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, Field

from ... import wiring
from ...domain.errors import NotThere
from ...settings import Settings
from ...storage.jobs import Job
from ...usecases import jobs
from ..answers import Answered
from ..area import Area
from ..http import Answer, Request
from ..views import Data, iso


class JobFault(Answered):
    """Why a job failed."""

    code: str
    message: str


class JobBody(Answered):
    """One piece of long work. What `done` and `total` count depends on its kind, and so does `result`."""

    id: str
    kind: str
    state: Literal["waiting", "running", "done", "failed"]
    done: int
    total: int
    result: dict[str, Any]
    error: JobFault | None
    created_at: AwareDatetime
    finished_at: AwareDatetime | None


class JobAnswer(Answered):
    """A job."""

    job: JobBody


class MaybeJob(Answered):
    """A job, where one was needed."""

    job: Annotated[JobBody | None, Field(default=None)]


ARRANGING: Final = frozenset({"place", "retarget", "refresh", "screen"})
EXPORTING: Final = frozenset({"export", "roster", "closing", "find_person", "subject_access"})
CLOSING: Final = frozenset({"destroy"})
IMPORTING: Final = frozenset({"undo_import", "erase_person"})


def function_of(kind: str, settings: Settings) -> str:
    """The function that runs jobs of a kind. Raises NotThere."""
    for kinds, function in (
        (ARRANGING, settings.arrange_function),
        (EXPORTING, settings.export_function),
        (CLOSING, settings.close_function),
        (IMPORTING, settings.import_function),
    ):
        if kind in kinds:
            return function
    raise NotThere("There is no such job.", code="job_unknown")


def start(job: Job) -> Job:
    """Have a job run by its function; the job."""
    wiring.start(function_of(job.kind, wiring.settings()), {"job": job.id})
    return job


def job_data(of: Job) -> Data:
    """A job in the API's shape."""
    failed = of.state == "failed"
    return {
        "id": of.id,
        "kind": of.kind,
        "state": of.state,
        "done": of.done,
        "total": of.total,
        "result": dict(of.result),
        "error": {"code": of.error_code, "message": of.error_message} if failed else None,
        "created_at": iso(of.created),
        "finished_at": iso(of.finished or None),
    }


def get_job(request: Request) -> Data:
    """How far a job is."""
    return {"job": job_data(jobs.look(request.context, request.path["job"]))}


def start_job(request: Request) -> Answer:
    """Start a job again that failed, or whose run ended without a word."""
    found = jobs.may_start(request.context, request.path["job"], now=request.now)
    return Answer({"job": job_data(start(found))}, 202)


AREA = Area(
    operations={"get_job": get_job, "start_job": start_job},
    answers={"get_job": (200, (JobAnswer,)), "start_job": (202, (JobAnswer,))},
)
