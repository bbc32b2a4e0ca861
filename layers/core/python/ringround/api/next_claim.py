"""The next household as an answer: for `next`, and for a response or a skip that asks for it in the same request."""

from collections.abc import Collection

from .. import wiring
from ..domain.bank import Bank
from ..domain.claim_id import read
from ..domain.desk import Desk
from ..domain.errors import Refused
from ..domain.hours import uk_day
from ..storage import desks
from ..usecases import claim_next as claiming
from ..usecases.claim_next import Handed, Nothing
from . import views
from .http import Request


def card(request: Request, found: Handed | Nothing) -> views.Data:
    """A claim's card, or why there is none."""
    script = request.context.script(found.bank.script, found.script_version) if isinstance(found, Handed) else None
    return views.handed(found, script, request.who.volunteer.id, request.now)


def claim_for(request: Request, bank: Bank, desk: Desk, holding: Collection[str] | None) -> views.Data:
    """Claim the next household of a bank for whoever asks."""
    found = claiming.claim_next(request.context, bank, desk, now=request.now, chance=wiring.chance, holding=holding)
    return card(request, found)


def next_after(request: Request, claim_id: str, holding: Collection[str] | None) -> views.Data:
    """The next household after a claim has ended, in the same bank: the one on deck, or a new one.

    What was recorded stands whatever this comes to, so a refusal here is a part of the answer and not an error.
    """
    context = request.context
    try:
        bank = context.bank(read(claim_id, context.campaign.secret).bank)
        desk = desks.get(context.table, uk_day(request.now), request.who.volunteer.id)
        return claim_for(request, bank, desk, holding if holding is not None else [])
    except Refused as refused:
        details = dict(refused.details) if refused.details else None
        return {
            "claim": None,
            "error": {"code": refused.reason, "message": refused.message, "details": details},
        }
