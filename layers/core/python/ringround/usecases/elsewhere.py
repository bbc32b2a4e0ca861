"""People and numbers that a list or a decision has moved to another household: what is said of them counts there."""

from ..domain.household import Household, LogEntry
from ..domain.placement import place
from ..domain.recording import followed, gone_from, number_marks, settled_everywhere
from ..storage import households, keys
from ..storage.marshal import Item
from .context import Context


def changed(context: Context, before: Household, entry: LogEntry, now: int) -> tuple[tuple[Household, Household], ...]:
    """The households to which people or numbers of this entry have moved from `before`, as they are and with what it
    says of them: an objection counts where the person is, not where they were when they were rung, and so does a call.

    No request for a call that settles nobody for good, of people and numbers that are where they were.
    """
    people, rung = gone_from(before, entry)
    people |= settled_everywhere(entry).keys()
    rung |= number_marks(entry).keys()
    pointers = [*((keys.elector(p), p) for p in people), *((keys.number(e), e) for e in rung)]
    found = context.table.get_many([key for key, _ in pointers]) if pointers else []
    at = {what: _home(item) for (_, what), item in zip(pointers, found, strict=True)}
    wanted = sorted(set(at.values()) - {before.id, ""})
    pairs = []
    for home in households.get_many(context.table, wanted) if wanted else ():
        if home is None:
            continue
        here = {what for what, where in at.items() if where == home.id}
        after = followed(home, entry, here & people, here & rung)
        if after == home:
            continue
        if not after.held(now):
            after = households.in_queue(after, place(after, context.banks_of(after, {}), now))
        pairs.append((home, after))
    return tuple(pairs)


def homes(context: Context, pointers: list[keys.Key]) -> set[str]:
    """The households that items of people or numbers point to."""
    return {_home(item) for item in context.table.get_many(pointers)} - {""}


def _home(item: Item | None) -> str:
    return str(item.get("household", "")) if item else ""
