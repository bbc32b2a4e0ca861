"""Long work: taken by one run at a time, told, ended, and begun again."""

from collections.abc import Mapping
from typing import Any

import pytest

from ringround.domain.errors import BreaksRule, Conflict, NotThere, TryAgain
from ringround.storage import jobs as stored
from ringround.storage.jobs import Job
from ringround.storage.table import Table
from ringround.usecases import jobs
from ringround.usecases.context import Context
from tests.builders import NOW, seed


@pytest.fixture
def context(table: Table) -> Context:
    return seed(table)


def run(context: Context, job: Job, work: jobs.Work, *, now: int = NOW, name: str = "run-1") -> Job | None:
    return jobs.run(context, job.id, {"count": work}, lambda: now, name)


def begun(context: Context) -> Job:
    return jobs.begin(context, "count", {"bank": "main"}, by="olive", now=NOW)


def test_a_job_is_done_with_its_result(context: Context) -> None:
    seen: list[Any] = []

    def work(_: Context, job: Job, tell: jobs.Tell) -> Mapping[str, Any]:
        tell(5, 10)
        seen.append((job.detail["bank"], stored.get(context.table, job.id)))
        return {"found": 3}

    done = run(context, begun(context), work)
    assert done is not None
    assert (done.state, done.result, done.by, done.finished) == ("done", {"found": 3}, "olive", NOW)
    (bank, meanwhile) = seen[0]
    assert bank == "main"
    assert meanwhile is not None
    assert (meanwhile.state, meanwhile.done, meanwhile.total) == ("running", 5, 10)


def test_a_job_that_is_done_is_not_done_again(context: Context) -> None:
    job = begun(context)
    assert run(context, job, lambda *_: {}) is not None
    assert run(context, job, lambda *_: pytest.fail("it ran twice"), name="run-2") is None
    with pytest.raises(Conflict):
        jobs.may_start(context, job.id, now=NOW)


def test_one_run_at_a_time_until_its_lease_ends(context: Context) -> None:
    job = begun(context)
    stored.take(context.table, job.id, "dead", NOW)
    assert run(context, job, lambda *_: {}) is None
    with pytest.raises(Conflict):
        jobs.may_start(context, job.id, now=NOW)
    later = NOW + stored.LEASE_SECONDS + 1
    assert jobs.may_start(context, job.id, now=later).id == job.id
    done = run(context, job, lambda *_: {}, now=later)
    assert done is not None
    assert done.state == "done"


def test_a_run_that_was_taken_over_writes_nothing_more(context: Context) -> None:
    job = begun(context)

    def work(_: Context, job: Job, tell: jobs.Tell) -> Mapping[str, Any]:
        stored.take(context.table, job.id, "other", NOW + stored.LEASE_SECONDS + 1)
        tell(1, 2)
        return {}

    assert run(context, job, work) is None
    found = stored.get(context.table, job.id)
    assert found is not None
    assert (found.run, found.state) == ("other", "running")


@pytest.mark.parametrize(
    ("error", "code"),
    [(TryAgain("busy"), "try_again"), (BreaksRule("No.", code="no_good"), "no_good"), (ValueError("x"), "internal")],
)
def test_a_failed_job_says_why_and_can_be_started_again(context: Context, error: Exception, code: str) -> None:
    job = begun(context)

    def work(*_: Any) -> Mapping[str, Any]:
        raise error

    if code == "internal":
        with pytest.raises(ValueError, match="x"):
            run(context, job, work)
    else:
        run(context, job, work)
    failed = jobs.look(context, job.id)
    assert (failed.state, failed.error_code) == ("failed", code)
    again = run(context, job, lambda *_: {"n": 1}, name="run-2")
    assert again is not None
    assert (again.state, again.error_code) == ("done", "")


def test_latest_jobs_come_newest_first(context: Context) -> None:
    made = [jobs.begin(context, "count", {}, by="o", now=NOW + n).id for n in range(3)]
    assert [job.id for job in stored.latest(context.table, 2)] == made[:0:-1]
    with pytest.raises(NotThere):
        jobs.look(context, "none")
