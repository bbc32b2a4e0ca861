"""`ringround close`: the end of a campaign, in two steps. Its only undoing is before the second."""

import json as jsons
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from .exports import download, finished, may_write
from .progress import follow_job
from .screen import JsonOption, as_json, counted, fail, pairs, say, show, tell, usage, when
from .sign_in import SiteOption, organising
from .site import Site

_PATH: Final = "/api/organiser/close"
_FIRST: Final = """Closing “{name}” is done in two steps.

Now: calling ends, every bank is closed, and the last export is made. Nothing is destroyed, and you can call it off
with: ringround close --call-off

Then, by another organiser, or an hour later: everything personal is destroyed for good, with nothing left to restore
(electors, numbers, calls, volunteers, uploads, exports, logs). That is: ringround close --destroy
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

    Example: [bold]ringround close --out last.csv[/]

    Example: [bold]ringround close --destroy --certificate certificate.json[/]
    """
    if destroy + call_off + state > 1:
        raise usage("Take one of --destroy, --call-off and --state.")
    for file in (to, certificate):
        if file is not None:
            may_write(file, force=force)
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


def _begin(site: Site, to: Path | None, *, json: bool) -> None:
    answer = site.ask("GET", _PATH)
    if answer["state"] == "open":
        if to is None:
            raise usage("Say where the last export is to go: ringround close --out last.csv")
        answer = site.ask("POST", _PATH, {"name": _asked_for_name(site, _FIRST)})
    elif answer["state"] not in {"closing", "ready"}:
        raise fail("This campaign is closed. See: ringround close --state")
    if answer["export"] is None:
        raise fail("The last export is not there yet. See: ringround close --state")
    made = finished(site, answer["export"])
    if to is not None:
        download(site, made, to)
        tell(f"The last export, {counted(made['rows'] or 0, 'row')}: {to}. Open it and look before the second step.")
    _show(site.ask("GET", _PATH), json=json)


def _destroy(site: Site, certificate: Path | None, *, json: bool) -> None:
    answer = site.ask("POST", f"{_PATH}/destroy", {"name": _asked_for_name(site, _SECOND)})
    follow_job(site, answer["job"], "Destroying")
    # Nobody is signed in any more: the certificate is public.
    proof = site.ask("GET", "/api/close")["certificate"]
    if certificate is not None:
        try:
            certificate.write_text(jsons.dumps(proof, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        except OSError as error:
            _certificate(proof, json=json)
            raise fail(f"{certificate}: {error.strerror}. The certificate is above.") from None
    _certificate(proof, json=json)


def _asked_for_name(site: Site, words: str) -> str:
    name = site.ask("GET", "/api/organiser/settings")["settings"]["name"]
    tell(words.format(name=name))
    return str(typer.prompt(f"Type the campaign's name ({name}) to go on", err=True)).strip()


def _show(answer: dict[str, Any], *, json: bool) -> None:
    if json:
        as_json(answer)
        return
    export = answer["export"]
    rows: list[tuple[str, object]] = [
        ("State", answer["state"]),
        ("Begun", when(answer["asked_at"])),
        ("May be destroyed by who began it", when(answer["may_destroy_at"])),
        ("Last export", export and export["state"]),
        ("Calls in no export", answer["unexported"]["calls"]),
    ]
    show(pairs("Closing", rows))
    if answer["certificate"]:
        _certificate(answer["certificate"], json=False)


def _certificate(proof: dict[str, Any], *, json: bool) -> None:
    if json:
        as_json({"certificate": proof})
        return
    rows = [
        (name.replace("_", " "), value if not isinstance(value, dict) else jsons.dumps(value))
        for name, value in proof.items()
    ]
    show(pairs("Certificate of destruction", rows))
