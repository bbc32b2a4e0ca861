"""The table that a command works on: that of a by-election in AWS, or that of the local app."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from infra.local import aws
from infra.local.data_folder import read_local
from infra.local.install.paths import ROOT
from infra.staff.account import open_account
from infra.staff.stacks import find

from .deploying import read_file
from .screen import fail, usage

LOCAL: Final = ROOT / ".ringround"
PerhapsName = Annotated[
    str | None, typer.Argument(help="The by-election: its file’s name. Without one, the local app.")
]
DataOption = Annotated[Path, typer.Option("--data", help="The local app’s data folder.", metavar="FOLDER")]


def table_of(name: str | None, data: Path) -> tuple[Any, str]:
    """DynamoDB's client, and the name of the table in use. Raises AccountError; ends the command without one."""
    if name is None:
        running = read_local(data)
        if running is None:
            raise usage(f"Name a by-election, or start the local app first: none is running from {data}.")
        return aws.client("dynamodb", running["environment"]), str(running["table"])
    election = read_file(name)
    account = open_account(election.region, election.account)
    there = find(account, name)
    table = there.outputs.get("TableName", "") if there else ""
    if not table:
        raise fail(f"{name} has no table in account {account.id}, {account.region}.")
    return account.client("dynamodb"), table
