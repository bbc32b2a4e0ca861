"""What ends an import before it changes anything, and what is wrong with one row."""

from dataclasses import dataclass
from typing import Final


class UnusableFile(Exception):  # noqa: N818 - an answer to the organiser, not a fault
    """A file (or a set of files) that cannot be imported. `code` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Problem:
    """One row, or one cell of it, that was not used. `file` is its place among the files given, from 0;
    `line` is the line where the row begins, the first line of a file being 1; `value` is what stood there."""

    file: int
    line: int
    code: str
    value: str = ""
    more: str = ""


REASONS: Final[dict[str, str]] = {
    "anonymous": "Anonymous elector: no name or address to call on",
    "call_barred": "The list says that this number must not be called",
    "deleted": "The register's update deletes this elector",
    "elector_ambiguous": "Several electors could be meant by this elector number",
    "elector_unknown": "No elector of the register has this number",
    "elector_twice": "This elector number stands in the file twice; the first row was used",
    "date_unreadable": "Date not understood; the elector is kept, but will not be asked for",
    "id_unusable": "The elector number or id has characters that cannot be used",
    "no_address": "No address",
    "no_id": "No elector number or other id",
    "no_name": "No name",
    "no_number": "No phone number in this row",
    "number_costly": "Premium, personal or shared-cost number: not dialled",
    "number_damaged": "A spreadsheet turned this number into an amount and lost digits",
    "number_invalid": "Not a phone number that can be rung",
    "number_shared": "Given at another address too: rung here only, until you say whose it is",
    "number_elsewhere": "Belongs to another address, which had it first: not rung here",
    "quote_open": "A quotation mark is opened and not closed",
    "too_many_cells": "More cells than columns: a separator stands in a cell without quotation marks",
    "row_too_long": "A cell of this row is longer than any real one",
    "numbers_too_many": "More phone numbers than one address can hold; the first ones were used",
    "being_called": "Somebody is ringing this elector's old address now: import the list again later",
    "people_too_many": "More people than one address can hold; the first ones were used",
}
"""Every reason a row may be reported for, in words for an organiser."""
