"""`ringround settings`: what the by-election is called, its words, colours, hours and days."""

import base64
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from .hours import HoursOption, in_words, read_hours
from .screen import JsonOption, as_json, fail, moment, pairs, say, show, usage, when
from .sign_in import SiteOption, organising

app = typer.Typer(invoke_without_command=True, rich_markup_mode="rich")
_PATH: Final = "/api/organiser/settings"
_LOGO_BYTES: Final = 24_000
_TYPES: Final = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
_ROWS: Final = (
    ("name", "Name"),
    ("party", "Party"),
    ("imprint", "Imprint"),
    ("privacy_contact", "Privacy contact"),
    ("brand", "Colour"),
    ("on_brand", "Colour of text on it"),
    ("poll_date", "Polling day"),
)


@app.callback()
def settings(context: typer.Context, site: SiteOption = None, json: JsonOption = False) -> None:
    """Show the settings of the by-election; `settings set` changes them.

    Example: [bold]ringround settings[/]
    """
    if context.invoked_subcommand:
        if json or site:
            raise usage(f"Give --site and --json after the word: ringround settings {context.invoked_subcommand} …")
        return
    with organising(site) as found:
        answer = found.ask("GET", _PATH)
    if json:
        as_json(answer)
        return
    said = _of(answer)
    rows: list[tuple[str, object]] = [(words, said[name]) for name, words in _ROWS]
    rows += [("Access ends", when(said["ends_at"], year=True))]
    rows += [("Hours of new banks", in_words(said["default_hours"])), ("Logo", bool(said["logo"]))]
    show(pairs("", rows))


@app.command("set")
def change(
    name: Annotated[str | None, typer.Option("--name", help="What the by-election is called.")] = None,
    party: Annotated[str | None, typer.Option("--party", help="For whom volunteers call.")] = None,
    imprint: Annotated[str | None, typer.Option("--imprint", help="Who publishes it, on whose behalf.")] = None,
    privacy_contact: Annotated[
        str | None, typer.Option("--privacy-contact", help="Whom people ask about their data.")
    ] = None,
    brand: Annotated[str | None, typer.Option("--brand", help="The colour, as #5b2a86.")] = None,
    on_brand: Annotated[str | None, typer.Option("--on-brand", help="The colour of text on it, as #ffffff.")] = None,
    poll_date: Annotated[str | None, typer.Option("--poll-date", help="Polling day, as 2027-03-04.")] = None,
    ends_at: Annotated[
        str | None, typer.Option("--ends-at", help="When volunteers' access ends, as “2027-03-04 22:00” (London).")
    ] = None,
    hours: HoursOption = None,
    logo: Annotated[
        Path | None, typer.Option("--logo", help="A picture of at most 24 kB: PNG, JPEG or WebP.", metavar="FILE")
    ] = None,
    no_logo: Annotated[bool, typer.Option("--no-logo", help="Take the picture away.")] = False,
    site: SiteOption = None,
) -> None:
    """Change settings: what is named changes, all else stays. Hours are those of banks made from now on.

    Example: [bold]ringround settings set --poll-date 2027-03-04 --hours "mon-fri 10:00-20:30"[/]
    """
    given: dict[str, Any] = {
        "name": name,
        "party": party,
        "imprint": imprint,
        "privacy_contact": privacy_contact,
        "brand": brand,
        "on_brand": on_brand,
        "poll_date": poll_date,
        "ends_at": moment(ends_at) if ends_at else None,
    }
    changes = {what: value for what, value in given.items() if value is not None}
    if logo is not None or no_logo:
        changes["logo"] = _picture(logo) if logo is not None else None
    if not changes and not hours:
        raise usage("Say what is to change: see ringround settings set --help")
    with organising(site) as found:
        if hours:
            changes["default_hours"] = read_hours(hours, _of(found.ask("GET", _PATH))["default_hours"])
        found.ask("PUT", _PATH, changes)
    say("The settings are changed. Pages that are open show it within a minute.")


def _of(answer: dict[str, Any]) -> dict[str, Any]:
    return dict(answer["settings"])


def _picture(file: Path) -> str:
    """A picture as a data URI. Ends the command where it is none, or too large."""
    kind = _TYPES.get(file.suffix.lower())
    if kind is None:
        raise usage(f"{file} is no PNG, JPEG or WebP.")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise fail(f"{file}: {error.strerror}.") from None
    if len(data) > _LOGO_BYTES:
        raise fail(f"{file} has {len(data):,} bytes; {_LOGO_BYTES:,} are taken. Make it smaller.")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
