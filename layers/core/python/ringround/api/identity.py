"""Who is asking: the session cookie, and what one read brings of its owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from ..domain.desk import Desk
from ..domain.errors import NotAllowed, NotSignedIn
from ..domain.hours import uk_day
from ..storage import callers
from ..storage.callers import Volunteer
from ..storage.keys import Key
from ..storage.marshal import Item
from ..usecases.context import Context
from ..usecases.sign_in import hash_token
from .routes import Access

COOKIE: Final = "__Host-session"
_ROLES: Final[Mapping[Access, frozenset[str]]] = {
    "anyone": frozenset({"caller", "organiser", "admin"}),
    "caller": frozenset({"caller", "organiser", "admin"}),
    "organiser": frozenset({"organiser", "admin"}),
    "admin": frozenset({"admin"}),
}


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody signed in, their desk, and the other items that were read with them."""

    volunteer: Volunteer
    desk: Desk
    others: Sequence[Item | None] = ()


def cookie_value(event: Mapping[str, Any]) -> tuple[str, str]:
    """Caller's id and token from the session cookie; empty texts where there is none."""
    for pair in event.get("cookies") or ():
        name, _, value = str(pair).strip().partition("=")
        if name == COOKIE and value.isascii():
            caller, _, token = value.partition(".")
            return caller, token
    return "", ""


def session_cookie(caller: str, token: str, seconds: int) -> Cookie:
    """The cookie of a session that lasts so many seconds; 0 ends it."""
    return Cookie(
        COOKIE,
        f"{caller}.{token}",
        path="/",
        secure=True,
        http_only=True,
        max_age=seconds or -1,
        same_site=SameSite.STRICT_MODE,
    )


def presented(event: Mapping[str, Any]) -> tuple[str, str]:
    """Caller's id and token from a cookie that may be one of ours. Raises NotSignedIn, before anything is read."""
    caller, token = cookie_value(event)
    if not caller or not token or len(caller) > 64 or len(token) > 128:
        raise NotSignedIn("Sign in first.")
    return caller, token


def identify(context: Context, event: Mapping[str, Any], access: Access, now: int, others: Sequence[Key] = ()) -> Who:
    """Who is asking, with the items at `others`, in one read. Raises NotSignedIn, or NotAllowed by role.

    A session ends by its own time, by the campaign's end, and the moment an organiser removes the volunteer.
    """
    caller, token = presented(event)
    found = callers.signed_in(context.table, caller, hash_token(token), uk_day(now), list(others))
    ended = found.session is None or found.session.expires <= now
    over = bool(context.campaign.ends) and context.campaign.ends <= now
    if ended or over or found.volunteer is None or not found.volunteer.active:
        raise NotSignedIn("Your session has ended: sign in again.")
    if found.volunteer.role not in _ROLES.get(access, frozenset()):
        raise NotAllowed("This is for admins." if access == "admin" else "This is for organisers.")
    return Who(found.volunteer, found.desk, found.others)
