"""`ringround backup`: the whole table of a by-election, or of the local app, as files."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from infra.staff import copies, counts, loading
from infra.staff.account import asking
from infra.staff.copies import Copy, CopyError, RawItem
from infra.staff.faults import AccountError
from ringround.domain.errors import Refused
from ringround.storage import banks
from ringround.storage.table import Table

from .restore_screen import show_counts
from .screen import counted, err, fail, say, tell
from .tables import LOCAL, DataOption, PerhapsName, table_of


def backup(
    to: Annotated[Path, typer.Option("--to", help="A new folder for it; only you can read it.", metavar="FOLDER")],
    name: PerhapsName = None,
    data: DataOption = LOCAL,
) -> None:
    """Copy everything that a by-election has in its table into a folder: DynamoDB’s own form of an export.

    It holds the register, the calls and the campaign’s secret, and is not encrypted: keep it where such things may be
    kept, and delete it with the campaign. Pause the banks first: of what is recorded meanwhile it may hold a part.

    Example: [bold]ringround backup runcorn-and-helsby --to /secure/runcorn-2027-02-20[/]
    """
    began = datetime.now(UTC)
    try:
        client, table = table_of(name, data)
        opened = [bank.id for bank in banks.every(Table(client, table)) if bank.status == "open"]
        if opened:
            tell(f"Open: {', '.join(opened)}. What is recorded meanwhile may be in the copy in part.")
        found = counts.Counts()
        with asking("read the table"), err.status("Copying …") as shown:

            def told() -> Iterator[list[RawItem]]:
                for page in loading.pages(client, table):
                    for item in page:
                        found.add(item)
                    shown.update(f"Copying: {found.figures['items']:,} items")
                    yield page

            copy = copies.write(told(), to, table, began)
    except (AccountError, CopyError, Refused) as error:
        raise fail(str(error)) from None
    show_counts("What is in it", found)
    _say_what_next(copy, name)


def _say_what_next(copy: Copy, name: str | None) -> None:
    say(
        f"{counted(copy.items, 'item')} in {copy.folder}.\n"
        f"To look at it on this machine:  make demo DATA=.ringround-copy FROM={copy.folder}\n"
        f"To have a by-election use it:   ringround restore {name or 'NAME'} --from {copy.folder}"
    )
