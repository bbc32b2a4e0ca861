"""`ringround volunteers`: who calls, adding and removing them, their roles, and the link to join by."""

from enum import StrEnum
from typing import Annotated, Any, Final

import typer

from .lists import UnmatchedOption, report, send
from .screen import JsonOption, as_json, counted, moment, say, show, table, usage, when
from .sign_in import SiteOption, organising
from .volunteer_names import find_volunteer, people_of

app = typer.Typer(invoke_without_command=True, rich_markup_mode="rich")
_PATH: Final = "/api/organiser/volunteers"
_CHUNK: Final = 200
_WhoArgument = Annotated[str, typer.Argument(help="E-mail address, id or name.", metavar="WHO")]
_REFUSED: Final = {
    "email_invalid": "no e-mail address",
    "role_not_allowed": "you cannot give or change this role",
    "removed": "was removed; to have them back: ringround volunteers role … --active",
    "twice": "twice in the list",
}
_MAIL: Final = {
    ("bounced", True): "mail to this address comes back: check the address, or hand out a code",
    ("bounced", False): "the last mail came back: the mailbox may be full",
    ("complained", True): "our mail was reported as unwanted, so none is sent: hand out a code",
    ("delayed", False): "the last mail is late",
}


class Role(StrEnum):
    """What somebody may do."""

    CALLER = "caller"
    ORGANISER = "organiser"
    ADMIN = "admin"


@app.callback()
def volunteers(context: typer.Context, site: SiteOption = None, json: JsonOption = False) -> None:
    """List the volunteers; further words add and remove them, hand out codes, and change roles and the join link.

    Example: [bold]ringround volunteers[/]
    """
    if context.invoked_subcommand:
        if json or site:
            raise usage(
                f"Give --site and --json after the word: ringround volunteers {context.invoked_subcommand} … --json"
            )
        return
    with organising(site) as found:
        answer = found.ask("GET", _PATH)
    if json:
        as_json(answer)
        return
    columns = ("Name", "E-mail", "Role", "Joined", "Last seen", ">Calls", ">Today", ">Holding", "To look at")
    show(table("", columns, (_row(one) for one in answer["volunteers"])))
    if answer["waiting"]:
        waiting = ((one["name"], one["email"], when(one["since"])) for one in answer["waiting"])
        show(table("Waiting for a code", ("Name", "E-mail", "Since"), waiting))
        say("Give one of them a code: ringround volunteers code E-MAIL")
    _say_link(answer["join"])


def _row(one: dict[str, Any]) -> tuple[object, ...]:
    return (
        one["name"],
        one["email"],
        one["role"] + ("" if one["active"] else ", removed"),
        when(one["joined_at"]),
        when(one["last_seen_at"]),
        one["calls"],
        one["today"]["calls"],
        one["holding"],
        "; ".join([*(flag["message"] for flag in one["flags"]), *_of_mail(one["mail"])]),
    )


def _of_mail(mail: dict[str, Any] | None) -> list[str]:
    return [_MAIL[mail["what"], mail["lasting"]]] if mail else []


@app.command("add")
def add(
    who: Annotated[
        list[str],
        typer.Argument(help="A list (CSV with names and e-mail addresses), or “Sam Jones <sam@example.org>”, or -."),
    ],
    role: Annotated[Role, typer.Option("--role", help="What they may do.")] = Role.CALLER,
    unmatched: UnmatchedOption = None,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Add volunteers: they can sign in at once. Whoever is known already stays as they are.

    Example: [bold]ringround volunteers add volunteers.csv[/]

    Example: [bold]ringround volunteers add "Sam Jones <sam@example.org>" --role organiser[/]
    """
    people = [{**person, "role": role.value} for person in people_of(who)]
    with organising(site) as found:
        answers = send("Adding", people, lambda some: found.ask("POST", _PATH, {"volunteers": some}), chunk=_CHUNK)
    refused = [one for answer in answers for one in answer["refused"]]
    total = {"added": sum(a["added"] for a in answers), "known": sum(a["known"] for a in answers), "refused": refused}
    rows = [(one["email"], _REFUSED.get(one["reason"], one["reason"])) for one in refused]
    if json:
        as_json(total)
    else:
        say(f"{counted(total['added'], 'volunteer')} added, {total['known']:,} known already.")
    report(rows, unmatched, title="Not added", heading="E-mail", quiet=json)
    if refused:
        raise typer.Exit(1)


@app.command("remove")
def remove(who: _WhoArgument, site: SiteOption = None, json: JsonOption = False) -> None:
    """Remove a volunteer at once: signed out everywhere, what they hold goes back; their calls stay.

    Example: [bold]ringround volunteers remove sam@example.org[/]
    """
    with organising(site) as found:
        person = find_volunteer(found, who)
        answer = found.ask("DELETE", f"{_PATH}/{person['id']}")
    if json:
        as_json(answer)
        return
    say(f"{person['name'] or person['email']} is removed; {counted(answer['returned'], 'contact')} given back.")


@app.command("code")
def hand_out_code(who: _WhoArgument, site: SiteOption = None, json: JsonOption = False) -> None:
    """Make a sign-in code to read out or pass on: for whom no mail reaches, and for who waits for one.

    It is shown once, and works once, for half an hour. Whoever has it can sign in as that person.

    Example: [bold]ringround volunteers code sam@example.org[/]
    """
    with organising(site) as found:
        person = find_volunteer(found, who, waiting=True)
        answer = found.ask("POST", f"{_PATH}/{person['id']}/code")
    if json:
        as_json(answer)
        return
    code = answer["code"]
    say(f"Code for {person['name'] or person['email']}, until {when(answer['until'])}: {code[:3]} {code[3:]}")
    say(f"The link that fills it in: {answer['link']}")


@app.command("mail")
def let_mail_through(who: _WhoArgument, site: SiteOption = None, json: JsonOption = False) -> None:
    """Try mail to somebody again: after it came back, and what was wrong with their mailbox was put right.

    An address that was mistyped is another person here: remove that one, and add the right one.

    Example: [bold]ringround volunteers mail sam@example.org[/]
    """
    with organising(site) as found:
        person = find_volunteer(found, who)
        answer = found.ask("DELETE", f"{_PATH}/{person['id']}/mail")
    if json:
        as_json(answer)
        return
    say(f"Mail goes to {person['email']} again.")


@app.command("role")
def change_role(
    who: _WhoArgument,
    role: Annotated[Role, typer.Argument(help="What they may do.")],
    active: Annotated[bool, typer.Option("--active", help="Have somebody back who was removed.")] = False,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Change what somebody may do. Only an admin makes or changes admins, and nobody changes themselves.

    Example: [bold]ringround volunteers role sam@example.org organiser[/]
    """
    changes = {"role": role.value, **({"active": True} if active else {})}
    with organising(site) as found:
        person = find_volunteer(found, who)
        answer = found.ask("PUT", f"{_PATH}/{person['id']}", changes)
    if json:
        as_json(answer)
        return
    say(f"{person['name'] or person['email']} is now {role.value}.")


@app.command("link")
def link(
    new: Annotated[bool, typer.Option("--new", help="Make a new link; the old one ends.")] = False,
    end: Annotated[bool, typer.Option("--end", help="End the link.")] = False,
    until: Annotated[
        str | None, typer.Option("--until", help="With --new: when it ends, as “2027-03-01 18:00” (London).")
    ] = None,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Show the link by which people join by themselves; make a new one, or end it.

    Example: [bold]ringround volunteers link --new[/]
    """
    if new and end:
        raise usage("Take --new or --end, not both.")
    if until and not new:
        raise usage("--until goes with --new.")
    ends = moment(until) if until else None
    with organising(site) as found:
        if end:
            found.ask("DELETE", "/api/organiser/join")
            join = None
        elif new:
            join = found.ask("POST", "/api/organiser/join", {"until": ends} if ends else {})["join"]
        else:
            join = found.ask("GET", _PATH)["join"]
    if json:
        as_json({"join": join})
        return
    _say_link(join)


def _say_link(join: dict[str, Any] | None) -> None:
    if not join:
        say("There is no join link. Make one: ringround volunteers link --new")
        return
    say(f"Join link until {when(join['until'])}{'' if join['open'] else ' (not open)'}: {join['url']}")
