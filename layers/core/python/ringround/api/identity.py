"""Who is asking: the session cookie, what one read brings of its owner, and the cookie of their device."""

import re
from collections.abc import Callable, Mapping, Sequence
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
from ..usecases.sign_in import Device, hash_token
from .routes import Access

COOKIE: Final = "__Host-session"
DEVICE_COOKIE: Final = "__Host-device"
DEVICE_SECONDS: Final = 60 * 24 * 3600
"""Longer than a by-election lasts (field.md, section 1)."""
_LONGEST_ID: Final = 64
_LONGEST_TOKEN: Final = 128
_DEVICE = re.compile(r"([A-Za-z0-9_-]{22})(?:\.([a-z2-7]{26}))?")
_ROLES: Final[Mapping[Access, frozenset[str]]] = {
    "anyone": frozenset({"caller", "organiser", "admin"}),
    "caller": frozenset({"caller", "organiser", "admin"}),
    "organiser": frozenset({"organiser", "admin"}),
    "admin": frozenset({"admin"}),
}


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody signed in, their desk, and the other items that were read with them. `handed_by` handed out the code
    by which they came in, empty where mail brought it."""

    volunteer: Volunteer
    desk: Desk
    others: Sequence[Item | None] = ()
    handed_by: str = ""


def cookie_value(event: Mapping[str, Any]) -> tuple[str, str]:
    """Caller's id and token from the session cookie; empty texts where there is none, or none of ours."""
    caller, _, token = _cookie(event, COOKIE).partition(".")
    ours = 0 < len(caller) <= _LONGEST_ID and 0 < len(token) <= _LONGEST_TOKEN
    return (caller, token) if ours else ("", "")


def device(event: Mapping[str, Any], new_mark: Callable[[], str]) -> Device:
    """The device that its cookie tells of; a new one where there is none, or none of ours."""
    found = _DEVICE.fullmatch(_cookie(event, DEVICE_COOKIE))
    return Device(found[1], found[2] or "") if found else Device(new_mark())


def device_cookie(of: Device) -> Cookie:
    """The cookie of a device."""
    value = f"{of.mark}.{of.proof}" if of.proof else of.mark
    return _only_for_us(DEVICE_COOKIE, value, DEVICE_SECONDS)


def _cookie(event: Mapping[str, Any], wanted: str) -> str:
    for pair in event.get("cookies") or ():
        name, _, value = str(pair).strip().partition("=")
        if name == wanted and value.isascii():
            return value
    return ""


def session_cookie(caller: str, token: str, seconds: int) -> Cookie:
    """The cookie of a session that lasts so many seconds; 0 ends it."""
    return _only_for_us(COOKIE, f"{caller}.{token}", seconds or -1)


def _only_for_us(name: str, value: str, seconds: int) -> Cookie:
    return Cookie(name, value, path="/", secure=True, http_only=True, max_age=seconds, same_site=SameSite.STRICT_MODE)


def presented(event: Mapping[str, Any]) -> tuple[str, str]:
    """Caller's id and token from a cookie that may be one of ours. Raises NotSignedIn, before anything is read."""
    caller, token = cookie_value(event)
    if not caller:
        raise NotSignedIn("Sign in first.")
    return caller, token


def identify(context: Context, event: Mapping[str, Any], access: Access, now: int, others: Sequence[Key] = ()) -> Who:
    """Who is asking, with the items at `others`, in one read. Raises NotSignedIn, or NotAllowed by role.

    A session ends by its own time and the moment an organiser removes the volunteer; one by a code that was handed out
    the moment they become an admin.
    """
    caller, token = presented(event)
    found = callers.signed_in(context.table, caller, hash_token(token), uk_day(now), list(others))
    session, volunteer = found.session, found.volunteer
    if session is None or session.expires <= now or volunteer is None or not volunteer.active:
        raise NotSignedIn("Your session has ended: sign in again.")
    if callers.outranked(session, volunteer):
        raise NotSignedIn("Your session has ended: sign in again.")
    if volunteer.role not in _ROLES.get(access, frozenset()):
        raise NotAllowed("This is for admins." if access == "admin" else "This is for organisers.")
    return Who(volunteer, found.desk, found.others, session.handed_by)
