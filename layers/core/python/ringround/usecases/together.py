"""Many households changed by a list: some tens in one transaction, each under the revision that was read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ..domain.bank import Bank
from ..domain.errors import TryAgain
from ..domain.household import Household, with_dated_marks
from ..domain.placement import place
from ..storage import banks, households, keys
from ..storage.table import TransactionRefused, update_in
from .context import Context

CHUNK: Final = 40
"""What a list names, in one transaction: a household and a number each make 80 writes, and DynamoDB takes 100."""

_ROUNDS: Final = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """What belongs together: the entries of the list that it is about, and the writes for them."""

    entries: tuple[str, ...]
    writes: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


def write(context: Context, entries: Sequence[str], plan: Callable[[Sequence[str]], Sequence[Piece]]) -> None:
    """Carry out what `plan` makes of the entries, some at a time. Where something else was written since it read, those
    pieces are planned anew. Raises TryAgain where others write the same all the time: what was done stays done."""
    for start in range(0, len(entries), CHUNK):
        left = list(entries[start : start + CHUNK])
        for _ in range(_ROUNDS):
            left = _written(context, plan(left))
            if not left:
                break
        else:
            raise TryAgain("These households are being written by others. Send the list again: what was done stays.")


def _written(context: Context, pieces: Sequence[Piece]) -> list[str]:
    """Write pieces together; the entries of those that were refused."""
    waiting, again = [piece for piece in pieces if piece.writes], []
    while waiting:
        owners = [piece for piece in waiting for _ in piece.writes]
        try:
            context.table.transact([each for piece in waiting for each in piece.writes])
        except TransactionRefused as refused:
            bad = [owners[place] for place in refused.failed]
            again += [entry for piece in waiting if piece in bad for entry in piece.entries]
            waiting = [piece for piece in waiting if piece not in bad]
            continue
        break
    return again


def banks_now(context: Context) -> dict[str, Bank]:
    """Every bank, to be read after the households that are placed by them: a bank that has been made, opened or closed
    meanwhile must not lose a household that follows it already."""
    return {bank.id: bank for bank in banks.every(context.table)}


def changed(before: Household, after: Household, every: Mapping[str, Bank], now: int) -> dict[str, Any]:
    """The write of a household, at the place that the rules give it. One in a caller's hands keeps its lease: their
    page is told that it may not be rung, where that is so."""
    placed = after if after.held(now) else households.in_queue(after, place(after, every, now))
    return update_in(keys.household(before.id), households.change(before, with_dated_marks(before, placed, now)))
