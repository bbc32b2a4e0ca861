"""Which layout a file has, found by its header row, and where each thing stands in its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final, Literal

from .errors import UnusableFile
from .headers import is_preferred, meaning, squash
from .rows import SEPARATORS, Row, head, split

Ids = Literal["elector", "van", "other"]
_HEADER_WITHIN = 12
"""Rows that may stand above the header: titles and dates that suppliers put there."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand in a row: places from 0, None or nothing where a file has no such column."""

    number: int | None = None
    prefix: int | None = None
    suffix: int | None = None
    van: int | None = None
    other_id: int | None = None
    name: int | None = None
    surname: int | None = None
    forename: int | None = None
    house_number: int | None = None
    street: int | None = None
    town: int | None = None
    postcode: int | None = None
    born: int | None = None
    change: int | None = None
    district: int | None = None
    tags: int | None = None
    screened: int | None = None
    markers: int | None = None
    lines: tuple[int, ...] = ()
    phones: tuple[int, ...] = ()
    barred: tuple[int, ...] = ()
    kept: tuple[tuple[str, int], ...] = ()
    premises: bool = False


_SINGLE: Final = tuple(spec.name for spec in fields(Columns) if spec.default is None)


@dataclass(frozen=True, slots=True)
class Layout:
    """How one file is read. `header_line` is the line where its header row begins."""

    separator: str
    header_line: int
    width: int
    columns: Columns = field(default_factory=Columns)

    @property
    def ids(self) -> Ids | None:
        """What this file tells people apart by."""
        if self.columns.number is not None:
            return "elector"
        if self.columns.van is not None:
            return "van"
        return "other" if self.columns.other_id is not None else None

    @property
    def all_ids(self) -> frozenset[Ids]:
        """Every way in which it tells people apart."""
        places: dict[Ids, int | None] = {"elector": self.columns.number, "van": self.columns.van}
        places["other"] = self.columns.other_id
        return frozenset(ids for ids, place in places.items() if place is not None)

    @property
    def names(self) -> bool:
        """Whether it says who somebody is."""
        return self.columns.name is not None or self.columns.surname is not None

    @property
    def addresses(self) -> bool:
        """Whether it says where somebody lives."""
        return bool(self.columns.lines) or self.columns.street is not None

    @property
    def phones(self) -> bool:
        """Whether it has phone numbers."""
        return bool(self.columns.phones)

    @property
    def people(self) -> bool:
        """Whether households can be made of this file."""
        return self.names and self.addresses and self.ids is not None


def recognise(path: Path, name: str, keep: Sequence[str] = ()) -> Layout:
    """The layout of a file. `keep` names further columns to keep. Raises UnusableFile in words for an
    organiser."""
    found = head(path, name)
    best: Layout | None = None
    for separator in SEPARATORS:
        for row in split(found, separator)[:_HEADER_WITHIN]:
            layout = _layout(row, separator, keep)
            if layout is not None and (best is None or _score(layout) > _score(best)):
                best = layout
    if best is None:
        raise UnusableFile(
            "no_header",
            f"{name} has no header row that ringround knows. Its first line must name the columns, for "
            "example “Elector Number, Surname, Forename, Address1, PostCode, Mobile”.",
        )
    _check(best, name)
    return best


def _score(layout: Layout) -> int:
    columns = layout.columns
    single = [columns.number, columns.prefix, columns.van, columns.other_id, columns.name, columns.surname]
    single += [
        columns.forename,
        columns.street,
        columns.town,
        columns.postcode,
        columns.markers,
        columns.born,
    ]
    return sum(place is not None for place in single) + len(columns.lines) + len(columns.phones)


def _layout(row: Row, separator: str, keep: Sequence[str]) -> Layout | None:
    """The layout that a row stands for as a header, or None where it is none."""
    names = [squash(cell) for cell in row.cells]
    places: dict[str, int] = {}
    several: dict[str, list[int]] = {"phone": [], "barred": []}
    for place, name in enumerate(names):
        what = meaning(name)
        if what in several:
            several[what].append(place)
        elif what:
            places.setdefault(what, place)
    phones = sorted(several["phone"], key=lambda place: (not is_preferred(names[place]), place))
    lines = _lines(places)
    if not phones and "number" in names and not lines and "street" not in places:
        # A supplier's file of ids and numbers often calls the second column just that.
        phones = [names.index("number")]
    if len(places) + len(phones) < 2:
        return None
    if "prefix" not in places or "number" not in places:
        # "Prefix" and "Suffix" without an elector number are Mr and Junior.
        places.pop("prefix", None)
        if names[places.get("suffix", 0)] == "suffix":
            places.pop("suffix", None)
    single = {what: places.get(what) for what in _SINGLE}
    return Layout(
        separator=separator,
        header_line=row.line,
        width=len(names),
        columns=Columns(
            **single,
            lines=tuple(lines),
            phones=tuple(phones),
            barred=tuple(several["barred"]),
            kept=_kept(row.cells, names, keep),
            premises="premises" in places,
        ),
    )


def _lines(places: dict[str, int]) -> list[int]:
    """The columns that make the address, in order."""
    numbered = [places[f"line{number}"] for number in range(1, 10) if f"line{number}" in places]
    if "line1" not in places:
        for single in ("address", "mail_address") if not numbered and "street" not in places else ("address",):
            if single in places:
                numbered.insert(0, places[single])
                break
    if "premises" in places:
        numbered.insert(0, places["premises"])
    return numbered


def _kept(cells: list[str], names: list[str], keep: Iterable[str]) -> tuple[tuple[str, int], ...]:
    wanted = [squash(name) for name in keep]
    return tuple((cells[names.index(name)].strip(), names.index(name)) for name in wanted if name and name in names)


MISSING: Final = {
    "no_name": "{name} has no column with names. ringround looks for “Elector Name”, “Surname” and “Forename”.",
    "no_address": "{name} has no column with addresses. ringround looks for “Address1”, “Address2” and on, "
    "or “Address”.",
    "no_id": "{name} has no column with an elector number or another id. Results are given back by it, and "
    "it is how a corrected list finds the same people again. Add a column “ID” if there is none.",
    "no_use": "{name} has neither addresses nor phone numbers: there is nothing to import from it.",
}


def _check(layout: Layout, name: str) -> None:
    """Raises UnusableFile where something that every such file needs is missing."""
    if layout.ids is None:
        missing = "no_id"
    elif layout.people or layout.phones:
        return
    else:
        missing = "no_name" if layout.addresses else "no_use"
    raise UnusableFile(missing, MISSING[missing].format(name=name))
