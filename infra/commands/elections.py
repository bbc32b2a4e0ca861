"""`ringround list`: the by-elections that have a file here, and those that are in the account."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

import typer

from infra.config import LONDON, Election, ElectionError, elections_folder, load, names
from infra.staff.account import open_account
from infra.staff.faults import AccountError
from infra.staff.overview import Row, rows
from infra.staff.stacks import Deployed, State, deployed

from .known_sites import remember
from .screen import JsonOption, as_json, counted, err, fail, safe, show, table, tell

_HERE = "eu-west-2"


def list_elections(
    region: Annotated[
        list[str] | None,
        typer.Option("--region", help="Look there as well; else where the files say. May be given again."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """List the by-elections: polling day, state in AWS, version, address.

    Those that are still there after polling day are pointed out.

    Example: [bold]ringround list[/]
    """
    files, faults = _files()
    regions = sorted({election.region for election in files.values()} | set(region or ())) or [_HERE]
    there, account, more = _there(regions)
    faults += more
    today = datetime.now(LONDON).date()
    listed = rows(files, there, account)
    remember({row.name: row.address for row in listed if row.state is not None and not row.note})
    if json:
        as_json({"elections": [_as_json(row, today) for row in listed]})
    elif listed:
        columns = ("Name", "Polling day", "How it is")
        show(table("", columns, (_cells(row, today) for row in listed)))
    else:
        tell(f"There is no by-election yet, in {elections_folder()} or in AWS. Begin with: ringround new NAME")
    _warn(listed, today)
    if faults:
        raise fail("\n".join(faults))


def days_in_words(days: int) -> str:
    """How far a day is from today."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get(days) or (f"in {days:,} days" if days > 0 else f"{-days:,} days ago")


def _files() -> tuple[dict[str, Election], list[str]]:
    """The by-elections that have a file, and what is wrong with other files."""
    found, faults = {}, []
    for name in names():
        try:
            found[name] = load(name)
        except ElectionError as error:
            faults.append(str(error))
    return found, faults


def _there(regions: Iterable[str]) -> tuple[dict[str, list[Deployed] | None], str | None, list[str]]:
    """What is in each region (None: not to be asked), whose account that is, and what went wrong, each fault once."""
    found: dict[str, list[Deployed] | None] = {}
    account, faults = None, []
    for region in regions:
        try:
            opened = open_account(region)
            account, found[region] = opened.id, deployed(opened)
        except AccountError as error:
            found[region] = None
            faults.append(str(error))
    return found, account, list(dict.fromkeys(faults))


def _cells(row: Row, today: date) -> list[object]:
    state = str(row.state) if row.state else "not known"
    version = f"version {row.version}" if row.version else ""
    days = row.days(today)
    day = f"{row.poll_date:%-d %b %Y}\n{days_in_words(days)}" if row.poll_date and days is not None else ""
    # One below the other: side by side they need more than the 80 columns of a terminal.
    said = "\n".join(part for part in (", ".join(filter(None, (state, row.note))), version, row.address) if part)
    return [row.name, day, said]


def _as_json(row: Row, today: date) -> dict[str, Any]:
    return {
        "name": row.name,
        "title": row.title,
        "region": row.region,
        "poll_date": row.poll_date.isoformat() if row.poll_date else None,
        "days": row.days(today),
        "state": row.state,
        "version": row.version or None,
        "address": row.address or None,
        "overdue": row.overdue(today),
        "note": row.note or None,
    }


def _warn(listed: Iterable[Row], today: date) -> None:
    for row in listed:
        if not row.overdue(today):
            continue
        days = -(row.days(today) or 0)
        still = "people’s data is still kept" if row.state is State.DATA_KEPT else f"it is still there ({row.state})"
        said = f"{row.name}: polling day was {counted(days, 'day')} ago, and {still}. Take it down: "
        err.print(f"[bold red]{safe(said)}[/]ringround destroy {row.name}", soft_wrap=True)
