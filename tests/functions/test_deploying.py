"""The campaign made by a deploy: CloudFormation asks, and is told how it went whatever happens."""

import io
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.set_up.handler import handler
from ringround import wiring
from ringround.api import deploying
from ringround.api.deploying import NoAnswerError
from ringround.storage import banks, callers, keys
from ringround.usecases.context import Context
from ringround.usecases.sign_in import caller_id
from tests.events import LAMBDA
from tests.functions.conftest import Deployed

CAMPAIGN: dict[str, Any] = {
    "name": "Riverside by-election",
    "brand": "#003300",
    "ends": "2027-03-04T22:00:00+00:00",
    "poll_date": "2027-03-04",
    "queue_parts": 1,
    "volunteers": [{"email": "ada@example.org", "name": "Ada", "role": "admin"}],
}


class Bucket:
    """Where CloudFormation waits for the answer. `busy` answers are refused first."""

    def __init__(self) -> None:
        self.busy = 0
        self.got: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        bucket = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                bucket.headers.append({name.lower(): value for name, value in self.headers.items()})
                bucket.busy -= 1
                if bucket.busy < 0:
                    bucket.got.append(json.loads(body))
                self.send_response(200 if bucket.busy < 0 else 503)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """The signed address."""
        return f"http://127.0.0.1:{self.server.server_port}/answer?Signature=signed"


@pytest.fixture
def bucket(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """Somebody who waits for an answer."""
    monkeypatch.setattr(wiring, "sleep", lambda _seconds: None)
    made = Bucket()
    yield made
    made.server.shutdown()
    made.server.server_close()


def ask(bucket: Bucket, kind: str, campaign: Any = None, **more: Any) -> dict[str, Any]:
    """Ask as CloudFormation does; what it is told."""
    event = {
        "RequestType": kind,
        "ResponseURL": bucket.url,
        "StackId": "arn:aws:cloudformation:eu-west-2:000000000000:stack/ringround-riverside-app/1",
        "RequestId": f"request-{kind}",
        "ResourceType": "Custom::Campaign",
        "LogicalResourceId": "campaignmade",
        "ServiceToken": "arn:aws:lambda:eu-west-2:000000000000:function:set_up",
        "ResourceProperties": {"Campaign": json.dumps(CAMPAIGN if campaign is None else campaign), "Table": "t"},
        **({} if kind == "Create" else {"PhysicalResourceId": "campaign"}),
        **more,
    }
    assert handler(event, LAMBDA) == {}
    (answer,) = bucket.got
    bucket.got.clear()
    assert answer["PhysicalResourceId"] == "campaign"
    assert (answer["RequestId"], answer["LogicalResourceId"]) == (f"request-{kind}", "campaignmade")
    assert answer["StackId"].endswith("/1")
    return answer


def the_volunteer(deployed: Deployed, email: str) -> callers.Volunteer | None:
    """Somebody on the list."""
    return callers.get(deployed.table, caller_id(Context(deployed.table, banks.get_campaign(deployed.table)), email))


def test_a_new_stack_gets_its_campaign_and_its_admins(deployed: Deployed, bucket: Bucket) -> None:
    assert ask(bucket, "Create")["Status"] == "SUCCESS"
    made = banks.get_campaign(deployed.table)
    assert (made.name, made.brand, made.on_brand) == ("Riverside by-election", "#003300", "#ffffff")
    ada = the_volunteer(deployed, "ada@example.org")
    assert ada is not None
    assert ada.role == "admin"
    # The address is signed for a request without a type.
    assert bucket.headers[0].get("content-type", "") == ""


def test_an_update_adds_who_is_new_and_leaves_what_organisers_changed(deployed: Deployed, bucket: Bucket) -> None:
    ask(bucket, "Create")
    secret = banks.get_campaign(deployed.table).secret
    deployed.browser("olu", role="admin").put("/api/organiser/settings", {"name": "Riverside and Mill"})
    ada = the_volunteer(deployed, "ada@example.org")
    assert ada is not None
    callers.change(deployed.table, ada, {"active": False})
    more = [*CAMPAIGN["volunteers"], {"email": "bo@example.org", "name": "Bo", "role": "admin"}]
    assert ask(bucket, "Update", {**CAMPAIGN, "brand": "#000080", "volunteers": more})["Status"] == "SUCCESS"
    after = banks.get_campaign(deployed.table)
    assert (after.name, after.brand, after.secret) == ("Riverside and Mill", "#003300", secret)
    bo, gone = (the_volunteer(deployed, f"{name}@example.org") for name in ("bo", "ada"))
    assert bo is not None
    assert bo.role == "admin"
    assert gone is not None
    assert not gone.active, "who was removed on the page stays removed"


def test_to_delete_the_stack_is_to_do_nothing(deployed: Deployed, bucket: Bucket) -> None:
    ask(bucket, "Create")
    assert ask(bucket, "Delete")["Status"] == "SUCCESS"
    assert banks.get_campaign(deployed.table).name == "Riverside by-election"


@pytest.mark.parametrize(("kind", "status"), [("Create", "FAILED"), ("Update", "SUCCESS")])
def test_a_campaign_that_was_destroyed_stays_so(deployed: Deployed, bucket: Bucket, kind: str, status: str) -> None:
    deployed.table.put({**keys.campaign(), "closed": True})
    answer = ask(bucket, kind)
    assert answer["Status"] == status
    assert ("destroyed" in answer["Reason"]) == (status == "FAILED")
    assert deployed.table.client.scan(TableName=deployed.table.name)["Count"] == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "name: string_too_short"),
        ({"volunteers": [{"email": "ada@example.org", "name": "Ada", "role": "boss"}]}, "volunteers.0.role"),
        ({"volunteers": [{"email": "ada at home", "name": "Ada", "role": "admin"}]}, "email_invalid"),
        ({"default_hours": {"mon": ["21:00", "09:00"]}}, "mon: closing must come after opening"),
        ({"brand": "#fefefe"}, "contrast_low"),
    ],
)
def test_what_is_wrong_is_said_by_its_field_and_never_repeated(
    deployed: Deployed, bucket: Bucket, logs: io.StringIO, wrong: dict[str, Any], words: str
) -> None:
    answer = ask(bucket, "Create", {**CAMPAIGN, **wrong})
    assert answer["Status"] == "FAILED"
    assert words in answer["Reason"]
    told = answer["Reason"] + logs.getvalue()
    assert not [said for said in ("ada@", "at home", "boss", "Ada", "signed") if said in told]


@pytest.mark.parametrize("properties", [{}, {"Campaign": "{"}, None])
def test_an_event_that_makes_no_sense_is_answered_too(deployed: Deployed, bucket: Bucket, properties: Any) -> None:
    answer = ask(bucket, "Create", ResourceProperties=properties)
    assert answer["Status"] == "FAILED"
    assert answer["Reason"]


def refused(code: str, times: int) -> Callable[..., Any]:
    """A client's call that AWS refuses some times and then does."""
    real, left = banks.put_campaign, [times]

    def put(*what: Any) -> None:
        if left[0]:
            left[0] -= 1
            raise ClientError({"Error": {"Code": code, "Message": "who and what"}}, "PutItem")
        real(*what)

    return put


def test_a_right_that_was_just_granted_is_waited_for(
    deployed: Deployed, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(banks, "put_campaign", refused("AccessDeniedException", 3))
    assert ask(bucket, "Create")["Status"] == "SUCCESS"
    assert banks.get_campaign(deployed.table).name


@pytest.mark.parametrize(("code", "times"), [("AccessDeniedException", 100), ("ResourceNotFoundException", 1)])
def test_what_aws_refuses_for_good_is_told_by_its_code(
    deployed: Deployed, bucket: Bucket, monkeypatch: pytest.MonkeyPatch, code: str, times: int
) -> None:
    monkeypatch.setattr(banks, "put_campaign", refused(code, times))
    answer = ask(bucket, "Create")
    assert answer["Status"] == "FAILED"
    assert code in answer["Reason"]
    assert "who and what" not in answer["Reason"]


def test_an_answer_that_doesnt_get_through_is_sent_again(deployed: Deployed, bucket: Bucket) -> None:
    bucket.busy = 2
    assert ask(bucket, "Create")["Status"] == "SUCCESS"


def test_where_nobody_can_be_told_lambda_runs_it_again(deployed: Deployed, bucket: Bucket, logs: io.StringIO) -> None:
    bucket.busy = 100
    with pytest.raises(NoAnswerError) as gone:
        ask(bucket, "Create")
    assert gone.value.__suppress_context__, "the words of the cause may hold the address"
    assert "Signature" not in logs.getvalue()


def test_waiting_and_telling_fit_into_the_functions_time() -> None:
    longest = deploying._MOST_TRIES * deploying._BETWEEN_TRIES + deploying._ANSWER_TRIES * (
        deploying._ANSWER_PATIENCE + 1
    )
    assert longest < 100
