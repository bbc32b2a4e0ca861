"""Sign-in by a code sent by e-mail, and sessions.

A code holds for ten minutes and five tries; only the last one sent holds. What is stored of codes and tokens are
hashes. Whether an address is registered can't be told from any answer (design.md, section 6).
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from typing import Final

from ..domain.claim_id import short_hash
from ..domain.errors import BreaksRule, Malformed, NotSignedIn, TooMany
from ..mail import Language, Mailer
from ..storage import callers
from ..storage.callers import Code, Session, Volunteer
from .context import Context
from .sign_in_mail import code_mail, link

CODE_SECONDS: Final = 10 * 60
CODE_TRIES: Final = 5
SESSION_SECONDS: Final = 7 * 24 * 3600
WINDOW_SECONDS: Final = 3600
CODES_AN_HOUR_BY_ADDRESS: Final = 6
CODES_AN_HOUR_BY_IP: Final = 60
TRIES_AN_HOUR_BY_IP: Final = 120
JOINS_AN_HOUR_BY_IP: Final = 600
"""Looks at join links: a hall of volunteers behind one address opens each of them more than once."""

LONGEST_NAME: Final = 80

_EMAIL = re.compile(r"[^@\s<>\",;:\\()\[\]]{1,64}@[^@\s<>\",;:\\()\[\]]{1,190}\.[^@\s<>\",;:\\()\[\]]{2,63}")


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that began just now. `token` goes into the cookie and nowhere else."""

    volunteer: Volunteer
    token: str
    expires: int


def normal_email(email: str) -> str:
    """An e-mail address as it is compared. Raises Malformed where it can be no address."""
    normal = email.strip().casefold()
    if not _EMAIL.fullmatch(normal):
        raise Malformed("This does not look like an e-mail address.", {"field": "email"}, code="email_invalid")
    return normal


def caller_id(context: Context, email: str) -> str:
    """The id of whoever has this address."""
    return short_hash(context.campaign.secret, "caller", normal_email(email), 12)


def hash_token(token: str) -> str:
    """A token as it is stored. 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def send_code(
    context: Context,
    mailer: Mailer,
    email: str,
    join: str,
    ip: str,
    *,
    now: int,
    code: str,
    site: str = "",
    language: Language = "en",
) -> None:
    """Send a six-digit code to somebody on the list, or to whoever has a join code; with a link to the site (its
    address, without a slash at the end) that fills the code in.

    Says nothing of who is on the list: the same answer for all, and no mail to strangers. Raises TooMany by IP.
    """
    normal = normal_email(email)
    _limit(context, f"code-ip#{_private(context, ip)}", CODES_AN_HOUR_BY_IP, now)
    address = _private(context, normal)
    window = now - now % WINDOW_SECONDS
    sent = callers.count(context.table, f"code#{address}", window, window + 2 * WINDOW_SECONDS)
    volunteer = callers.get(context.table, caller_id(context, normal))
    welcome = volunteer.active and not _ended(context, volunteer) if volunteer else _join_open(context, join, now)
    if sent > CODES_AN_HOUR_BY_ADDRESS:
        return
    # A stranger's code is kept as well, and never sent: a wrong code is then answered alike for everybody.
    kept = Code(_code_hash(context, normal, code), now, 0)
    callers.save_code(context.table, address, kept, now + CODE_SECONDS)
    if welcome and not _over(context, now):
        mail = code_mail(context.campaign, code, link(site, normal, code, join), language)
        mailer.send(normal, mail.subject, mail.text)


def sign_in(
    context: Context, email: str, code: str, name: str, join: str, ip: str, *, now: int, token: str
) -> NewSession:
    """Begin a session for whoever has the code that was sent to this address.

    Raises NotSignedIn (`code_wrong` with the tries that are left, `code_expired`), TooMany by IP, BreaksRule where a
    new volunteer gives no name.
    """
    normal = normal_email(email)
    _limit(context, f"try-ip#{_private(context, ip)}", TRIES_AN_HOUR_BY_IP, now)
    address = _private(context, normal)
    _check_code(context, address, normal, code, now)
    volunteer = _volunteer(context, normal, name, join, now)
    callers.use_code(context.table, address)
    ends = [now + SESSION_SECONDS, *([context.campaign.ends] if context.campaign.ends else [])]
    session = Session(volunteer.id, hash_token(token), min(ends))
    callers.start_session(context.table, session)
    return NewSession(volunteer, token, session.expires)


def join_open(context: Context, join: str, ip: str, *, now: int) -> bool:
    """Whether somebody new may join by a code now. Raises TooMany by IP, so that codes can't be tried out."""
    _limit(context, f"join-ip#{_private(context, ip)}", JOINS_AN_HOUR_BY_IP, now)
    return not _over(context, now) and _join_open(context, join, now)


def sign_out(context: Context, caller: str, token: str) -> None:
    """End a session."""
    callers.end_session(context.table, caller, hash_token(token))


def _check_code(context: Context, address: str, email: str, code: str, now: int) -> None:
    kept = callers.get_code(context.table, address)
    if kept is None or kept.sent_at + CODE_SECONDS <= now:
        raise NotSignedIn("This code has run out: have a new one sent.", code="code_expired")
    if not callers.count_try(context.table, address, kept, CODE_TRIES):
        raise NotSignedIn("Too many tries: have a new code sent.", {"tries_left": 0}, code="code_expired")
    if not hmac.compare_digest(kept.code_hash, _code_hash(context, email, code.strip())):
        left = max(0, CODE_TRIES - kept.tries - 1)
        raise NotSignedIn("This is not the code that was sent last.", {"tries_left": left}, code="code_wrong")


def _volunteer(context: Context, email: str, name: str, join: str, now: int) -> Volunteer:
    known = callers.get(context.table, caller_id(context, email))
    name = " ".join(name.split())[:LONGEST_NAME]
    if _over(context, now) or (known is not None and (not known.active or _ended(context, known))):
        raise NotSignedIn("This account has been closed: ask an organiser.", code="closed")
    if known is not None:
        if name and not known.name:
            callers.rename(context.table, known.id, name)
            return replace(known, name=name)
        return known
    if not _join_open(context, join, now):
        raise NotSignedIn("This is not the code that was sent last.", {"tries_left": 0}, code="code_wrong")
    if not name:
        raise BreaksRule("Say what you are called.", {"field": "name"}, code="name_needed")
    joined = Volunteer(caller_id(context, email), email, name, "caller", joined=now)
    callers.add(context.table, joined)
    return joined


def _join_open(context: Context, join: str, now: int) -> bool:
    found = callers.join_code(context.table, join) if join and not context.campaign.closing else None
    return found is not None and int(found.get("until", 0)) > now


def _ended(context: Context, volunteer: Volunteer) -> bool:
    """Whether calling has ended for good, and with it the access of whoever only calls."""
    return bool(context.campaign.closing) and volunteer.role == "caller"


def _over(context: Context, now: int) -> bool:
    return bool(context.campaign.ends) and context.campaign.ends <= now


def _limit(context: Context, what: str, most: int, now: int) -> None:
    window = now - now % WINDOW_SECONDS
    if callers.count(context.table, what, window, window + 2 * WINDOW_SECONDS) > most:
        wait = window + WINDOW_SECONDS - now
        raise TooMany("Too many tries from your network: wait a while.", {"retry_after": wait})


def _private(context: Context, value: str) -> str:
    return short_hash(context.campaign.secret, "address", value, 26)


def _code_hash(context: Context, email: str, code: str) -> str:
    return hmac.new(context.campaign.secret, f"code\0{email}\0{code}".encode(), hashlib.sha256).hexdigest()
