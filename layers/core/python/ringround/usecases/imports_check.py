"""Check an import before anything is written: what its files are taken for, what an import of them would do, and what
looks wrong.

The same plans are made as by the import itself, against the same table, and thrown away.
"""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any, Final

from ..domain.errors import TryAgain
from ..importing import meanings
from ..importing.errors import REASONS, UnusableFile
from ..importing.reading import Reading, SourceFile, read
from ..importing.samples import look_at
from ..storage import banks, imports
from ..storage.imports import Import
from .context import Context
from .imports_changes import Aim, Plan
from .imports_files import CHUNK, Tally, World, fetch_all, fingerprints, join, rules_of, summary
from .imports_found import Found, look_up
from .imports_ids import PersonIds
from .imports_plan import NeedsCare, Planner
from .imports_warnings import warnings_of
from .imports_write import patiently

PROBLEMS: Final = 20
TELL_SECONDS: Final = 1


def check(context: Context, import_id: str, name: str, world: World) -> None:
    """Run the check called `name` of an import, and write down what came of it. Nothing happens where another one was
    asked for since. Raises whatever is a fault: then it can be asked for again."""
    found = imports.get(context.table, import_id)
    if found is None or found.check != name or found.state != "checking":
        return
    _Check(context, found, world).go()


class _Check:
    def __init__(self, context: Context, found: Import, world: World) -> None:
        self._context = context
        self._found = found
        self._world = world
        self._told_at = world.now()
        self._preview: dict[str, Any] = {
            "files": [],
            "meanings": [
                {"meaning": name, "label": label, "several": name in meanings.SEVERAL}
                for name, label in meanings.LABELS.items()
            ],
            "counts": {},
            "problems": [],
            "warnings": [],
        }

    def go(self) -> None:
        try:
            counts = self._look()
        except UnusableFile as wrong:
            self._end("failed", error_code=wrong.code, error_message=wrong.message)
        except TryAgain:
            self._fault("try_again", "The table was too busy. Check the files again.")
        except Exception:
            self._fault("internal", "Something went wrong on our side. Check the files again.")
            raise
        else:
            self._end("checked", counts=counts, rows_read=counts["rows"], rows_total=counts["rows"])

    def _end(self, state: imports.State, **changes: Any) -> None:
        self._world.show(self._preview)
        now = self._world.now()
        table, name = self._context.table, self._found.check
        imports.end_check(table, self._found.id, name, state, preview=True, finished_at=now, **changes)

    def _fault(self, code: str, message: str) -> None:
        table, name = self._context.table, self._found.check
        imports.end_check(table, self._found.id, name, "failed", error_code=code, error_message=message)

    def _look(self) -> dict[str, int]:
        files = fetch_all(self._found, self._world)
        for file in files:
            self._preview["files"].append({**asdict(look_at(file, self._found.keep)), "rows": 0})
        rules = rules_of(self._context, self._found, self._world.now())
        reading = read(files, self._world.work, rules, self._tell)
        try:
            for said, rows in zip(self._preview["files"], reading.file_rows, strict=True):
                said["rows"] = rows
            return self._try_out(reading, files)
        finally:
            reading.close()

    def _try_out(self, reading: Reading, files: list[SourceFile]) -> dict[str, int]:
        ids = PersonIds(self._context.campaign.secret)
        join(reading, self._context, ids)
        others = [each for each in imports.every(self._context.table) if each.in_table and each.id != self._found.id]
        tally = Tally()
        # Where nothing was ever imported, the table knows none of it.
        tally.add(self._plans(reading, ids, known=bool(others) or self._found.runs > 0))
        counts = {**summary(reading.counts()), **tally.counts()}
        self._preview["counts"] = counts
        self._preview["problems"] = self._problems(reading, files)
        prints = fingerprints(self._context, files)
        self._preview["warnings"] = warnings_of(reading, counts, others, files, prints)
        return counts

    def _problems(self, reading: Reading, files: list[SourceFile]) -> list[dict[str, Any]]:
        return [
            {
                "file": files[problem.file].name,
                "line": problem.line,
                "code": problem.code,
                "reason": REASONS[problem.code],
                "value": problem.value,
            }
            for problem in reading.first_problems(PROBLEMS)
        ]

    def _plans(self, reading: Reading, ids: PersonIds, *, known: bool) -> Iterator[Plan]:
        """What the import would do, household by household."""
        every = {bank.id: bank for bank in banks.every(self._context.table)}
        aim = Aim(self._found.id, self._found.bank, self._found.created, every)
        planner = Planner(aim, self._world.now(), reading.has)
        careful: list[str] = []
        done = 0
        staged = reading.households(ids.of)
        while chunk := list(islice(staged, CHUNK)):
            found = self._look_up(chunk) if known else Found()
            for each in chunk:
                try:
                    yield planner.plan(each, found)
                except NeedsCare:
                    careful.append(each.id)
                done += each.rows
            self._tell(done)
        for household in careful:
            each = reading.household(household, ids.of)
            plan = planner.plan(each, self._look_up([each], everything=True), careful=True)
            for place, code, value in plan.problems:
                reading.add_problem(place, code, value)
            self._tell(done)
            yield plan

    def _look_up(self, staged: list[Any], *, everything: bool = False) -> Found:
        return patiently(lambda: look_up(self._context.table, staged, everything=everything), self._world.sleep)

    def _tell(self, rows: int) -> None:
        now = self._world.now()
        if now - self._told_at >= TELL_SECONDS:
            self._told_at = now
            imports.end_check(self._context.table, self._found.id, self._found.check, "checking", rows_read=rows)
