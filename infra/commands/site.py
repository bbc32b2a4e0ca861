"""Talking to a site: the organisers' HTTP API, as the page in the browser does, and nothing else."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final

from . import known_sites
from .screen import fail

SITE_VARIABLE: Final = "RINGROUND_SITE"
COOKIE: Final = "__Host-session"
DEVICE_COOKIE: Final = "__Host-device"
LOCAL_FILE: Final = Path(".ringround") / "local.json"
_PROJECT = Path(__file__).resolve().parents[2]
_TIMEOUT = 30
_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


class Answered(Exception):  # noqa: N818 - an answer that is not 2xx
    """The site refused. `code` is for programs, the message for people, `details` as in the API's errors."""

    def __init__(self, status: int, code: str, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = dict(details or {})

    def in_words(self) -> str:
        """The message, and what exactly is wrong where the site says it: one a line."""
        return "\n".join([self.message, *(f"  {_problem(one)}" for one in self.details.get("problems") or ())])


def _problem(one: Any) -> str:
    if not isinstance(one, dict):
        return str(one)
    return ": ".join(str(one[part]) for part in ("block", "message") if one.get(part))


class NoAnswer(Answered):
    """There was no answer at all."""

    def __init__(self, message: str) -> None:
        super().__init__(0, "no_answer", message)


class Site:
    """One site; `session` is the value of its cookie, empty before sign-in. `device` is that of the cookie by which
    the site knows who asked for a code."""

    def __init__(self, url: str, session: str = "") -> None:
        self.url = url
        self.session = session
        self.device = ""

    @property
    def is_local(self) -> bool:
        """Whether it is the local app on this machine."""
        return urllib.parse.urlsplit(self.url).hostname in _LOCAL_HOSTS

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The answer's body. Raises Answered, and NoAnswer where the site does not answer at all."""
        return self._send(method, path, body)

    def sign_in(self, email: str, code: str) -> dict[str, Any]:
        """Sign in with a code and keep the session. Raises Answered."""
        return dict(self.ask("POST", "/api/login", {"email": email, "code": code})["caller"])

    def _keep(self, cookie: str) -> None:
        name, _, rest = cookie.partition("=")
        if name.strip() == COOKIE:
            self.session = rest.partition(";")[0]
        elif name.strip() == DEVICE_COOKIE:
            self.device = rest.partition(";")[0]

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Accept": "application/json", "User-Agent": "ringround"}
        kept = {COOKIE: self.session, DEVICE_COOKIE: self.device}
        if cookies := "; ".join(f"{name}={value}" for name, value in kept.items() if value):
            headers["Cookie"] = cookies
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self.url + path, data, headers, method=method)  # noqa: S310 - http(s) only
        try:
            with _api.open(request, timeout=_TIMEOUT) as answer:
                raw = answer.read()
                for cookie in answer.headers.get_all("Set-Cookie") or []:
                    self._keep(cookie)
        except urllib.error.HTTPError as error:
            raise _answered(error) from None
        except (OSError, HTTPException):
            raise NoAnswer(not_running(self.url)) from None
        try:
            return dict(json.loads(raw)) if raw else {}
        except ValueError:
            raise fail(f"{self.url} is no ringround site: it did not answer with JSON.") from None


def _answered(error: urllib.error.HTTPError) -> Answered:
    try:
        said = json.loads(error.read())["error"]
        return Answered(error.code, str(said["code"]), str(said["message"]), said.get("details"))
    except (ValueError, KeyError, TypeError, OSError):
        return Answered(error.code, "unknown", f"The site answered with status {error.code}.")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The API redirects nobody: a session must not follow to another host, or out of encryption."""

    def redirect_request(self, *_: Any) -> None:
        return None


_api = urllib.request.build_opener(_NoRedirects)


def _checked(link: str) -> str:
    """A link from the site, where what it carries can be read by nobody on the way. Raises OSError."""
    parts = urllib.parse.urlsplit(link)
    here = (parts.hostname or "") in _LOCAL_HOSTS or (parts.hostname or "").endswith(".localhost")
    if parts.scheme != "https" and not (parts.scheme == "http" and here):
        raise OSError("the site’s link is not encrypted")
    return link


def put_file(url: str, path: Path, headers: Mapping[str, str]) -> None:
    """Upload a file to a link, block by block. Raises OSError."""
    with path.open("rb") as body:
        sent = {**headers, "Content-Length": str(path.stat().st_size)}
        request = urllib.request.Request(_checked(url), body, sent, method="PUT")  # noqa: S310 - a link from the site
        # A link by itself allows the upload: no cookie goes with it.
        with urllib.request.urlopen(request, timeout=600):  # noqa: S310
            return


def get_file(url: str, to: Path) -> None:
    """Fetch what a link leads to, whole or not at all, into a file that only its owner can read. Raises OSError."""
    part = to.with_name(f".{to.name}.part")
    try:
        with urllib.request.urlopen(_checked(url), timeout=_TIMEOUT) as answer:  # noqa: S310 - a link from the site
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                while block := answer.read(1 << 20):
                    out.write(block)
                written = out.tell()
        announced = answer.headers.get("Content-Length")
        if announced is not None and int(announced) != written:
            raise OSError(f"the download ended after {written:,} of {int(announced):,} bytes")
        part.replace(to)
    except HTTPException as error:
        raise OSError("the connection was lost") from error
    finally:
        part.unlink(missing_ok=True)


def find_site(given: str | None) -> str:
    """The address of the site to talk to: the one given, that of the environment (either may be the name of a
    by-election), or the local app that is running."""
    url = (given or os.environ.get(SITE_VARIABLE) or _local_app() or "").rstrip("/")
    if not url:
        raise fail(
            "No site is running here. Start the local app with “make demo”, or name a site: "
            f"--site https://…, or a by-election by its name (or {SITE_VARIABLE} in the environment)."
        )
    if known_sites.is_name(url):
        url = known_sites.address_of(url)
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise fail(f"“{url}” is no address of a site. Write it as https://phonebank.example.org")
    if parts.scheme == "http" and parts.hostname not in _LOCAL_HOSTS:
        raise fail("Only the local app is talked to without encryption. Write the site’s address with https://")
    return url


def _local_app() -> str:
    """The address of the local app, as it wrote it down."""
    for folder in (Path.cwd(), *Path.cwd().parents, _PROJECT):
        try:
            return str(json.loads((folder / LOCAL_FILE).read_text())["site"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return ""


def not_running(url: str) -> str:
    """What to say where nobody answers."""
    if urllib.parse.urlsplit(url).hostname in _LOCAL_HOSTS:
        return f"The local app is not running at {url}. Start it with “make demo”."
    names = [name for name, address in known_sites.known().items() if address == url]
    anew = f" It is remembered for {names[0]}; looked up anew by: ringround status {names[0]}" if names else ""
    return f"{url} does not answer. Is the address right, and are you online?{anew}"
