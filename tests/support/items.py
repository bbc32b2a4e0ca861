"""Which kind of item a key is of: by the table in the head of `storage.keys`."""

import re
from functools import cache
from typing import Final

from ringround.storage import keys

BY_ITSELF: Final = {"Session", "Sign-in code", "Rate counter", "Trouble with mail", "Who waits for a code"}
"""The kinds of items that have an end of their own: what they are for ends with it. All others are the campaign's, and
go with it (docs/data-protection.md)."""

_ROW: Final = re.compile(r"^\| (?!---|item)(.+?) \| (.+?) \| (.+?) \| .+ \|$", re.MULTILINE)
_WORD: Final = re.compile(r"[a-z][a-zA-Z0-9 -]*")


@cache
def kinds() -> dict[str, tuple[re.Pattern[str], ...]]:
    """What the keys of each kind look like, partition and sort key with a line break between."""
    found = {}
    for name, partition, sorts in _ROW.findall(keys.__doc__ or ""):
        patterns = re.findall(r"`([^`]+)`", sorts) or [sorts]
        found[name] = tuple(
            re.compile(f"{_like(partition.strip('`'))}\n{_like('word' if ' ' in sort else sort)}") for sort in patterns
        )
    return found


def _like(written: str) -> str:
    """`H#household` as a pattern: words in small letters stand for anything, `00001` for digits."""
    if _WORD.fullmatch(written):
        return ".+"
    parts = []
    for part in re.split(r"([#|])", written):
        anything = _WORD.fullmatch(part)
        parts.append("[^\n]*" if anything else r"\d+" if part.isdigit() else re.escape(part))
    pattern = "".join(parts)
    # A number or an id may hold the separator itself (`kind#what it is about`).
    return pattern if written[:1].isupper() else f"{pattern}.*"


def kind_of(partition: str, sort: str) -> str:
    """The kind of an item by its key, the most telling one where several are like it. Raises LookupError."""
    key = f"{partition}\n{sort}"
    found = [
        (len(like.pattern.replace(".+", "").replace("[^\n]*", "")), name)
        for name, likes in kinds().items()
        for like in likes
        if like.fullmatch(key)
    ]
    if not found:
        raise LookupError(key)
    return max(found)[1]
