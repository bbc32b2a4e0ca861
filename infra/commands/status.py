"""`ringround status`: how it goes, once or watched."""

from time import sleep
from typing import Annotated, Any, Final

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from .bank_names import BankOption, find_bank
from .election_status import show_election
from .overview_tables import overview
from .progress import BUSY
from .screen import JsonOption, as_json, err, out, show, usage, when
from .sign_in import SiteOption, organising
from .site import Answered, Site

_EVERY: Final = 15.0
"""Seconds: the site's figures are no younger."""
_CALLERS: Final = 15


def status(
    name: Annotated[
        str | None, typer.Argument(help="A by-election: how it is in AWS, and how calling goes.", show_default=False)
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Show it anew every 15 seconds, until Ctrl-C.")] = False,
    bank: BankOption = None,
    callers: Annotated[int, typer.Option("--callers", help="How many callers to list.", min=0)] = _CALLERS,
    region: Annotated[
        str | None, typer.Option("--region", help="Where a by-election is that has no file here.", metavar="REGION")
    ] = None,
    cost: Annotated[
        bool, typer.Option("--cost", help="With what a by-election cost this month (AWS takes one cent to say it).")
    ] = False,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Show how the campaign goes: banks, calls, callers, held contacts, and when a list will be done. With NAME, for
    staff: how the by-election is in AWS.

    That is its stacks, its site, its alarms and its backups.

    Example: [bold]ringround status --watch[/]

    Example: [bold]ringround status runcorn-and-helsby[/]
    """
    if name is not None and not (watch or bank):
        if site:
            raise usage("A by-election’s name says which site: leave --site out.")
        show_election(name, region, callers=callers, cost=cost, json=json)
        return
    if region or cost:
        raise usage("--region and --cost are for a by-election: ringround status NAME")
    site = name or site
    with organising(site) as found:
        path = "/api/organiser/overview"
        if bank:
            path += f"?bank={find_bank(found, bank)['id']}"
        answer = found.ask("GET", path)
        if not watch:
            _once(answer, callers, json=json)
            return
        try:
            _watch(found, path, answer, callers, json=json)
        except KeyboardInterrupt:
            return


def _once(answer: dict[str, Any], callers: int, *, json: bool) -> None:
    if json:
        as_json(answer)
    else:
        show(overview(answer, callers))


def _watch(site: Site, path: str, answer: dict[str, Any], callers: int, *, json: bool) -> None:
    """Until it is interrupted. In a pipe each look follows the last one."""
    if json or not out.is_terminal:
        while True:
            _once(answer, callers, json=json)
            sleep(_EVERY)
            answer = _ask_again(site, path, answer, err)[0]
    with Live(overview(answer, callers), console=out, auto_refresh=False, vertical_overflow="crop") as live:
        while True:
            sleep(_EVERY)
            answer, fault = _ask_again(site, path, answer, None)
            live.update(Group(overview(answer, callers), Text(fault, style="yellow")), refresh=True)


def _ask_again(site: Site, path: str, last: dict[str, Any], tell: Console | None) -> tuple[dict[str, Any], str]:
    """The next figures, or the last ones and what was wrong: one lost answer does not end a long watch."""
    try:
        return site.ask("GET", path), ""
    except Answered as refused:
        if refused.status and refused.status not in BUSY and refused.status < 500:
            raise
        fault = f"{refused.message} These are the figures of {when(last['as_of'])}; asking again."
        if tell:
            tell.print(Text(fault))
        return last, fault
