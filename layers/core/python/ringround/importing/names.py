"""Names as people write them: from registers' capitals and `Surname, Forename` to `Forename Surname`."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

LONGEST_NAME: Final = 80

_SPACES = re.compile(r"\s+")
_PARTS = re.compile(r"[^\s\-]+|[\s\-]+")
_TITLES = frozenset(("MR", "MRS", "MS", "MISS", "MX", "DR", "PROF", "REV", "REVD", "SIR", "DAME", "LORD", "LADY"))
_PARTICLES = frozenset(
    (
        "AP",
        "FERCH",
        "VAN",
        "VON",
        "DER",
        "DEN",
        "DE",
        "DI",
        "DA",
        "DEL",
        "DOS",
        "DU",
        "LA",
        "LE",
        "BIN",
        "BINTI",
    )
)
_ANONYMOUS = frozenset({"", "N", "ANONYMOUS", "ANONYMOUS ELECTOR", "ANONYMOUS ENTRY", "ANON"})


class Name(NamedTuple):
    """What is shown for somebody: the whole name, and what to call them."""

    shown: str
    first: str


def is_anonymous(name: str) -> bool:
    """Whether a name cell stands for an anonymous elector."""
    return name.strip(" .,*-").upper() in _ANONYMOUS


def _sensible(name: str) -> str:
    """A name with its spaces tidied, and where it is all capitals (or none), in the case that people use.

    Accents and apostrophes stay. `O'BRIEN` is O'Brien, `MCDONALD` McDonald, `SMITH-JONES` Smith-Jones.
    `MACDONALD` is left as Macdonald: Mackie and Macey are as common. Mixed case stays as somebody wrote it.
    """
    name = " ".join(name.split())
    if not (name.isupper() or name.islower()) or sum(c.isalpha() for c in name) < 2:
        return name
    parts = _PARTS.findall(name.upper())
    words = [part for part in parts if part[0] not in " -"]
    last = len(words) - 1
    met = -1
    cased: list[str] = []
    for part in parts:
        if part[0] in " -":
            cased.append(part)
            continue
        met += 1
        cased.append(part.lower() if part in _PARTICLES and met < last else _word(part))
    return "".join(cased)


sensible: Final = lru_cache(maxsize=2048)(_sensible)


def _word(word: str) -> str:
    word = word.replace("`", "'")
    for mark in ("'", "’"):
        before, apostrophe, after = word.partition(mark)
        if apostrophe and len(before) <= 2 and len(after) > 1:
            return before.capitalize() + apostrophe + _word(after)
    if word.startswith("MC") and len(word) > 3:
        return "Mc" + word[2:].capitalize()
    return word.capitalize()


def from_parts(forename: str, surname: str) -> Name:
    """A name from two cells. Raises ValueError where both are empty."""
    given, first = _forename(forename)
    surname = sensible(surname)
    shown = f"{given} {surname}" if given and surname else given or surname
    if not shown:
        raise ValueError("no name")
    return Name(shown[:LONGEST_NAME], (first or shown)[:LONGEST_NAME])


@lru_cache(maxsize=2048)
def _forename(cell: str) -> tuple[str, str]:
    given = _sensible(cell)
    return given, _first(given)


def from_text(text: str) -> Name:
    """A name from one cell: `Surname, Forename`, `SURNAME Forename` or `Forename Surname`. ValueError where
    empty."""
    text = _SPACES.sub(" ", text).strip(" ,")
    surname, comma, forename = text.partition(",")
    if comma and forename.strip():
        return from_parts(forename.replace(",", " "), surname)
    words = text.split(" ")
    capitals = 0
    while capitals < len(words) and len(words[capitals]) > 1 and words[capitals].isupper():
        capitals += 1
    if (
        0 < capitals < len(words)
        and words[0] not in _TITLES
        and not any(w.isupper() and len(w) > 1 for w in words[capitals:])
    ):
        return from_parts(" ".join(words[capitals:]), " ".join(words[:capitals]))
    name = sensible(text)
    return from_parts("", name) if " " not in name else Name(name[:LONGEST_NAME], _first(name)[:LONGEST_NAME])


def _first(forename: str) -> str:
    """What to call somebody: the first of their forenames, without a title."""
    words = forename.split(" ")
    while len(words) > 1 and words[0].strip(".").upper() in _TITLES:
        words.pop(0)
    return words[0]
