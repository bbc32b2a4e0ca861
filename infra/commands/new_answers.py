"""What a by-election is to be, as people say it: options and answers read, and what is wrong with them in words."""

from collections.abc import Mapping
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any, Final

from pydantic import ValidationError

from infra.config import LONDON, Election
from infra.config_words import wanted
from ringround.domain import colour
from ringround.domain.errors import BreaksRule
from ringround.domain.hours import DEFAULT_HOURS

from .hours import changed_hours

OPTIONS: Final[Mapping[str, str]] = {"admins": "--admin", "alarm_emails": "--alarm-email", "budget_usd": "--budget"}
"""Options that are not called like their field."""

_SMALL: Final = frozenset("a and ar at by in le near of on over the under upon with y yng yr".split())  # noqa: SIM905
_NAMED: Final = frozenset({"election", "referendum"})
_STAND_INS: Final = {"title": "by-election", "poll_date": date(2027, 3, 4)}


def option(field: str) -> str:
    """The option for a field of the file."""
    return OPTIONS.get(field, f"--{field.replace('_', '-')}")


def title_for(name: str) -> str:
    """A title guessed from the name: `runcorn-and-helsby` is the “Runcorn and Helsby by-election”."""
    words = name.split("-")
    year = f" {words.pop()}" if len(words) > 1 and words[-1].isdecimal() and len(words[-1]) == 4 else ""
    title = " ".join(word if word in _SMALL and at else word.capitalize() for at, word in enumerate(words))
    return f"{title}{year}" if set(words) & _NAMED else f"{title} by-election{year}"


def text_on(brand: str) -> str:
    """White, or black where white can't be read on this colour."""
    return "#ffffff" if colour.contrast(brand, "#ffffff") >= colour.LEAST_CONTRAST else "#000000"


def read_answer(field: str, said: str) -> Any:
    """The value of a field from what somebody said. Raises ValueError with what to say instead."""
    said = said.strip()
    reader = _READERS.get(field)
    try:
        return reader(said) if reader else said
    except BreaksRule as wrong:
        raise ValueError(wrong.message) from None
    except ValueError as wrong:
        raise ValueError(f"Write {wanted((field,))}.") from wrong


def read_admin(said: str) -> dict[str, str]:
    """`Sam Jones <sam@example.org>`. A name that is not said is empty. Raises ValueError where there is no address."""
    name, address = parseaddr(said)
    if "@" not in address:
        raise ValueError(f"“{said}” has no e-mail address. Write it as Sam Jones <sam@example.org>.")
    return {"name": name.strip(), "email": address}


def read_admins(said: list[str]) -> list[dict[str, str]]:
    """Several, each with a name. Raises ValueError."""
    people = [read_admin(one) for one in said]
    for one in people:
        if not one["name"]:
            raise ValueError(f"{one['email']} has no name. Write it as Sam Jones <{one['email']}>.")
    return people


def read_hours(said: list[str]) -> dict[str, list[str]] | None:
    """Calling hours, several with commas between; None for the usual ones. Raises ValueError."""
    words = [each.strip() for one in said for each in one.replace(";", ",").replace("–", "-").split(",")]
    week = changed_hours([each for each in words if each], DEFAULT_HOURS)
    return None if week == DEFAULT_HOURS else {day: list(span or ()) for day, span in week.items()}


def faults(name: str, values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with these values, by field; what is wrong between several stands under an empty one. What is
    missing is not looked at."""
    try:
        Election(name=name, **{**_STAND_INS, **values})
    except ValidationError as error:
        found: dict[str, str] = {}
        for one in error.errors():
            where = one["loc"]
            said = f"Write {wanted(where)}." if where else one["msg"].removeprefix("Value error, ")
            found[str(where[0]) if where else ""] = said
        return found
    return {}


def _moment(said: str) -> datetime:
    read = datetime.fromisoformat(said)
    return read if read.tzinfo else read.replace(tzinfo=LONDON)


def _addresses(said: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in said.replace(";", ",").split(",") if one.strip())


_READERS: Final[Mapping[str, Any]] = {
    "poll_date": date.fromisoformat,
    "ends_at": _moment,
    "brand": colour.normal,
    "on_brand": colour.normal,
    # As AWS's console shows it: 1111-2222-3333.
    "account": lambda said: said.replace("-", "") or None,
    "sender": lambda said: said if said.casefold() not in {"", "none", "no"} else None,
    "domain": lambda said: said.lower().removeprefix("https://").strip("/") or None,
    "alarm_emails": _addresses,
    "budget_usd": lambda said: int(said.lstrip("$").replace(",", "")) if said else None,
}
