"""Sign-in by a code, and sessions.

A code is sent by e-mail, and holds for ten minutes and five tries; only the last one sent holds. Where no mail brings
it, an organiser hands one out (`hand_out_code`), which is a code beside it. What is stored of codes and tokens are
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
from ..storage import callers, mail_troubles, waiting
from ..storage.callers import Code, Session, Volunteer
from ..storage.waiting import Waiting
from .context import Context
from .sign_in_mail import code_mail, link

CODE_SECONDS: Final = 10 * 60
CODE_TRIES: Final = 5
HANDED_SECONDS: Final = 30 * 60
"""Long enough to be read out, or sent by another way than mail. Six digits and five tries are as hard to guess however
long they hold."""

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
    mailer: Mailer | None,
    email: str,
    join: str,
    ip: str,
    *,
    now: int,
    code: str,
    name: str = "",
    site: str = "",
    language: Language = "en",
) -> None:
    """Send a six-digit code to somebody on the list, or to whoever has a join code; with a link to the site (its
    address, without a slash at the end) that fills the code in. Where no mail brings it (no mailer, or mail to this
    address comes back), organisers are told that they wait for one; `name` is what somebody new is called.

    Says nothing of who is on the list: the same answer for all, and no mail to strangers. Raises TooMany by IP.
    """
    normal = normal_email(email)
    limit(context, f"code-ip#{hash_address(context, ip)}", CODES_AN_HOUR_BY_IP, now)
    address = hash_address(context, normal)
    window = now - now % WINDOW_SECONDS
    sent = callers.count(context.table, f"code#{address}", window, window + 2 * WINDOW_SECONDS)
    who = caller_id(context, normal)
    volunteer = callers.get(context.table, who)
    welcome = volunteer.active and not ended(context, volunteer) if volunteer else join_holds(context, join, now)
    if sent > CODES_AN_HOUR_BY_ADDRESS:
        return
    # A stranger's code is kept as well, and never sent: a wrong code is then answered alike for everybody.
    kept = Code(hash_code(context, normal, code), now, 0)
    callers.save_code(context.table, address, kept, now + CODE_SECONDS)
    if not welcome or over(context, now):
        return
    trouble = mail_troubles.get(context.table, who)
    if mailer is not None and not (trouble and trouble.lasting):
        mail = code_mail(context.campaign, code, link(site, normal, code, join), language)
        mailer.send(normal, mail.subject, mail.text)
    elif not _opens(_holds(callers.get_code(context.table, address, handed=True), HANDED_SECONDS, now)):
        called = volunteer.name if volunteer else clean_name(name)
        waiting.ask(context.table, Waiting(who, normal, called, "" if volunteer else join, now, now))


def sign_in(
    context: Context, email: str, code: str, name: str, join: str, ip: str, *, now: int, token: str
) -> NewSession:
    """Begin a session for whoever has the code that was sent to this address.

    Raises NotSignedIn (`code_wrong` with the tries that are left, `code_expired`), TooMany by IP, BreaksRule where a
    new volunteer gives no name.
    """
    normal = normal_email(email)
    limit(context, f"try-ip#{hash_address(context, ip)}", TRIES_AN_HOUR_BY_IP, now)
    address = hash_address(context, normal)
    used = _check_code(context, address, normal, code, now)
    volunteer = _volunteer(context, normal, name, join, now)
    callers.use_code(context.table, address, handed=used.handed)
    if not used.handed and mail_troubles.get(context.table, volunteer.id):
        # The mail has arrived.
        mail_troubles.clear(context.table, volunteer.id, now)
    ends = [now + SESSION_SECONDS, *([context.campaign.ends] if context.campaign.ends else [])]
    session = Session(volunteer.id, hash_token(token), min(ends))
    callers.start_session(context.table, session)
    return NewSession(volunteer, token, session.expires)


def join_open(context: Context, join: str, ip: str, *, now: int) -> bool:
    """Whether somebody new may join by a code now. Raises TooMany by IP, so that codes can't be tried out."""
    limit(context, f"join-ip#{hash_address(context, ip)}", JOINS_AN_HOUR_BY_IP, now)
    return not over(context, now) and join_holds(context, join, now)


def sign_out(context: Context, caller: str, token: str) -> None:
    """End a session."""
    callers.end_session(context.table, caller, hash_token(token))


def _check_code(context: Context, address: str, email: str, code: str, now: int) -> Code:
    sent, handed = callers.get_codes(context.table, address)
    typed = hash_code(context, email, code.strip())
    handed = _holds(handed, HANDED_SECONDS, now)
    # One that was handed out opens, and shows in no other answer: only who is on the list ever has one.
    tried = handed is not None and callers.count_try(context.table, address, handed, CODE_TRIES)
    if tried and handed and hmac.compare_digest(handed.code_hash, typed):
        return handed
    kept = _holds(sent, CODE_SECONDS, now)
    if kept is None:
        raise NotSignedIn("This code has run out: have a new one sent.", code="code_expired")
    if not callers.count_try(context.table, address, kept, CODE_TRIES):
        raise NotSignedIn("Too many tries: have a new code sent.", {"tries_left": 0}, code="code_expired")
    if not hmac.compare_digest(kept.code_hash, typed):
        left = max(0, CODE_TRIES - kept.tries - 1)
        raise NotSignedIn("This is not the code that was sent last.", {"tries_left": left}, code="code_wrong")
    return kept


def _holds(code: Code | None, seconds: int, now: int) -> Code | None:
    return code if code and code.sent_at + seconds > now else None


def _opens(code: Code | None) -> bool:
    return code is not None and code.tries < CODE_TRIES


def _volunteer(context: Context, email: str, name: str, join: str, now: int) -> Volunteer:
    known = callers.get(context.table, caller_id(context, email))
    name = clean_name(name)
    if over(context, now) or (known is not None and (not known.active or ended(context, known))):
        raise NotSignedIn("This account has been closed: ask an organiser.", code="closed")
    if known is not None:
        if name and not known.name:
            callers.rename(context.table, known.id, name)
            return replace(known, name=name)
        return known
    if not join_holds(context, join, now):
        raise NotSignedIn("This is not the code that was sent last.", {"tries_left": 0}, code="code_wrong")
    if not name:
        raise BreaksRule("Say what you are called.", {"field": "name"}, code="name_needed")
    joined = Volunteer(caller_id(context, email), email, name, "caller", joined=now)
    callers.add(context.table, joined)
    return joined


def clean_name(name: str) -> str:
    """What somebody is called, as it is kept."""
    return " ".join(name.split())[:LONGEST_NAME]


def join_holds(context: Context, join: str, now: int) -> bool:
    """Whether somebody new may come in by a join code; no limit on looks."""
    found = callers.join_code(context.table, join) if join and not context.campaign.closing else None
    return found is not None and int(found.get("until", 0)) > now


def ended(context: Context, volunteer: Volunteer) -> bool:
    """Whether calling has ended for good, and with it the access of whoever only calls."""
    return bool(context.campaign.closing) and volunteer.role == "caller"


def over(context: Context, now: int) -> bool:
    """Whether the campaign is over, and everybody's access with it."""
    return bool(context.campaign.ends) and context.campaign.ends <= now


def limit(
    context: Context, what: str, most: int, now: int, message: str = "Too many tries from your network: wait a while."
) -> None:
    """Count something within this hour. Raises TooMany with the message where it is more than `most`."""
    window = now - now % WINDOW_SECONDS
    if callers.count(context.table, what, window, window + 2 * WINDOW_SECONDS) > most:
        raise TooMany(message, {"retry_after": window + WINDOW_SECONDS - now})


def hash_address(context: Context, value: str) -> str:
    """An address of mail or of the network as it stands in keys."""
    return short_hash(context.campaign.secret, "address", value, 26)


def hash_code(context: Context, email: str, code: str) -> str:
    """A sign-in code for an address, as it is kept."""
    return hmac.new(context.campaign.secret, f"code\0{email}\0{code}".encode(), hashlib.sha256).hexdigest()
