"""Is the site there? Started every five minutes by a rule: asks for the page and for the API from outside, through
CloudFront, as a volunteer's browser does. Nothing else would tell: what fails before the API leaves no trace in it.

Whatever is not right is raised, so that it counts as an error of this function, which an alarm watches.
"""

import http.client
import json
import time
from typing import Any, Final
from urllib.parse import urlsplit

from aws_lambda_powertools.utilities.typing import LambdaContext

from ringround import observability, wiring

FUNCTION: Final = "site_check"
SECONDS: Final = 10
"""How long one answer is waited for: a volunteer has given up by then."""
PAGE, API = "/", "/api/start"


class SiteFault(Exception):  # noqa: N818 - an ending that Lambda must see
    """The site does not answer as it should. Holds which part, and a status or the name of an error."""


def handler(_event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Ask for both. Raises SiteFault."""
    started = time.monotonic()
    site = wiring.settings().site
    for path, right in ((PAGE, _is_page), (API, _is_answer)):
        try:
            status, kind, body = _get(site, path)
        except (OSError, http.client.HTTPException) as error:
            raise SiteFault(f"{path} {type(error).__name__}") from None
        if not right(status, kind, body):
            raise SiteFault(f"{path} {status}")
    observability.answered(FUNCTION, 200, round((time.monotonic() - started) * 1000))
    return {"there": True}


def _get(site: str, path: str) -> tuple[int, str, bytes]:
    """Status, type and body. Raises OSError or HTTPException."""
    connection = http.client.HTTPSConnection(urlsplit(site).netloc, timeout=SECONDS)
    try:
        connection.request("GET", path, headers={"User-Agent": "ringround site_check"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type", ""), answer.read()
    finally:
        connection.close()


def _is_page(status: int, kind: str, _body: bytes) -> bool:
    return status == http.HTTPStatus.OK and kind.startswith("text/html")


def _is_answer(status: int, _kind: str, body: bytes) -> bool:
    """Whether the functions answer: with the campaign, or in their own words that there is none any more."""
    try:
        said = json.loads(body)
    except ValueError:
        return False
    if status == http.HTTPStatus.OK:
        return "campaign" in said
    return status == http.HTTPStatus.NOT_FOUND and "error" in said
