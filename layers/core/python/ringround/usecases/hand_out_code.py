"""Sign-in codes that no mail brings: an organiser sees who waits for one, and hands it out.

It is shown once, to be read out or sent by another way, and holds for half an hour, five tries from each network and
one sign-in. Whoever has it can sign in as that person: so an organiser can't have one for an admin, each is written
down, and sessions and codes that come of it are known as those of whoever handed out the first one.
"""

from dataclasses import dataclass

from ..domain.errors import BreaksRule, NotAllowed, NotThere, TryAgain
from ..domain.hours import uk_day
from ..domain.mail_trouble import Trouble
from ..storage import callers, desks, mail_troubles, waiting
from ..storage.callers import Code, Volunteer
from ..storage.waiting import Waiting
from . import audit
from .context import Context
from .sign_in import HANDED_SECONDS, caller_id, ended, hash_address, hash_code, join_holds, limit
from .sign_in_mail import link

CODES_AN_HOUR_TO_ONE = 6
"""As many as are sent by mail."""
CODES_AN_HOUR_BY_ONE = 120
"""One organiser at the door of a full hall."""
MOST_WAITING = 100
"""So many are shown; the others move up."""

AT_THE_TERMINAL = "terminal"
"""Who handed a code out that staff had made for them, with the credentials that deployed."""

_TOO_MANY = "Too many codes were handed out: wait a while."


@dataclass(frozen=True, slots=True)
class Handed:
    """A code that was handed out: `link` fills it in (empty without a site), `until` is epoch seconds."""

    volunteer: Volunteer
    code: str
    link: str
    until: int


def hand_out_code(
    context: Context, by: Volunteer, caller: str, *, now: int, code: str, site: str = "", handed_by: str = ""
) -> Handed:
    """A code for somebody on the list, or for somebody new who waits for one: they are on the list from then on.
    `handed_by` handed out the code by which whoever does it came in, if anybody, and may be who they are.

    Raises NotThere, NotAllowed (`admins_only`), BreaksRule (`removed`, `closed`), TooMany, TryAgain.
    """
    found = callers.get(context.table, caller)
    who = found or _newcomer(context, caller, now)
    if who.role == "admin" and by.role != "admin":
        raise NotAllowed("Only an admin may do this.", code="admins_only")
    limit(context, f"handed-by#{by.id}", CODES_AN_HOUR_BY_ONE, now, _TOO_MANY)
    _check(context, who, now)
    if found is None:
        audit.note(context, by.id, "volunteers_added", now=now, people=1)
        if not callers.add(context.table, who):
            # Somebody else put them on the list in this moment, as what has to be looked at.
            raise TryAgain("They were put on the list just now. Try again.")
        desks.reopen_for_new(context.table, uk_day(now), who.id)
    first = by.id if handed_by in {"", AT_THE_TERMINAL} else handed_by
    return _hand_out(context, by.id, first, who, now=now, code=code, site=site)


def hand_out_at_terminal(context: Context, email: str, *, now: int, code: str, site: str = "") -> Handed:
    """A code for whoever has this address: for staff, whom their AWS credentials have let in. Raises as above, and
    Malformed."""
    who = callers.get(context.table, caller_id(context, email))
    if who is None:
        raise NotThere("Nobody on the list has this address.", code="volunteer_unknown")
    _check(context, who, now)
    return _hand_out(context, AT_THE_TERMINAL, AT_THE_TERMINAL, who, now=now, code=code, site=site)


def who_waits(context: Context, now: int) -> list[Waiting]:
    """Those who wait for a code, first who waits the longest. Whoever came by a join link that has ended meanwhile is
    left out, so that ending it is enough where strangers got hold of it."""
    asking = waiting.every(context.table, now)
    if not asking:
        return []
    joins = {} if context.campaign.closing else callers.join_codes(context.table)
    known = callers.get_many(context.table, [each.id for each in asking])

    def welcome(each: Waiting) -> bool:
        volunteer = known.get(each.id)
        if volunteer:
            return volunteer.active and not ended(context, volunteer, now)
        return joins.get(each.join, 0) > now

    return [each for each in asking if welcome(each)][:MOST_WAITING]


def send_away(context: Context, by: Volunteer, caller: str, *, now: int) -> None:
    """Somebody who waits gets no code now; they may ask again."""
    audit.note(context, by.id, "waiting_sent_away", now=now)
    waiting.end(context.table, caller)


def troubles(context: Context) -> dict[str, Trouble]:
    """Everybody whose mail did not arrive, by id."""
    return mail_troubles.every(context.table)


def let_mail_through(context: Context, by: Volunteer, caller: str, *, now: int) -> Volunteer:
    """Mail to somebody is tried again: whatever was wrong with it was put right. Raises NotThere."""
    found = callers.get(context.table, caller)
    if found is None:
        raise NotThere("There is no such volunteer.", code="volunteer_unknown")
    audit.note(context, by.id, "mail_let_through", caller, now=now)
    mail_troubles.clear(context.table, caller, now)
    return found


def _newcomer(context: Context, caller: str, now: int) -> Volunteer:
    asking = waiting.get(context.table, caller, now)
    if asking is None or not join_holds(context, asking.join, now):
        raise NotThere("There is no such volunteer.", code="volunteer_unknown")
    return Volunteer(caller, asking.email, asking.name, "caller", joined=now)


def _check(context: Context, who: Volunteer, now: int) -> None:
    if not who.active:
        raise BreaksRule("They were removed: take them back first.", code="removed")
    if ended(context, who, now):
        raise BreaksRule("The campaign is over: nobody new signs in.", code="closed")
    limit(context, f"handed-to#{who.id}", CODES_AN_HOUR_TO_ONE, now, _TOO_MANY)


def _hand_out(context: Context, by: str, first: str, who: Volunteer, *, now: int, code: str, site: str) -> Handed:
    audit.note(context, by, "code_handed_out", who.id, now=now)
    kept = Code(hash_code(context, who.email, code), now, 0, handed_by=first, handed_as=who.role)
    until = now + HANDED_SECONDS
    callers.save_code(context.table, hash_address(context, who.email), kept, until)
    waiting.end(context.table, who.id)
    return Handed(who, code, link(site, who.email, code, ""), until)
