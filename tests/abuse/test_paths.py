"""Paths in the names of uploads and exports, and in addresses.

Files of the local server: tests/local/test_static.py. In AWS CloudFront reads one bucket and no other
(tests/infra/test_site.py).
"""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from ringround import settings, wiring
from ringround.storage.exports_files import export_key
from tests.builders import a_household
from tests.events import Browser
from tests.functions.closing import Ending
from tests.functions.conftest import Deployed, requests_of

TRICKS = ("../../exports/last.csv", "/etc/passwd", "..\\..\\x", "a\0.csv", "imports/other/0", "%2e%2e%2f", "x" * 120)
API = "/api/organiser"


@pytest.fixture
def olive(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """An organiser."""
    monkeypatch.setenv(settings.UPLOADS, "uploads")
    monkeypatch.setenv(settings.EXPORTS, "exports")
    wiring.settings.cache_clear()
    return deployed.fill(a_household()).browser("olive", role="organiser")


@pytest.mark.parametrize("name", TRICKS, ids=ascii)
def test_an_upload_lies_where_we_say_whatever_it_is_called(olive: Browser, name: str) -> None:
    made = olive.post(f"{API}/imports", {"files": [{"name": name, "size": 9}]})
    assert made.status < 300, made.body
    (upload,) = made.body["uploads"]
    path = unquote(urlsplit(upload["url"]).path)
    assert path.endswith(f"/imports/{made.body['import']['id']}/0")
    assert ".." not in path


def test_a_link_for_an_upload_is_for_one_file_of_one_size_and_an_hour(olive: Browser) -> None:
    made = olive.post(f"{API}/imports", {"files": [{"name": "a.csv", "size": 9}]}).body
    signed: dict[str, Any] = parse_qs(urlsplit(made["uploads"][0]["url"]).query)
    assert signed["X-Amz-Expires"] == ["3600"]
    assert "content-length" in signed["X-Amz-SignedHeaders"][0]


@pytest.mark.parametrize("export", ["..", "..%2f..%2fimports", "exports/x", "%00", "last", "é"], ids=ascii)
@pytest.mark.parametrize("path", ["/exports/{}/link", "/imports/{}/start", "/jobs/{}/start", "/imports/{}/undo"])
def test_an_id_that_is_a_path_leads_nowhere(olive: Browser, path: str, export: str) -> None:
    assert olive.post(f"{API}{path.format(export)}").status == 404


@pytest.mark.parametrize("made_up", ["é", "x" * 201, "x" * 3_000], ids=["no ASCII", "long", "longer than a key"])
@pytest.mark.parametrize("path", ["/exports/{}/link", "/imports/{}/start", "/volunteers/{}/code"])
def test_what_can_be_no_id_of_ours_is_not_even_looked_for(
    deployed: Deployed, olive: Browser, path: str, made_up: str
) -> None:
    with requests_of(deployed.table) as made:
        answer = olive.post(f"{API}{path.format(made_up)}")
    assert (answer.status, made) == (404, [])


def test_an_export_lies_under_the_id_of_its_job_and_is_called_by_our_words(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed.fill(a_household())
    ending = Ending(deployed, monkeypatch)
    ending.ask()
    job = ending.olive.get(f"{API}/close").body["export"]["id"]
    link = ending.olive.post(f"{API}/exports/{job}/link").body
    parts = urlsplit(link["url"])
    assert unquote(parts.path).endswith(export_key(job, ".zip"))
    assert parse_qs(parts.query)["response-content-disposition"] == [f'attachment; filename="{link["name"]}"']
    assert link["name"] == "last-export-2027-02-20.zip"


@pytest.mark.parametrize("bank", ["../x", 'a";x="', "a\r\nX-A: 1", "A B", "a/b"], ids=ascii)
def test_no_bank_is_called_so_that_the_name_of_its_export_is_more_than_a_name(olive: Browser, bank: str) -> None:
    asked = olive.post(f"{API}/exports", {"kind": "calls", "bank": bank})
    assert asked.status in {400, 404, 422}
    made = olive.post(f"{API}/imports", {"files": [{"name": "a.csv", "size": 9}], "bank": bank})
    assert made.status == 400
