"""`ringround close`: the end of a campaign, in two steps. Its only undoing is before the second."""

import hashlib
import json as jsons
from pathlib import Path
from time import sleep
from typing import Annotated, Any, Final

import typer

from .exports import download, may_write
from .progress import BUSY, bar, follow_job
from .screen import JsonOption, as_json, counted, fail, pairs, say, show, tell, usage, when
from .sign_in import SiteOption, organising
from .site import Answered, Site, find_site

_PATH: Final = "/api/organiser/close"
_PAUSE: Final = 1.0
_FIRST: Final = """Closing “{name}” is done in two steps.

Now: calling ends, every bank is closed, and the last export is made. Nothing is destroyed, and you can call it off
with: ringround close --call-off

Then, by another organiser, or an hour later: everything personal is destroyed for good, with nothing left to restore
(electors, numbers, calls, volunteers, uploads, exports, logs). That is: ringround close --destroy
"""
_FIRST_LINES: Final = ("campaign", "poll_date", "asked_at", "confirmed_at", "begun_at", "finished_at", "items", "files")
_AGAIN: Final = """{calls} came after the last export of “{name}”: it is made again.
"""
_SECOND: Final = """This destroys everything personal in “{name}” for good: electors, numbers, calls, volunteers,
uploads, exports and logs. Nothing can bring it back. What is left is a certificate with counts and times.
"""


def close(
    to: Annotated[Path | None, typer.Option("--out", help="Where to write the last export.", metavar="FILE")] = None,
    destroy: Annotated[bool, typer.Option("--destroy", help="The second step: destroy all personal data.")] = False,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", help="Also write the certificate to this file.", metavar="FILE")
    ] = None,
    call_off: Annotated[bool, typer.Option("--call-off", help="Don't close after all; banks stay closed.")] = False,
    state: Annotated[bool, typer.Option("--state", help="Only show how far closing is.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over files that are there.")] = False,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Close the campaign after polling day: last export, then all personal data is destroyed.

    Both steps ask for the campaign's name. The second is for another organiser, or for you an hour later.

    Example: [bold]ringround close --out last.zip[/]

    Example: [bold]ringround close --destroy --certificate certificate.json[/]
    """
    if destroy + call_off + state > 1:
        raise usage("Take one of --destroy, --call-off and --state.")
    for file in (to, certificate):
        if file is not None:
            may_write(file, force=force)
    if state and (proof := _proof(Site(find_site(site)))):
        _certificate(proof, json=json)
        return
    with organising(site) as found:
        if state:
            _show(found.ask("GET", _PATH), json=json)
        elif call_off:
            found.ask("DELETE", _PATH)
            say("Closing is called off. Banks stay closed until they are opened: ringround open BANK")
        elif destroy:
            _destroy(found, certificate, json=json)
        else:
            _begin(found, to, json=json)


def _proof(site: Site) -> dict[str, Any] | None:
    """The certificate of a campaign that is over: it needs no session, of which there is none any more."""
    try:
        found: dict[str, Any] | None = site.ask("GET", "/api/close")["certificate"]
    except Answered as refused:
        raise fail(refused.message) from None
    return found


def _begin(site: Site, to: Path | None, *, json: bool) -> None:
    answer = site.ask("GET", _PATH)
    late = answer["unexported"]["calls"]
    if answer["state"] == "open" or late:
        if to is None:
            raise usage("Say where the last export is to go: ringround close --out last.zip")
        words = _AGAIN if answer["state"] != "open" else _FIRST
        answer = site.ask("POST", _PATH, {"name": _asked_for_name(site, words, calls=counted(late, "call"))})
    elif answer["state"] not in {"closing", "ready"}:
        raise fail("This campaign’s data is being destroyed. See: ringround close --state")
    follow_job(site, answer["export"], "Exporting")
    made = site.ask("GET", _PATH)["export"]
    if to is not None:
        download(site, made, to)
        _compare(to, made["sha256"])
        tell(
            f"The last export, {counted(made['people'], 'person', 'people')} and {counted(made['calls'], 'call')}: "
            f"{to}. Open it and look before the second step."
        )
    _show(site.ask("GET", _PATH), json=json)


def _compare(file: Path, sha256: str) -> None:
    """Ends the command where a file is not the one that was checked against the table."""
    with file.open("rb") as read:
        if hashlib.file_digest(read, "sha256").hexdigest() != sha256:
            raise fail(f"{file} is not the export that was checked. Fetch it again: ringround close --out … --force")


def _destroy(site: Site, certificate: Path | None, *, json: bool) -> None:
    asked = _asked_for_name(site, _SECOND)
    job = site.ask("POST", f"{_PATH}/destroy", {"name": asked})["job"]
    proof = _destroyed(site, job["id"])
    if certificate is not None:
        try:
            certificate.write_text(jsons.dumps(proof, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        except OSError as error:
            _certificate(proof, json=json)
            raise fail(f"{certificate}: {error.strerror}. The certificate is above.") from None
    _certificate(proof, json=json)


def _destroyed(site: Site, job: str) -> dict[str, Any]:
    """The certificate, when all is gone. Ends the command where destroying was refused after all."""
    tell("This takes some minutes. It goes on without you: ringround close --state shows the certificate then.")
    signed_in = True
    with bar() as shown:
        task = shown.add_task("Destroying", total=None, rate="", found="")
        while True:
            sleep(_PAUSE)
            try:
                if proof := site.ask("GET", "/api/close")["certificate"]:
                    return dict(proof)
                state = site.ask("GET", f"/api/organiser/jobs/{job}")["job"] if signed_in else None
            except Answered as refused:
                if refused.status not in BUSY and refused.status < 500:
                    # Sessions go first: from here on only the public page says how it ends.
                    signed_in = False
                continue
            if state and state["state"] == "failed":
                raise fail((state["error"] or {}).get("message") or "Nothing was destroyed. Try again.")
            if state:
                shown.update(task, completed=state["done"], total=state["total"] or None)


def _asked_for_name(site: Site, words: str, **more: str) -> str:
    name = site.ask("GET", "/api/organiser/settings")["settings"]["name"]
    tell(words.format(name=name, **more))
    return str(typer.prompt(f"Type the campaign's name ({name}) to go on", err=True)).strip()


def _show(answer: dict[str, Any], *, json: bool) -> None:
    if json:
        as_json(answer)
        return
    export = answer["export"] or {}
    rows: list[tuple[str, object]] = [
        ("State", answer["state"]),
        ("Asked by", (answer["asked_by"] or {}).get("name")),
        ("Asked", when(answer["asked_at"], year=True)),
        ("May be destroyed by whoever asked", when(answer["may_destroy_at"], year=True)),
        ("May be destroyed by another organiser", "now" if answer["state"] == "ready" else None),
        ("Last export checked", when(export.get("checked_at"), year=True)),
        ("Last export fetched", when(export.get("fetched_at"), year=True)),
        ("Calls that came after it", answer["unexported"]["calls"]),
    ]
    show(pairs("Closing", rows))


def _certificate(proof: dict[str, Any], *, json: bool) -> None:
    if json:
        as_json({"certificate": proof})
        return
    ordered = {name: proof[name] for name in _FIRST_LINES if name in proof} | proof
    show(pairs("Certificate of destruction", _lines("", ordered)))


def _lines(before: str, found: dict[str, Any]) -> list[tuple[str, object]]:
    """Every value of the certificate with its words, those inside one another on a line of their own."""
    lines: list[tuple[str, object]] = []
    for name, value in found.items():
        words = f"{before} {name}".strip().replace("_", " ")
        lines += _lines(words, value) if isinstance(value, dict) else [(words, value)]
    return lines
