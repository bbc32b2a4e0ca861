"""`ringround subject-access` and `ringround erase`: somebody asks what we hold of them, or to be erased."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from .exports import download, may_write
from .progress import follow_job
from .screen import JsonOption, as_json, counted, fail, pairs, say, show, table, tell, usage, when
from .sign_in import SiteOption, organising
from .site import Site
from .volunteer_names import find_volunteer

_PEOPLE: Final = "/api/organiser/people"
_VOLUNTEERS: Final = "/api/organiser/volunteers"
BACKUP_DAYS: Final = 35
"""How far back the table can be restored, which AWS does not let one shorten for one person."""

ElectorOption = Annotated[
    str, typer.Option("--elector", help="By elector number, as people type it: AB-124/1.", metavar="NUMBER")
]
NumberOption = Annotated[str, typer.Option("--number", help="By telephone number, in any spelling.", metavar="NUMBER")]
NameOption = Annotated[str, typer.Option("--name", help="By name: first name and surname, in any order.")]
PostcodeOption = Annotated[str, typer.Option("--postcode", help="With --name, where several have it.")]
PersonOption = Annotated[
    str, typer.Option("--person", help="By the id that the audit, or a restore, has for them.", metavar="ID")
]
VolunteerOption = Annotated[
    str, typer.Option("--volunteer", help="A volunteer, by e-mail address, id or name.", metavar="WHO")
]
_LEFT: Final = f"""What is left:
- Files that were exported before hold them too. They are with whoever fetched them: have them deleted.
- Files at the site go by themselves: lists that were uploaded and exports, days after they came.
- Backups hold them for up to {BACKUP_DAYS} days. Should the table be restored from one, erase them again.
"""
_KEPT: Final = """- That they are not to be rung stays: the number, and a keyed hash of the elector number. A list that
  has them again does not bring them back.
"""


def subject_access(
    to: Annotated[Path, typer.Option("--out", help="The file to write, a .zip.", metavar="FILE")],
    elector: ElectorOption = "",
    number: NumberOption = "",
    name: NameOption = "",
    postcode: PostcodeOption = "",
    person: PersonOption = "",
    volunteer: VolunteerOption = "",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Gather all that is held of one person, for them: as words (held.txt) and as JSON (held.json), in a zip file.

    For admins, and in the audit. Read it before you hand it over: what volunteers wrote may speak of others.

    Example: [bold]ringround subject-access --elector AB-124/1 --out held.zip[/]

    Example: [bold]ringround subject-access --volunteer sam@example.org --out held.zip[/]
    """
    asked = _one_of({"elector": elector, "number": number, "name": name, "person": person}, volunteer)
    may_write(to, force=force)
    with organising(site) as found:
        if volunteer:
            path = f"{_VOLUNTEERS}/{find_volunteer(found, volunteer)['id']}/held"
        else:
            path = f"{_PEOPLE}/{_found(found, {**asked, 'postcode': postcode})['id']}/held"
        job = found.ask("POST", path, {})["job"]
        result = follow_job(found, job, "Gathering")
        download(found, job, to)
    if json:
        as_json({"entries": result["entries"], "file": str(to)})
        return
    entries = ((what, str(count)) for what, count in result["entries"].items())
    show(pairs("What is held", entries))
    say(f"{to}: read it before you hand it over, and delete it then.")


def erase(
    elector: ElectorOption = "",
    number: NumberOption = "",
    name: NameOption = "",
    postcode: PostcodeOption = "",
    person: PersonOption = "",
    volunteer: VolunteerOption = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show who it would be, and what.")] = False,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Erase one person: who they are, their numbers, what was noted and answered. Nobody rings them again.

    For admins, and in the audit. It asks before it does anything. Broken off, the same words go on.

    Example: [bold]ringround erase --elector AB-124/1 --dry-run[/]

    Example: [bold]ringround erase --name "Priya Shah" --postcode "RS1 2AB"[/]
    """
    asked = _one_of({"elector": elector, "number": number, "name": name, "person": person}, volunteer)
    with organising(site) as found:
        if volunteer:
            _volunteer(found, find_volunteer(found, volunteer), dry_run=dry_run, json=json)
        else:
            _person(found, _found(found, {**asked, "postcode": postcode}), dry_run=dry_run, json=json)


def _one_of(asked: dict[str, str], volunteer: str) -> dict[str, str]:
    if sum(map(bool, (*asked.values(), volunteer))) != 1:
        raise usage("Say who: one of --elector, --number, --name, --person and --volunteer.")
    return asked


def _found(site: Site, asked: dict[str, str]) -> dict[str, Any]:
    """The one person on the register who is meant. Ends the command where there are several. Raises Answered."""
    answer = site.ask("POST", f"{_PEOPLE}/find", asked)
    if "job" in answer:
        follow_job(site, answer["job"], "Looking")
        answer = site.ask("POST", f"{_PEOPLE}/find", {"job": answer["job"]["id"]})
    people: list[dict[str, Any]] = answer["people"]
    # Lists may have had one person at several addresses: erased or told, it is all of them.
    if len({one["id"] for one in people}) == 1:
        return people[0]
    rows = ((one["elector"], one["name"], _address(one), ", ".join(one["numbers"])) for one in people)
    show(table("Several are meant", ("Elector number", "Name", "Address", "Numbers"), rows))
    raise fail("Say which of them: --elector NUMBER.")


def _address(person: dict[str, Any]) -> str:
    return ", ".join(part for part in (*person["address"], person["postcode"]) if part)


def _person(site: Site, person: dict[str, Any], *, dry_run: bool, json: bool) -> None:
    if person["erased_at"] is None or not json:
        _show_person(person)
    if dry_run:
        tell("Nothing was changed. Without --dry-run it asks before it erases.")
        return
    if person["erased_at"] is None:
        _confirm(person["elector"] or person["name"], "elector number" if person["elector"] else "name")
    job = site.ask("POST", f"{_PEOPLE}/{person['id']}/erase", {"household": person["household"]})["job"]
    done = follow_job(site, job, "Erasing")
    exports = site.ask("GET", "/api/organiser/exports")["exports"]
    if json:
        as_json({"erased": done, "exports": exports})
        return
    where = f"{counted(done.get('calls', 0), 'call')} and {counted(done['households'], 'household')}"
    say(f"Erased, in {where}. {counted(done['numbers'], 'number')} will not be rung.")
    _what_is_left(exports, _KEPT)


def _show_person(person: dict[str, Any]) -> None:
    rows = [
        ("Name", person["name"]),
        ("Elector number", person["elector"]),
        ("Address", _address(person)),
        ("Numbers, not rung from then on", ", ".join(person["numbers"])),
        ("Calls", str(person["calls"])),
        ("Erased", when(person["erased_at"], year=True)),
    ]
    show(pairs("", rows))


def _volunteer(site: Site, volunteer: dict[str, Any], *, dry_run: bool, json: bool) -> None:
    rows = [(name.capitalize(), volunteer[name]) for name in ("name", "email", "role")]
    show(pairs("", rows))
    if dry_run:
        tell("Nothing was changed. Without --dry-run it asks before it erases.")
        return
    _confirm(volunteer["email"], "e-mail address")
    done = site.ask("POST", f"{_VOLUNTEERS}/{volunteer['id']}/erase", {})
    exports = site.ask("GET", "/api/organiser/exports")["exports"]
    if json:
        as_json({"erased": done, "exports": exports})
        return
    say(f"Erased. {counted(done['returned'], 'household')} went back, {counted(done['notes'], 'note')} went.")
    _what_is_left(exports, "- Their calls stay, under a keyed hash of the address.\n")


def _confirm(word: str, what: str) -> None:
    tell("This cannot be undone.")
    if str(typer.prompt(f"Type the {what} ({word}) to go on", err=True)).strip() != word:
        raise fail("That is not it. Nothing was changed.")


def _what_is_left(exports: list[dict[str, Any]], kept: str) -> None:
    tell(_LEFT + kept)
    made = [one for one in exports if one["state"] == "done"]
    rows = ((one["kind"], one["by"]["name"], when(one["created_at"])) for one in made)
    if made:
        show(table("Exports that may hold them, theirs to delete", ("Kind", "By", "Made"), rows))
