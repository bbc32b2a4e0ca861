"""All that a campaign held is deleted, looked for once more, and certified.

A run may be cut off anywhere and begun again: the stub in the campaign's place says how far it is. Functions that are
warm go by what they have read of the campaign for a while. So nothing is recorded from some time before what there is
is compared with the last export: a call is in that export, or it stops the destruction. From the moment the stub is
there, nobody can do anything, and what is still written is met by a last round after that while.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from ..domain.errors import Conflict, TryAgain
from ..storage import banks, destroying, keys
from ..storage import campaign as stored
from ..storage.campaign import Stub
from ..storage.jobs import Job, TakenOver
from ..storage.table import ConditionFailed, Table
from . import export_check
from .closing import recorded_since
from .context import Context
from .jobs import Tell, Work

LAST_WRITES_SECONDS: Final = 60 + 15 + 5
"""How long a warm function may go by a campaign that is over (`wiring.CAMPAIGN_SECONDS`), a request that it took on
then, and some more."""
ROUNDS: Final = 3

LAST_EXPORT: Final = (
    "The last export was deleted here with the rest. The organisers have fetched it: what they keep of it, and for how "
    "long, is theirs to answer for."
)
"""What the certificate says of it."""


class Files(Protocol):
    """What lies outside of the table."""

    def count(self) -> dict[str, int]:
        """How many files there are, by bucket."""

    def delete(self, told: Callable[[int], None]) -> int:
        """Delete all of them, unfinished uploads too; how many."""

    def delete_logs(self, told: Callable[[int], None]) -> int:
        """Delete what the functions have logged; how many streams."""


@dataclass(frozen=True, slots=True)
class World:
    """What stands around the table: files and logs, the time (epoch seconds), and waiting."""

    files: Files
    clock: Callable[[], int]
    sleep: Callable[[float], None] = time.sleep


def work(world: World) -> Work:
    """What the job that destroys does."""

    def destroy(context: Context, job: Job, tell: Tell) -> Mapping[str, Any]:
        table = context.table
        stub = stored.get_stub(table)
        if stub is not None and stub.certificate:
            return stub.certificate
        stub = stub or _begin(table, job, tell, world)
        stub = _count(table, stub, world, tell)
        keep = [keys.campaign(), keys.job(job.id)]
        total = sum(stub.counts["items"].values())

        def alive(_: int) -> None:
            tell(total, total)

        backups = destroying.switch_off_backups(table)
        destroying.delete_items(table, keep, lambda done: tell(done, total))
        world.files.delete(alive)
        _wait(stub.begun, world, alive)
        late = _last_rounds(table, keep, world, alive)
        streams = world.files.delete_logs(alive)
        certificate = _certificate(stub, late, streams, world.clock(), backups=backups)
        stored.finish_stub(table, replace(stub, told={}, counts={}, certificate=certificate))
        return certificate

    return destroy


def _begin(table: Table, job: Job, tell: Tell, world: World) -> Stub:
    """Have nothing recorded any more, wait until that is so, and put the stub in the campaign's place.

    Not where a call was recorded after the last export, or where somebody took it back: a run that failed before can be
    started again by any organiser, and what they took back must not happen.
    """
    campaign = banks.get_campaign(table)
    _check_wanted(table, job)
    blocked = campaign.blocked or world.clock()
    try:
        stored.change(table, blocked=blocked)
        _wait(blocked, world, lambda _: tell(0, 0))
        there = export_check.of_table(table, lambda read: tell(read, 0))
        if new := there.versions - int(job.detail["export"]["versions"]):
            raise recorded_since(new)
        _check_wanted(table, job)
    except TakenOver:
        raise
    except Exception:
        # Also where the campaign is gone: then it is somebody else's run that goes on.
        with suppress(ConditionFailed):
            stored.change(table, blocked=0)
        raise
    stub = Stub(campaign.name, campaign.poll_date, job.id, world.clock(), dict(job.detail))
    if not stored.begin_stub(table, stub):
        raise TryAgain("Somebody else is at it.")
    return stub


def _check_wanted(table: Table, job: Job) -> None:
    closing = stored.get_closing(table)
    if closing is None or closing.destroying != job.id:
        raise Conflict("This was taken back, or the last export was asked for anew.", code="called_off")


def _count(table: Table, stub: Stub, world: World, tell: Tell) -> Stub:
    """What there is, once: a run that goes on after a crash finds less."""
    if stub.counts:
        return stub
    items = destroying.count_items(table, lambda read: tell(0, read))
    counted = replace(stub, counts={"items": dict(items), "files": world.files.count()})
    stored.put_stub(table, counted)
    return counted


def _wait(since: int, world: World, alive: Callable[[int], None]) -> None:
    """Until every warm function knows what was written of the campaign at `since`."""
    while (left := since + LAST_WRITES_SECONDS - world.clock()) > 0:
        alive(0)
        world.sleep(min(left, 5))


def _last_rounds(table: Table, keep: list[keys.Key], world: World, alive: Callable[[int], None]) -> int:
    """Delete what came late, and look again until there is nothing; how many items came late. Raises TryAgain where
    there is always more."""
    late = 0
    for _ in range(ROUNDS):
        items = destroying.delete_items(table, keep, alive)
        files = world.files.delete(alive)
        late += items
        if not items and not files and not sum(world.files.count().values()):
            return late
    raise TryAgain("Something is still being written.")


def _certificate(stub: Stub, late: int, streams: int, now: int, *, backups: bool) -> dict[str, Any]:
    """What was destroyed, when, and that nothing was found afterwards: without anything personal."""
    return {
        "campaign": stub.name,
        "poll_date": stub.poll_date,
        "asked_by": stub.told["asked_by"],
        "asked_at": stub.told["asked_at"],
        "confirmed_by": stub.told["confirmed_by"],
        "confirmed_at": stub.told["confirmed_at"],
        "begun_at": stub.begun,
        "finished_at": now,
        "items": dict(stub.counts["items"]),
        "late_items": late,
        "files": dict(stub.counts["files"]),
        "log_streams": streams,
        "backups": "switched_off" if backups else "not_offered",
        "export": dict(stub.told["export"]),
        "last_export": LAST_EXPORT,
    }
