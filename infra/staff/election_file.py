"""A by-election's file as it is written: `election_template.toml`, in which every setting stands with its reason and
is out, with the by-election's own values in their places.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from infra.config import Admin, Election, ElectionError, read
from ringround.domain.hours import DAYS

TEMPLATE: Final = Path(__file__).with_name("election_template.toml")

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SHORT: Final = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r"}


def written(election: Election) -> str:
    """The file of this by-election. Read back it is the same by-election."""
    text = TEMPLATE.read_text(encoding="utf-8").replace("deploy NAME", f"deploy {election.name}")
    for field in Election.model_fields:
        value = getattr(election, field)
        if field == "name" or value is None or value in ("", ()):
            continue
        if field == "hours":
            text = _with_hours(text, value)
        else:
            text = _replaced(text, f"# {field} = ", f"{field} = {_admins(value) if field == 'admins' else toml(value)}")
    return text


def with_value(name: str, text: str, field: str, value: str | int | None) -> str:
    """The text of a by-election's file with one setting changed, and all else, comments too, as it was; None takes
    the setting out. For settings of one line.

    Raises ElectionError where the file is wrong, or would be, and where there is no one line to change.
    """
    wanted = read(name, text).model_dump() | {field: value}
    line = f"# {field} = " if value is None else f"{field} = {toml(value)}"
    for there in (f"{field} =", f"{field}=", f"# {field} ="):
        changed = _replaced(text, there, line)
        if read(name, changed).model_dump() == wanted:
            return changed
    raise ElectionError(f"{name}.toml has no one line for {field}; write it yourself, above all others: {line}")


def save_new(file: Path, text: str) -> None:
    """Write a file that is not there yet, whole or not at all. Raises FileExistsError, and OSError."""
    new = file.with_name(f".{file.name}.new")
    new.write_text(text, encoding="utf-8")
    try:
        # A link is made only where nothing is, in one step; a rename would write over what came meanwhile.
        file.hardlink_to(new)
    except PermissionError:
        # Shared folders of virtual machines have no links.
        with file.open("x", encoding="utf-8") as writing:
            writing.write(text)
    finally:
        new.unlink()


def toml(value: Any) -> str:
    """A value as TOML writes it: text, numbers, truth, days, times, and lists and tables of them on one line."""
    for kinds, write in _WRITERS:
        if isinstance(value, kinds):
            return write(value)
    raise TypeError(f"no way to write {type(value).__name__}")


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_CONTROLS.sub(_escape, escaped)}"'


def _escape(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}"


_WRITERS: Final[tuple[tuple[Any, Callable[[Any], str]], ...]] = (
    (str, _text),
    # A truth value is a number as well, and a time a day.
    (bool, lambda value: "true" if value else "false"),
    (int, str),
    (datetime, datetime.isoformat),
    (date, date.isoformat),
    (list | tuple, lambda value: f"[{', '.join(map(toml, value))}]"),
    (dict, lambda value: f"{{ {', '.join(f'{key} = {toml(one)}' for key, one in value.items())} }}"),
)


def _replaced(text: str, begins: str, line: str) -> str:
    """The text with `line` in the place of the first line that begins so."""
    return re.sub(rf"^{re.escape(begins)}.*$", lambda _: line, text, count=1, flags=re.MULTILINE)


def _admins(people: Sequence[Admin]) -> str:
    lines = (f"    {toml({'name': one.name, 'email': one.email})},\n" for one in people)
    return f"[\n{''.join(lines)}]"


def _with_hours(text: str, hours: Mapping[str, list[str]]) -> str:
    # A day that is left out is one without calls.
    for day in DAYS:
        text = _replaced(text, f"# hours.{day} = ", f"hours.{day} = {toml(hours.get(day) or [])}")
    return text
