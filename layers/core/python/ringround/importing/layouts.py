"""Which layout a file has, found by its header row, and where each thing stands in its rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final, Literal

from .errors import UnusableFile
from .headers import is_preferred, meaning, squash
from .meanings import LABELS, NOTHING_SAID, SEVERAL, Said
from .rows import SEPARATORS, Row, head, split

Ids = Literal["elector", "van", "other"]
_ADDRESS_NAMES: Final = frozenset({"address", "mail_address", *(f"line{number}" for number in range(1, 10))})
_MOST_LINES = 30
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
    """How one file is read. `header_line` is the line where its header row begins; 0 where there is no such row and
    an organiser said what the columns are. `header` holds the columns' names as they stand."""

    separator: str
    header_line: int
    width: int
    columns: Columns = field(default_factory=Columns)
    header: tuple[str, ...] = ()

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


def survey(path: Path, name: str, keep: Sequence[str] = (), said: Said = NOTHING_SAID) -> Layout:
    """The layout of a file as far as it is known: without columns where none was found. `keep` names further columns
    to keep, `said` is what an organiser said of it. Raises UnusableFile where it is no text, or where what was said
    can't be."""
    found = head(path, name)
    best = widest = None
    for separator in (said.separator,) if said.separator else SEPARATORS:
        rows = [row for row in split(found, separator)[:_HEADER_WITHIN] if any(cell.strip() for cell in row.cells)]
        for row in rows:
            layout = _layout(row, separator, keep, said, name)
            if layout is not None and (best is None or _score(layout) > _score(best)):
                best = layout
        if rows and (widest is None or len(rows[0].cells) > widest.width):
            cells = rows[0].cells
            widest = Layout(separator, rows[0].line, len(cells), header=tuple(cell.strip() for cell in cells))
    if best is None and widest is None:
        raise no_header(name)
    return best or widest  # type: ignore[return-value]


def no_header(name: str) -> UnusableFile:
    """The refusal of a file whose columns nobody knows."""
    return UnusableFile(
        "no_header",
        f"{name} has no header row that ringround knows. Its first line must name the columns, for "
        "example “Elector Number, Surname, Forename, Address1, PostCode, Mobile”. Or say below what each column is.",
    )


def recognise(path: Path, name: str, keep: Sequence[str] = (), said: Said = NOTHING_SAID) -> Layout:
    """The layout of a file that can be imported. Raises UnusableFile in words for an organiser."""
    found = survey(path, name, keep, said)
    if found.columns == Columns():
        raise no_header(name)
    _check(found, name)
    return found


def meanings(layout: Layout) -> dict[int, str]:
    """What each column that is used means, in the words that organisers choose from, by its place."""
    columns = layout.columns
    found = {at: what for what in _SINGLE if (at := getattr(columns, what)) is not None}
    for several, what in ((columns.phones, "phone"), (columns.barred, "barred"), (columns.lines, "address")):
        found.update(dict.fromkeys(several, what))
    if columns.premises and columns.lines:
        found[columns.lines[0]] = "premises"
    return {**{at: "keep" for _, at in columns.kept}, **found}


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


def _layout(row: Row, separator: str, keep: Sequence[str], said: Said, file: str) -> Layout | None:
    """The layout that a row stands for as a header, or None where it is none."""
    names = [squash(cell) for cell in row.cells]
    guessed = [meaning(name) for name in names]
    chosen = {at: what for at, what in said.columns.items() if at < len(names)}
    _check_once(chosen, row.cells, file)
    places: dict[str, int] = {}
    several: dict[str, list[int]] = {"phone": [], "barred": [], "keep": []}
    for place, what in enumerate(_meant(guessed, chosen)):
        if what in several:
            several[what].append(place)
        elif what:
            places.setdefault(what, place)
    phones = sorted(several["phone"], key=lambda place: (not is_preferred(names[place]), place))
    lines = _lines(places)
    if not chosen and not phones and "number" in names and not lines and "street" not in places:
        # A supplier's file of ids and numbers often calls the second column just that.
        phones = [names.index("number")]
    if len(places) + len(phones) < (1 if chosen else 2):
        return None
    if not chosen and ("prefix" not in places or "number" not in places):
        # "Prefix" and "Suffix" without an elector number are Mr and Junior.
        places.pop("prefix", None)
        if names[places.get("suffix", 0)] == "suffix":
            places.pop("suffix", None)
    columns = Columns(
        **{what: places.get(what) for what in _SINGLE},
        lines=tuple(lines),
        phones=tuple(phones),
        barred=tuple(several["barred"]),
        kept=_kept(row.cells, names, keep, several["keep"]),
        premises="premises" in places,
    )
    return Layout(
        separator=separator,
        header_line=0 if chosen and not any(guessed) and _is_data(row.cells, columns) else row.line,
        width=len(names),
        columns=columns,
        header=tuple(cell.strip() for cell in row.cells),
    )


def _meant(guessed: Sequence[str], chosen: Mapping[int, str]) -> list[str]:
    """What each column means: as it was said, or else as it is guessed, where that was not said of another one."""
    if not chosen:
        return list(guessed)
    taken = set(chosen.values()) - SEVERAL
    found = [chosen.get(at, "" if guess in taken else guess) for at, guess in enumerate(guessed)]
    if "address" not in chosen.values():
        return found
    # Address lines stand in the order of their columns as soon as one of them was said to be one.
    count = 0
    for at, what in enumerate(found):
        if what in _ADDRESS_NAMES:
            count += 1
            found[at] = f"line{count}"
    return found


def _check_once(chosen: Mapping[int, str], header: Sequence[str], file: str) -> None:
    """Raises UnusableFile where one meaning is said of two columns and only one can have it."""
    first: dict[str, int] = {}
    for at, what in chosen.items():
        if what and what not in SEVERAL and first.setdefault(what, at) != at:
            one, other = (header[place].strip() or f"column {place + 1}" for place in (first[what], at))
            raise UnusableFile(
                "meaning_twice",
                f"In {file}, “{one}” and “{other}” are both said to be “{LABELS[what]}”. Only one column can be that.",
            )


def _is_data(cells: Sequence[str], columns: Columns) -> bool:
    """Whether a row that names no column is the first row of the list itself: numbers stand where they belong."""
    places = (columns.number, columns.van, columns.other_id, columns.postcode, *columns.phones)
    return any(char.isdigit() for at in places if at is not None for char in cells[at])


def _lines(places: dict[str, int]) -> list[int]:
    """The columns that make the address, in order."""
    numbered = [places[f"line{number}"] for number in range(1, _MOST_LINES) if f"line{number}" in places]
    if "line1" not in places:
        for single in ("address", "mail_address") if not numbered and "street" not in places else ("address",):
            if single in places:
                numbered.insert(0, places[single])
                break
    if "premises" in places:
        numbered.insert(0, places["premises"])
    return numbered


def _kept(
    cells: list[str], names: list[str], keep: Iterable[str], chosen: Iterable[int]
) -> tuple[tuple[str, int], ...]:
    wanted = [names.index(name) for name in map(squash, keep) if name and name in names]
    places = dict.fromkeys([*wanted, *chosen])
    return tuple((cells[at].strip() or f"column {at + 1}", at) for at in places)


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
