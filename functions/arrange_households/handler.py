"""Households follow a bank whose rules or targets change. Started with `{"job": …}`, never over HTTP."""

from typing import Final

from ringround import wiring
from ringround.api.job_handler import job_handler
from ringround.usecases import arrange, screening
from ringround.usecases.jobs import Work


def clock() -> int:
    """The time as the process tells it, asked for anew each time."""
    return wiring.now()


WORK: Final[dict[str, Work]] = {**arrange.works(clock), **screening.works(clock)}

handler = job_handler("arrange_households", WORK)
