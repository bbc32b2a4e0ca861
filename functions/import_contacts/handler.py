"""Check an import, run it, or undo it; and erase somebody, for which no import may run. Started by the organisers' API,
never over HTTP, with `{"import_id": …}`, with `{"import_id": …, "check": …}`, or with the `{"job": …}` that undoes or
erases.

Lambda tries again after a fault; the import goes on where it was.
"""

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ringround import observability, wiring
from ringround.api.job_handler import job_handler
from ringround.api.organise.jobs import start
from ringround.storage import bodies, imports, imports_files
from ringround.storage.imports import ImportRunning
from ringround.usecases import arrange, erase
from ringround.usecases.imports_check import check
from ringround.usecases.imports_files import World
from ringround.usecases.imports_run import run
from ringround.usecases.imports_undo import works


class ImportFault(Exception):  # noqa: N818 - an ending that Lambda must see
    """Something went wrong, and it is tried again. Holds the name of what it was and nothing else: the runtime logs
    what a function raises, and a message may hold what stood in a list."""


def follow(import_id: str) -> None:
    """Start what follows when people came or went: open banks take who matches, figures are counted anew."""
    context = wiring.context()
    found = imports.get(context.table, import_id)
    for job in arrange.after_import(context, import_id, found.by if found else "", wiring.now()):
        start(job)


def _now() -> int:
    return wiring.now()


def _sleep(seconds: float) -> None:
    wiring.sleep(seconds)


def _erased(by: str) -> None:
    for job in arrange.after_import(wiring.context(), "", by, wiring.now()):
        start(job)


_jobs = job_handler("import_contacts", {**works(_now, follow), **erase.works(erase.World(_now, _erased, _sleep))})


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Do one of the three to its end. Raises ImportFault (JobFault for an undoing) for whatever is a fault, an event
    that names no import too."""
    if "job" in event:
        return _jobs(event, context)
    started = time.monotonic()
    try:
        answer = _run(str(event["import_id"]), str(event.get("check", "")), str(context.aws_request_id))
    except ImportRunning:
        observability.answered("import_contacts", 409, 0)
        return {"import_id": event["import_id"], "running": True}
    except Exception as error:  # noqa: BLE001 - nothing of it may reach the log as it is
        observability.unexpected("import_contacts", error)
        fault = ImportFault(type(error).__name__)
    else:
        observability.answered("import_contacts", 200, round((time.monotonic() - started) * 1000))
        return answer
    # Outside of the handling, so that the first error does not hang on it.
    raise fault


def _run(import_id: str, asked: str, request: str) -> dict[str, Any]:
    s3, settings = wiring.client("s3"), wiring.settings()
    bodies.write_in_one_go(wiring.dynamodb())

    def fetch(place: int, to: Path) -> bool:
        return imports_files.fetch(s3, settings.uploads, imports_files.upload_key(import_id, place), to)

    def hand_over(path: Path) -> None:
        imports_files.put_problems(s3, settings.exports, import_id, path)

    def show(preview: Mapping[str, Any]) -> None:
        imports_files.put_preview(s3, settings.exports, import_id, preview)

    with tempfile.TemporaryDirectory(prefix="import-") as work:
        world = World(wiring.now, fetch, hand_over, Path(work), request, show=show, follow=lambda: follow(import_id))
        if asked:
            check(wiring.context(), import_id, asked, world)
        else:
            run(wiring.context(), import_id, world)
    return {"import_id": import_id}
