"""Exports, what is counted for filters, and what is held of one person. Started with `{"job": …}`, never over HTTP."""

from pathlib import Path

from ringround import wiring
from ringround.api.job_handler import job_handler
from ringround.domain.roster import Roster
from ringround.storage import exports_files, rosters
from ringround.usecases import closing, closing_export, exports, roster, subject_access, subjects


def hand_over(job_id: str, path: Path) -> None:
    """Put the file of a job where organisers can fetch it."""
    exports_files.put(wiring.client("s3"), wiring.settings().exports, job_id, path)


def keep(found: Roster) -> None:
    """Put what filters go by where the organisers' function reads it."""
    rosters.put(wiring.client("s3"), wiring.settings().exports, found)


def now() -> int:
    """The time, epoch seconds."""
    return wiring.now()


handler = job_handler(
    "export_results",
    {
        exports.KIND: exports.work(hand_over, now),
        roster.KIND: roster.work(keep, now),
        closing.EXPORT: closing_export.work(hand_over, now),
        exports.ONE_PERSON: subject_access.work(hand_over, now),
        **subjects.SEARCH,
    },
)
