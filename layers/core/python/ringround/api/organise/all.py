"""Every area of the organisers' API."""

from typing import Final

from ..area import Area
from . import audit, banks, imports, jobs, notes, overview, results, settings, volunteers

AREAS: Final[tuple[Area, ...]] = (
    audit.AREA,
    banks.AREA,
    imports.AREA,
    jobs.AREA,
    notes.AREA,
    overview.AREA,
    results.AREA,
    settings.AREA,
    volunteers.AREA,
)
