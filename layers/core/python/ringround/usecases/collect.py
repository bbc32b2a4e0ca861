"""Read the whole table into one temporary file, from which exports and counts for filters are made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ..storage import scan
from ..storage.table import Table
from .collected import Collected

FILE: Final = "collected.sqlite"


@contextmanager
def collect(table: Table, folder: Path, told: Callable[[int], None] = lambda _: None) -> Iterator[Collected]:
    """All people, numbers, targets and versions of calls, in a file of `folder` that goes afterwards.

    `told` hears how many items have been read. What is written meanwhile may be in it or not: whoever asks for what
    came since an earlier reading asks from a little before that reading began. Raises TryAgain.
    """
    path = folder / FILE
    path.unlink(missing_ok=True)
    found = Collected(path)
    try:
        read = 0
        for page in scan.pages(table):
            found.take(page)
            read += len(page)
            told(read)
        found.finish()
        yield found
    finally:
        found.close()
        path.unlink(missing_ok=True)
