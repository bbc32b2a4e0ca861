"""What the API writes down of each request: as data, for the API, for what is counted of it, and for what it costs."""

from typing import Final

ACCESS_LOG: Final = {
    # The route and never the path: a path names a household. No address, no browser, no session.
    "at": "$context.requestTime",
    "request": "$context.requestId",
    "route": "$context.routeKey",
    "status": "$context.status",
    "milliseconds": "$context.responseLatency",
    "function_milliseconds": "$context.integrationLatency",
    "bytes": "$context.responseLength",
    "error": "$context.error.message",
    "function_error": "$context.integrationErrorMessage",
}
