"""From bytes to lines of text: encodings, and files that are no text at all.

Nothing is read twice and nothing is held: a line at a time, and a line has a longest length.
"""

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .errors import UnusableFile

LONGEST_LINE: Final = 1_000_000
_HEAD_BYTES = 65_536
_FALLBACK = "ringround-windows-1252"

_NOT_TEXT: Final = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "an Excel workbook or a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "a word processor's document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a recording"),
)
_MARKUP: Final = (
    ("<?xml", "an XML document"),
    *((start, "a web page") for start in ("<!doctype html", "<html", "<head", "<meta", "<body", "<table", "<div")),
)
"""A page that asks for a password, or a table saved from a site, under the name of a CSV file."""
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    """What bytes that are not UTF-8 mean: Windows-1252, as spreadsheets on Windows save a CSV."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


def encoding_of(head: bytes) -> tuple[str, int]:
    """The encoding of a file by its first bytes, and how many of them are its byte order mark.

    Without a mark, text is taken as UTF-8 with every other byte as Windows-1252, which reads both, and files
    glued together from both. Text with a zero byte in every other place is UTF-16.
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, len(mark)
    sample = head[:4096]
    if len(sample) >= 4 and b"\0" in sample:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        half = len(sample) // 2
        if odd > half * 0.6 and even < half * 0.1:
            return "utf-16-le", 0
        if even > half * 0.6 and odd < half * 0.1:
            return "utf-16-be", 0
    return "utf-8", 0


def open_text(path: Path, name: str) -> io.TextIOWrapper:
    """The file as text, placed after its byte order mark, line ends as they stand. Raises UnusableFile where
    it is empty or no text."""
    head = _head(path)
    if not head.strip(b"\0 \t\r\n"):
        raise UnusableFile("empty", f"{name} is empty.")
    encoding, skip = encoding_of(head)
    beginning = head[skip : skip + 400].decode(encoding, "replace").lstrip().lower()
    kinds = [what for start, what in _NOT_TEXT if head.startswith(start)]
    kinds += [what for markup, what in _MARKUP if beginning.startswith(markup)]
    if kinds:
        raise UnusableFile("not_text", f"{name} is {kinds[0]}. Save the list as CSV and import that.")
    if encoding == "utf-8" and _is_binary(head):
        raise UnusableFile("not_text", f"{name} is not a text file. Save the list as CSV and import that.")
    codecs.register_error(_FALLBACK, _windows_1252)
    raw = path.open("rb")
    raw.seek(skip)
    return io.TextIOWrapper(raw, encoding, errors=_FALLBACK if encoding == "utf-8" else "replace", newline="")


def lines(text: io.TextIOWrapper, name: str) -> Iterator[str]:
    """The lines with their ends. Raises UnusableFile at a line that is longer than any table's."""
    while line := text.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            raise UnusableFile("not_text", f"{name} has a line of over {LONGEST_LINE:,} characters: it is no table.")
        yield line.replace("\0", "") if "\0" in line else line


def encoding_name(path: Path) -> str:
    """The encoding of a file as a page names it. Reads the file through: its first accent may stand far down."""
    encoding, skip = encoding_of(_head(path))
    if encoding != "utf-8":
        return encoding[:6].upper()
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as raw:
        raw.seek(skip)
        try:
            while block := raw.read(1 << 20):
                decoder.decode(block)
        except UnicodeDecodeError:
            return "Windows-1252"
    return "UTF-8"


def count_lines(path: Path) -> int:
    """About how many lines a file has: for progress bars."""
    count = 0
    with path.open("rb") as raw:
        while block := raw.read(1 << 20):
            count += block.count(b"\n") or block.count(b"\r")
    return count


def _head(path: Path) -> bytes:
    with path.open("rb") as raw:
        return raw.read(_HEAD_BYTES)


def _is_binary(head: bytes) -> bool:
    """Whether bytes without a mark are no text: many control characters. A few are a broken program's."""
    control = sum(head.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13, 26, 27))
    return control > max(len(head) // 100, 2)
