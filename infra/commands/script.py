"""`ringround script`: what volunteers read out, as a file and back."""

import json as jsons
from typing import Annotated, Any

import typer

from .bank_names import BankArgument, find_bank
from .lists import text_of
from .screen import as_json, counted, fail, say, show, table, usage, when
from .sign_in import SiteOption, organising
from .site import Answered

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")


@app.callback()
def script() -> None:
    """The script of a bank: `script show` prints it as a file, `script set` takes the file back as a new version."""


@app.command("show")
def show_script(
    bank: BankArgument,
    version: Annotated[int | None, typer.Option("--version", help="An earlier version.", min=1)] = None,
    site: SiteOption = None,
) -> None:
    """Print a bank's script as JSON: a file to change and give to `script set`.

    Example: [bold]ringround script show weekend > script.json[/]
    """
    with organising(site) as found:
        path = f"/api/organiser/banks/{find_bank(found, bank)['id']}/script"
        answer = found.ask("GET", path if version is None else f"{path}/{version}")
    as_json(answer["script"])


@app.command("versions")
def versions(bank: BankArgument, site: SiteOption = None) -> None:
    """List the versions of a bank's script, and how many calls were made with each.

    Example: [bold]ringround script versions weekend[/]
    """
    with organising(site) as found:
        answer = found.ask("GET", f"/api/organiser/banks/{find_bank(found, bank)['id']}/script")
    rows = (
        (v["version"], v["title"], v["by"] and v["by"]["name"], when(v["created_at"]), v["calls"])
        for v in answer["versions"]
    )
    show(table("", (">Version", "Title", "By", "Written", ">Calls"), rows))


@app.command("set")
def set_script(
    bank: BankArgument,
    file: Annotated[str, typer.Argument(help="JSON as `script show` prints it, or -.", metavar="FILE|-")],
    over: Annotated[
        bool, typer.Option("--over", help="Even where somebody changed the script since the file was made.")
    ] = False,
    site: SiteOption = None,
) -> None:
    """Give a bank a new version of its script. Calls in progress go on with the one that they began with.

    The file's `version` says what it was made from: where there is a newer one by now, it is refused.

    Example: [bold]ringround script set weekend script.json[/]
    """
    given = _read(file)
    with organising(site) as found:
        path = f"/api/organiser/banks/{find_bank(found, bank)['id']}/script"
        based_on = given.get("version")
        if over or based_on is None:
            based_on = found.ask("GET", path)["script"]["version"]
        asked = {"title": given.get("title", ""), "blocks": given["blocks"], "based_on": based_on}
        try:
            new = found.ask("PUT", path, asked)["script"]
        except Answered as refused:
            if refused.code != "script_changed":
                raise
            raise fail(
                f"{refused.message} Take the present one (ringround script show), or write over it with --over."
            ) from None
    say(f"“{new['title']}” is version {new['version']}, with {counted(len(new['blocks']), 'block')}.")


def _read(file: str) -> dict[str, Any]:
    try:
        given = jsons.loads(text_of(file))
    except ValueError as error:
        raise usage(f"{file} is not JSON ({error}).") from None
    if not isinstance(given, dict) or not isinstance(given.get("blocks"), list):
        raise usage(f"{file} holds no script: an object with “title” and “blocks”. See ringround script show")
    return given
