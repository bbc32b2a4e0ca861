"""`ringround backup`: the whole table of a by-election, or of the local app, as files."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from infra.local import aws
from infra.local.data_folder import read_local
from infra.local.install.paths import ROOT
from infra.staff import copies, counts, loading
from infra.staff.account import asking, open_account
from infra.staff.copies import Copy, CopyError, RawItem
from infra.staff.faults import AccountError
from infra.staff.stacks import find
from ringround.domain.errors import Refused
from ringround.storage import banks
from ringround.storage.table import Table

from .deploying import read_file
from .restore_screen import show_counts
from .screen import counted, err, fail, say, tell, usage

LOCAL = ROOT / ".ringround"


def backup(
    to: Annotated[Path, typer.Option("--to", help="A new folder for it; only you can read it.", metavar="FOLDER")],
    name: Annotated[
        str | None, typer.Argument(help="The by-election: its file’s name. Without one, the local app.")
    ] = None,
    data: Annotated[Path, typer.Option("--data", help="The local app’s data folder.", metavar="FOLDER")] = LOCAL,
) -> None:
    """Copy everything that a by-election has in its table into a folder: DynamoDB’s own form of an export.

    It holds the register, the calls and the campaign’s secret, and is not encrypted: keep it where such things may be
    kept, and delete it with the campaign. Pause the banks first: of what is recorded meanwhile it may hold a part.

    Example: [bold]ringround backup runcorn-and-helsby --to /secure/runcorn-2027-02-20[/]
    """
    began = datetime.now(UTC)
    try:
        client, table = _of_stack(name) if name else _of_local(data)
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


def _of_stack(name: str) -> tuple[Any, str]:
    election = read_file(name)
    account = open_account(election.region, election.account)
    there = find(account, name)
    table = there.outputs.get("TableName", "") if there else ""
    if not table:
        raise fail(f"{name} has no table in account {account.id}, {account.region}.")
    return account.client("dynamodb"), table


def _of_local(data: Path) -> tuple[Any, str]:
    running = read_local(data)
    if running is None:
        raise usage(f"Name a by-election, or start the local app first: none is running from {data}.")
    return aws.client("dynamodb", running["environment"]), str(running["table"])


def _say_what_next(copy: Copy, name: str | None) -> None:
    say(
        f"{counted(copy.items, 'item')} in {copy.folder}.\n"
        f"To look at it on this machine:  make demo DATA=.ringround-copy FROM={copy.folder}\n"
        f"To have a by-election use it:   ringround restore {name or 'NAME'} --from {copy.folder}"
    )
