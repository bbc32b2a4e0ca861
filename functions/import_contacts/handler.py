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


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Run one import to its end. Raises KeyError for an event that names none, and whatever is a fault."""
    import_id = str(event["import_id"])
    s3, settings = wiring.client("s3"), wiring.settings()
    started = time.monotonic()

    def fetch(place: int, to: Path) -> bool:
        return imports_files.fetch(s3, settings.uploads, imports_files.upload_key(import_id, place), to)

    def hand_over(path: Path) -> None:
        imports_files.put_problems(s3, settings.exports, import_id, path)

    with tempfile.TemporaryDirectory(prefix="import-") as work:
        world = World(wiring.now, fetch, hand_over, Path(work), str(context.aws_request_id))
        try:
            run(wiring.context(), import_id, world)
        except ImportRunning:
            observability.answered("import_contacts", 409, 0)
            return {"import_id": import_id, "running": True}
    observability.answered("import_contacts", 200, round((time.monotonic() - started) * 1000))
    return {"import_id": import_id}
