"""Households follow a bank whose rules or targets change. Started with `{"job": …}`, never over HTTP."""

from typing import Final

from ringround import wiring
from ringround.api.job_handler import job_handler
from ringround.usecases import arrange, screening
from ringround.usecases.jobs import Work

WORK: Final[dict[str, Work]] = {
    **arrange.works(lambda: wiring.now()),
    **screening.works(lambda: wiring.now()),
}

handler = job_handler("arrange_households", WORK)
