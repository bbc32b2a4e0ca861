"""Finish what was broken off between the steps of recording a call.

A call that concerns no others is written in steps, each a write of one item: the call, what it raises for the
organisers, its household, its caller's desk. Once the first is there the call stands. A crash after it leaves traces,
and whoever meets one does the rest: the claim is still on the household, or its token is still on the desk. So nobody
may end a claim, hand its household on or take its slot away without having asked here.
"""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final

from ..domain import claim_id as claim_ids
from ..domain import erasing
from ..domain.bank import Bank
from ..domain.claim_id import ClaimParts
from ..domain.desk import Desk
from ..domain.errors import NotThere, TryAgain
from ..domain.household import Household
from ..domain.placement import place
from ..domain.quality import raised_by
from ..domain.recording import Call, with_entry
from ..storage import calls, claims, desks, households, quality
from . import elsewhere
from .context import Context

_ROUNDS: Final = 10


def recorded(context: Context, claim_id: str, parts: ClaimParts, *, now: int) -> Call | None:
    """The first version of the call of a claim, with all that follows from it done; None where nothing was recorded.
    One request where there is none."""
    call = calls.first(context.table, claim_id, parts)
    if call is not None:
        finish(context, call, now=now)
    return call


def finish(context: Context, call: Call, *, now: int, on_log: bool = False) -> None:
    """Do all that follows from the first version of a call, as far as it is not done; `on_log`: it is known to be on
    the log."""
    if not on_log:
        put_on_log(context, call, now=now)
    desks.pay(context.table, calls.owed(call))


def put_on_log(
    context: Context, call: Call, *, now: int, before: Household | None = None, known: Mapping[str, Bank] | None = None
) -> None:
    """Put a call that stands on its household's log, whose claim ends with it. Nothing happens where it is there
    already, or where the household is not on the list any more. `before` and `known` are the household and its banks
    where they were read a moment ago, and where nobody of the call lived elsewhere. Raises TryAgain where the household
    is written by others all the time: the call stands, and asking again goes on from here.
    """
    raised_already = False
    for _ in range(_ROUNDS):
        household = before or households.get(context.table, call.household)
        fresh, before = before is not None, None
        if household is None or household.entry(call.entry.claim):
            return
        call = erasing.call(call, erasing.gone_from(household, call.entry))
        # Before the log, which says that they are there: a correction may take them back.
        matters = {} if raised_already else raised_by(call)
        for about, raised in matters.items():
            quality.put(context.table, call.entry.claim, about, raised)
        raised_already = True
        after = with_entry(household, call.entry)
        if not after.held(now):
            after = households.in_queue(after, place(after, context.banks_of(after, known or {}), now))
        others = () if fresh else elsewhere.changed(context, household, call.entry, now)
        try:
            households.save_together(context.table, (household, after), *others)
        except households.ChangedMeanwhile:
            # A bank that was closed meanwhile has had its households arranged: by what was read, it may still be open.
            known = None
            continue
        return
    raise TryAgain("This household is being written by others.")


def lapsed_on(context: Context, of: Collection[Household], *, now: int) -> bool:
    """Whether a call was recorded of a claim that ran out on one of these households; then all that follows is done,
    and they are not as they were. One request for a hundred claims, and none for none."""
    ended = [h.claim.id for h in of if h.claim and not h.held(now)]
    return bool(each_of(context, [*ended, *(h.lapsed.id for h in of if h.lapsed)], now=now))


def without_lapsed(context: Context, household: Household, *, now: int, holder: str = "") -> Household | None:
    """A household before it is claimed otherwise than from a queue: as it is once the calls of claims that ran out on
    it are on its log, and the call of a claim that its `holder` goes on with. The write that claims it takes `lapsed`
    away. None where it is not on the list any more."""
    claim = household.claim
    over = claim if claim and (claim.until <= now or claim.caller == holder) else None
    ended = [each for each in (household.lapsed, over) if each]
    found = [recorded_on(context, each.id, now) for each in ended]
    if not any(found):
        return household
    return households.get(context.table, household.id)


def after_lapsed(context: Context, claimed: Household, *, now: int) -> Household:
    """A household that was just claimed from a queue, with the call of the claim that ran out on it on its log. Raises
    TryAgain where it is not ours any more."""
    found: Household | None = claimed
    if claimed.lapsed and recorded_on(context, claimed.lapsed.id, now):
        found = households.get(context.table, claimed.id)
    for _ in range(_ROUNDS):
        if found is None or found.claim != claimed.claim:
            break
        if found.lapsed is None:
            return found
        try:
            return households.save(context.table, found, replace(found, lapsed=None))
        except households.ChangedMeanwhile:
            found = households.get(context.table, claimed.id)
    raise TryAgain("This household is being written by others.")


def on_desks(context: Context, of: Iterable[Desk], *, now: int) -> list[Desk]:
    """Desks of a day that does not change any more, with the calls that were recorded and not counted: nobody takes a
    slot there again who would meet them. One request for a hundred slots that were left."""
    there = list(of)
    theirs = each_of(context, (claim for desk in there for claim in (*desk.slots, *desk.freed)), now=now)
    return [desks.get(context.table, d.day, d.caller) if d.caller in theirs else d for d in there]


def each_of(context: Context, claim_ids_: Iterable[str], *, now: int) -> set[str]:
    """Do what is left to do for those of these claims of which a call was recorded; whose they were. One request for a
    hundred of them, and none for none."""
    parts = {}
    for claim in claim_ids_:
        with suppress(NotThere):
            parts[claim] = claim_ids.read(claim, context.campaign.secret)
    theirs = set()
    for claim in sorted(claims.read(context.table, (), (), claims=parts).recorded):
        recorded(context, claim, parts[claim], now=now)
        theirs.add(parts[claim].caller)
    return theirs


def recorded_on(context: Context, claim_id: str, now: int) -> bool:
    """Whether a call of a claim was recorded; then all that follows from it is done."""
    try:
        parts = claim_ids.read(claim_id, context.campaign.secret)
    except NotThere:
        return False
    return recorded(context, claim_id, parts, now=now) is not None
