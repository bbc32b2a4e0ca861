"""From an HTTP API event to one operation and back: identity, body, errors, in one place for all functions."""

import base64
import json
import re
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeVar, get_args

from aws_lambda_powertools.event_handler.api_gateway import APIGatewayHttpResolver, Response
from aws_lambda_powertools.shared.cookies import Cookie
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel, ValidationError

from .. import observability, wiring
from ..domain.bank import Bank
from ..domain.errors import (
    BreaksRule,
    Conflict,
    Malformed,
    NotAllowed,
    NotSignedIn,
    NotThere,
    Refused,
    TooLarge,
    TooMany,
    TryAgain,
)
from ..storage import banks, keys
from ..storage.claims import Read, Wanted
from ..usecases.context import Context, unknown_bank
from ..usecases.sign_in import ended
from .identity import Who, identify, presented
from .origin import came_through_the_site
from .routes import Route, routes_of

Model = TypeVar("Model", bound=BaseModel)

LARGEST_BODY: Final = 64 * 1024
"""In bytes."""

STATUS: Final[dict[type[Refused], int]] = {
    Malformed: 400,
    NotSignedIn: 401,
    NotAllowed: 403,
    NotThere: 404,
    Conflict: 409,
    TooLarge: 413,
    BreaksRule: 422,
    TooMany: 429,
    TryAgain: 503,
}
_RETRY_SECONDS: Final = (2, 5)
"""When to try again, where nothing says so: by chance between the two, or all who were refused would come together."""
_STILL_TAKEN: Final = frozenset({"submit_response", "correct_response", "skip_claim", "send_note"})
"""What callers may still send once calling has ended for good: nothing that they recorded is lost."""
_LONGEST_PART: Final = 200
"""Of an address: no id is as long, and the table takes keys of 1,024 bytes at most. Ids are ASCII."""


@dataclass(slots=True)
class Request:
    """One request to one operation. `path` holds the parts of the address; `asks` is who does, None on public routes
    and on a route for anyone without a session. `read` is what the operation wanted to be read with whoever asks."""

    event: Mapping[str, Any]
    path: Mapping[str, str]
    context: Context
    now: int
    asks: Who | None = None
    read: Read | None = None
    told: dict[str, str | int] = field(default_factory=dict)
    _body: BaseModel | None = None

    @property
    def who(self) -> Who:
        """Who is asking. Raises NotSignedIn on a public route."""
        if self.asks is None:
            raise NotSignedIn("Sign in first.")
        return self.asks

    def tell(self, **facts: str | int) -> None:
        """Put facts on the request's line in the log: counts, and words of the code's own. What is nothing (0, no
        word) is left out. Never what somebody sent, nor whose it is: `infra.metrics` counts by these names."""
        self.told.update({name: fact for name, fact in facts.items() if fact})

    def bank(self) -> Bank:
        """The bank that the address names, as it was read with whoever asks. Raises NotThere."""
        read = self.who.others
        found = banks.from_item(read[0]) if read else self.context.bank_lately(self.path["bank"])
        if found is None:
            raise unknown_bank()
        self.context.keep_bank(found)
        return found

    @property
    def ip(self) -> str:
        """The network that the request came from, for limits: CloudFront says so where it stands in front, and sends
        on nothing of that name that a browser says. In IPv6 that is the first half of the address: whoever has one
        has all that begin alike."""
        headers = self.event.get("headers") or {}
        viewer = str(headers.get("cloudfront-viewer-address", ""))
        if viewer:
            return _network(viewer.rpartition(":")[0])
        return _network(str(self.event.get("requestContext", {}).get("http", {}).get("sourceIp", "")))

    def query(self, model: type[Model]) -> Model:
        """The parameters after the question mark, checked. Raises Malformed as `body` does."""
        return _checked(model, self.event.get("queryStringParameters") or {})

    def body(self, model: type[Model]) -> Model:
        """The body, checked. Raises Malformed with the fields that are wrong (never their values), or TooLarge."""
        if not isinstance(self._body, model):
            self._body = _checked(model, _json_body(self.event))
        return self._body


@dataclass(frozen=True, slots=True)
class Answer:
    """A status other than 200, or cookies, with the body."""

    body: Mapping[str, Any] | None = None
    status: int = 200
    cookies: list[Cookie] = field(default_factory=list)


TURNED_AWAY: Final = {"code": "not_through_the_site", "message": "Use the site's own address."}
"""What is said to those who go past the site. Not in the form of the API's errors: a page takes a refusal of the API's
as its last word, and gives up what it wanted to save. Where CloudFront and the functions disagree on the secret for a
while, calls have to wait on the device, as behind any other gateway that lets nothing through."""

Operation = Callable[[Request], Mapping[str, Any] | Answer]
Wants = Callable[[Request], Wanted]
Handler = Callable[[dict[str, Any], LambdaContext], dict[str, Any]]


def handler(function: str, operations: Mapping[str, Operation], wants: Mapping[str, Wants] | None = None) -> Handler:
    """The Lambda handler of a function, from its operations by name; `wants` says of some what is to be read for them
    in the same request to the table as whoever is asking. Raises KeyError at start where an operation is missing."""
    app = APIGatewayHttpResolver(serializer=_dump)
    for route in routes_of(function):
        rule = re.sub(r"\{(\w+)\}", r"<\1>", route.path)
        served = _Served(route, operations[route.operation], (wants or {}).get(route.operation))
        app.route(rule=rule, method=route.method)(_endpoint(app, served))
    app.not_found(lambda _error: _respond(_error_answer(_nothing_here())))

    def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        if not came_through_the_site(event, wiring.settings().origin_secrets):
            return _turned_away()
        return app.resolve(event, context)

    return handle


def _turned_away() -> dict[str, Any]:
    status = STATUS[NotAllowed]
    observability.answered(TURNED_AWAY["code"], status, 0)
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return {"statusCode": status, "headers": headers, "body": _dump(TURNED_AWAY), "isBase64Encoded": False}


class _Served(NamedTuple):
    """What a route does, and what it wants to be read with whoever is asking."""

    route: Route
    operation: Operation
    wants: Wants | None


def _endpoint(app: APIGatewayHttpResolver, served: _Served) -> Callable[..., Response[Any]]:
    name = served.route.operation

    def endpoint(**path: str) -> Response[Any]:
        started = time.perf_counter()
        told: dict[str, str | int] = {}
        answer = _carry_out(served, app.current_event.raw_event, path, told)
        observability.answered(name, answer.status, round((time.perf_counter() - started) * 1000), told)
        return _respond(answer)

    endpoint.__name__ = name
    return endpoint


def _carry_out(
    served: _Served, event: Mapping[str, Any], path: Mapping[str, str], told: dict[str, str | int]
) -> Answer:
    route = served.route
    try:
        _same_site(route, event)
        if any(len(part) > _LONGEST_PART or not part.isascii() for part in path.values()):
            raise _nothing_here()
        if route.access not in {"public", "always", "anyone"}:
            presented(event)
        context = wiring.bare_context() if route.access == "always" else wiring.context()
        now = wiring.now()
        request = Request(event, path, context, now, told=told)
        _identify(request, route, served.wants)
        made = served.operation(request)
        return made if isinstance(made, Answer) else Answer(made)
    except Refused as refused:
        told["code"] = refused.reason
        return _error_answer(refused)
    except Exception as error:  # noqa: BLE001 - the edge: whatever it was, the answer has the one shape
        observability.unexpected(route.operation, error)
        return Answer(
            {"error": {"code": "internal", "message": "Something went wrong on our side.", "details": None}},
            500,
        )


def _identify(request: Request, route: Route, wants: Wants | None) -> None:
    if route.access in {"public", "always"}:
        return
    path, context, wanted = request.path, request.context, None
    if wants is not None:
        # What is wrong with the request is for the operation to say, to somebody who is signed in.
        with suppress(Refused):
            wanted = wants(request)
    others = [keys.bank(path["bank"])] if "bank" in path and not context.kept_bank(path["bank"]) else []
    request.asks = _who(route, request, wanted.keys() if wanted else others)
    if wanted and request.asks:
        request.read = wanted.read(request.asks.others)


def _who(route: Route, request: Request, others: list[keys.Key]) -> Who | None:
    context = request.context
    try:
        who = identify(context, request.event, route.access, request.now, others)
        if route.operation not in _STILL_TAKEN and ended(context, who.volunteer, request.now):
            raise NotSignedIn("Calling has ended: thank you for your help.", code="calling_ended")
        if context.campaign.blocked and route.operation in _STILL_TAKEN:
            # Not refused for good: what is found to be missing from the last export stops the destruction.
            raise TryAgain("The campaign is being closed: what you recorded is kept on your device.", code="blocked")
        return who
    except NotSignedIn:
        if route.access == "anyone":
            return None
        raise


def _checked(model: type[Model], sent: Any) -> Model:
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        wrong = [{"field": _known(model, e["loc"]), "problem": e["msg"]} for e in error.errors(include_input=False)]
        raise Malformed("The request is not as it should be.", {"fields": wrong}) from None


def _known(model: type[BaseModel], place: tuple[int | str, ...]) -> str:
    """Where something is wrong, by names of the model's own and places in lists. Keys that the sender made up are left
    out, as its values are: they may say as much."""
    known, models = list[str](), [model]
    for part in place:
        fields = [
            field for each in models for name, field in each.model_fields.items() if part == (field.alias or name)
        ]
        if fields:
            models = [found for field in fields for found in _models_in(field.annotation)]
        if fields or isinstance(part, int):
            known.append(str(part))
    return ".".join(known)


def _models_in(kind: Any) -> list[type[BaseModel]]:
    """The models that a field of this type may hold, also in lists, dicts and unions."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [found for part in get_args(kind) for found in _models_in(part)]


def _nothing_here() -> NotThere:
    return NotThere("There is nothing at this address.")


def _network(address: str) -> str:
    try:
        return socket.inet_pton(socket.AF_INET6, address.strip("[]"))[:8].hex() if ":" in address else address
    except (OSError, UnicodeError):
        return address


def _same_site(route: Route, event: Mapping[str, Any]) -> None:
    """Refuse what another site makes a browser send. The cookie is SameSite=Strict; this is the second lock."""
    site = (event.get("headers") or {}).get("sec-fetch-site", "")
    if route.method != "GET" and site in {"cross-site", "same-site"}:
        raise NotAllowed("This request came from another site.", code="other_site")


def _error_answer(refused: Refused) -> Answer:
    status = next((STATUS[kind] for kind in type(refused).__mro__ if kind in STATUS), 500)
    details = dict(refused.details) if refused.details else None
    return Answer({"error": {"code": refused.reason, "message": refused.message, "details": details}}, status)


def _respond(answer: Answer) -> Response[Any]:
    headers: dict[str, str | list[str]] = {"Cache-Control": "no-store"}
    if answer.status in {429, 503}:
        error = (answer.body or {}).get("error", {})
        wait = (error.get("details") or {}).get("retry_after") or wiring.chance.randint(*_RETRY_SECONDS)
        headers["Retry-After"] = str(wait)
    body = "" if answer.body is None else _dump(answer.body)
    return Response(
        status_code=answer.status, content_type="application/json", body=body, headers=headers, cookies=answer.cookies
    )


def _dump(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _json_body(event: Mapping[str, Any]) -> Any:
    raw = _text_body(event)
    if not raw.strip():
        return {}
    kind = str((event.get("headers") or {}).get("content-type", "")).partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Malformed("Send JSON, and say so in Content-Type.", code="not_json")
    try:
        sent = json.loads(raw)
        if "\\ud" in raw.lower():
            # Half of a pair (`\ud800` alone) is no character: the table takes no text with one.
            json.dumps(sent, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Malformed("The request is not JSON.", code="not_json") from None
    return sent


def _text_body(event: Mapping[str, Any]) -> str:
    """The body as it was sent, of `LARGEST_BODY` bytes at most: API Gateway hands on what is no text in Base64."""
    given = event.get("body") or ""
    try:
        raw = base64.b64decode(given, validate=True) if event.get("isBase64Encoded") else given.encode()
        if len(raw) > LARGEST_BODY:
            raise TooLarge("This is more than one request may hold.")
        return raw.decode()
    except ValueError:
        raise Malformed("The request is not readable text.") from None
