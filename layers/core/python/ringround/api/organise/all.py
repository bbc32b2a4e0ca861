"""Every area of the organisers' API."""

from typing import Final

from ..area import Area
from . import audit, banks, closing, imports, jobs, lists, notes, overview, results, scripts, settings, volunteers

AREAS: Final[tuple[Area, ...]] = (
    audit.AREA,
    banks.AREA,
    closing.AREA,
    imports.AREA,
    jobs.AREA,
    lists.AREA,
    notes.AREA,
    overview.AREA,
    scripts.AREA,
    results.AREA,
    settings.AREA,
    volunteers.AREA,
)
