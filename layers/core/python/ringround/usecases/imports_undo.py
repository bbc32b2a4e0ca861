"""Undo an import: everything that it made or changed is as before it, while nobody was called.

First all of its households are looked at: where one of them has been called since, or is in a caller's hands, or a
later import has built on it, nothing is undone. Then its steps are undone, last ones first, each in one transaction
that also takes the step away: it can be cut off anywhere and started again. A household that somebody claims
meanwhile stays as it is, with its people and numbers, and is counted.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final

from ..domain.errors import Conflict, NotThere, TryAgain
from ..domain.household import Household
from ..storage import banks, households, imports, imports_journal
from ..storage.imports import Import, ImportRunning, LeaseLost
from ..storage.imports_journal import Step
from ..storage.jobs import Job, TakenOver
from ..storage.table import Repeatable, TransactionRefused
from . import complete
from .context import Context
from .imports import UNDO
from .imports_undo_step import Calls, Undoing, before_of, calls_of, in_hands, inverse
from .imports_write import LANES, MOST_WRITES, patiently
from .jobs import Tell, Work

_ROUNDS: Final = 8
_TOGETHER: Final = 100


def works(
    clock: Callable[[], int], follow: Callable[[str], None], sleep: Callable[[float], None] = time.sleep
) -> dict[str, Work]:
    """What the job does. `follow` is told the import's id when all is undone."""

    def undo(context: Context, job: Job, tell: Tell) -> Mapping[str, Any]:
        result = _undo(context, job, tell, clock, sleep)
        follow(str(job.detail["import"]))
        return result

    return {UNDO: undo}


def _undo(
    context: Context, job: Job, tell: Tell, clock: Callable[[], int], sleep: Callable[[float], None]
) -> Mapping[str, Any]:
    table, import_id, holder = context.table, str(job.detail["import"]), f"undo {job.id}"
    found = imports.get(table, import_id)
    if found is None:
        raise NotThere("There is no such import.", code="import_unknown")
    if found.state == "undone":
        return {"left": 0}
    try:
        imports.take_lease(table, import_id, holder, clock())
    except ImportRunning:
        raise _refused(context, job, "import_running", "An import is running: wait until it is done.") from None

    def go_on(done: int, total: int) -> None:
        imports.extend_lease(table, holder, clock())
        tell(done, total)

    try:
        return _steps(context, found, job, go_on, clock, sleep)
    except LeaseLost:
        raise TakenOver from None
    finally:
        imports.end_lease(table, holder)


def _steps(
    context: Context, found: Import, job: Job, tell: Tell, clock: Callable[[], int], sleep: Callable[[float], None]
) -> Mapping[str, Any]:
    table = context.table
    calls, total = _known_calls(context, found.id)
    if not found.undo_began:
        _look_at_all(context, found, job, calls, total, tell, clock)
        # As if it had been done: the bank's figures hold all of its targets, and lose them step by step.
        imports.give_targets_to_bank(table, found, LANES)
        imports.change(table, found.id, undo_began=True)
    left: set[str] = set()
    for done, step in enumerate(imports_journal.steps(table, found.id, last_first=True)):
        tell(done, total)
        left |= _undo_step(context, found, step, calls, clock, sleep)
    message = f"{len(left):,} households were called while the import was undone: they stay." if left else ""
    imports.change(
        table,
        found.id,
        state="undone",
        finished_at=clock(),
        error_code="households_left" if left else "",
        error_message=message,
    )
    return {"left": len(left)}


def _known_calls(context: Context, import_id: str) -> tuple[Calls, int]:
    """The calls that were there before the import, and how many steps it has."""
    calls: set[tuple[str, int]] = set()
    total = 0
    for step in imports_journal.steps(context.table, import_id):
        total += 1
        for household in before_of(step).values():
            calls |= calls_of(household)
    return frozenset(calls), total


def _look_at_all(
    context: Context, found: Import, job: Job, calls: Calls, total: int, tell: Tell, clock: Callable[[], int]
) -> None:
    """Raises Conflict, with nothing changed, where the import can't be undone."""
    called = held = later = 0
    for done, step in enumerate(imports_journal.steps(context.table, found.id)):
        tell(done, total * 2)
        before = before_of(step)
        for household in _present(context, [*step.made, *before], clock()).values():
            called += not calls_of(household) <= calls
            held += in_hands(household, clock())
            known = before.get(household.id)
            later += household.imported not in {found.id, known.imported if known else found.id}
    if later:
        raise _refused(
            context,
            job,
            "import_built_on",
            "A later import has changed the same households: undo that one first. Or a decision about their numbers "
            "has: then it can’t be undone any more.",
        )
    if called:
        raise _refused(
            context,
            job,
            "import_called",
            f"{called:,} of its households have been called since: it can’t be undone any more. Import a corrected "
            "list instead.",
        )
    if held:
        raise _refused(
            context,
            job,
            "import_in_hands",
            f"{held:,} of its households are with callers, or were within the last two hours, and their calls may "
            "still come. Pause the bank, and try again later.",
        )


def _refused(context: Context, job: Job, code: str, message: str) -> Conflict:
    """The refusal, after the import is what it was before."""
    was: imports.State = job.detail["was"]
    imports.move(context.table, str(job.detail["import"]), ("undoing",), was, error_code=code, error_message=message)
    return Conflict(message, code=code)


def _undo_step(
    context: Context,
    found: Import,
    step: Step,
    calls: Calls,
    clock: Callable[[], int],
    sleep: Callable[[float], None],
) -> set[str]:
    """Undo one step; the households that stay, because they are called."""
    table = context.table
    for _ in range(_ROUNDS):
        every = {bank.id: bank for bank in patiently(partial(banks.every, table), sleep)}
        undoing = Undoing(found.id, found.bank, every, calls, clock())
        present = _present(context, [*step.made, *before_of(step)], clock())
        writes, left = patiently(partial(inverse, table, step, undoing, present), sleep)
        writes.append(imports_journal.delete_step(step))
        try:
            for start in range(0, len(writes), MOST_WRITES):
                patiently(partial(table.transact, Repeatable(writes[start : start + MOST_WRITES])), sleep)
        except TransactionRefused:
            continue
        return left
    raise TryAgain("These households are being written by others.")


def _present(context: Context, ids: Iterable[str], now: int) -> dict[str, Household]:
    """Those of these households that are there, with every call that was recorded on their logs, however long ago its
    recording was broken off: they were called."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Household] = {}
    for start in range(0, len(wanted), _TOGETHER):
        some = wanted[start : start + _TOGETHER]
        got = patiently(partial(households.get_many, context.table, some))
        if complete.lapsed_on(context, [household for household in got if household], now=now):
            got = patiently(partial(households.get_many, context.table, some))
        found.update({household.id: household for household in got if household})
    return found
