"""Every area of the organisers' API."""

from typing import Final

from ..area import Area
from . import (
    audit,
    banks,
    closing,
    imports,
    jobs,
    lists,
    notes,
    overview,
    people,
    quality,
    results,
    scripts,
    settings,
    targets,
    volunteers,
)

AREAS: Final[tuple[Area, ...]] = (
    audit.AREA,
    banks.AREA,
    closing.AREA,
    imports.AREA,
    jobs.AREA,
    lists.AREA,
    notes.AREA,
    overview.AREA,
    people.AREA,
    quality.AREA,
    results.AREA,
    scripts.AREA,
    settings.AREA,
    targets.AREA,
    volunteers.AREA,
)
