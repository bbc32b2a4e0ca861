"""Volunteers by what people call them, and lists of people to add."""

import csv
import re
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Final

from .lists import text_of
from .screen import fail
from .site import Site

_ADDRESS: Final = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\"]+")
_EMAIL_HEADERS: Final = frozenset({"email", "emailaddress", "mail"})


def find_volunteer(site: Site, named: str, *, waiting: bool = False) -> dict[str, Any]:
    """The volunteer with this e-mail address, id or name; or, with `waiting`, somebody who asked to become one. Ends
    the command where there is not exactly one.

    Raises Answered.
    """
    answer = site.ask("GET", "/api/organiser/volunteers")
    every: list[dict[str, Any]] = answer["volunteers"]
    if waiting:
        every = [*every, *(one for one in answer["waiting"] if not one["known"])]
    wanted = named.strip().casefold()
    for field in ("id", "email", "name"):
        found = [one for one in every if str(one[field]).casefold() == wanted]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise fail(f"Several volunteers are called “{named}”: take one by e-mail address.")
    raise fail(f"There is no volunteer “{named}”. See: ringround volunteers")


def people_of(given: list[str]) -> list[dict[str, str]]:
    """People from files, from standard input (`-`), and from words like `Sam Jones <sam@example.org>`.

    Ends the command where one of them is neither.
    """
    found: list[dict[str, str]] = []
    for words in given:
        if words == "-" or Path(words).is_file():
            found += _of_text(text_of(words), "standard input" if words == "-" else words)
        else:
            found.append(_one(words) or _no_person(words))
    return found


def _no_person(words: str) -> dict[str, str]:
    raise fail(f"“{words}” is no file and no address. Write “Sam Jones <sam@example.org>”, or name a file.")


def _of_text(text: str, named: str) -> list[dict[str, str]]:
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise fail(f"{named} is empty.")
    separator = max(",;\t", key=lines[0].count)
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator)]
    headers = [re.sub(r"[^a-z]", "", cell.lower()) for cell in rows[0]]
    headed = bool(_EMAIL_HEADERS & set(headers)) and not any(_ADDRESS.search(cell) for cell in rows[0])
    if headed:
        return [_of_row(dict(zip(headers, row, strict=False))) for row in rows[1:]]
    people = []
    for number, row in enumerate(rows, 1):
        person = _one(separator.join(row)) if len(row) == 1 else _of_cells(row)
        if person is None:
            raise fail(f"{named}, line {number}: there is no e-mail address. Nobody was added.")
        people.append(person)
    return people


def _of_row(row: dict[str, str]) -> dict[str, str]:
    """A row under headers. What it has for an address is for the site to judge."""
    email = next((row[header] for header in row if header in _EMAIL_HEADERS), "")
    parts = (row.get("firstname") or row.get("forename") or "", row.get("surname") or row.get("lastname") or "")
    return {"email": email, "name": row.get("name") or row.get("fullname") or " ".join(part for part in parts if part)}


def _of_cells(cells: list[str]) -> dict[str, str] | None:
    email = next((cell for cell in cells if _ADDRESS.fullmatch(cell)), "")
    if not email:
        return None
    return {"email": email, "name": " ".join(cell for cell in cells if cell and cell != email)}


def _one(words: str) -> dict[str, str] | None:
    name, email = parseaddr(words)
    if not _ADDRESS.fullmatch(email):
        return None
    return {"email": email, "name": name}
