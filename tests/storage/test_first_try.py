"""The first try of a large request: signed as the SDK signs, and made again by it where it is not answered 200."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from ringround.domain.errors import TryAgain
from ringround.storage import bodies, first_try, keys
from ringround.storage.table import Table, TransactionRefused, put_in

BODY = '{"TransactItems":[{"Siân":1}]}'.encode()
REFUSED = {
    "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    "CancellationReasons": [{"Code": "ConditionalCheckFailed"}],
}
BUSY = {"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}
WRITES = [put_in({**keys.elector("abc"), "household": "h1"}, "attribute_not_exists(pk)")]


class _Service:
    """Answers requests one after another as it is told, the last one again and again; None breaks off. With `closes`
    it says with each answer that the connection ends."""

    def __init__(self, *answers: tuple[int, Any] | None, closes: bool = False) -> None:
        self.answers = list(answers)
        self.closes = closes
        self.got: list[tuple[dict[str, Any], dict[str, str]]] = []

    @contextmanager
    def client(self, config: Config | None = None) -> Iterator[Any]:
        """A client that makes its requests here."""
        service = self

        class _Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.got.append((json.loads(body), {n.lower(): v for n, v in self.headers.items()}))
                answer = service.answers.pop(0) if len(service.answers) > 1 else service.answers[0]
                if answer is None:
                    self.close_connection = True
                    return
                content = json.dumps(answer[1]).encode()
                self.send_response(answer[0])
                self.send_header("Content-Length", str(len(content)))
                if service.closes:
                    self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(content)

        server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made = boto3.client(
            "dynamodb",
            endpoint_url=f"http://127.0.0.1:{server.server_address[1]}",
            region_name="eu-west-2",
            aws_access_key_id="x",
            aws_secret_access_key="y",
            aws_session_token="z",
            config=Config(retries={"mode": "standard", "total_max_attempts": 2}).merge(config or Config()),
        )
        bodies.write_in_one_go(made)
        try:
            yield made
        finally:
            server.shutdown()
            server.server_close()

    def agents(self) -> list[bool]:
        """Which requests were made by the SDK itself: it numbers its tries."""
        return ["amz-sdk-request" in headers for _, headers in self.got]


@pytest.mark.parametrize("token", [None, "a token"])
def test_it_is_signed_as_the_sdk_signs(token: str | None) -> None:
    at = time.gmtime(1_800_000_000)
    sent = {
        "Host": "dynamodb.eu-west-2.amazonaws.com",
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": "DynamoDB_20120810.TransactWriteItems",
        "User-Agent": "agent",
    }
    request = AWSRequest("POST", f"https://{sent['Host']}/", dict(sent), BODY)
    own = {**sent, "X-Amz-Security-Token": token} if token else dict(sent)
    first_try.sign(own, BODY, "eu-west-2", "key", "secret", at)
    moment = time.strftime("%Y%m%dT%H%M%SZ", at)
    with patch("botocore.auth.get_current_datetime") as now:
        now.return_value.strftime.side_effect = lambda form: time.strftime(form, at)
        SigV4Auth(Credentials("key", "secret", token), "dynamodb", "eu-west-2").add_auth(request)
    assert own["X-Amz-Date"] == request.headers["X-Amz-Date"] == moment
    assert own["Authorization"] == request.headers["Authorization"]


def test_an_answer_of_200_is_all_there_is() -> None:
    service = _Service((200, {}))
    with service.client() as client:
        Table(client, "bench").transact(WRITES)
        Table(client, "bench").transact(WRITES)
    assert service.agents() == [False, False]
    body, headers = service.got[0]
    assert body["TransactItems"] == [{"Put": {"TableName": "bench", **WRITES[0]["Put"]}}]
    assert headers["x-amz-target"].endswith(".TransactWriteItems")
    assert headers["x-amz-security-token"] == "z"


@pytest.mark.parametrize(
    ("answer", "meant"), [((400, REFUSED), TransactionRefused), ((400, BUSY), TryAgain), (None, TryAgain)]
)
def test_whatever_else_is_the_sdks_to_make_again_with_the_same_token(answer: Any, meant: type[Exception]) -> None:
    service = _Service(answer)
    with service.client() as client, pytest.raises(meant):
        Table(client, "bench").transact(WRITES)
    assert service.agents()[:2] == [False, True]
    assert len({body["ClientRequestToken"] for body, _ in service.got}) == 1


def test_a_try_that_broke_off_is_made_again_and_the_next_one_is_a_first_try_again() -> None:
    service = _Service(None, (200, {}))
    with service.client() as client:
        Table(client, "bench").transact(WRITES)
        Table(client, "bench").transact(WRITES)
    assert service.agents() == [False, True, False]


def test_kept_connections_that_were_closed_for_being_idle_put_an_end_to_nothing() -> None:
    lanes = [ThreadPoolExecutor(1) for _ in range(4)]
    service = _Service(*[(200, {})] * 4, *[None, (200, {})] * 4, (200, {}))
    with service.client() as client:
        for lane in [*lanes, *lanes, lanes[0]]:
            lane.submit(Table(client, "bench").transact, WRITES).result()
    for lane in lanes:
        lane.shutdown()
    assert service.agents() == [False] * 4 + [False, True] * 4 + [False]


def test_after_a_connection_that_the_service_closed_a_new_one_waits_as_long_for_its_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits = []
    send = HTTPConnection.getresponse

    def getresponse(connection: Any) -> Any:
        waits.append(connection.sock.gettimeout())
        return send(connection)

    monkeypatch.setattr(HTTPConnection, "getresponse", getresponse)
    service = _Service((200, {}), closes=True)
    with service.client(Config(connect_timeout=20, read_timeout=40)) as client:
        for _ in range(3):
            Table(client, "bench").transact(WRITES)
    assert service.agents() == [False] * 3
    assert waits == [40] * 3


def test_where_no_first_try_is_answered_the_sdk_is_asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_try, "get_environ_proxies", lambda _: {"http": "elsewhere"})
    service = _Service((200, {}))
    with service.client() as client:
        for _ in range(5):
            Table(client, "bench").transact(WRITES)
    assert service.agents() == [True] * 5


def test_who_answers_in_the_services_place_is_asked_once() -> None:
    service = _Service((200, {}))
    asked: list[Any] = []

    def answered(request: Any, **_: Any) -> Any:
        asked.append(request)
        return SimpleNamespace(status_code=200, content=b'{"ConsumedCapacity":[]}', headers={})

    with service.client() as client:
        client.meta.events.register("before-send.dynamodb.*", answered)
        found = client.transact_write_items(TransactItems=WRITES)
    assert found["ConsumedCapacity"] == []
    assert len(asked) == 1
    assert service.got == []
