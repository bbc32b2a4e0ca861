"""The next household as an answer: for `next`, and for a response or a skip that asks for it in the same request."""

from collections.abc import Collection

from .. import wiring
from ..domain.bank import Bank
from ..domain.desk import Desk
from ..usecases import claim_next as claiming
from ..usecases.claim_next import Handed, Nothing
from ..usecases.context import unknown_bank
from ..usecases.next_after import Ended, next_after
from . import views
from .http import Request


def card(request: Request, found: Handed | Nothing) -> views.Data:
    """A claim's card, or why there is none."""
    script = request.context.script(found.bank.script, found.script_version) if isinstance(found, Handed) else None
    return views.handed(found, script, request.who.volunteer.id, request.context.campaign.secret, request.now)


def claim_for(request: Request, bank: Bank, desk: Desk, holding: Collection[str] | None) -> views.Data:
    """Claim the next household of a bank for whoever asks."""
    return _told(
        request,
        claiming.claim_next(request.context, bank, desk, now=request.now, chance=wiring.chance, holding=holding),
    )


def _told(request: Request, found: Handed | Nothing) -> views.Data:
    if isinstance(found, Nothing):
        request.tell(empty=found.reason, lost=found.lost)
    else:
        request.tell(claims=int(found.new), lost=found.lost)
    return card(request, found)


def after(request: Request, ended: Ended, want_next: bool) -> views.Data:
    """What an answer says once a claim has ended: which of the claims that the page shows are gone, and where it asks
    for it, the next household of the same bank: the one on deck, or a new one.

    What was recorded stands whatever this comes to, so a refusal here is a part of the answer and not an error.
    """
    made = next_after(
        request.context, request.who.desk, ended, now=request.now, chance=wiring.chance, want_next=want_next
    )
    if not want_next:
        return {"gone": made.gone}
    if made.found is not None:
        return {"gone": made.gone, "next": _told(request, made.found)}
    refused = made.refused or unknown_bank()
    request.tell(next=refused.reason)
    details = dict(refused.details) if refused.details else None
    error = {"code": refused.reason, "message": refused.message, "details": details}
    return {"gone": made.gone, "next": {"claim": None, "error": error}}
