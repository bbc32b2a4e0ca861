"""Lists as files, and what reading them gives."""

import csv
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ringround.importing.reading import Counts, Reading, Rules, SourceFile, read
from ringround.importing.staging import Staged

POLL = date(2027, 3, 4)
ID_KEY = b"0123456789abcdef"

REGISTER = (
    "Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Markers,Elector DOB,Elector Surname,"
    "Elector Forename,PostCode,Address1,Address2,Address3,Address4,Address5,Address6"
)
ONE_NAME = REGISTER.replace("Elector Surname,Elector Forename", "Elector Name")
VAN = "Voter File VANID,LastName,FirstName,Preferred Phone,Cell Phone,Home Phone,Address,City,Zip5"
EVERYTHING = "Elector Number,First Name,Last Name,Address1,Address2,Postcode,Mobile,Landline"
PHONES = "Elector Number,Phone"


def register_row(number: str = "AB,1,0", name: str = "Shah,Priya", address: str = "12 Mill Lane", **more: str) -> str:
    """A row of the surname-and-forename layout."""
    markers, born = more.get("markers", ""), more.get("born", "")
    postcode = more.get("postcode", "RS1 2AB")
    return f"{number},{markers},{born},{name},{postcode},{address},Riverside,,,,"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of reading: households in the order of ids, counts, and the file of problems' rows."""

    households: list[Staged]
    counts: Counts
    problems: list[dict[str, str]]
    unknown: list[str] = field(default_factory=list)

    def only(self) -> Staged:
        """The one household."""
        assert len(self.households) == 1
        return self.households[0]

    def people(self) -> dict[str, str]:
        """Names by elector key."""
        return {p.id: p.name for h in self.households for p in h.people.values()}

    def codes(self) -> list[tuple[str, int, str]]:
        """File, line and reason of each problem."""
        return [(p["File"], int(p["Line"]), p["Code"]) for p in self.problems]

    def at(self, line: str) -> Staged:
        """The household with this first address line."""
        return next(h for h in self.households if h.address and h.address[0] == line)


def write(folder: Path, name: str, lines: Sequence[str] | bytes, encoding: str = "utf-8") -> SourceFile:
    """A file of lines, or of bytes."""
    path = folder / name
    path.write_bytes(lines if isinstance(lines, bytes) else "\r\n".join([*lines, ""]).encode(encoding))
    return SourceFile(path, name)


def read_all(
    folder: Path, *files: SourceFile, known: dict[str, str] | None = None, keep: tuple[str, ...] = ()
) -> Result:
    """Read, join and take everything out. `known` are electors of an earlier import."""
    work = folder / f"work-{len(list(folder.iterdir()))}"
    work.mkdir()
    with closing(read(list(files), work, Rules(POLL, ID_KEY, keep))) as reading:
        unknown = [key for some in reading.unknown_keys() for key in some]
        for key in unknown:
            if known and key in known:
                reading.add_known(key, known[key])
        reading.join()
        households = list(reading.households())
        counts = reading.counts()
        return Result(households, counts, problems_of(reading, work / "problems.csv"), unknown)


def problems_of(reading: Reading, path: Path) -> list[dict[str, str]]:
    """The rows of the file of problems."""
    reading.write_problems(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
