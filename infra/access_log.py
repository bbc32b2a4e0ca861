"""What the API writes down of each request: as data, for the API, for what is counted of it, and for what it costs."""

import json
from collections.abc import Mapping
from typing import Final

ACCESS_LOG: Final = {
    # The route and never the path: a path names a household. No address, no browser, no session. No time either: each
    # event of a log has its own. The request's id is here because AWS takes no format without it.
    "request": "$context.requestId",
    "route": "$context.routeKey",
    "status": "$context.status",
    "milliseconds": "$context.responseLatency",
    "function_milliseconds": "$context.integrationLatency",
    "bytes": "$context.responseLength",
    "error": "$context.error.message",
    "function_error": "$context.integrationErrorMessage",
}


def one_line(fields: Mapping[str, str]) -> str:
    """The fields as one line of JSON, without the spaces that a log is paid for."""
    return json.dumps(fields, separators=(",", ":"))
