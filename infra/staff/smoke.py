"""Whether a site works from where volunteers are: through CloudFront, and in no other way."""

import json
import os
import re
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlsplit

from infra import edge

from .checks import Check, note, ok, stop

TIMEOUT: Final = 15
_ASSET: Final = re.compile(rf'(?:src|href)="({edge.HASHED_FILES}[^"]+)"')
_AWS_HOSTS: Final = (".cloudfront.net", ".amazonaws.com", ".localhost")
_ORGANISERS: Final = "/api/organiser/settings"
_LOOK: Final = "look at the dashboard (ringround status NAME has its address), and docs/operations.md, “Alarms”"
_REFUSED: Final = "not_through_the_site"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; status 0 and the reason as body where there was none."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def code(self) -> str:
        """The code of the API's error, or of what stands before it; empty where it is neither."""
        try:
            said = json.loads(self.body)
            return str(said.get("error", said)["code"])
        except (ValueError, KeyError, TypeError, AttributeError):
            return ""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _opener() -> urllib.request.OpenerDirector:
    # As boto3 and cdk do, for whoever stands between this machine and AWS.
    trusted = ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE") or None)
    return urllib.request.build_opener(_NoRedirects, urllib.request.HTTPSHandler(context=trusted))


def get(url: str) -> Answer:
    """Fetch what anybody may. With AWS_ENDPOINT_URL, whatever answers for AWS there answers for its hosts too."""
    parts, elsewhere = urlsplit(url), os.environ.get("AWS_ENDPOINT_URL")
    # The same headers as of a browser that has a session of nobody.
    headers = {"User-Agent": "ringround", "Accept": "*/*"}
    if elsewhere and (parts.hostname or "").endswith(_AWS_HOSTS):
        headers["Host"] = parts.netloc
        url = f"{elsewhere.rstrip('/')}{parts.path}"
    try:
        with _opener().open(urllib.request.Request(url, headers=headers), timeout=TIMEOUT) as answer:  # noqa: S310
            return Answer(answer.status, _lower(answer.headers.items()), answer.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, _lower(error.headers.items()), error.read())
    except (OSError, HTTPException) as error:
        return Answer(0, {}, str(error).encode())


def _lower(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def is_known(address: str) -> bool:
    """Whether the DNS knows a site's host."""
    try:
        socket.getaddrinfo(urlsplit(address).hostname, 443)
    except OSError:
        return False
    return True


def look(address: str, api: str = "", *, page: bool = True) -> list[Check]:
    """What a volunteer's browser needs of the site at `address`, and that the API's own address `api` answers nobody.

    `page` says whether this deploy brought the calling screen with it.
    """
    found = _page(address) if page else [note("The calling screen", "left out of this deploy: not looked at")]
    return [*found, _campaign(address), _organisers(address), *([_direct(api)] if api else [])]


def _page(address: str) -> list[Check]:
    what = "The calling screen"
    page = get(f"{address}/")
    if page.status == 403:
        return [stop(what, f"{address}/: status 403: the page is not in its bucket", "ringround update NAME")]
    if page.status != 200:
        return [_wrong(what, page, f"{address}/")]
    policy = page.headers.get("content-security-policy", "")
    if "script-src 'self'" not in policy or "frame-ancestors 'none'" not in policy:
        return [stop(what, "it comes without its Content-Security-Policy", "ringround update NAME")]
    if page.headers.get("cache-control") != edge.CACHE_PAGES:
        kept = page.headers.get("cache-control") or "nothing"
        return [stop(what, f"browsers may keep it (Cache-Control: {kept})", "ringround update NAME")]
    return [ok(what, "answers, with its Content-Security-Policy, and is never kept"), _asset(address, page)]


def _asset(address: str, page: Answer) -> Check:
    what = "Its scripts"
    named = _ASSET.search(page.body.decode("utf-8", "replace"))
    if named is None:
        return stop(what, f"the page names none in {edge.HASHED_FILES}", "is that ringround’s own page? make synth")
    asset = get(address + named[1])
    if asset.status != 200:
        return _wrong(what, asset, named[1])
    if asset.headers.get("cache-control") != edge.CACHE_HASHED:
        return stop(what, "browsers don’t keep them", "ringround update NAME")
    return ok(what, f"answer, and are kept by browsers ({named[1]})")


def _campaign(address: str) -> Check:
    what = "The API"
    answer = get(f"{address}/api/campaign")
    try:
        name = json.loads(answer.body)["campaign"]["name"] if answer.status == 200 else ""
    except (ValueError, KeyError, TypeError):
        name = ""
    return ok(what, f"answers for “{name}”") if name else _wrong(what, answer, "/api/campaign")


def _organisers(address: str) -> Check:
    what = "Organisers’ pages"
    answer = get(address + _ORGANISERS)
    if answer.status == 401:
        return ok(what, "ask for a sign-in")
    return _wrong(what, answer, f"{_ORGANISERS} without a sign-in")


def _direct(api: str) -> Check:
    what = "The API’s own address"
    answer = get(f"{api.rstrip('/')}/api/campaign")
    if answer.status == 403 and answer.code() == _REFUSED:
        return ok(what, "refuses whoever comes past CloudFront")
    return _wrong(what, answer, f"{api} (should be 403 {_REFUSED})")


def _wrong(what: str, answer: Answer, where: str) -> Check:
    said = f"status {answer.status}" if answer.status else f"no answer ({answer.body.decode('utf-8', 'replace')[:200]})"
    code = f" {answer.code()}" if answer.code() else ""
    return stop(what, f"{where}: {said}{code}", _LOOK)
