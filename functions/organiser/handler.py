"""The organisers' API, and the OpenAPI document. What it answers stands in `ringround.api.organise`, area by area."""

from ringround.api import openapi
from ringround.api.http import Operation, Request
from ringround.api.http import handler as api_handler
from ringround.api.organise.all import AREAS
from ringround.api.views import Data


def get_openapi(_request: Request) -> Data:
    """This API as an OpenAPI document."""
    return openapi.document()


def operations() -> dict[str, Operation]:
    """Every operation by its name."""
    found: dict[str, Operation] = {"get_openapi": get_openapi}
    for area in AREAS:
        found |= area.operations
    return found


handler = api_handler("organiser", operations())
