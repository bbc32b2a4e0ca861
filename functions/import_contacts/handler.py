"""Run an import: started by the organisers' API with `{"import_id": …}`, never over HTTP.

Lambda tries again after a fault; the import goes on where it was.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ringround import observability, wiring
from ringround.storage import imports_files
from ringround.storage.imports import ImportRunning
from ringround.usecases.imports_run import World, run


class ImportFault(Exception):  # noqa: N818 - an ending that Lambda must see
    """Something went wrong, and it is tried again. Holds the name of what it was and nothing else: the runtime logs
    what a function raises, and a message may hold what stood in a list."""


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Run one import to its end. Raises ImportFault for whatever is a fault, an event that names no import too."""
    started = time.monotonic()
    try:
        answer = _run(str(event["import_id"]), str(context.aws_request_id))
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


def _run(import_id: str, request: str) -> dict[str, Any]:
    s3, settings = wiring.client("s3"), wiring.settings()

    def fetch(place: int, to: Path) -> bool:
        return imports_files.fetch(s3, settings.uploads, imports_files.upload_key(import_id, place), to)

    def hand_over(path: Path) -> None:
        imports_files.put_problems(s3, settings.exports, import_id, path)

    with tempfile.TemporaryDirectory(prefix="import-") as work:
        run(wiring.context(), import_id, World(wiring.now, fetch, hand_over, Path(work), request))
    return {"import_id": import_id}
