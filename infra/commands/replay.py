"""`ringround replay`: the calls of an export, recorded again where a table is lost and its lists were imported anew."""

import time
from pathlib import Path
from typing import Annotated

import typer

from infra.staff import replaying
from infra.staff.account import asking
from infra.staff.faults import AccountError
from infra.staff.replaying import NoExportError
from ringround.domain.errors import Refused
from ringround.storage import banks, keys
from ringround.storage.table import Table
from ringround.usecases.context import Context

from .deploy_screen import asked
from .deploying import YesOption
from .restore_screen import say_left
from .screen import counted, err, fail, say, show, table
from .tables import LOCAL, DataOption, PerhapsName, table_of


def replay(
    export: Annotated[
        Path, typer.Argument(help="An export of attempts, or the zip of a campaign’s last export.", metavar="FILE")
    ],
    name: PerhapsName = None,
    yes: YesOption = False,
    data: DataOption = LOCAL,
) -> None:
    """Record the calls of an export again, in a by-election whose lists were imported anew.

    For a table that is lost. Whoever was reached, objected or has voted is not rung again. What does not come back:
    answers to questions (they are in the file), corrected versions, callers who are not on the list, scripts, settings.

    Example: [bold]ringround replay attempts.csv runcorn-and-helsby[/]
    """
    try:
        calls = replaying.read(export)
        client, named = table_of(name, data)
        with asking("read the campaign"):
            campaign = banks.get_campaign(Table(client, named))
        if not asked(f"Record {counted(len(calls), 'call')} again in {campaign.name}?", yes=yes):
            raise fail("Nothing was recorded.")
        context = Context(Table(client, named, keys.desk_shards(campaign.queue_parts)), campaign)
        with asking("record the calls"), err.status("Recording …") as shown:

            def alive(count: int) -> None:
                shown.update(f"Recording: {count:,} of {counted(len(calls), 'call')}")

            done = replaying.replay(context, calls, now=int(time.time()), alive=alive)
    except (AccountError, NoExportError, Refused) as error:
        raise fail(str(error)) from None
    show(table("", ("Outcome", ">Calls"), sorted(done.calls.items())))
    say(
        f"{counted(done.calls.total(), 'call')} of {len(calls):,} stand; "
        f"{counted(done.objections, 'number')} may not be rung because somebody objected."
    )
    say_left(done.left, "not recorded")
    if done.left:
        raise typer.Exit(1)
