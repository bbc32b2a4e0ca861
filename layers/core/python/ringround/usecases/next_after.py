"""What follows once a claim has ended, in the same request: which claims are gone, and the household after it."""

import random
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from ..domain import claim_id as claim_ids
from ..domain.bank import Bank
from ..domain.desk import Desk
from ..domain.errors import Refused
from ..domain.hours import uk_day
from ..storage import claims, desks
from ..storage.claims import Read, Wanted
from ..storage.desks import Owed
from . import in_hand
from .claim_next import Handed, Nothing, claim_next
from .context import Context, unknown_bank


@dataclass(slots=True)
class After:
    """`gone` are claims that the page shows and must not any more. `found` is what the search for the next household
    came to, and `refused` why there was none: what was recorded stands all the same. Neither where none was wanted."""

    gone: list[str] = field(default_factory=list)
    found: Handed | Nothing | None = None
    refused: Refused | None = None


def wanted(context: Context, caller: str, claim_id: str, holding: Collection[str]) -> Wanted:
    """What is read before a claim of this caller is ended: its household, those of the claims that the page shows, and
    the banks of all of them. Nothing where the claim is not theirs."""
    mine = in_hand.own(context, caller, [claim_id, *holding])
    if claim_id not in mine:
        return Wanted((), ())
    every = {parts.bank for parts in mine.values()}
    return Wanted.of((parts.household for parts in mine.values()), sorted(every), context.kept_banks(every))


@dataclass(slots=True)
class Ended:
    """A claim that has just ended, and the page that ended it. `holding` are the claims that the page shows. `read` is
    what was read in this request (`wanted`), where nothing else was written since than the claim's own household;
    without it, it is read when it is needed. `owed` is what the desk has still to be told."""

    claim: str
    holding: Collection[str] = ()
    read: Read | None = None
    owed: Owed | None = None


def next_after(
    context: Context, desk: Desk, ended: Ended, *, now: int, chance: random.Random, want_next: bool
) -> After:
    """What follows once a claim has ended. Of the claims that the page still shows, those that are not the caller's any
    more or may not be rung are gone; a household that may not be rung goes back as well. Where the next household is
    wanted it is that of the same bank: the one on deck, or a new one.

    The desk is told what it is owed whatever the search comes to; raises TryAgain where that can't be done.
    """
    made = After()
    try:
        bank, desk = _look(context, desk, ended, now, want_next, made)
        if want_next:
            if bank is None:
                raise unknown_bank()
            made.found = claim_next(context, bank, desk, now=now, chance=chance, holding=ended.holding, owed=ended.owed)
    except Refused as refused:
        made.refused = refused
    finally:
        # Where a slot was taken the desk was told with it.
        if ended.owed and not (isinstance(made.found, Handed) and made.found.new):
            desks.pay(context.table, ended.owed)
    return made


def _look(
    context: Context, desk: Desk, ended: Ended, now: int, want_next: bool, made: After
) -> tuple[Bank | None, Desk]:
    """Notes what is gone; the bank of the claim that ended, and the desk without what has ended."""
    shown = [c for c in dict.fromkeys(ended.holding) if c != ended.claim]
    mine = in_hand.own(context, desk.caller, shown)
    bank_id = claim_ids.read(ended.claim, context.campaign.secret).bank
    every = {*(p.bank for p in mine.values()), *([bank_id] if want_next else [])}
    read, now_desk = ended.read, desk.without(ended.claim)
    if read is None:
        at = (uk_day(now), desk.caller) if want_next else None
        homes = [p.household for p in mine.values()]
        read = claims.read(context.table, homes, sorted(every), at, kept=context.kept_banks(every))
        now_desk = replace(read.desk, shown_as=desk.shown_as) if read.desk else now_desk
    found = in_hand.among(mine, read.households, read.banks, now)
    for each in found:
        if not each.may_be_rung:
            in_hand.release(context, desk.caller, each.claim.id, now=now)
            now_desk = now_desk.without(each.claim.id)
    left = {each.claim.id for each in found if each.may_be_rung}
    made.gone = [c for c in shown if c not in left]
    return read.banks.get(bank_id), now_desk
