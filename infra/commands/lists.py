"""Lists that are given to a command, from a file or standard input, sent in pieces."""

import csv
import io
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from ringround.domain.cells import safe

from .progress import bar
from .screen import fail, say, show, table
from .site import Answered

CHUNK: Final = 500
"""Entries in one request: what the API takes."""
_SHOWN: Final = 20
_SEPARATORS: Final = str.maketrans(dict.fromkeys(",;\t\r", "\n"))

ListArgument = Annotated[
    str, typer.Argument(help="A file, or - for standard input: one a line, or with commas between.", metavar="FILE|-")
]
UnmatchedOption = Annotated[
    Path | None, typer.Option("--unmatched", help="Write what was not taken to this file, with the reasons.")
]


def text_of(source: str) -> str:
    """What a file or standard input (`-`) holds: UTF-8, UTF-16 with its mark, or else Windows-1252.

    Ends the command where it cannot be read.
    """
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise fail(f"{source}: {error.strerror}.") from None
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def entries(source: str) -> list[str]:
    """The entries of a list. Ends the command where there are none."""
    lines = (line.strip().strip("\"'").strip() for line in text_of(source).translate(_SEPARATORS).splitlines())
    found = [line for line in lines if line]
    if not found:
        raise fail("The list is empty." if source == "-" else f"{source} is empty.")
    return found


def send(
    words: str, given: Sequence[Any], ask: Callable[[list[Any]], dict[str, Any]], *, chunk: int = CHUNK
) -> list[dict[str, Any]]:
    """Send a list in pieces; the answers.

    Raises Answered. Where a later piece is refused, it is said how many were sent: the same list can be sent again.
    """
    answers: list[dict[str, Any]] = []
    with bar() as shown:
        task = shown.add_task(words, total=len(given), rate="", found="")
        for start in range(0, len(given), chunk):
            piece = list(given[start : start + chunk])
            try:
                answers.append(ask(piece))
            except Answered as refused:
                if not start:
                    raise
                raise fail(
                    f"{refused.message} The first {start:,} were taken. Send the same list again: nothing counts twice."
                ) from None
            shown.advance(task, len(piece))
    return answers


def report(rows: Iterable[tuple[str, str]], to: Path | None, *, title: str, heading: str, quiet: bool = False) -> None:
    """Print the first of what was not taken, unless `quiet`, and write all of it to a file where one was named."""
    found = list(rows)
    if to is not None:
        _write(found, to, heading)
    if not found or quiet:
        return
    show(table(f"{title}: {len(found):,}", (heading, "Why"), found[:_SHOWN]))
    if to is not None:
        say(f"All of them, with the reasons: {to}")
    elif len(found) > _SHOWN:
        say(f"… and {len(found) - _SHOWN:,} more. To have all in a file: --unmatched FILE")


def _write(rows: list[tuple[str, str]], to: Path, heading: str) -> None:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow((heading, "Why"))
    writer.writerows((safe(text), safe(why)) for text, why in rows)
    try:
        to.write_text(made.getvalue(), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise fail(f"{to}: {error.strerror}.") from None
