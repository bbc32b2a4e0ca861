"""`ringround sign-in`: a session of the organisers' API, kept in a file that only you can read."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from .screen import fail, tell
from .site import Answered, NoAnswer, Site, find_site

DEMO_ORGANISER: Final = "organiser@example.org"
SiteOption = Annotated[
    str | None,
    typer.Option(
        "--site",
        help="The site: its address, or the by-election’s name. Default: RINGROUND_SITE, else the local app.",
        metavar="SITE",
    ),
]
_CODE_TRIES = 3
_ORGANISERS: Final = frozenset({"organiser", "admin"})


def sign_in(
    site: SiteOption = None,
    email: Annotated[str | None, typer.Option("--email", help="Your e-mail address; asked for if not given.")] = None,
) -> None:
    """Sign in to a site, with a code that is sent to your e-mail address.

    Example: [bold]ringround sign-in --site https://phonebank.example.org[/]
    """
    found = Site(find_site(site))
    _with_code(found, email or typer.prompt("Your e-mail address", err=True))


@contextmanager
def organising(site: str | None) -> Iterator[Site]:
    """The site with an organiser's session. What it refuses is said in its words, and the command ends with 1."""
    try:
        yield organiser(site)
    except Answered as refused:
        raise fail(refused.in_words()) from None


def signed_in(url: str) -> Site | None:
    """The site with a session that an organiser may use, if there is one already. Asks nobody."""
    found = Site(url, _sessions().get(url, ""))
    if not found.session:
        return None
    try:
        role = found.ask("GET", "/api/me")["caller"]["role"]
    except Answered:
        return None
    return found if role in _ORGANISERS else None


def organiser(site: str | None) -> Site:
    """The site with a session that an organiser may use; signs in where there is none."""
    found = Site(find_site(site))
    found.session = _sessions().get(found.url, "")
    if found.session:
        try:
            role = found.ask("GET", "/api/me")["caller"]["role"]
        except Answered as refused:
            if refused.status != 401:
                raise fail(refused.message) from None
        else:
            return _allowed(found, role)
    if found.is_local:
        return _allowed(found, _by_itself(found)["role"])
    if not sys.stdin.isatty():
        # Standard input may be a list: no line of it is taken for an address or a code.
        raise fail(f"You are not signed in to {found.url}. First: ringround sign-in --site {found.url}")
    tell(f"You are not signed in to {found.url}.")
    return _allowed(found, _with_code(found, typer.prompt("Your e-mail address", err=True))["role"])


def _allowed(site: Site, role: str) -> Site:
    if role not in _ORGANISERS:
        raise fail("This is for organisers. Sign in as one: ringround sign-in")
    return site


def _with_code(site: Site, email: str) -> dict[str, Any]:
    """Send a code, ask for it, sign in."""
    site.session = ""
    _or_fail(site, "/api/login/code", {"email": email})
    if _sends_mail(site):
        tell(f"A code was sent to {email}.")
    else:
        tell("This site sends no mail: an organiser sees that you wait for a code, and reads it out to you.")
    for left in reversed(range(_CODE_TRIES)):
        try:
            caller = site.sign_in(email, typer.prompt("The code", err=True).strip())
        except Answered as refused:
            if refused.code != "code_wrong" or not left:
                raise fail(refused.message) from None
            tell("That is not the code.")
        else:
            _keep(site)
            tell(f"Signed in as {caller['name'] or caller['email']} ({caller['role']}).")
            return caller
    raise AssertionError("unreachable")


def _sends_mail(site: Site) -> bool:
    try:
        return str(site.ask("GET", "/api/campaign")["campaign"]["codes_by"]) == "mail"
    except (Answered, LookupError):
        # An older site: all of them did.
        return True


def _by_itself(site: Site) -> dict[str, Any]:
    """Sign in to the local app, which shows its mail, as the demo's organiser."""
    since = len(_mails(site))
    _or_fail(site, "/api/login/code", {"email": DEMO_ORGANISER})
    for _ in range(20):
        codes = [m["code"] for m in _mails(site)[since:] if m.get("to") == DEMO_ORGANISER and m.get("code")]
        if codes:
            try:
                caller = site.sign_in(DEMO_ORGANISER, codes[-1])
            except Answered as refused:
                raise fail(refused.message) from None
            _keep(site)
            return caller
        time.sleep(0.25)
    raise fail(f"No code for {DEMO_ORGANISER} came. Sign in yourself: ringround sign-in")


def _mails(site: Site) -> list[dict[str, Any]]:
    try:
        return list(site.ask("GET", "/local/inbox")["mails"])
    except NoAnswer as silent:
        raise fail(silent.message) from None
    except (Answered, KeyError):
        raise fail(f"{site.url} shows no mail: it is not the local app. Sign in: ringround sign-in") from None


def _or_fail(site: Site, path: str, body: dict[str, Any]) -> None:
    try:
        site.ask("POST", path, body)
    except Answered as refused:
        raise fail(refused.message) from None


def _file() -> Path:
    return Path(typer.get_app_dir("ringround")) / "sessions.json"


def _sessions() -> dict[str, str]:
    with suppress(OSError, ValueError):
        found = json.loads(_file().read_text())
        if isinstance(found, dict):
            return {str(url): str(session) for url, session in found.items()}
    return {}


def _keep(site: Site) -> None:
    """Keep the session for the next command, readable by nobody else."""
    file = _file()
    sessions = {**_sessions(), site.url: site.session}
    new = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as writing:
            json.dump(sessions, writing, indent=1)
        new.replace(file)
    except OSError as error:
        tell(f"The session is not kept for the next command ({error.strerror}).")
