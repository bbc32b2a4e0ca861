"""The same electors as five lists in the layouts and encodings that people really have (field.md, section
5)."""

import csv
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from .generate import Elector
from .places import WARDS

_NUMBER = ("Elector Number Prefix", "Elector Number", "Elector Number Suffix", "Elector Markers", "Elector DOB")
_ADDRESS = ("PostCode", "Address1", "Address2", "Address3", "Address4", "Address5", "Address6")
Cells = Sequence[object]


class Written(NamedTuple):
    """One file that was written: what it is in words, its encoding, and how many rows it has."""

    path: Path
    what: str
    encoding: str
    rows: int


class _File(NamedTuple):
    name: str
    what: str
    encoding: str
    separator: str
    header: Cells
    rows: Callable[[Elector, Random], Iterable[Cells]]


def _register(elector: Elector, *names: str) -> list[Cells]:
    adult_on = elector.adult_on.strftime("%d/%m/%Y") if elector.adult_on else ""
    number = (elector.prefix, elector.number, elector.suffix, elector.markers, adult_on)
    if elector.anonymous:
        return [(*number, *("" for _ in names), *("" for _ in _ADDRESS))]
    lines = [*elector.address, elector.town]
    return [(*number, *names, elector.postcode, *lines, *("" for _ in range(6 - len(lines))))]


def _two_names(elector: Elector, _: Random) -> list[Cells]:
    return _register(elector, elector.surname, elector.forename)


def _one_name(elector: Elector, _: Random) -> list[Cells]:
    return _register(elector, f"{elector.surname.upper()}, {elector.forename}")


def _phones(elector: Elector, random: Random) -> list[Cells]:
    """Elector numbers as a supplier writes them: the suffix where there is one, AB-124 or AB 124."""
    key = f"{elector.prefix}{random.choices('- ', (5, 1))[0]}{elector.number}"
    key = f"{key}/{elector.suffix}" if elector.suffix else key
    rows: list[Cells] = [(key, cell, "Mobile" if "7" in cell[:5] else "Landline") for cell in elector.cells]
    if random.random() < 0.0004:
        rows.append((f"{elector.prefix}-{elector.number + 5000}", "07700 900999", "Mobile"))
    return rows


def _van(elector: Elector, _: Random) -> list[Cells]:
    if elector.anonymous:
        return []
    mobile = next((cell for cell in elector.cells if "7" in cell[:5]), "")
    home = next((cell for cell in elector.cells if cell != mobile), "")
    name = (elector.van, elector.surname, elector.forename.split()[0])
    return [(*name, mobile or home, mobile, home, ", ".join(elector.address), elector.town, elector.postcode)]


def _everything(elector: Elector, random: Random) -> list[Cells]:
    if elector.anonymous:
        return []
    number = f"{elector.prefix}-{elector.number}" + (f"/{elector.suffix}" if elector.suffix else "")
    cells = [*elector.cells, "", ""][:2]
    ward = f"{elector.town} {WARDS[ord(elector.prefix.rstrip('1')[-1]) % len(WARDS)]}"
    name = (elector.forename.split()[0], elector.surname)
    address = (", ".join(elector.address), elector.town, elector.postcode)
    tag = random.choices(("", "member", "postal vote"), (90, 2, 8))[0]
    return [(number, *name, *address, ward, elector.markers, *cells, tag)]


_FILES: Final = (
    _File(
        "register.csv",
        "Electoral register, surname and forename apart",
        "utf-8-sig",
        ",",
        (*_NUMBER, "Elector Surname", "Elector Forename", *_ADDRESS),
        _two_names,
    ),
    _File(
        "register-one-name.csv",
        "Electoral register, the name in one column",
        "cp1252",
        ",",
        (*_NUMBER, "Elector Name", *_ADDRESS),
        _one_name,
    ),
    _File(
        "phones.csv",
        "Phone numbers by elector number",
        "utf-8",
        ";",
        ("Elector No.", "Telephone Number", "Type"),
        _phones,
    ),
    _File(
        "van-export.txt",
        "VAN / Connect export",
        "utf-16",
        "\t",
        (
            *("Voter File VANID", "LastName", "FirstName", "Preferred Phone", "Cell Phone", "Home Phone"),
            *("Address", "City", "Zip5"),
        ),
        _van,
    ),
    _File(
        "everything.csv",
        "One list with everything",
        "utf-8",
        ",",
        (
            *("Elector Number", "First Name", "Last Name", "Address", "Town", "Postcode", "Ward", "Markers"),
            *("Mobile", "Landline", "Tags"),
        ),
        _everything,
    ),
)


def write(people: Iterable[Elector], folder: Path, seed: int, only: Collection[str] = ()) -> list[Written]:
    """Write the five lists, or `only` those of these names, into a folder, one elector at a time. Raises OSError where
    a file cannot be written."""
    random = Random(seed + 1)  # noqa: S311 - to be repeated, not to be secret
    wanted = [file for file in _FILES if not only or file.name in only]
    counts = dict.fromkeys((file.name for file in wanted), 0)
    with ExitStack() as stack:
        writers = {}
        for file in wanted:
            out = stack.enter_context((folder / file.name).open("w", encoding=file.encoding, newline=""))
            writers[file.name] = csv.writer(out, delimiter=file.separator)
            writers[file.name].writerow(file.header)
        for elector in people:
            for file in wanted:
                rows = [_encodable(row, file.encoding) for row in file.rows(elector, random)]
                writers[file.name].writerows(rows)
                counts[file.name] += len(rows)
    return [Written(folder / f.name, f.what, f.encoding, counts[f.name]) for f in wanted]


def _encodable(row: Cells, encoding: str) -> Cells:
    """Letters that an encoding lacks lose their accent, as they do in councils' systems."""
    if encoding != "cp1252":
        return row
    return [_plain(cell) if isinstance(cell, str) and not cell.isascii() else cell for cell in row]


def _plain(text: str) -> str:
    return "".join(letter if _fits(letter) else _base(letter) for letter in text)


def _fits(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _base(letter: str) -> str:
    bare = {"Ł": "L", "ł": "l"}.get(letter) or unicodedata.normalize("NFKD", letter)[0]
    return bare if _fits(bare) else "?"
