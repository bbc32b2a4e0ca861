"""Imports: begin one, start it, look at it. What it does is in `imports_run`."""

from collections.abc import Sequence
from typing import Final

from ..domain.errors import BreaksRule, Conflict, NotThere
from ..storage import imports
from ..storage.imports import Import, Upload
from .context import Context
from .organise_banks import BANK_ID

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
    """Write down an import whose files are still to be uploaded. Raises BreaksRule for files or a bank's id
    that cannot be used."""
    if not BANK_ID.fullmatch(bank):
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


def may_start(context: Context, import_id: str, *, now: int) -> Import:
    """The import, where it may be started now: again after a fault too, for it goes on where it was.

    Raises NotThere, or Conflict while another one, or this one, is running.
    """
    found = look(context, import_id)
    if found.state == "done":
        raise Conflict("This import is done.", code="import_done")
    if other := imports.running(context.table, now):
        which = "This import" if other == import_id else "Another import"
        raise Conflict(f"{which} is running: wait until it is done.", {"import": other}, code="import_running")
    return found


def look(context: Context, import_id: str) -> Import:
    """One import. Raises NotThere."""
    found = imports.get(context.table, import_id)
    if found is None:
        raise NotThere("There is no such import.", code="import_unknown")
    return found
