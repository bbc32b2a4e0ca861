"""Banks, and claims: the next household, renewed, given back."""

from ringround.api import views
from ringround.api.http import Answer, Request
from ringround.api.http import handler as api_handler
from ringround.api.models import NextRequest
from ringround.api.next_claim import card, claim_for
from ringround.storage import banks
from ringround.usecases import claim_next as claiming
from ringround.usecases import hold, look
from ringround.usecases.context import unknown_bank


def list_banks(request: Request) -> views.Data:
    """The banks that this volunteer may ring in."""
    found = look.open_banks(request.context)
    progress = look.progress(request.context, found, request.now)
    return {"banks": [views.bank(b, progress.get(b.id), request.who.desk, request.now) for b in found]}


def get_bank(request: Request) -> views.Data:
    """One bank with its script."""
    bank = banks.from_item(request.who.others[0])
    if bank is None:
        raise unknown_bank()
    progress = look.progress(request.context, [bank], request.now)
    script = request.context.script(bank.script, bank.script_version)
    return {
        "bank": views.bank(bank, progress.get(bank.id), request.who.desk, request.now),
        "script": views.script(script),
    }


def claim_next(request: Request) -> views.Data:
    """Claim the next household."""
    asked = request.body(NextRequest)
    bank = banks.from_item(request.who.others[0])
    if bank is None:
        raise unknown_bank()
    return claim_for(request, bank, request.who.desk, asked.holding)


def list_claims(request: Request) -> views.Data:
    """My live claims, so that a reloaded page goes on where it was."""
    context = request.context
    found = claiming.live_claims(context, request.who.desk, request.now)
    cards = [claiming.handed_again(context, household, {}) for household in found]
    return {"claims": [card(request, each)["claim"] for each in cards if each]}


def renew_claim(request: Request) -> views.Data:
    """Move the end of a lease."""
    until = hold.renew(request.context, request.who.volunteer.id, request.path["claim"], now=request.now)
    return {"until": views.iso(until)}


def release_claim(request: Request) -> Answer:
    """Give a household back at once."""
    hold.release(request.context, request.who.volunteer.id, request.path["claim"], now=request.now)
    return Answer(None, 204)


handler = api_handler(
    "next_contact",
    {
        "list_banks": list_banks,
        "get_bank": get_bank,
        "claim_next": claim_next,
        "list_claims": list_claims,
        "renew_claim": renew_claim,
        "release_claim": release_claim,
    },
)
