"""The end of a campaign: everything personal is destroyed. Started with `{"job": …}`, never over HTTP."""

from collections.abc import Callable

from ringround import wiring
from ringround.api.job_handler import job_handler
from ringround.storage import destroying
from ringround.usecases import closing, destroy


class Files:
    """The two buckets, and the logs of the functions."""

    def count(self) -> dict[str, int]:
        """How many files there are, by bucket."""
        s3 = wiring.client("s3")
        return {name: destroying.count_objects(s3, bucket) for name, bucket in _buckets().items()}

    def delete(self, told: Callable[[int], None]) -> int:
        """Delete all of them, unfinished uploads too; how many."""
        s3 = wiring.client("s3")
        return sum(destroying.delete_objects(s3, bucket, told) for bucket in _buckets().values())

    def delete_logs(self, told: Callable[[int], None]) -> int:
        """Delete what the functions have logged; how many streams."""
        groups = wiring.settings().log_groups
        logs = wiring.client("logs") if groups else None
        return sum(destroying.delete_log_streams(logs, group, told) for group in groups)


def _buckets() -> dict[str, str]:
    return {"uploads": wiring.settings().uploads, "exports": wiring.settings().exports}


def now() -> int:
    """The time, epoch seconds."""
    return wiring.now()


def sleep(seconds: float) -> None:
    """Wait."""
    wiring.sleep(seconds)


world = destroy.World(Files(), now, sleep)
handler = job_handler("close_campaign", {closing.DESTROY: destroy.work(world)}, wiring.bare_context)
