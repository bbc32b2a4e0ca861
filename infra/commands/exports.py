"""`ringround export`: results as a file."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from . import site as sites
from .bank_names import BankOption, find_bank
from .progress import follow_job
from .screen import JsonOption, as_json, counted, fail, say, show, table, tell, usage, when
from .sign_in import SiteOption, organising
from .site import Site

_PATH: Final = "/api/organiser/exports"


class ExportKind(StrEnum):
    """What an export holds."""

    ATTEMPTS = "attempts"
    LATEST = "latest"
    VAN = "van"
    REGISTER = "register"
    NUMBERS = "numbers"


def export(
    kind: Annotated[
        ExportKind,
        typer.Argument(
            help="attempts: every one; latest: for each person; van: to upload to VAN or Connect; register: in its "
            "order; numbers: to be screened.",
        ),
    ],
    to: Annotated[Path, typer.Option("--out", help="The file to write.", metavar="FILE")],
    bank: BankOption = None,
    since_last: Annotated[
        bool, typer.Option("--since-last", help="Only what came after the last export of this kind.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Make an export, wait for it and download it, as a CSV file that only you can read.

    Every export is in the audit. Delete the file when you are done: it holds personal data.

    Example: [bold]ringround export latest --out results.csv[/]
    """
    may_write(to, force=force)
    with organising(site) as found:
        asked: dict[str, Any] = {"kind": kind.value}
        if bank:
            asked["bank"] = find_bank(found, bank)["id"]
        if since_last:
            asked["since_last"] = True
        made = finished(found, found.ask("POST", _PATH, asked)["export"])
        download(found, made, to)
    if json:
        as_json({"export": made, "file": str(to)})
        return
    since = f" since {when(made['since'])}" if made.get("since") else ""
    say(f"{counted(made['rows'] or 0, 'row')}{since}: {to}")
    tell("It holds personal data: delete it when you are done.")


def exports(site: SiteOption = None, json: JsonOption = False) -> None:
    """List the exports that were made, and by whom.

    Example: [bold]ringround exports[/]
    """
    with organising(site) as found:
        answer = found.ask("GET", _PATH)
    if json:
        as_json(answer)
        return
    rows = (
        (one["id"], one["kind"], one["bank"], one["state"], one["rows"], one["by"]["name"], when(one["created_at"]))
        for one in answer["exports"]
    )
    show(table("", ("Id", "Kind", "Bank", "State", ">Rows", "By", "Made"), rows))


def may_write(to: Path, *, force: bool) -> None:
    """Ends the command, before anything is asked for, where the file is there already or has no folder."""
    if to.is_dir() or not to.parent.is_dir():
        raise usage(f"{to} cannot be written: name a file in a folder that is there.")
    if to.exists() and not force:
        raise fail(f"{to} is there already. Name another file, or write over it: --force")


def finished(site: Site, export: dict[str, Any]) -> dict[str, Any]:
    """The export when it is made. Ends the command where it failed. Raises Answered."""
    # An export is a job of the same id: one that stands still is started again.
    follow_job(site, export, "Exporting")
    every: list[dict[str, Any]] = site.ask("GET", _PATH)["exports"]
    return next((one for one in every if one["id"] == export["id"]), export)


def download(site: Site, export: dict[str, Any], to: Path) -> None:
    """Download an export. Ends the command where that cannot be done. Raises Answered."""
    link = site.ask("POST", f"{_PATH}/{export['id']}/link", {})
    try:
        sites.get_file(link["url"], to)
    except OSError as error:
        raise fail(f"The export could not be written to {to} ({error}).") from None
