"""Calls that a copy holds in part, for they were recorded while it was made: what lacks of them is done.

The household may have been read before the call, and the call after it. No claim on the household leads to such a call,
so nobody else would finish it, and whoever was reached would be rung again.
"""

from dataclasses import replace
from typing import Final

from ringround.domain.household import Household
from ringround.domain.placement import place
from ringround.domain.recording import Call
from ringround.storage import banks, calls, desks, households, keys
from ringround.storage.marshal import from_item
from ringround.storage.schema import PK
from ringround.storage.table import Table
from ringround.usecases import complete
from ringround.usecases.context import Context

from . import loading

_HOUSEHOLDS: Final = keys.household("")[PK]


def finish(table: Table) -> int:
    """Put each call that the table holds on its household's log, as it stands, with what it says of numbers, and on its
    caller's day where that has it as under way; how many lacked there. Again, it finds nothing to do.

    Only while nobody works with the table. Raises TryAgain, or households.ChangedMeanwhile, where somebody does.
    """
    logs = _on_logs(table)
    first: dict[str, Call] = {}
    latest: dict[str, Call] = {}
    for page in loading.pages(table.client, table.name):
        for raw in page:
            if raw[PK]["S"].startswith(keys.CALLS):
                call = calls.from_item(from_item(raw))
                claim, version = call.entry.claim, call.entry.version
                if version == 1:
                    first[claim] = call
                if version > max(logs.get(claim, (0, ""))[0], latest[claim].entry.version if claim in latest else 0):
                    latest[claim] = call
    if not latest:
        return 0
    context = Context(table, banks.get_campaign(table))
    table.desk_shards = keys.desk_shards(context.campaign.queue_parts)
    done = 0
    for claim, call in latest.items():
        home = households.get(table, logs[claim][1] if claim in logs else call.household)
        if home is None:
            continue
        calls.mark_numbers(table, call)
        if claim in logs:
            _replace(context, home, call)
        else:
            complete.put_on_log(context, call, now=call.recorded_at)
        if claim in first:
            desks.pay(table, calls.owed(first[claim]))
        done += 1
    return done


def _on_logs(table: Table) -> dict[str, tuple[int, str]]:
    """The version in which each call is on a log, and of which household: calls go along with whoever moves."""
    found: dict[str, tuple[int, str]] = {}
    for page in loading.pages(table.client, table.name):
        for raw in page:
            if raw[PK]["S"].startswith(_HOUSEHOLDS):
                household = households.from_item(from_item(raw))
                found |= {entry.claim: (entry.version, household.id) for entry in household.log}
    return found


def _replace(context: Context, home: Household, call: Call) -> None:
    """A correction takes the place of what it corrects."""
    log = tuple(call.entry if entry.claim == call.entry.claim else entry for entry in home.log)
    after = replace(home, log=log)
    if not after.held(call.recorded_at):
        after = households.in_queue(after, place(after, context.banks_of(after, {}), call.recorded_at))
    households.save(context.table, home, after)
