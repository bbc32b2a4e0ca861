"""Held contacts: households in callers' hands, and giving them back for them."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Final

from ..domain.claim_id import read
from ..domain.desk import Desk
from ..domain.errors import NotThere
from ..domain.hours import uk_day
from ..storage import desks, overview
from . import in_hand
from .context import Context

AT_ONCE: Final = 8
"""Households given back side by side: 300 callers hold 600, at some 30 ms each."""


def days(now: int) -> tuple[str, str]:
    """Today and yesterday: a claim lasts four hours at most, so it is on the desk of one of these."""
    today = date.fromisoformat(uk_day(now))
    return today.isoformat(), (today - timedelta(days=1)).isoformat()


def return_all(context: Context, *, now: int) -> int:
    """Give back all that is in callers' hands; how many households there were."""
    return _give_back(context, (desk for day in days(now) for desk in desks.all_of(context.table, day)), now)


def return_of(context: Context, caller: str, *, now: int) -> int:
    """Give back what one caller has in hand; how many households there were."""
    return _give_back(context, [desks.get(context.table, day, caller) for day in days(now)], now)


def _give_back(context: Context, of: Iterable[Desk], now: int) -> int:
    """The caller's page learns of it as of every claim that ends: it names what it shows, and is told what is gone. A
    call that is going on is recorded all the same: the claim lapses, and an import whose household was in somebody's
    hands a moment ago is not undone."""
    held = [(desk, claim) for desk in of for claim in desk.live(now)]

    def end(what: tuple[Desk, str]) -> bool:
        desk, claim = what
        try:
            parts = read(claim, context.campaign.secret)
        except NotThere:
            return False
        ended = in_hand.end(context, claim, parts, now, lambda household: household, lapses=True)
        desks.free(context.table, desk.day, desk.caller, claim, now=now)
        return ended

    if not held:
        return 0
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="held") as pool:
        returned = sum(pool.map(end, held))
    overview.expire(context.table)
    return returned
