"""What is written once under an id of its own: a first try whose answer was lost has made it."""

from collections.abc import Callable

import pytest

from ringround.storage import audit, imports, jobs
from ringround.storage.audit import Entry
from ringround.storage.imports import Import, Upload
from ringround.storage.jobs import Job
from ringround.storage.table import ConditionFailed, Table

Write = Callable[[Table, int], None]


def write_import(table: Table, at: int) -> None:
    """An import with its files."""
    imports.create(table, Import("0000000001-a", "first", files=(Upload("list.csv", 472),), created=at))


def write_job(table: Table, at: int) -> None:
    """A job with its detail."""
    jobs.create(table, Job("0000000001-a", "undo_import", {"import": "i", "was": "done"}, "olive", created=at))


def write_act(table: Table, at: int) -> None:
    """An entry of the audit log."""
    audit.put(table, Entry("0000000001-a", "olive", "import_undone", at, "i", {"count": 2}))


@pytest.mark.parametrize("write", [write_import, write_job, write_act])
def test_what_is_sent_again_after_a_lost_answer_is_no_fault(table: Table, write: Write) -> None:
    write(table, 1)
    write(table, 1)


@pytest.mark.parametrize("write", [write_import, write_job, write_act])
def test_another_one_is_not_written_over(table: Table, write: Write) -> None:
    write(table, 1)
    with pytest.raises(ConditionFailed):
        write(table, 2)
