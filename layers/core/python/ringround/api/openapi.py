"""The OpenAPI document, from the table of routes and the models: nothing in it is written twice."""

import re
from functools import cache
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema

from . import answers, answers_calls, models
from .identity import COOKIE
from .organise.all import AREAS
from .routes import ROUTES, Route

REQUESTS: Final[dict[str, type[BaseModel]]] = {
    "send_code": models.CodeRequest,
    "sign_in": models.SignInRequest,
    "claim_next": models.NextRequest,
    "submit_response": models.ResponseRequest,
    "correct_response": models.ResponseRequest,
    "skip_claim": models.SkipRequest,
    "update_me": models.MeRequest,
    "take_ringing_back": models.RingingRequest,
    "send_note": models.NoteRequest,
    **{name: model for area in AREAS for name, model in area.requests.items()},
}
QUERIES: Final[dict[str, type[BaseModel]]] = {
    "find_ringing_back": models.RingingQuery,
    **{name: model for area in AREAS for name, model in area.queries.items()},
}
ANSWERS: Final[dict[str, tuple[int, tuple[type[BaseModel], ...]]]] = {
    "get_campaign": (200, (answers.CampaignAnswer,)),
    "get_logo": (200, (answers.LogoAnswer,)),
    "send_code": (202, (answers.Empty,)),
    "sign_in": (200, (answers.CallerAnswer,)),
    "sign_out": (204, ()),
    "get_me": (200, (answers.Me,)),
    "list_banks": (200, (answers.BanksAnswer,)),
    "get_bank": (200, (answers.BankAnswer,)),
    "claim_next": (200, (answers.Claimed, answers.NothingNow)),
    "list_claims": (200, (answers.ClaimsAnswer,)),
    "renew_claim": (200, (answers.Until,)),
    "release_claim": (204, ()),
    "submit_response": (200, (answers_calls.Recorded,)),
    "correct_response": (200, (answers_calls.Corrected,)),
    "skip_claim": (200, (answers_calls.Skipped,)),
    "list_my_calls": (200, (answers_calls.CallsAnswer,)),
    "get_start": (200, (answers_calls.Start,)),
    "list_standing": (200, (answers.StandingAnswer,)),
    "list_my_call_backs": (200, (answers_calls.CallBacksAnswer,)),
    "get_my_call": (200, (answers_calls.CallAndCard,)),
    "find_ringing_back": (200, (answers_calls.RingingAnswer,)),
    "take_ringing_back": (200, (answers.Claimed,)),
    "get_join": (200, (answers.JoinAnswer,)),
    "update_me": (200, (answers.CallerAnswer,)),
    "get_leaderboard": (200, (answers.Leaderboard,)),
    "send_note": (201, (answers.Empty,)),
    **{name: answer for area in AREAS for name, answer in area.answers.items()},
}
_SECURITY: Final[dict[str, list[dict[str, list[str]]]]] = {"public": [], "always": [], "anyone": [{}, {"session": []}]}
_ERRORS: Final = {
    "400": "The request cannot be read",
    "401": "Not signed in",
    "403": "Not allowed",
    "404": "Not there",
    "409": "Conflicts with what is there now",
    "413": "Too large",
    "422": "Breaks a rule of the field",
    "429": "Too often: see Retry-After",
    "503": "Try again: see Retry-After",
}


@cache
def document() -> dict[str, Any]:
    """This API as an OpenAPI 3.1 document."""
    used: set[type[BaseModel]] = {
        *REQUESTS.values(),
        answers.Error,
        *(m for _, group in ANSWERS.values() for m in group),
    }
    ordered = sorted(used, key=lambda m: m.__name__)
    requests = set(REQUESTS.values())
    modes: list[Any] = [(m, "validation" if m in requests else "serialization") for m in ordered]
    _, schemas = models_json_schema(modes, ref_template="#/components/schemas/{model}")
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "ringround", "version": "1", "description": "A virtual phone bank. Times are UTC."},
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation,
        "summary": route.summary,
        "tags": [route.function],
        "security": _SECURITY.get(route.access, [{"session": []}]),
        "responses": _responses(route),
    }
    names = re.findall(r"\{(\w+)\}", route.path)
    parameters = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]
    if parameters := [*parameters, *_query(route)]:
        operation["parameters"] = parameters
    if request := REQUESTS.get(route.operation):
        operation["requestBody"] = {"required": True, "content": _json([request])}
    return operation


def _query(route: Route) -> list[dict[str, Any]]:
    query = QUERIES.get(route.operation)
    schema: dict[str, Any] = query.model_json_schema() if query else {"properties": {}}
    needed = schema.get("required", ())
    return [{"name": n, "in": "query", "required": n in needed, "schema": s} for n, s in schema["properties"].items()]


def _responses(route: Route) -> dict[str, Any]:
    status, found = ANSWERS.get(route.operation, (200, ()))
    good: dict[str, Any] = {"description": route.summary}
    if found:
        good["content"] = _json(list(found))
    errors = {code: {"description": text, "content": _json([answers.Error])} for code, text in _ERRORS.items()}
    return {str(status): good, **errors}


def _json(found: list[type[BaseModel]]) -> dict[str, Any]:
    refs = [{"$ref": f"#/components/schemas/{m.__name__}"} for m in found]
    return {"application/json": {"schema": refs[0] if len(refs) == 1 else {"anyOf": refs}}}


def answer_type(operation: str) -> TypeAdapter[Any] | None:
    """What holds an answer of an operation against its models; None where it has no body."""
    _, found = ANSWERS[operation]
    union: Any = None
    for model in found:
        union = model if union is None else union | model
    return TypeAdapter(union) if found else None
