"""Runs under the code of an earlier commit (`tests.upgrades.make`): rings, imports, breaks off, with that code alone.

Prints the table and what that code says of it as JSON. What a commit does not have yet is left out.
"""

import base64
import importlib
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Response
from ringround.storage import banks, callers
from ringround.storage.callers import Volunteer
from ringround.storage.marshal import to_item
from ringround.storage.table import Table
from tests.builders import HOUR, NOW, drama_number
from tests.functions.importing import BANK, Importer, row
from tests.interleavings.memory import Memory
from tests.interleavings.stepping import Inline
from tests.shift import Shift

COUNT = 24
MADE_LATER = 4
KINDS = ("attempts", "latest", "van", "register", "numbers")


class Ends(BaseException):
    """The process is gone."""


def rows(first: int, count: int) -> list[str]:
    """Two electors at each address, the first of whom has a number."""
    found = []
    for n in range(first, first + count):
        found.append(row(f"AB-{2 * n}", "Priya,Shah", f"{n} Mill Lane", phone=_typed(n)))
        found.append(row(f"AB-{2 * n + 1}", "Robin,Shah", f"{n} Mill Lane"))
    return found


def _typed(n: int) -> str:
    return "0" + drama_number(1_000 + n)[3:]


def main() -> None:
    """The whole story of a small campaign."""
    memory = Memory()
    table = Table(memory, "old")  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder, patch("ringround.usecases.imports_write.ThreadPoolExecutor", Inline):
        importer = Importer(table, Path(folder))
        importer.rows(*rows(1, COUNT))
        banks.update(importer.table, BANK, {"left_message_allowed": True})
        for name, role in (("sam", "caller"), ("alex", "caller"), ("olive", "organiser")):
            callers.add(importer.table, Volunteer(name, f"{name}@example.org", name.title(), role))  # type: ignore[arg-type]
        shift = Shift(importer.context)
        said = calls_of_every_outcome(shift)
        said |= {"held": shift.claim("alex", bank=BANK).claim.id, "lapsed": _lapsed(shift)}
        lists(importer)
        said["exported"] = exported(importer.table, Path(folder), importer.context.campaign.secret)
        importer.now = NOW + HOUR
        done = importer.rows(*rows(100, MADE_LATER))
        broken_off(importer, memory)
        said |= {"imports": importer.count, "last": done.id, "tally": tally(shift)}
    items = [to_item(item) for _, item in sorted(memory.items.items())]
    json.dump({"said": said, "items": items}, sys.stdout, default=lambda b: base64.b64encode(b).decode())


def calls_of_every_outcome(shift: Shift) -> dict[str, Any]:
    """Sam rings thirteen households; one call is corrected, one household skipped, one given back."""
    calls: dict[str, str] = {}
    for n, outcome in enumerate(Outcome):
        claim, at = shift.claim(bank=BANK, at=NOW + n, holding=None), NOW + n
        promised = {"call_back_at": NOW + 2 * HOUR} if outcome is Outcome.CALL_BACK else {}
        shift.respond(claim, Response(outcome, note="By the side door.", **promised), at=at)  # type: ignore[arg-type]
        calls[claim.claim.id] = str(outcome)
    first = next(iter(calls))
    shift.correct(first, Response(Outcome.REFUSED), at=NOW + 30)
    calls[first] = str(Outcome.REFUSED)
    shift.skip(shift.claim(bank=BANK, at=NOW + 40), at=NOW + 40)
    shift.release(shift.claim(bank=BANK, at=NOW + 41), at=NOW + 42)
    return {"calls": calls, "corrected": first}


def _lapsed(shift: Shift) -> str:
    return shift.claim("sam", bank=BANK, at=NOW + 50).claim.id


def lists(importer: Importer) -> None:
    """Who must not be rung and who has voted, where the code knows lists."""
    for name, call in (
        ("suppression", lambda m: m.suppress(importer.context, "olive", [drama_number(1_020)], "tps", now=NOW)),
        ("voted", lambda m: m.mark(importer.context, "olive", ["AB-42"], "", voted=True, now=NOW)),
    ):
        if module := _module(f"ringround.usecases.{name}"):
            call(module)  # type: ignore[no-untyped-call]


def exported(table: Table, folder: Path, secret: bytes) -> dict[str, Any]:
    """Every export, as that code makes it; nothing where it makes none."""
    files, collecting = _module("ringround.usecases.export_files"), _module("ringround.usecases.collect")
    if not files or not collecting:
        return {}
    asked = importlib.import_module("ringround.usecases.export_rows").Asked("", 0)
    found: dict[str, Any] = {}
    with collecting.collect(table, folder) as collected:
        for kind in KINDS:
            path = folder / f"{kind}.csv"
            files.write(path, kind, files.rows_of(kind, collected, asked, secret))
            found[kind] = list(files.read(path))
    return found


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return None


def broken_off(importer: Importer, memory: Memory) -> None:
    """An import whose process ends in the middle."""
    left = 16

    def gate(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Ends

    before: Callable[..., None] = memory.before
    memory.before = gate
    try:
        importer.rows(*rows(200, 130))
    except Ends:
        pass
    finally:
        memory.before = before
    assert left < 0, "the import ended before it was broken off"


def tally(shift: Shift) -> dict[str, int]:
    """Sam's counters of the day in the bank."""
    return dict(shift.desk("sam").tally[BANK])


if __name__ == "__main__":
    main()
