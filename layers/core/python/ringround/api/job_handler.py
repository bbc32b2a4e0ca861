"""From a job's id to its run: the handler of functions that are started and not asked."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from .. import observability, wiring
from ..usecases.context import Context
from ..usecases.jobs import Work, run
from .http import Handler


class JobFault(Exception):  # noqa: N818 - an ending that Lambda must see
    """Something went wrong, and it is tried again. Holds the name of what it was and nothing else: the runtime logs
    what a function raises, and a message may hold a voter's name."""


def job_handler(function: str, works: Mapping[str, Work], context_of: Callable[[], Context] | None = None) -> Handler:
    """The Lambda handler of a function that runs jobs, from what each kind of job does. The event is `{"job": id}`.
    `context_of` gives what they stand on, where it is not the campaign as it is now.

    It raises JobFault for whatever is a fault: Lambda tries again, and the job goes on.
    """

    def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        started = time.monotonic()
        try:
            job = run(
                (context_of or wiring.context)(), str(event["job"]), works, wiring.now, str(context.aws_request_id)
            )
        except Exception as error:  # noqa: BLE001 - nothing of it may reach the log as it is
            observability.unexpected(function, error)
            fault = JobFault(type(error).__name__)
        else:
            status = 409 if job is None else 200 if job.state == "done" else 422
            observability.answered(function, status, round((time.monotonic() - started) * 1000))
            return {"job": event["job"], "state": job.state if job else None}
        # Outside of the handling, so that the first error does not hang on it.
        raise fault

    return handle
