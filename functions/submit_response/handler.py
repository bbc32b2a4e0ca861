"""Responses: record a call, correct it, skip a household, look at my calls; and the call of somebody who rings back."""

from ringround import wiring
from ringround.api import views, views_calls
from ringround.api.http import Answer, Request
from ringround.api.http import handler as api_handler
from ringround.api.identity import presented
from ringround.api.models import NoteRequest, ResponseRequest, RingingQuery, RingingRequest, SkipRequest
from ringround.api.next_claim import after, card
from ringround.domain import typed_number
from ringround.domain.recording import Call
from ringround.storage.claims import Wanted
from ringround.usecases import hold, look, look_again, notes, respond, ringing_back
from ringround.usecases.next_after import Ended, wanted


def submit_response(request: Request) -> views.Data:
    """Record the call of a claim; with `want_next`, the next household comes in the same answer."""
    sent = request.body(ResponseRequest)
    claim, who, read = request.path["claim"], request.who, request.read
    known = respond.Known(who.desk, read)
    made = respond.respond_first(request.context, who.volunteer.id, claim, sent.to_domain(), known, now=request.now)
    call = made.call
    # Sent again, it is the call that was recorded first.
    request.tell(calls=int(call.recorded_at == request.now), late=int(call.entry.late))
    ended = Ended(claim, sent.holding or (), read if made.owed else None, made.owed)
    return {"call": _call(request, call), **after(request, ended, sent.want_next)}


def _wanted(request: Request) -> Wanted:
    caller, _ = presented(request.event)
    holding = request.body(ResponseRequest).holding or ()
    return wanted(request.context, caller, request.path["claim"], holding)


def correct_response(request: Request) -> views.Data:
    """Record a new version of a call."""
    sent = request.body(ResponseRequest)
    call = respond.correct_response(
        request.context, request.who.volunteer.id, request.path["claim"], sent.to_domain(), now=request.now
    )
    return {"call": _call(request, call)}


def skip_claim(request: Request) -> views.Data:
    """Skip a household."""
    sent = request.body(SkipRequest)
    claim = request.path["claim"]
    hold.skip(request.context, request.who.desk, claim, sent.reason, sent.note or "", now=request.now)
    return after(request, Ended(claim, sent.holding or ()), sent.want_next)


def list_my_calls(request: Request) -> views.Data:
    """My calls of today, newest first."""
    calls = look.my_calls(request.context, request.who.volunteer.id, request.now)
    return {"calls": [_call(request, call) for call in calls]}


def get_my_call(request: Request) -> views.Data:
    """A call of mine with its card as it was then, or a claim of mine of which nothing was recorded."""
    context, caller = request.context, request.who.volunteer.id
    call, handed, then = look_again.call_with_card(context, caller, request.path["claim"], now=request.now)
    script = context.script(handed.bank.script, handed.script_version)
    card = views.claim(handed, script, caller, context.campaign.secret, then)
    return {"call": _call(request, call) if call else None, "claim": card}


def find_ringing_back(request: Request) -> views.Data:
    """Who may be ringing back from a number."""
    typed = typed_number.read(request.query(RingingQuery).number)
    found = ringing_back.look_up(request.context, request.who.desk, typed, now=request.now)
    viewer, secret = request.who.volunteer.id, request.context.campaign.secret
    return {"matches": [views_calls.ringing(each, viewer, secret, request.now) for each in found]}


def take_ringing_back(request: Request) -> views.Data:
    """Take the call of somebody who rings back, there and then."""
    sent = request.body(RingingRequest)
    taken = ringing_back.take(
        request.context,
        request.who.desk,
        sent.household,
        sent.number,
        sent.bank,
        now=request.now,
        chance=wiring.chance,
    )
    return card(request, taken)


def send_note(request: Request) -> Answer:
    """Tell the organisers something."""
    sent = request.body(NoteRequest)
    who = request.who
    notes.send(request.context, who.volunteer, who.desk, sent.id, sent.text, sent.bank or "", now=request.now)
    return Answer({}, 201)


def _call(request: Request, call: Call) -> views.Data:
    return views_calls.call(call, request.context.campaign.secret)


handler = api_handler(
    "submit_response",
    {
        "submit_response": submit_response,
        "correct_response": correct_response,
        "skip_claim": skip_claim,
        "list_my_calls": list_my_calls,
        "get_my_call": get_my_call,
        "find_ringing_back": find_ringing_back,
        "take_ringing_back": take_ringing_back,
        "send_note": send_note,
    },
    {"submit_response": _wanted},
)
