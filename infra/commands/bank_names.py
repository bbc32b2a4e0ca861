"""Banks by their id or by what people call them."""

import re
import unicodedata
from typing import Annotated, Any

import typer

from .screen import fail
from .site import Site

BankArgument = Annotated[str, typer.Argument(help="A phone bank: its id or its name.", metavar="BANK")]
BankOption = Annotated[str | None, typer.Option("--bank", help="Only this phone bank: its id or its name.")]


def slug(name: str) -> str:
    """A bank's id from what somebody calls it: `Voter ID` is voter-id."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def find_bank(site: Site, named: str) -> dict[str, Any]:
    """The bank of this id or name. Ends the command where there is none. Raises Answered."""
    every: list[dict[str, Any]] = site.ask("GET", "/api/organiser/banks")["banks"]
    wanted = named.strip().casefold()
    called = [bank for bank in every if bank["name"].casefold() == wanted]
    for found in ([bank for bank in every if bank["id"] == named.strip()], called):
        if len(found) == 1:
            return found[0]
    if len(called) > 1:
        raise fail(f"Several banks are called “{named}”: take one by its id ({', '.join(b['id'] for b in called)}).")
    known = ", ".join(bank["id"] for bank in every)
    raise fail(f"There is no bank “{named}”. " + (f"There are: {known}." if known else "There is none yet."))
