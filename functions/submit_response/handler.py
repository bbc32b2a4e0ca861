"""Responses: record a call, correct it, skip a household, look at my calls."""

from ringround.api import views
from ringround.api.http import Answer, Request
from ringround.api.http import handler as api_handler
from ringround.api.models import ResponseRequest, SkipRequest
from ringround.api.next_claim import next_after
from ringround.usecases import hold, look, respond


def submit_response(request: Request) -> views.Data:
    """Record the call of a claim; with `want_next`, the next household comes in the same answer."""
    sent = request.body(ResponseRequest)
    claim = request.path["claim"]
    call = respond.respond(request.context, request.who.volunteer.id, claim, sent.to_domain(), now=request.now)
    answer: views.Data = {"call": views.call(call)}
    return {**answer, "next": next_after(request, claim, sent.holding)} if sent.want_next else answer


def correct_response(request: Request) -> views.Data:
    """Record a new version of a call."""
    sent = request.body(ResponseRequest)
    call = respond.correct_response(
        request.context, request.who.volunteer.id, request.path["claim"], sent.to_domain(), now=request.now
    )
    return {"call": views.call(call)}


def skip_claim(request: Request) -> views.Data | Answer:
    """Skip a household."""
    sent = request.body(SkipRequest)
    claim = request.path["claim"]
    hold.skip(request.context, request.who.desk, claim, sent.reason, now=request.now)
    return {"next": next_after(request, claim, sent.holding)} if sent.want_next else {}


def list_my_calls(request: Request) -> views.Data:
    """My calls of today, newest first."""
    calls = look.my_calls(request.context, request.who.volunteer.id, request.now)
    return {"calls": [views.call(call) for call in calls]}


handler = api_handler(
    "submit_response",
    {
        "submit_response": submit_response,
        "correct_response": correct_response,
        "skip_claim": skip_claim,
        "list_my_calls": list_my_calls,
    },
)
