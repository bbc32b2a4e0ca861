"""Long work in the table: what it is, how far it is, how it ended."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from itertools import islice
from typing import Any, Final, Literal

from . import keys
from .marshal import Item
from .schema import PK, SCHEMA_VERSION, SK
from .table import IS_NEW, ConditionFailed, Table, Update, put_in

State = Literal["waiting", "running", "done", "failed"]

LEASE_SECONDS: Final = 60
"""How long a run that has stopped without a word keeps another one from going on. Renewed with its progress."""

MAY_RUN: Final = "attribute_exists(pk) AND #state <> :over AND (attribute_not_exists(ends) OR ends < :now)"
"""It is not done, and nobody is at it."""

STILL_MINE: Final = "run = :run"
"""No other run has taken over."""


class AtWork(Exception):  # noqa: N818 - an expected ending
    """Somebody else is at this job, or it is done."""


class TakenOver(Exception):  # noqa: N818 - an expected ending
    """Another run has taken over."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work. Times are epoch seconds, 0 where there is none; `ends` is the end of the lease of the run
    that is at it, `done` and `total` what is counted is the job's own business."""

    id: str
    kind: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    state: State = "waiting"
    created: int = 0
    started: int = 0
    finished: int = 0
    done: int = 0
    total: int = 0
    result: Mapping[str, Any] = field(default_factory=dict)
    error_code: str = ""
    error_message: str = ""
    run: str = ""
    ends: int = 0


def create(table: Table, job: Job) -> None:
    """Write a new job. Raises ConditionFailed where there is one with its id."""
    table.put_new(to_item(job))


def put_new(job: Job) -> dict[str, Any]:
    """Part of a transaction: a new job."""
    return put_in(to_item(job), IS_NEW)


def get(table: Table, job_id: str) -> Job | None:
    """One job."""
    item = table.get(keys.job(job_id))
    return _from_item(item) if item else None


def latest(table: Table, most: int) -> list[Job]:
    """The last jobs, newest first."""
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk",
        ExpressionAttributeValues={":pk": {"S": keys.job("")[PK]}},
        ScanIndexForward=False,
        Limit=most,
        ConsistentRead=True,
    )
    return [_from_item(item) for item in found][:most]


def of_kind(table: Table, kind: str, most: int = 0) -> list[Job]:
    """Jobs of one kind, newest first; `most` of them, 0 for all."""
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk",
        ExpressionAttributeValues={":pk": {"S": keys.job("")[PK]}},
        ScanIndexForward=False,
        ConsistentRead=True,
    )
    wanted = (_from_item(item) for item in found if item["kind"] == kind)
    return list(islice(wanted, most or None))


def take(table: Table, job_id: str, run: str, now: int) -> Job:
    """Take a job on for one run, whose name is `run`. Raises AtWork where another run is at it or it is done."""
    update = Update(
        set={"state": "running", "run": run, "ends": now + LEASE_SECONDS, "started": now},
        remove=["error_code", "error_message"],
        condition=MAY_RUN,
        values={":over": "done", ":now": now},
        names={"#state": "state"},
    )
    try:
        return _from_item(table.update(keys.job(job_id), update, returned="ALL_NEW"))
    except ConditionFailed as failed:
        # The answer to a write that succeeded can be lost, and the client's repeat then meets its own run.
        if failed.found and failed.found.get("run") == run:
            return _from_item(failed.found)
        raise AtWork from None


def tell(table: Table, job_id: str, run: str, now: int, **changes: Any) -> None:
    """Write how far a run is and keep its lease. Raises TakenOver."""
    _change(table, job_id, run, {**changes, "ends": now + LEASE_SECONDS})


def end(table: Table, job_id: str, run: str, now: int, **changes: Any) -> None:
    """Write how a run ended. Raises TakenOver."""
    _change(table, job_id, run, {**changes, "ends": 0, "finished": now})


def _change(table: Table, job_id: str, run: str, changes: Mapping[str, Any]) -> None:
    try:
        table.update(keys.job(job_id), Update(set=changes, condition=STILL_MINE, values={":run": run}))
    except ConditionFailed:
        raise TakenOver from None


def to_item(job: Job) -> Item:
    """The item of a job."""
    data = {name: value for name, value in asdict(job).items() if name != "id" and value not in ("", 0, {})}
    return {**keys.job(job.id), "v": SCHEMA_VERSION, **data}


def _from_item(item: Item) -> Job:
    known = {f.name: item[f.name] for f in fields(Job) if f.name in item}
    return Job(**{**known, "id": item[SK]})
