"""What is wrong with a by-election's file, for people who never wrote one: the field, what it says, what it may say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True)
class Wanted:
    """What may be said: `what` it is, in words that fit a question too, and `how` a file writes it."""

    what: str
    how: str = "without quotes"


_QUOTED: Final = "in quotes"
_MAIL: Final = Wanted("an e-mail address, as sam@example.org", _QUOTED)
_SWITCH: Final = Wanted("true or false")
_DAYS: Final = Wanted("a whole number of days, 1 to 90")

WANTED: Final[Mapping[str, Wanted]] = MappingProxyType(
    {
        "title": Wanted("what volunteers see at the top, one line of 3 to 100 characters", _QUOTED),
        "poll_date": Wanted("polling day, as 2027-03-04"),
        "party": Wanted("for whom volunteers call, one line of at most 120 characters", _QUOTED),
        "imprint": Wanted("who publishes the site, one line of at most 300 characters", _QUOTED),
        "privacy_contact": Wanted("whom people ask about their data, one line of at most 300 characters", _QUOTED),
        "brand": Wanted("a colour, as #5b2a86", _QUOTED),
        "on_brand": Wanted("a colour, as #ffffff", _QUOTED),
        "ends_at": Wanted("a time with its offset from UTC, as 2027-03-04T22:00:00+00:00"),
        "hours": Wanted(
            "for a day when it opens and closes",
            'as hours.mon = ["10:00", "20:30"], or hours.mon = [] for a day without calls',
        ),
        "admins": Wanted(
            "people, each with a name and an e-mail address, at most 20",
            'as admins = [{ name = "Sam Jones", email = "sam@example.org" }]',
        ),
        "size": Wanted("trial, by-election or general-election", _QUOTED),
        "region": Wanted("an AWS region, as eu-west-2", _QUOTED),
        "account": Wanted("the twelve digits of an AWS account, as 111122223333", _QUOTED),
        "throw_away": _SWITCH,
        "sender": _MAIL,
        "domain": Wanted("a domain in small letters, without https://, as phonebank.example.org", _QUOTED),
        "certificate": Wanted("the ARN of a certificate in us-east-1, as Certificate Manager shows it", _QUOTED),
        "hosted_zone": Wanted("the id of a hosted zone, as Route 53 shows it: Z, then letters and digits", _QUOTED),
        "waf": _SWITCH,
        "alarm_emails": Wanted("at most 10 e-mail addresses", 'as ["sam@example.org"]'),
        "budget_usd": Wanted("a whole number of US dollars a month, 1 to 1000000"),
        "traces": _SWITCH,
        "log_days": Wanted("1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180 or 365"),
        "upload_days": _DAYS,
        "export_days": _DAYS,
        "requests_per_second": Wanted("a whole number, 1 to 10000"),
        "burst": Wanted("a whole number, 1 to 5000"),
        "origin_secret": Wanted("a whole number, 1 to 10000"),
        "table": Wanted("the name of a DynamoDB table, as ringround-restored", _QUOTED),
    }
)
"""What each field may be: the end of “write …”."""

_ADMIN: Final = {"name": Wanted("their name, one line of 1 to 80 characters", _QUOTED), "email": _MAIL}
_LONGEST_SHOWN: Final = 60


def in_words(error: ValidationError, fields: Sequence[str]) -> list[str]:
    """A line for each thing that is wrong. `fields` are the names that a file may have."""
    return list(dict.fromkeys(_line(one, fields) for one in error.errors()))


def wanted(where: tuple[int | str, ...]) -> str:
    """What may be at a place of the file, as an answer to a question."""
    return _called(where)[1].what


def _line(one: ErrorDetails, fields: Sequence[str]) -> str:
    where, kind = one["loc"], one["type"]
    if not where:
        return one["msg"].removeprefix("Value error, ")
    called, what = _called(where)
    if kind == "extra_forbidden":
        return _unknown(called, str(where[-1]), list(_ADMIN) if len(where) > 1 else fields)
    write = f"write {what.what}, {what.how}"
    return f"{called} is missing: {write}" if kind == "missing" else f"{called} is {_shown(one['input'])}: {write}"


def _called(where: tuple[int | str, ...]) -> tuple[str, Wanted]:
    """What a place in the file is called, and what may be there."""
    field, *inside = where
    what = WANTED.get(str(field), _SWITCH)
    called = ", ".join([str(field), *(f"number {one + 1}" if isinstance(one, int) else one for one in inside)])
    if field == "alarm_emails" and inside:
        what = _MAIL
    if field == "admins" and len(inside) > 1:
        what = _ADMIN.get(str(inside[1]), what)
    return called, what


def _unknown(called: str, word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"{called} is no setting of a by-election" + (f"; is it {near[0]}?" if near else "")


def _shown(value: Any) -> str:
    written = repr(value) if isinstance(value, str | list | dict | tuple) else str(value)
    return written if len(written) <= _LONGEST_SHOWN else written[:_LONGEST_SHOWN] + "…"
