"""What the command says, and how it ends when something is wrong: in words, never with a traceback.

Tables and answers go to standard output; questions, progress and faults to standard error, so that a pipe carries
nothing but what was asked for.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import typer
from rich import box
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

JsonOption = Annotated[bool, typer.Option("--json", help="As JSON, for scripts.")]
_PIPE_WIDTH: Final = 200
LONDON: Final = ZoneInfo("Europe/London")
# A name or a note comes from whoever typed it: no escape sequence of theirs reaches the terminal.
_CONTROLS: Final = {code: "�" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}


def fail(message: str, *, code: int = 1) -> typer.Exit:
    """Say what is wrong and give the exception that ends the command: `raise fail("…")`."""
    err.print(f"[bold red]Error:[/] {escape(safe(message))}", soft_wrap=True)
    return typer.Exit(code)


def usage(message: str) -> typer.Exit:
    """The same for words that the command cannot be given: it ends with 2."""
    return fail(message, code=2)


def safe(text: str) -> str:
    """Text without control characters."""
    return text.translate(_CONTROLS)


def say(message: str) -> None:
    """Plain words on standard output."""
    out.print(Text(safe(message)), soft_wrap=True)


def tell(message: str) -> None:
    """Plain words on standard error: what is not part of the answer."""
    err.print(Text(safe(message)), soft_wrap=True)


def as_json(answer: Mapping[str, Any]) -> None:
    """An answer for scripts."""
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A table of plain text. A column whose heading begins with `>` is set to the right."""
    made = Table(title=Text(safe(title)) if title else None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        made.add_column(name.removeprefix(">"), justify="right" if name.startswith(">") else "left", overflow="fold")
    for row in rows:
        made.add_row(*(cell(value) for value in row))
    return made


def pairs(title: str, rows: Iterable[tuple[str, object]]) -> Table:
    """A table of names and values."""
    made = Table(title=Text(safe(title)) if title else None, title_justify="left", box=box.SIMPLE, show_header=False)
    made.add_column()
    made.add_column(overflow="fold")
    for name, value in rows:
        made.add_row(name, cell(value))
    return made


def cell(value: object) -> Text:
    """One value as people read it."""
    if value is None or value == "":
        return Text("–")
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, int):
        return Text(f"{value:,}")
    return Text(safe(str(value)))


def show(*what: RenderableType) -> None:
    """Print tables; in a pipe as wide as they need."""
    to = out if out.is_terminal else Console(width=_PIPE_WIDTH, highlight=False)
    for one in what:
        to.print(one)


def when(moment: str | None, *, year: bool = False) -> str:
    """A time of the API as London clocks show it; empty where there is none."""
    if not moment:
        return ""
    local = datetime.fromisoformat(moment).astimezone(LONDON)
    return f"{local:%-d %b %Y %H:%M}" if year else f"{local:%-d %b %H:%M}"


def moment(given: str) -> str:
    """A moment for the API from `2027-03-01 18:00` (London) or with an offset of its own.

    Ends the command, as wrong usage, where it is none.
    """
    try:
        read = datetime.fromisoformat(given)
    except ValueError:
        raise usage(f"“{given}” is no time. Write it as 2027-03-01 18:00.") from None
    return (read if read.tzinfo else read.replace(tzinfo=LONDON)).isoformat()


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 person`, `2,000 people`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
