"""Imports: begin one, check it, start it, undo it, look at them. What a run does is in `imports_check`, `imports_run`
and `imports_undo`."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Final

from ..domain.errors import BreaksRule, Conflict, NotThere
from ..importing.meanings import Said
from ..storage import imports
from ..storage.imports import Import, State, Upload
from ..storage.jobs import Job
from . import jobs
from .context import Context
from .organise_banks import BANK_ID

NOT_BEGUN: Final[tuple[State, ...]] = ("uploading", "checking", "checked", "failed")
UNDOABLE: Final[tuple[State, ...]] = ("done", "failed", "checked")

UNDO: Final = "undo_import"
"""The kind of the job that undoes an import."""
MOST_FILES: Final = 10
MOST_BYTES: Final = 200 * 1024 * 1024
"""Of all files of an import: half of what a function may keep on disk, for the working data is about as
large."""


def begin(
    context: Context,
    import_id: str,
    files: Sequence[Upload],
    bank: str,
    *,
    by: str,
    now: int,
    bank_name: str = "",
    keep: Sequence[str] = (),
) -> Import:
    """Write down an import whose files are still to be uploaded. Without a bank nobody becomes a target by it. Raises
    BreaksRule for files or a bank's id that cannot be used."""
    if bank and not BANK_ID.fullmatch(bank):
        raise BreaksRule(
            "A bank’s id has small letters, digits and hyphens, 40 at most.", {"bank": bank}, code="bank_id_invalid"
        )
    if not 1 <= len(files) <= MOST_FILES:
        raise BreaksRule(f"An import takes 1 to {MOST_FILES} files.", code="files_invalid")
    if empty := [f.name for f in files if f.size == 0]:
        raise BreaksRule(f"{empty[0]} is empty.", {"file": empty[0]}, code="empty")
    if sum(f.size for f in files) > MOST_BYTES:
        raise BreaksRule(f"An import takes at most {MOST_BYTES >> 20} MB.", code="files_too_large")
    new = Import(import_id, bank, bank_name, files=tuple(files), keep=tuple(keep), by=by, created=now)
    imports.create(context.table, new)
    return new


def check(context: Context, import_id: str, said: Sequence[Said] | None, *, now: int) -> Import:
    """Have an import's files checked; what an organiser said of each is kept, and holds for the import too. None: what
    was said before. The import, whose `check` names the check.

    Raises NotThere, BreaksRule, or Conflict where it is running or done.
    """
    found = look(context, import_id)
    _not_running(context, found.id, now, mine_only=True)
    if said is not None and len(said) != len(found.files):
        raise BreaksRule("Say something of each file, or of none.", code="files_invalid")
    files = found.files
    if said is not None:
        files = tuple(
            replace(file, columns={str(at): what for at, what in one.columns.items()}, separator=one.separator)
            for file, one in zip(found.files, said, strict=True)
        )
    name = secrets.token_hex(6)
    changes = {"check": name, "files": [asdict(file) for file in files], "rows_read": 0, "rows_done": 0}
    if not _move(context, found, NOT_BEGUN, "checking", **changes):
        raise _too_late(context, import_id)
    return look(context, import_id)


def start(context: Context, import_id: str, *, now: int) -> Import:
    """Have an import started, also again after a fault: it goes on where it was. The import as it is now.

    Raises NotThere, or Conflict while another one, or this one, is running, and where it is over.
    """
    found = look(context, import_id)
    if found.state in {"done", "undoing", "undone"}:
        raise _too_late(context, import_id)
    _not_running(context, import_id, now)
    if not _move(context, found, (*NOT_BEGUN, "reading", "writing"), "reading"):
        raise _too_late(context, import_id)
    return look(context, import_id)


def undo(context: Context, import_id: str, *, by: str, now: int) -> Job:
    """Have an import undone: the job, to be started. One that was cut off is started again.

    Raises NotThere, or Conflict where there is nothing to undo, or an import is running.
    """
    found = look(context, import_id)
    if found.state == "undoing":
        return jobs.may_start(context, found.undo, now=now)
    if not can_undo(found):
        raise Conflict("This import has changed nothing that could be undone.", code="import_not_undoable")
    _not_running(context, import_id, now)
    job = jobs.begin(context, UNDO, {"import": found.id, "was": found.state}, by=by, now=now)
    if not _move(context, found, UNDOABLE, "undoing", undo=job.id):
        raise _too_late(context, import_id)
    return job


def can_undo(found: Import) -> bool:
    """Whether there is something to undo, and nothing under way. Whether somebody was called, the job finds out."""
    return found.in_table and found.state in UNDOABLE


def _move(context: Context, found: Import, before: Sequence[State], after: State, **changes: object) -> bool:
    return imports.move(context.table, found.id, before, after, error_code="", error_message="", **changes)


def _not_running(context: Context, import_id: str, now: int, *, mine_only: bool = False) -> None:
    other = imports.running(context.table, now)
    if other and (other == import_id or not mine_only):
        which = "This import" if other == import_id else "Another import"
        raise Conflict(f"{which} is running: wait until it is done.", {"import": other}, code="import_running")


def _too_late(context: Context, import_id: str) -> Conflict:
    state = look(context, import_id).state
    words: Mapping[str, tuple[str, str]] = {
        "done": ("import_done", "This import is done."),
        "undoing": ("import_undone", "This import is being undone."),
        "undone": ("import_undone", "This import was undone. Begin a new one."),
    }
    code, message = words.get(state, ("import_running", "This import is running: wait until it is done."))
    return Conflict(message, code=code)


def look(context: Context, import_id: str) -> Import:
    """One import. Raises NotThere."""
    found = imports.get(context.table, import_id)
    if found is None:
        raise NotThere("There is no such import.", code="import_unknown")
    return found
