"""What the real API says of a request: its route, and the models of what it takes and answers."""

import re
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, TypeAdapter, ValidationError

from ringround.api.organise.all import AREAS
from ringround.api.routes import ROUTES

_REQUESTS = {name: model for area in AREAS for name, model in area.requests.items()}
_ANSWERS = {name: models for area in AREAS for name, (_, models) in area.answers.items()}


def operation(method: str, path: str) -> str:
    """The operation that answers it. Raises LookupError where the API has no such route."""
    at = urlsplit(path).path
    for route in ROUTES:
        if route.method == method and re.fullmatch(re.sub(r"{\w+}", "[^/]+", route.path), at):
            return route.operation
    raise LookupError(f"The API has no route {method} {at}")


def check_request(method: str, path: str, body: Any) -> None:
    """Raises pydantic's ValidationError where the API would not take this body."""
    model = _REQUESTS.get(operation(method, path))
    if model is not None:
        model.model_validate_json(_json(body))


def check_answer(method: str, path: str, body: Any) -> None:
    """Raises ValueError where the API never answers so. A fake answer may leave out what the command does not read; it
    may not make anything up."""
    models = _ANSWERS.get(operation(method, path), ())
    wrong = [_made_up(model, body) for model in models]
    if models and all(wrong):
        raise ValueError("; ".join(wrong))


def _made_up(model: type[BaseModel], body: Any) -> str:
    try:
        model.model_validate_json(_json(body))
    except ValidationError as error:
        return "; ".join(f"{one['loc']} {one['msg']}" for one in error.errors() if one["type"] != "missing")
    return ""


def _json(body: Any) -> bytes:
    return TypeAdapter(Any).dump_json(body)
