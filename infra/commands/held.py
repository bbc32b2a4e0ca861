"""`ringround held return`: contacts that are in callers' hands go back."""

from typing import Annotated

import typer

from .screen import JsonOption, as_json, counted, say
from .sign_in import SiteOption, organising
from .volunteer_names import find_volunteer

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")


@app.callback()
def held() -> None:
    """Contacts that callers hold: `ringround status` counts them, `held return` gives them back to the queue."""


@app.command("return")
def give_back(
    caller: Annotated[
        str | None, typer.Option("--caller", help="Only what this volunteer holds: e-mail address, id or name.")
    ] = None,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Give back what callers hold, so that others get it. A call that goes on is still recorded.

    Example: [bold]ringround held return --caller sam@example.org[/]
    """
    with organising(site) as found:
        asked = {"caller": find_volunteer(found, caller)["id"]} if caller else {}
        answer = found.ask("POST", "/api/organiser/held/return", asked)
    if json:
        as_json(answer)
        return
    say(f"{counted(answer['returned'], 'contact')} given back.")
