"""Is the site there? Whatever is not right is an error of the function, and nothing else is."""

import http.client
import json
from collections.abc import Callable, Mapping

import pytest

from functions.site_check import handler as site_check
from ringround import settings, wiring
from tests.events import LAMBDA

PAGE = (200, "text/html", b"<!doctype html><title>Ring</title>")
ANSWER = (200, "application/json", b'{"campaign": {"name": "x"}, "caller": null}')
OVER = (404, "application/json", json.dumps({"error": {"code": "campaign_over", "message": "…"}}).encode())

Got = tuple[int, str, bytes]
Site = Callable[[Mapping[str, Got | Exception]], None]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site that answers as a test says, by path."""

    def stands(answers: Mapping[str, Got | Exception]) -> None:
        class Connection:
            def __init__(self, host: str, timeout: float) -> None:
                assert (host, timeout) == ("ring.example.org", site_check.SECONDS)

            def request(self, method: str, path: str, headers: Mapping[str, str]) -> None:
                assert method == "GET"
                # AWS's own rules for a web ACL turn away whoever doesn't say what they are.
                assert headers["User-Agent"]
                self.answer = answers[path]

            def getresponse(self) -> "Connection":
                if isinstance(self.answer, Exception):
                    raise self.answer
                self.status, self._kind, self._body = self.answer
                return self

            def getheader(self, name: str, default: str) -> str:
                return self._kind if name == "Content-Type" else default

            def read(self) -> bytes:
                return self._body

            def close(self) -> None:
                pass

        monkeypatch.setattr(http.client, "HTTPSConnection", Connection)

    monkeypatch.setenv(settings.TABLE, "none")
    monkeypatch.setenv(settings.SITE, "https://ring.example.org")
    wiring.forget()
    return stands


def test_a_site_that_answers_is_there(site: Site) -> None:
    site({"/": PAGE, "/api/start": ANSWER})
    assert site_check.handler({}, LAMBDA) == {"there": True}


def test_so_is_one_whose_campaign_is_over(site: Site) -> None:
    site({"/": PAGE, "/api/start": OVER})
    assert site_check.handler({}, LAMBDA) == {"there": True}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"/": (403, "application/xml", b"<Error/>")}, "/ 403"),
        ({"/": (200, "application/xml", b"<Error/>")}, "/ 200"),
        ({"/": ConnectionRefusedError(111, "refused")}, "/ ConnectionRefusedError"),
        ({"/": TimeoutError()}, "/ TimeoutError"),
        ({"/api/start": (502, "text/html", b"<html>CloudFront</html>")}, "/api/start 502"),
        ({"/api/start": (403, "application/json", b'{"code": "not_through_the_site"}')}, "/api/start 403"),
        ({"/api/start": (500, "application/json", b'{"error": {"code": "internal"}}')}, "/api/start 500"),
        ({"/api/start": (404, "application/json", b'{"message": "Not Found"}')}, "/api/start 404"),
        ({"/api/start": PAGE}, "/api/start 200"),
        ({"/api/start": http.client.BadStatusLine("")}, "/api/start BadStatusLine"),
    ],
)
def test_whatever_is_not_right_is_an_error(site: Site, answers: Mapping[str, Got | Exception], said: str) -> None:
    site({"/": PAGE, "/api/start": ANSWER, **answers})
    with pytest.raises(site_check.SiteFault, match=f"^{said}$"):
        site_check.handler({}, LAMBDA)
