"""Every area of the organisers' API."""

from typing import Final

from ..area import Area
from . import audit, banks, imports, jobs, notes

AREAS: Final[tuple[Area, ...]] = (
    audit.AREA,
    banks.AREA,
    imports.AREA,
    jobs.AREA,
    notes.AREA,
)
