"""`ringround new`: a by-election's file."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from infra.config import LONDON, Election, check_name, elections_folder, read
from infra.staff.election_file import save_new, written
from infra.staff.hints import hints

from .hours import HoursOption
from .new_answers import faults, option, read_admins, read_answer, read_hours, text_on, title_for
from .new_questions import Values, ask
from .screen import JsonOption, as_json, fail, say, tell, usage

_REQUIRED: Final = {
    "poll_date": "Polling day is missing. Write it as 2027-03-04.",
    "admins": "Who may sign in first is missing. Write Sam Jones <sam@example.org>, in quotes.",
}


def new(
    name: Annotated[str, typer.Argument(help="What it is called here and in AWS: runcorn-and-helsby.")],
    poll_date: Annotated[str | None, typer.Option("--poll-date", help="Polling day, as 2027-03-04.")] = None,
    title: Annotated[str | None, typer.Option("--title", help="What volunteers see at the top.")] = None,
    admin: Annotated[
        list[str] | None,
        typer.Option(
            "--admin",
            help="Who may sign in first: “Sam Jones <sam@example.org>”; may be given again.",
            metavar="PERSON",
        ),
    ] = None,
    sender: Annotated[
        str | None, typer.Option("--sender", help="The address that sign-in codes come from; “none”: no mail.")
    ] = None,
    party: Annotated[str | None, typer.Option("--party", help="For whom volunteers call.")] = None,
    imprint: Annotated[str | None, typer.Option("--imprint", help="Who publishes it, on whose behalf.")] = None,
    privacy_contact: Annotated[
        str | None, typer.Option("--privacy-contact", help="Whom people ask about their data.")
    ] = None,
    brand: Annotated[str | None, typer.Option("--brand", help="The party’s colour, as #5b2a86.")] = None,
    on_brand: Annotated[str | None, typer.Option("--on-brand", help="The colour of text on it, as #ffffff.")] = None,
    hours: HoursOption = None,
    ends_at: Annotated[
        str | None, typer.Option("--ends-at", help="When volunteers’ access ends, as “2027-03-04 22:00” (London).")
    ] = None,
    size: Annotated[
        str | None, typer.Option("--size", help="What it is made for: trial, by-election or general-election.")
    ] = None,
    region: Annotated[str | None, typer.Option("--region", help="The AWS region; eu-west-2 unless given.")] = None,
    account: Annotated[str | None, typer.Option("--account", help="The AWS account, twelve digits.")] = None,
    domain: Annotated[str | None, typer.Option("--domain", help="An address of your own for the site.")] = None,
    hosted_zone: Annotated[
        str | None, typer.Option("--hosted-zone", help="The domain’s zone in Route 53, by its id.")
    ] = None,
    certificate: Annotated[
        str | None, typer.Option("--certificate", help="The domain’s certificate in us-east-1, by its ARN.")
    ] = None,
    waf: Annotated[bool, typer.Option("--waf", help="With a firewall that slows down floods.")] = False,
    alarm_email: Annotated[
        list[str] | None,
        typer.Option("--alarm-email", help="Who gets alarms; may be given again.", metavar="ADDRESS"),
    ] = None,
    budget: Annotated[str | None, typer.Option("--budget", help="US dollars a month that they are warned of.")] = None,
    throw_away: Annotated[
        bool, typer.Option("--throw-away", help="For trying things out: all data goes with the stacks.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing: what is not given is as usual.")] = False,
    json: JsonOption = False,
) -> None:
    """Write the file of a new by-election, asking for what is not given. Nothing is made in AWS yet.

    Example: [bold]ringround new runcorn-and-helsby --poll-date 2027-03-04[/]
    """
    file = _new_file(name)
    given = {
        "poll_date": poll_date,
        "title": title,
        "sender": sender,
        "party": party,
        "imprint": imprint,
        "privacy_contact": privacy_contact,
        "brand": brand,
        "on_brand": on_brand,
        "ends_at": ends_at,
        "size": size,
        "region": region,
        "account": account,
        "domain": domain,
        "hosted_zone": hosted_zone,
        "certificate": certificate,
        "alarm_emails": ",".join(alarm_email) if alarm_email else None,
        "budget_usd": budget,
    }
    values, wrong = _read(given, admin or [], hours or [])
    values |= {field: True for field, on in (("waf", waf), ("throw_away", throw_away)) if on}
    wrong |= {field: said for field, said in faults(name, _with_colours(values)).items() if field not in wrong}
    asks = not yes and not json and _at_a_terminal()
    if not asks:
        wrong |= {field: said for field, said in _REQUIRED.items() if field not in values and field not in wrong}
    if wrong:
        raise usage("\n".join(["The by-election’s file was not written.", *_lines(wrong)]))
    today = datetime.now(LONDON).date()
    if asks:
        values = ask(name, values, today)
    election = Election(name=name, **{"title": title_for(name), **_with_colours(values)})
    _notice(election, today)
    if asks and not typer.confirm("Write the file?", default=True, err=True):
        raise typer.Exit(1)
    _save(file, election)
    if json:
        as_json({"file": str(file), "election": election.model_dump(mode="json", exclude_none=True)})
        return
    say(f"{_near(file)} is written: every line is explained there. Look it over, then:\n\n  ringround deploy {name}")


def _at_a_terminal() -> bool:
    return sys.stdin.isatty()


def _new_file(name: str) -> Path:
    """Where the file will be. Ends the command where it can't be, or is there."""
    try:
        check_name(name)
    except ValueError as wrong:
        raise usage(f"{wrong}. For example: runcorn-and-helsby") from None
    folder = elections_folder()
    if not folder.is_dir():
        raise fail(f"There is no folder {folder} (RINGROUND_ELECTIONS names it). Make it first.")
    file = folder / f"{name}.toml"
    if file.exists():
        raise fail(_there(file))
    return file


def _there(file: Path) -> str:
    return f"There is a by-election {file.stem} already: {file}. Edit that file, or take another name."


def _read(given: dict[str, str | None], admins: list[str], hours: list[str]) -> tuple[Values, dict[str, str]]:
    """Values by field, and what is wrong with those that can't be read."""
    values: Values = {}
    wrong: dict[str, str] = {}
    readers: dict[str, Any] = {
        **{field: (read_answer, (field, said)) for field, said in given.items() if said is not None},
        **({"admins": (read_admins, (admins,))} if admins else {}),
        **({"hours": (read_hours, (hours,))} if hours else {}),
    }
    for field, (reader, words) in readers.items():
        try:
            values[field] = reader(*words)
        except ValueError as error:
            wrong[field] = str(error)
    return values, wrong


def _with_colours(values: Values) -> Values:
    """With the colour of text for a colour that was given alone."""
    if "brand" in values and "on_brand" not in values:
        return {**values, "on_brand": text_on(values["brand"])}
    return values


def _lines(wrong: dict[str, str]) -> list[str]:
    return [f"  {option(field)}: {said}" if field else f"  {said}" for field, said in wrong.items()]


def _notice(election: Election, today: date) -> None:
    found = hints(election, today)
    if found:
        tell("\n".join(["To look at:", *(f"  {one}" for one in found), ""]))


def _save(file: Path, election: Election) -> None:
    """Write it, once it is sure that it will be read as it was meant."""
    text = written(election)
    read(election.name, text)
    try:
        save_new(file, text)
    except FileExistsError:
        raise fail(_there(file)) from None
    except OSError as error:
        raise fail(f"{file} can't be written: {error.strerror}.") from None


def _near(file: Path) -> Path:
    """The file as seen from here, where that is shorter."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
