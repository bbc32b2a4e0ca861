"""What a page begins with; banks, and claims: the next household, renewed, given back."""

from ringround.api import views, views_calls
from ringround.api.http import Answer, Request
from ringround.api.http import handler as api_handler
from ringround.api.models import NextRequest
from ringround.api.next_claim import card, claim_for
from ringround.usecases import call_backs, hold, in_hand, look
from ringround.usecases import claim_next as claiming


def get_start(request: Request) -> views.Data:
    """All that a page needs to begin: whoever asks the campaign, somebody signed in what is theirs."""
    context, now = request.context, request.now
    answer: views.Data = {"campaign": views.campaign(context.campaign)}
    who = request.asks
    if who is None:
        return {**answer, "caller": None, "today": None, "banks": [], "claims": [], "call_backs": []}
    found = {bank.id: bank for bank in look.banks_on_show(context, now)}
    progress = look.progress(context, found.values(), now)
    held = claiming.in_hand_again(context, who.desk, now=now, known=found)
    return {
        **answer,
        "caller": views.caller(who.volunteer),
        "today": views.own_day(who.desk),
        "banks": [views.bank(b, progress.get(b.id), who.desk, now) for b in found.values()],
        "claims": [card(request, each)["claim"] for each in held],
        "call_backs": [views_calls.call_back(p) for p in call_backs.mine(context, who.desk, now, found)],
    }


def list_banks(request: Request) -> views.Data:
    """The banks that this volunteer may ring in."""
    found = look.banks_on_show(request.context, request.now)
    progress = look.progress(request.context, found, request.now)
    return {"banks": [views.bank(b, progress.get(b.id), request.who.desk, request.now) for b in found]}


def get_bank(request: Request) -> views.Data:
    """One bank with its script."""
    bank = request.bank()
    progress = look.progress(request.context, [bank], request.now)
    script = request.context.script(bank.script, bank.script_version)
    return {
        "bank": views.bank(bank, progress.get(bank.id), request.who.desk, request.now),
        "script": views.script(script),
    }


def get_leaderboard(request: Request) -> views.Data:
    """The most calls of today in a bank."""
    bank = request.bank()
    viewer = request.who.volunteer
    leaders, as_of = look.leaders_of(request.context, bank, viewer, request.now)
    return {
        "on": bank.leaderboard,
        "entries": [
            {"name": m.name, "calls": m.calls, "conversations": m.conversations, "me": m.caller == viewer.id}
            for m in leaders
        ],
        "as_of": views.iso(as_of),
    }


def claim_next(request: Request) -> views.Data:
    """Claim the next household."""
    asked = request.body(NextRequest)
    bank = request.bank()
    return claim_for(request, bank, request.who.desk, asked.holding)


def list_claims(request: Request) -> views.Data:
    """My live claims that may be rung, so that a reloaded page goes on where it was."""
    found = claiming.in_hand_again(request.context, request.who.desk, now=request.now)
    return {"claims": [card(request, each)["claim"] for each in found]}


def list_standing(request: Request) -> views.Data:
    """Which of my live claims may still be rung. Changes nothing."""
    found = hold.standing(request.context, request.who.desk, now=request.now)
    return {
        "claims": [
            {"id": each.claim.id, "until": views.iso(each.claim.until), "may_be_rung": each.may_be_rung}
            for each in found
        ]
    }


def list_my_call_backs(request: Request) -> views.Data:
    """Call-backs that I promised."""
    found = call_backs.mine(request.context, request.who.desk, request.now)
    return {"call_backs": [views_calls.call_back(each) for each in found]}


def renew_claim(request: Request) -> views.Data:
    """Move the end of a lease."""
    until = hold.renew(request.context, request.who.volunteer.id, request.path["claim"], now=request.now)
    return {"until": views.iso(until)}


def release_claim(request: Request) -> Answer:
    """Give a household back at once."""
    who, claim = request.who.volunteer.id, request.path["claim"]
    in_hand.release(request.context, who, claim, now=request.now, by_caller=True)
    return Answer(None, 204)


handler = api_handler(
    "next_contact",
    {
        "get_start": get_start,
        "list_banks": list_banks,
        "get_bank": get_bank,
        "get_leaderboard": get_leaderboard,
        "claim_next": claim_next,
        "list_claims": list_claims,
        "list_standing": list_standing,
        "list_my_call_backs": list_my_call_backs,
        "renew_claim": renew_claim,
        "release_claim": release_claim,
    },
)
