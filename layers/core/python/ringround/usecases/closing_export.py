"""The last export: every kind in one archive, read back and counted against the table before anybody may destroy it."""

import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from ..domain.export_words import EXPORT_KINDS
from ..storage.jobs import Job
from . import export_check, export_files
from .closing import calls_recorded
from .collect import collect
from .context import Context
from .export_rows import Asked
from .exports import HandOver
from .jobs import Tell, Work

ROUNDS: Final = 3
"""Tries, where a call comes in between: callers may still send what they had recorded."""

READ_ME: Final = """These files hold all that was recorded.

An apostrophe at the beginning of a cell is ours: it keeps spreadsheets from running a formula or changing
a number. A program that reads the files takes one off. (van.csv has it in front of formulas only.)

attempts.csv  every call with every correction: "Stands" says which version is the last
latest.csv    what stands, a row for each person of whom anything was recorded
van.csv       for the bulk upload of VAN and Connect: a result or answers in a row, never both
register.csv  everybody on the list, in the order of the register
numbers.csv   the numbers that nobody has objected to
Times are UK time.
"""


def work(hand_over: HandOver, clock: Callable[[], int]) -> Work:
    """What the job of the last export does."""

    def export(context: Context, job: Job, tell: Tell) -> Mapping[str, Any]:
        with tempfile.TemporaryDirectory(prefix="closing-") as name:
            path = Path(name) / "export.zip"
            for _ in range(ROUNDS):
                result = _round(context, job, tell, path, clock)
                if result is not None:
                    hand_over(job.id, path)
                    return result
            raise export_check.mismatch()

    return export


def _round(context: Context, job: Job, tell: Tell, path: Path, clock: Callable[[], int]) -> Mapping[str, Any] | None:
    """Make the archive and check it; None where it and the table differ."""
    # Before the table is read: a call that comes meanwhile counts as one that is not in the export.
    on_desks = calls_recorded(context.table, job.created, clock())
    rows: dict[str, int] = {}
    with collect(context.table, path.parent, lambda read: tell(read, 0)) as found, _archive(path) as archive:
        archive.writestr("READ ME.txt", READ_ME)
        for kind in EXPORT_KINDS:
            file = path.with_name(f"{kind}.csv")
            made = export_files.rows_of(kind, found, Asked(), context.campaign.secret)
            rows[kind] = export_files.write(file, kind, made, lambda done: tell(done, 0))
            archive.write(file, file.name)
            file.unlink()
    written = export_check.of_files(path, lambda read: tell(read, rows["attempts"]))
    there = export_check.of_table(context.table, lambda read: tell(read, 0))
    if written != there or rows["attempts"] != there.attempts:
        return None
    return {
        "rows": rows,
        "versions": there.versions,
        "calls": there.calls,
        "people": there.people,
        "recorded": there.recorded,
        "sha256": export_files.sha256(path),
        "bytes": path.stat().st_size,
        "on_desks": on_desks,
        "checked": clock(),
    }


def _archive(path: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
