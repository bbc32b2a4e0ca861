"""The next household as an answer: for `next`, and for a response or a skip that asks for it in the same request."""

from collections.abc import Collection
from dataclasses import replace

from .. import wiring
from ..domain.bank import Bank
from ..domain.desk import Desk
from ..domain.errors import Refused
from ..usecases import claim_next as claiming
from ..usecases import hold
from ..usecases.claim_next import Handed, Nothing
from ..usecases.context import unknown_bank
from . import views
from .http import Request


def card(request: Request, found: Handed | Nothing) -> views.Data:
    """A claim's card, or why there is none."""
    script = request.context.script(found.bank.script, found.script_version) if isinstance(found, Handed) else None
    return views.handed(found, script, request.who.volunteer.id, request.context.campaign.secret, request.now)


def claim_for(request: Request, bank: Bank, desk: Desk, holding: Collection[str] | None) -> views.Data:
    """Claim the next household of a bank for whoever asks."""
    found = claiming.claim_next(request.context, bank, desk, now=request.now, chance=wiring.chance, holding=holding)
    if isinstance(found, Nothing):
        request.tell(empty=found.reason, lost=found.lost)
    else:
        request.tell(claims=int(found.new), lost=found.lost)
    return card(request, found)


def after(request: Request, claim_id: str, holding: Collection[str] | None, want_next: bool) -> views.Data:
    """What an answer says once a claim has ended: which of the claims that the page shows are gone, and where it asks
    for it, the next household of the same bank: the one on deck, or a new one.

    What was recorded stands whatever this comes to, so a refusal here is a part of the answer and not an error.
    """
    who, now = request.who, request.now
    gone: list[str] = []
    try:
        found = hold.afterwards(
            request.context, who.volunteer.id, claim_id, holding or (), now=now, next_wanted=want_next
        )
        gone = found.gone
        if found.desk is None:
            return {"gone": gone}
        if found.bank is None:
            raise unknown_bank()
        desk = replace(found.desk, shown_as=who.desk.shown_as)
        return {"gone": gone, "next": claim_for(request, found.bank, desk, holding or ())}
    except Refused as refused:
        if not want_next:
            return {"gone": gone}
        request.tell(next=refused.reason)
        details = dict(refused.details) if refused.details else None
        error = {"code": refused.reason, "message": refused.message, "details": details}
        return {"gone": gone, "next": {"claim": None, "error": error}}
