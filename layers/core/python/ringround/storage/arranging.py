"""The lease that lets one job arrange households at a time: two at once could undo one another's work."""

from typing import Final

from . import keys
from .table import ConditionFailed, Table, Update

LEASE_SECONDS: Final = 60
"""How long a run that has stopped without a word keeps the next one waiting. Renewed with its progress."""

IS_FREE: Final = "attribute_not_exists(pk) OR ends < :now OR holder = :holder"
"""Nobody arranges households now, or this very run does: the answer to its write was lost."""

IS_MINE: Final = "holder = :holder"
"""No other run took over since."""


def take(table: Table, holder: str, now: int) -> bool:
    """Take the lease for one run, whose name is `holder`; False where another run has it."""
    update = Update(
        set={"holder": holder, "ends": now + LEASE_SECONDS}, condition=IS_FREE, values={":now": now, ":holder": holder}
    )
    return _done(table, update)


def keep(table: Table, holder: str, now: int) -> bool:
    """Go on holding the lease; False where another run has had it meanwhile."""
    return _done(table, Update(set={"ends": now + LEASE_SECONDS}, condition=IS_MINE, values={":holder": holder}))


def end(table: Table, holder: str) -> None:
    """Let the next job begin at once. Nothing happens where the lease is another run's."""
    _done(table, Update(set={"ends": 0}, condition=IS_MINE, values={":holder": holder}))


def _done(table: Table, update: Update) -> bool:
    try:
        table.update(keys.arranging(), update)
    except ConditionFailed:
        return False
    return True
