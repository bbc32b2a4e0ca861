"""What checking and running an import have in common: its files, the rules for reading them, and the figures."""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from ..domain.hours import uk_day
from ..importing.errors import UnusableFile
from ..importing.meanings import Said
from ..importing.reading import Counts, Reading, Rules, SourceFile
from ..storage.imports import Import
from .context import Context
from .imports_changes import Plan
from .imports_found import elector_homes
from .imports_ids import PersonIds

CHUNK: Final = 100


@dataclass(frozen=True, slots=True)
class World:
    """What a run needs from outside: the time (epoch seconds), an uploaded file copied to a path (False where
    there is none), the file of problems handed over, a folder to work in, a name for this run, waiting (seconds), the
    preview of a check shown, and what follows an import that is written."""

    now: Callable[[], int]
    fetch: Callable[[int, Path], bool]
    hand_over: Callable[[Path], None]
    work: Path
    run: str
    sleep: Callable[[float], None] = time.sleep
    show: Callable[[Mapping[str, Any]], None] = lambda _: None
    follow: Callable[[], None] = lambda: None


@dataclass(slots=True)
class Tally:
    """What plans do with people and numbers, added up."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    no_number: int = 0
    suppressed: int = 0
    screening_old: int = 0
    rows: int = field(default=0, repr=False)

    def add(self, plans: Iterable[Plan]) -> None:
        """Add what these plans do."""
        for plan in plans:
            self.new += plan.new
            self.updated += plan.updated
            self.unchanged += plan.unchanged
            self.no_number += plan.no_number
            self.suppressed += plan.suppressed
            self.screening_old += plan.screening_old
            self.rows += plan.rows

    def counts(self) -> dict[str, int]:
        """The figures as the API names them."""
        return {name: count for name, count in asdict(self).items() if name != "rows"}


def fetch_all(found: Import, world: World) -> list[SourceFile]:
    """The uploaded files, copied to the folder to work in. Raises UnusableFile where one was not uploaded."""
    files = []
    for place, upload in enumerate(found.files):
        path = world.work / f"file-{place}"
        if not world.fetch(place, path):
            raise UnusableFile("not_uploaded", f"{upload.name} was not uploaded.")
        said = Said({int(at): what for at, what in upload.columns.items()}, upload.separator)
        files.append(SourceFile(path, upload.name, said))
    return files


def fingerprints(context: Context, files: Sequence[SourceFile]) -> list[str]:
    """What tells each file from others, under the campaign's secret: nobody learns from it what was in a file."""
    found = []
    for file in files:
        digest = hashlib.blake2b(key=context.campaign.secret[:64], digest_size=16)
        with file.path.open("rb") as raw:
            while block := raw.read(1 << 20):
                digest.update(block)
        found.append(digest.hexdigest())
    return found


def rules_of(context: Context, found: Import, now: int) -> Rules:
    """The rules for reading an import's files."""
    campaign = context.campaign
    key = hashlib.blake2b(b"household ids", key=campaign.secret[:64]).digest()
    today = uk_day(found.created or now)
    poll = campaign.poll_date or uk_day(now)
    return Rules(date.fromisoformat(poll), key, found.keep, date.fromisoformat(today))


def join(reading: Reading, context: Context, ids: PersonIds) -> None:
    """Find whose each number is, in the files and in the table. Raises UnusableFile where a phone file fits nobody."""
    for keys in reading.unknown_keys(CHUNK):
        homes = elector_homes(context.table, map(ids.of, keys))
        for key in keys:
            if household := homes.get(ids.of(key)):
                reading.add_known(key, household)
    reading.join()


def summary(counts: Counts) -> dict[str, int]:
    """What the files hold, as the API names it."""
    return asdict(counts)
