"""What a column of a file can mean: the closed list from which organisers choose, and how a choice is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

Meaning = Literal[
    "number",
    "prefix",
    "suffix",
    "van",
    "other_id",
    "name",
    "surname",
    "forename",
    "address",
    "premises",
    "house_number",
    "street",
    "town",
    "postcode",
    "markers",
    "born",
    "change",
    "district",
    "phone",
    "barred",
    "screened",
    "tags",
    "keep",
]
ALL: Final[tuple[str, ...]] = get_args(Meaning)

LABELS: Final[Mapping[str, str]] = {
    "number": "Elector number",
    "prefix": "Elector number: prefix",
    "suffix": "Elector number: suffix",
    "van": "VAN or Connect id",
    "other_id": "Another id",
    "name": "Full name",
    "surname": "Surname",
    "forename": "First name",
    "address": "Address line",
    "premises": "Flat or house name",
    "house_number": "House number",
    "street": "Street",
    "town": "Town",
    "postcode": "Postcode",
    "markers": "Franchise markers",
    "born": "Date of birth, or the day they turn 18",
    "change": "Kind of change (a register’s update)",
    "district": "Polling district",
    "phone": "Phone number",
    "barred": "On the TPS, or do not call",
    "screened": "Day of the TPS screening",
    "tags": "Tags",
    "keep": "Keep for filters",
}
"""Each in words, in the order in which a page lists them."""

SEVERAL: Final = frozenset({"address", "phone", "barred", "keep"})
"""Those that more than one column may have. Address lines stand in the order of their columns."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an organiser said of one file: the meaning of columns by their place from 0, empty for those that are not
    to be used, and the separator. What they said nothing of is guessed."""

    columns: Mapping[int, str] = field(default_factory=dict)
    separator: str = ""


NOTHING_SAID: Final = Said()
