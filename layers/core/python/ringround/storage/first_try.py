"""The first try of a large request, signed and sent in few steps.

The SDK takes a millisecond of processor for each request whatever is in it: rules for the endpoint, events, three
wrappers around a connection. An import makes thousands. So their first try is signed (AWS Signature Version 4) and sent
here over a kept connection. Only an answer of 200 counts: whatever else comes of it, the SDK makes the request once
more, with the same token, and its retries, errors and patience are as ever.
"""

import hashlib
import hmac
import json
import ssl
import threading
import time
from collections.abc import Mapping
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit

from botocore.awsrequest import AWSPreparedRequest, HeadersDict
from botocore.httpsession import get_cert_path
from botocore.utils import get_environ_proxies

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_MOST_FAILURES: Final = 3
"""New connections in a row without an answer: then the SDK knows a way that we don't."""
_SCHEME: Final = "AWS4-HMAC-SHA256"


class Answer:
    """The answer of a first try, as far as the SDK and who listens to it look at one."""

    status_code: Final = 200

    def __init__(self, content: bytes, headers: Mapping[str, str]) -> None:
        self.content = content
        self.headers = headers


class FirstTry:
    """Sends the requests of one client; used by several threads."""

    def __init__(self, client: "DynamoDBClient") -> None:
        config = client.meta.config
        self._events: Any = client.meta.events
        self._patience: tuple[float, float] = config.connect_timeout, config.read_timeout  # type: ignore[attr-defined]
        self._mine = threading.local()
        self._failures = 0

    def send(self, operation: str, request: Mapping[str, Any], signer: Any) -> tuple[Answer, dict[str, Any]] | None:
        """The answer and what it says, where it is 200; None where the SDK is to make the request. `request` and
        `signer` are as `before-call` has them."""
        if self._failures >= _MOST_FAILURES:
            return None
        kept = self._kept() is not None
        try:
            answer = self._answer(operation, request, signer)
        except (HTTPException, OSError, ValueError):
            # A kept connection may have been closed for being idle: that says nothing of a new one.
            self._failures += not kept
            self._close()
            return None
        self._failures = 0
        return answer

    def _answer(self, operation: str, request: Mapping[str, Any], signer: Any) -> tuple[Answer, dict[str, Any]] | None:
        url, body = request["url"], request["body"]
        at = urlsplit(url)
        credentials = signer.get_auth_instance(signer.signing_name, signer.region_name).credentials
        headers = {"Host": at.netloc, **request["headers"]}
        if credentials.token:
            headers["X-Amz-Security-Token"] = credentials.token
        sign(headers, body, signer.region_name, credentials.access_key, credentials.secret_key, time.gmtime())
        # Whoever answers in the service's place, answers here too.
        prepared = AWSPreparedRequest("POST", url, HeadersDict(headers), body, False)  # type: ignore[arg-type]
        answered = self._events.emit_until_response(f"before-send.dynamodb.{operation}", request=prepared)[1]
        if answered is not None:
            status, content, told = answered.status_code, answered.content, answered.headers
        else:
            connection = self._connection(at)
            connection.request("POST", at.path or "/", body, headers)
            response = connection.getresponse()
            status, content, told = response.status, response.read(), response.headers
        return (Answer(content, told), json.loads(content)) if status == 200 else None

    def _connection(self, at: SplitResult) -> HTTPConnection:
        known = self._kept()
        if known is not None:
            return known
        if get_environ_proxies(at.geturl()):
            raise OSError("there is a proxy in between")
        connect, read = self._patience
        if at.scheme == "https":
            made: HTTPConnection = HTTPSConnection(at.netloc, timeout=connect, context=_trust())
        else:
            made = HTTPConnection(at.netloc, timeout=connect)
        made.connect()
        made.sock.settimeout(read)
        self._mine.connection = made
        return made

    def _kept(self) -> HTTPConnection | None:
        """This thread's connection, where the service has not said that it closes it: made anew behind our back, it
        would wait for answers no longer than for a connection."""
        known: HTTPConnection | None = getattr(self._mine, "connection", None)
        return known if known is not None and known.sock is not None else None

    def _close(self) -> None:
        known: HTTPConnection | None = getattr(self._mine, "connection", None)
        self._mine.connection = None
        if known is not None:
            known.close()


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=get_cert_path(True))


def sign(
    headers: dict[str, str], body: bytes, region: str, access_key: str, secret_key: str, at: time.struct_time
) -> None:
    """Sign a POST to `/` of DynamoDB with its time and body, and all headers that it has by now but the agent's."""
    moment = time.strftime("%Y%m%dT%H%M%SZ", at)
    headers["X-Amz-Date"] = moment
    found = {name.lower(): value for name, value in headers.items()}
    names = sorted(name for name in found if name in _SIGNED)
    said = "".join([f"{name}:{found[name]}\n" for name in names])
    signed = ";".join(names)
    canonical = f"POST\n/\n\n{said}\n{signed}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{moment[:8]}/{region}/dynamodb/aws4_request"
    text = f"{_SCHEME}\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    code = hmac.digest(_key(secret_key, moment[:8], region), text.encode(), "sha256").hex()
    headers["Authorization"] = f"{_SCHEME} Credential={access_key}/{scope}, SignedHeaders={signed}, Signature={code}"


_SIGNED: Final = frozenset({"content-type", "host", "x-amz-date", "x-amz-security-token", "x-amz-target"})


@lru_cache(maxsize=2)
def _key(secret: str, day: str, region: str) -> bytes:
    """The key of a day: it is the same for all its requests."""
    key = f"AWS4{secret}".encode()
    for part in (day, region, "dynamodb", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
