"""Phone banks as organisers make them."""

from typing import Annotated

from pydantic import StringConstraints

from ...domain.bank import Kind
from ...storage import banks
from ...usecases import look, organise_banks
from .. import views
from ..answers import Answered, Bank, BanksAnswer
from ..area import Area
from ..http import Answer, Request
from ..models import E164, Body
from ..views import Data
from .words import BankId, Name


class BankRequest(Body):
    """Make a bank; `hours` are Europe/London, without them the campaign's. `return_number` (E.164) is where people can
    ring back: callers give it to whoever asks (PECR regulation 21(A1)). `leaderboard` shows volunteers who want to be
    seen to one another."""

    id: BankId
    name: Name
    purpose: Annotated[str, StringConstraints(max_length=500)] = ""
    kind: Kind = "voter_id"
    hours: dict[str, tuple[str, str] | None] | None = None
    return_number: E164 | None = None
    leaderboard: bool = False


class OneBank(Answered):
    """A bank."""

    bank: Bank


def list_all_banks(request: Request) -> Data:
    """Every phone bank, closed ones too."""
    found = banks.every(request.context.table)
    progress = look.progress(request.context, found, request.now)
    return {"banks": [views.bank(b, progress.get(b.id), request.who.desk, request.now) for b in found]}


def create_bank(request: Request) -> Answer:
    """Make a phone bank."""
    asked = request.body(BankRequest)
    made = organise_banks.create_bank(
        request.context,
        asked.id,
        asked.name,
        now=request.now,
        purpose=asked.purpose,
        kind=asked.kind,
        calling_hours=asked.hours,
        return_number=asked.return_number or "",
        leaderboard=asked.leaderboard,
    )
    return Answer({"bank": views.bank(made, None, request.who.desk, request.now)}, 201)


AREA = Area(
    operations={"list_all_banks": list_all_banks, "create_bank": create_bank},
    requests={"create_bank": BankRequest},
    answers={"list_all_banks": (200, (BanksAnswer,)), "create_bank": (201, (OneBank,))},
)
