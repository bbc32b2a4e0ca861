"""Sign-in by a code, and sessions.

A code is sent by e-mail, and holds for ten minutes and five tries; only the last one that a device asked for holds.
Where no mail brings it, an organiser hands one out (`hand_out_code`), which is a code beside it. What is stored of
codes and tokens are hashes.

Whether an address is registered can't be told from any answer, nor from how long it takes: the table is asked the same
for everybody, and a mail goes out for everybody, if need be to nobody (`Mailer.send_to_nobody`).

Nobody can lock somebody else out. Tries are counted for the device that asked (`Device`), so a stranger's wrong ones
use up none of mine, nor does a code that they ask for void mine. Devices that did not ask share five tries an hour for
each address. One network gets half of the codes that an address can have in an hour or a day, and a device on which
its owner has signed in before has a budget of its own. A code that was handed out has tries of its own, five from each
network. What somebody can guess in an hour, from however many networks, is bounded all the same: five tries for each
of twelve codes, thirty a day, and sixty for each code that was handed out.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from typing import Final

from ..domain.claim_id import short_hash
from ..domain.errors import BreaksRule, Malformed, NotSignedIn, TooMany
from ..domain.hours import uk_day
from ..mail import Language, Mailer
from ..storage import callers, desks, keys, mail_troubles, waiting
from ..storage.callers import Code, Session, Volunteer
from ..storage.waiting import Waiting
from .context import Context
from .sign_in_mail import code_mail, link

CODE_SECONDS: Final = 10 * 60
CODE_TRIES: Final = 5
HANDED_SECONDS: Final = 30 * 60
"""Long enough to be read out, or sent by another way than mail."""
HANDED_TRIES_BY_IP: Final = 5
HANDED_TRIES: Final = 60
"""At one code, from all networks together: more than a stranger with a few of them can use up."""

SESSION_SECONDS: Final = 7 * 24 * 3600
LATE_SECONDS: Final = 24 * 3600
"""After calling has ended for good: for what a caller has recorded and not sent yet, and for nothing else."""
WINDOW_SECONDS: Final = 3600
DAY_SECONDS: Final = 24 * 3600
CODES_AN_HOUR_BY_ADDRESS: Final = 12
CODES_A_DAY_BY_ADDRESS: Final = 30
CODES_AN_HOUR_BY_ADDRESS_AND_IP: Final = 6
CODES_A_DAY_BY_ADDRESS_AND_IP: Final = 15
CODES_AN_HOUR_BY_DEVICE: Final = 6
"""On a device on which this address has signed in before: beside those above."""
CODES_AN_HOUR_BY_IP: Final = 60
TRIES_AN_HOUR_BY_IP: Final = 120
TRIES_AN_HOUR_BY_OTHERS: Final = 5
"""For an address, by all devices together that did not ask for its code: the link in a mail may be opened on another
one."""
JOINS_AN_HOUR_BY_IP: Final = 600
"""Looks at join links: a hall of volunteers behind one address opens each of them more than once."""

LONGEST_NAME: Final = 80
_NO_CODE: Final = "000000"
"""In a mail to nobody."""

_NOT_IN_EMAIL = r"@\s\x00-\x1f\x7f-\x9f<>\",;:\\()\[\]"
_EMAIL = re.compile(rf"[^{_NOT_IN_EMAIL}]{{1,64}}@[^{_NOT_IN_EMAIL}]{{1,190}}\.[^{_NOT_IN_EMAIL}]{{2,63}}")


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that began just now. `token` goes into the cookie and nowhere else."""

    volunteer: Volunteer
    token: str
    expires: int
    device: "Device"


@dataclass(frozen=True, slots=True)
class Device:
    """A browser, as a cookie of its own tells it from others: `mark` is 128 random bits; `proof` says, under the
    campaign's secret, who signed in there last. It opens nothing, and says nothing of anybody."""

    mark: str
    proof: str = ""

    @property
    def id(self) -> str:
        """The mark as it stands in keys."""
        return hash_token(self.mark)[:32]

    def proven(self, context: Context, email: str) -> "Device":
        """The device once somebody has signed in on it."""
        return replace(self, proof=short_hash(context.campaign.secret, "device", f"{self.mark}\0{email}", 26))

    def knows(self, context: Context, email: str) -> bool:
        """Whether it was this address that signed in there last."""
        return hmac.compare_digest(self.proof.encode(), self.proven(context, email).proof.encode())


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
    device: Device,
    name: str = "",
    site: str = "",
    language: Language = "en",
) -> None:
    """Send a six-digit code to somebody on the list, or to whoever has a join code; with a link to the site (its
    address, without a slash at the end) that fills the code in. Where no mail brings it (no mailer, or mail to this
    address comes back), organisers are told that they wait for one; `name` is what somebody new is called.

    Says nothing of who is on the list: the same answer and the same requests for all, and no mail to strangers. Raises
    TooMany by IP.
    """
    normal = normal_email(email)
    network = hash_address(context, ip)
    limit(context, f"code-ip#{network}", CODES_AN_HOUR_BY_IP, now)
    address, who = hash_address(context, normal), caller_id(context, normal)
    if not _may_have_one(context, address, network, device if device.knows(context, normal) else None, now):
        return
    volunteer = callers.get(context.table, who)
    joins = join_holds(context, join, now)
    trouble = mail_troubles.get(context.table, who)
    codes = callers.get_codes(context.table, address)
    welcome = volunteer.active and not ended(context, volunteer, now) if volunteer else joins
    by_mail = mailer is not None and not (trouble and trouble.lasting)
    used_up = any(code.device == device.id and code.tries >= CODE_TRIES for code in codes)
    # A stranger's code is kept as well, and never sent: a wrong code is then answered alike for everybody.
    kept = Code(hash_code(context, normal, code), now, 0, device.id)
    callers.save_code(context.table, address, kept, now + CODE_SECONDS)
    if welcome and not by_mail and (used_up or not _handed_out(codes, now)):
        called = volunteer.name if volunteer else clean_name(name)
        waiting.ask(context.table, Waiting(who, normal, called, "" if volunteer else join, now, now))
    else:
        _count(context, f"not-waiting#{address}", now)
    if mailer is None:
        return
    if welcome and by_mail:
        mail = code_mail(context.campaign, code, link(site, normal, code, join), language)
        mailer.send(normal, mail.subject, mail.text)
    else:
        mail = code_mail(context.campaign, _NO_CODE, link(site, "", _NO_CODE, ""), language)
        mailer.send_to_nobody(mail.subject, mail.text)


def _may_have_one(context: Context, address: str, network: str, known: Device | None, now: int) -> bool:
    """Whether one more code may be sent to an address. What one network asks for in vain counts for no other."""
    if known:
        return _count(context, f"code-device#{known.id}", now) <= CODES_AN_HOUR_BY_DEVICE
    return (
        _count(context, f"code#{address}#{network}", now) <= CODES_AN_HOUR_BY_ADDRESS_AND_IP
        and _count(context, f"code-day#{address}#{network}", now, DAY_SECONDS) <= CODES_A_DAY_BY_ADDRESS_AND_IP
        and _count(context, f"code#{address}", now) <= CODES_AN_HOUR_BY_ADDRESS
        and _count(context, f"code-day#{address}", now, DAY_SECONDS) <= CODES_A_DAY_BY_ADDRESS
    )


def sign_in(
    context: Context,
    email: str,
    code: str,
    name: str,
    join: str,
    ip: str,
    *,
    now: int,
    token: str,
    device: Device,
    before: tuple[str, str] = ("", ""),
) -> NewSession:
    """Begin a session for whoever has the code that was sent to this address. It ends the one that the browser had
    `before` (caller's id and token, empty where it had none): on a device that is lent, nobody's is left behind.

    Raises NotSignedIn (`code_wrong` with the tries that are left, `code_expired`), TooMany by IP, BreaksRule where a
    new volunteer gives no name.
    """
    normal, network = normal_email(email), hash_address(context, ip)
    limit(context, f"try-ip#{network}", TRIES_AN_HOUR_BY_IP, now)
    address = hash_address(context, normal)
    used = _check_code(context, address, network, hash_code(context, normal, code.strip()), device, now)
    volunteer = _volunteer(context, normal, name, join, now)
    expires = now + SESSION_SECONDS
    if volunteer.role == "caller" and context.campaign.ends:
        expires = min(expires, context.campaign.ends + LATE_SECONDS)
    session = Session(volunteer.id, hash_token(token), expires, used.handed_by, used.handed_as)
    instead = keys.session(before[0], hash_token(before[1])) if all(before) else None
    if callers.outranked(used, volunteer) or not callers.begin_session(context.table, address, used, session, instead):
        raise _run_out()
    if not used.handed and mail_troubles.get(context.table, volunteer.id):
        # The mail has arrived.
        mail_troubles.clear(context.table, volunteer.id, now)
    return NewSession(volunteer, token, session.expires, device.proven(context, normal))


def join_open(context: Context, join: str, ip: str, *, now: int) -> bool:
    """Whether somebody new may join by a code now. Raises TooMany by IP, so that codes can't be tried out."""
    limit(context, f"join-ip#{hash_address(context, ip)}", JOINS_AN_HOUR_BY_IP, now)
    return join_holds(context, join, now)


def sign_out(context: Context, caller: str, token: str) -> None:
    """End a session."""
    callers.end_session(context.table, caller, hash_token(token))


def _check_code(context: Context, address: str, network: str, typed: str, device: Device, now: int) -> Code:
    """The code that was typed (as a hash), and counted as a try of whoever typed it."""
    codes = callers.get_codes(context.table, address)
    mailed = [code for code in codes if not code.handed and _holds(code, CODE_SECONDS, now)]
    own = [code for code in mailed if code.device == device.id]
    others = [code for code in mailed if code.device != device.id]
    found, left = _mailed(context, address, typed, own, others, now)
    found = found or _handed(context, address, network, typed, _handed_out(codes, now), now)
    if found:
        return found
    if not mailed:
        raise _run_out()
    if left < 0:
        raise NotSignedIn("Too many tries: have a new code sent.", {"tries_left": 0}, code="code_expired")
    raise NotSignedIn("This is not the code that was sent last.", {"tries_left": left}, code="code_wrong")


def _mailed(
    context: Context, address: str, typed: str, own: list[Code], others: list[Code], now: int
) -> tuple[Code | None, int]:
    """The code by mail that was typed, if it was, and the tries that are left: less than 0 where this was none."""
    if not own:
        left = TRIES_AN_HOUR_BY_OTHERS - _count(context, f"try-other#{address}", now)
        return _matching(typed, others) if left >= 0 else None, left
    if not callers.count_try(context.table, address, own[0], CODE_TRIES):
        return None, -1
    found = _matching(typed, own)
    if not found and others and _count(context, f"try-other#{address}", now) <= TRIES_AN_HOUR_BY_OTHERS:
        found = _matching(typed, others)
    return found, CODE_TRIES - own[0].tries - 1


def _handed(context: Context, address: str, network: str, typed: str, handed: list[Code], now: int) -> Code | None:
    """The code that was handed out, if that was typed: only who is on the list ever has one, so tries at it are counted
    for everybody, and it shows in no other answer."""
    since = handed[0].sent_at if handed else now - now % HANDED_SECONDS
    most = {f"try-handed#{address}#{network}": HANDED_TRIES_BY_IP, f"try-handed#{address}": HANDED_TRIES}
    within = all(callers.count(context.table, what, since, since + HANDED_SECONDS) <= most[what] for what in most)
    return _matching(typed, handed) if within else None


def _matching(typed: str, codes: list[Code]) -> Code | None:
    """The code that was typed, in a time that tells nothing of it."""
    found = [code for code in codes if hmac.compare_digest(code.code_hash, typed)]
    return found[0] if found else None


def _run_out() -> NotSignedIn:
    return NotSignedIn("This code has run out: have a new one sent.", code="code_expired")


def _holds(code: Code, seconds: int, now: int) -> bool:
    return code.sent_at + seconds > now


def _handed_out(codes: list[Code], now: int) -> list[Code]:
    """The code that was handed out, where it still opens."""
    return [code for code in codes if code.handed and code.tries < CODE_TRIES and _holds(code, HANDED_SECONDS, now)]


def _volunteer(context: Context, email: str, name: str, join: str, now: int) -> Volunteer:
    known = callers.get(context.table, caller_id(context, email))
    name = clean_name(name)
    if (not known.active or ended(context, known, now)) if known else context.campaign.over(now):
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
    desks.reopen_for_new(context.table, uk_day(now), joined.id)
    return joined


def clean_name(name: str) -> str:
    """What somebody is called, as it is kept."""
    return " ".join(name.split())[:LONGEST_NAME]


def join_holds(context: Context, join: str, now: int) -> bool:
    """Whether somebody new may come in by a join code; no limit on looks."""
    found = callers.join_code(context.table, join) if join and not context.campaign.closing else None
    return found is not None and int(found.get("until", 0)) > now and not context.campaign.over(now)


def ended(context: Context, volunteer: Volunteer, now: int) -> bool:
    """Whether calling has ended for good, and with it the access of whoever only calls. Organisers have still to take
    the results out, and to have everything destroyed."""
    return volunteer.role == "caller" and (bool(context.campaign.closing) or context.campaign.over(now))


def limit(
    context: Context, what: str, most: int, now: int, message: str = "Too many tries from your network: wait a while."
) -> None:
    """Count something within this hour. Raises TooMany with the message where it is more than `most`."""
    if _count(context, what, now) > most:
        raise TooMany(message, {"retry_after": WINDOW_SECONDS - now % WINDOW_SECONDS})


def _count(context: Context, what: str, now: int, seconds: int = WINDOW_SECONDS) -> int:
    """Count something; how often it happened within this window, this time included."""
    window = now - now % seconds
    return callers.count(context.table, what, window, window + 2 * seconds)


def hash_address(context: Context, value: str) -> str:
    """An address of mail or of the network as it stands in keys."""
    return short_hash(context.campaign.secret, "address", value, 26)


def hash_code(context: Context, email: str, code: str) -> str:
    """A sign-in code for an address, as it is kept."""
    return hmac.new(context.campaign.secret, f"code\0{email}\0{code}".encode(), hashlib.sha256).hexdigest()
