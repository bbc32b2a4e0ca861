"""A whole campaign, and nobody's name, address, number or note in anything that it writes for us to read."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

import ringround
from infra.access_log import ACCESS_LOG
from tests.functions.conftest import Deployed
from tests.functions.whole_campaign import MARKS, NETWORK, Campaign, run_all
from tests.support.items import BY_ITSELF

ROOT = Path(__file__).resolve().parents[2]
EVERY_STATUS = {200, 202, 204, 400, 401, 403, 404, 409, 413, 422, 500, 503}
ACCESS_LOG_MAY_HOLD = {
    *("requestId", "routeKey", "status", "responseLatency", "integrationLatency", "responseLength"),
    *("error.message", "integrationErrorMessage"),
}
"""What API Gateway may write of a request: neither its path nor its query, and nothing of who asked."""


@pytest.fixture
def campaign(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, logs: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> Campaign:
    """A campaign that was run from its beginning to its end, with what its functions wrote among what was said."""
    made = Campaign(deployed, monkeypatch)
    run_all(made)
    out, err = capfd.readouterr()
    made.said += [("the functions' log", line) for line in logs.getvalue().splitlines()]
    made.said += [("standard output", line) for line in (out + err).splitlines()]
    return made


def found_in(said: list[tuple[str, str]], words: dict[str, str]) -> list[str]:
    """Which words stand where, ignoring case, and in digits also without spaces."""
    found = set()
    for where, text in said:
        plain = text.casefold()
        tight = re.sub(r"[\s-]", "", plain)
        found |= {
            f"{what} in {where}: {text[:200]}"
            for what, word in words.items()
            if word.casefold() in plain or (word.isdigit() and word in tight)
        }
    return sorted(found)


def test_nothing_that_it_writes_says_who_anybody_is(campaign: Campaign) -> None:
    held = "\n".join(campaign.held).casefold()
    assert [what for what, mark in MARKS.items() if mark.casefold() not in held] == [], "the campaign never had these"
    assert campaign.statuses >= EVERY_STATUS
    kinds = {where.split(" of ")[0].split(" to ")[0] for where, _ in campaign.said}
    assert kinds >= {"the functions' log", "the answer", "a fault", "the name", "the subject", "the certificate"}
    assert found_in(campaign.said, MARKS | {"a network": NETWORK}) == []
    secrets = {f"secret {n}": secret for n, secret in enumerate(campaign.secrets) if secret}
    assert len(secrets) > 9
    # A cookie is how a token comes; a code stands in the subject of its mail, for whoever reads it on a telephone.
    theirs = {"a header", "the subject of a mail"}
    assert found_in([each for each in campaign.said if each[0] not in theirs], secrets) == []
    lines = [json.loads(text) for where, text in campaign.said if where == "the functions' log"]
    assert len(lines) > 200
    assert {line["operation"] for line in lines} >= {"submit_response", "import_contacts", "find_person", "mail_events"}
    assert not [line for line in lines if "_aws" in line], "metrics come from filters, not from lines with names"
    assert campaign.passing - campaign.lasting == campaign.passing == BY_ITSELF
    assert campaign.lasting >= {"Household", "Call version", "Number", "Volunteer", "Audit entry", "Job", "Import"}


def test_what_it_looks_for_it_would_find() -> None:
    said = [("a log", "+44 7700 900 411"), ("another", "by OTTOLINE"), ("a third", "nothing")]
    assert len(found_in(said, MARKS)) == 2


def test_what_the_api_writes_of_a_request_has_no_path_and_nobody_in_it() -> None:
    named: Any = {name for value in ACCESS_LOG.values() for name in re.findall(r"\$context\.([\w.]+)", value)}
    assert named <= ACCESS_LOG_MAY_HOLD
    assert all(re.fullmatch(r"\$context\.[\w.]+", value) for value in ACCESS_LOG.values())


def test_traces_are_lambda_s_own_and_say_nothing_of_ours() -> None:
    package = Path(ringround.__file__).parent
    sources = [*package.rglob("*.py"), *(ROOT / "functions").rglob("*.py")]
    words = re.compile(r"\b(Tracer\(|put_annotation\(|put_metadata\(|import aws_xray_sdk|single_metric\()")
    assert len(sources) > 200
    assert [path.name for path in sources if words.search(path.read_text(encoding="utf-8"))] == []
