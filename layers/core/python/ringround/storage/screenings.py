"""How old the screening of numbers is, counted by a job and kept as one item."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import keys
from .table import Table, Update


@dataclass(frozen=True, slots=True)
class Counted:
    """Numbers by the day on which they were screened (`2027-02-01`; empty: never), and how many of all are suppressed.
    `as_of` is when they were counted, epoch seconds; 0: not yet."""

    as_of: int = 0
    suppressed: int = 0
    by_day: Mapping[str, int] = field(default_factory=dict)


def get(table: Table) -> Counted:
    """The count that was made last."""
    item = table.get(keys.screening(), consistent=False)
    return Counted(item["as_of"], item["suppressed"], item["by_day"]) if item else Counted()


def put(table: Table, counted: Counted) -> None:
    """Write a count."""
    said = {"as_of": counted.as_of, "suppressed": counted.suppressed, "by_day": dict(counted.by_day)}
    table.update(keys.screening(), Update(set=said))
