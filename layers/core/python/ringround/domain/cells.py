"""Cells of the CSV files that we write: no spreadsheet runs one as a formula, and none is turned into something else.

One rule for whoever reads a file back: **an apostrophe at the beginning of a cell is ours, take one off** (`plain`).
Excel and LibreOffice show it, and treat the cell as the text that it is.
"""

import re
from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""What a cell must not begin with (OWASP, CSV injection), the full-width forms that some spreadsheets read alike."""

_OURS: Final = "'"

_MONTH: Final = (
    "(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?"
    "|dec(ember)?)"
)
_MISREAD: Final = re.compile(
    r"""
      0\d+                                # its noughts would go
    | \d{12,}                             # shown as 1.23E+11, and rounded
    | \d+(\.\d*)?e[+-]?\d+                # 1E5
    | \d{1,4}[/.-]\d{1,2}([/.-]\d{1,4})?  # elector 12/1 would be the 12th of January
    | \d{1,2}:\d{2}(:\d{2})?.*
    | \d{1,4}[ /-]?MONTH([ /-]?\d{1,4})?
    | MONTH[ /.-]?\d{1,4}                 # elector MAR-12
    | true|false
    """.replace("MONTH", _MONTH),
    re.VERBOSE | re.IGNORECASE,
)
_MAY_BE_MISREAD: Final = frozenset("jfmasondtJFMASONDT\u017f")
"""The letters that something misread begins with, and the long s, which is an s where case is ignored."""


def safe(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    if cell[:1].isalnum():
        return cell
    # Blanks in front are looked past: some spreadsheets trim a cell before they read it.
    dangerous = cell.startswith((*_FORMULA, _OURS)) or cell.lstrip().startswith(_FORMULA)
    return f"{_OURS}{cell}" if dangerous else cell


def text(cell: str) -> str:
    """A cell that stays the text it is: neither a formula, nor a date, nor a number without its noughts."""
    # An export has millions of cells, and most begin with a letter that no month and neither truth begins with.
    first = cell[:1]
    if first.isalpha() and first not in _MAY_BE_MISREAD:
        return cell
    return f"{_OURS}{cell}" if _MISREAD.fullmatch(cell.strip()) else safe(cell)


def plain(cell: str) -> str:
    """What was meant by a cell of a file of ours."""
    return cell.removeprefix(_OURS)
