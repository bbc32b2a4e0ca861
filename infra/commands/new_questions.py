"""What `ringround new` asks for: each question once, and again, with the reason, where the answer can't be."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import typer

from infra.config import SAMPLE
from infra.sizes import SIZES
from infra.staff.hints import day_hints, sender_hint
from ringround.domain.hours import DEFAULT_HOURS

from .hours import in_words
from .new_answers import faults, read_admin, read_answer, read_hours, text_on, title_for
from .screen import tell

Values = dict[str, Any]

_NO_MAIL: Final = (
    "Sign-in codes can be sent by mail, from an address that AWS has verified first (docs/operations.md, “Mail”). "
    "Without one volunteers come in by a join link, and organisers hand codes out; it can be added later."
)


def ask(name: str, given: Values, today: date) -> Values:
    """All that a by-election needs and that was not given. Raises typer.Abort where the person stops."""
    tell(f"A few questions about {name}. Enter takes what stands in [brackets]; all can be changed in the file.\n")
    asking = _Asking(name, dict(given))
    asking.one("title", "What volunteers see at the top", title_for(name))
    asking.one("poll_date", "Polling day (as 2027-03-04)", sure=lambda day: day_hints(day, today))
    asking.one("party", "For whom do volunteers call? (the party’s name)", "")
    asking.one("imprint", "The imprint (“Promoted by … on behalf of …, both at …”)", "")
    asking.one("privacy_contact", "Whom do people ask about their data? (an address or a page)", "")
    asking.admins()
    if "sender" not in given:
        tell(_NO_MAIL)
    asking.one("sender", "The address that sign-in codes come from (empty: none)", "", sure=_sender)
    asking.one("brand", "The party’s colour", "#5b2a86")
    asking.one("on_brand", "The colour of text on it", text_on(asking.values["brand"]))
    asking.hours()
    sizes = ", ".join(f"{size}: {made.callers:,}" for size, made in SIZES.items())
    asking.one("size", f"For how many callers at the same time? ({sizes})", "by-election")
    asking.one("region", "The AWS region where it runs (eu-west-2 is London)", "eu-west-2")
    asking.one("account", "The AWS account’s twelve digits (empty: that of the credentials)", "")
    asking.one("alarm_emails", "Who gets alarms? (addresses, with commas; empty: nobody)", "")
    if asking.values["alarm_emails"]:
        asking.one("budget_usd", "From how many US dollars a month are they warned? (empty: never)", "")
    return asking.values


def _sender(address: str | None) -> list[str]:
    return [said for said in [sender_hint(address or "")] if said]


class _Asking:
    """The answers so far: each is checked with those before it."""

    def __init__(self, name: str, values: Values) -> None:
        self.name = name
        self.values = values

    def one(
        self, field: str, question: str, default: str | None = None, *, sure: Callable[[Any], list[str]] | None = None
    ) -> None:
        """Ask for a field until it can be taken. `sure` says what is odd about an answer; it is then asked for."""
        while field not in self.values:
            said = typer.prompt(question, default=default, show_default=bool(default), err=True)
            try:
                value = read_answer(field, said)
                self._check({field: value})
            except ValueError as wrong:
                tell(f"  {wrong}")
                continue
            odd = sure(value) if sure else []
            if not odd or typer.confirm(f"  {' '.join(odd)} Keep it?", err=True):
                self.values[field] = value

    def admins(self) -> None:
        """Ask for people until there is no more, and at least one."""
        if "admins" in self.values:
            return
        tell("Who may sign in first and do everything? They let in all others.")
        people: list[dict[str, str]] = []
        while True:
            question = "Another one (empty: no more)" if people else "An admin (as Sam Jones <sam@example.org>)"
            said = typer.prompt(question, default="" if people else None, show_default=False, err=True)
            if not said.strip():
                break
            try:
                person = read_admin(said)
                person["name"] = person["name"] or typer.prompt(f"  The name of {person['email']}", err=True).strip()
                self._check({"admins": [*people, person]})
            except ValueError as wrong:
                tell(f"  {wrong}")
            else:
                people.append(person)
        self.values["admins"] = people

    def hours(self) -> None:
        """Ask for calling hours."""
        while "hours" not in self.values:
            said = typer.prompt("Calling hours", default=in_words(DEFAULT_HOURS), err=True)
            try:
                hours = read_hours([said])
                self._check({"hours": hours})
            except ValueError as wrong:
                tell(f"  {wrong}")
            else:
                self.values["hours"] = hours
                if hours is not None:
                    tell(f"  That is {in_words(hours)}.")

    def _check(self, more: Values) -> None:
        # With a colour, what is written on it is still to come.
        so_far = {**self.values, **more}
        if "on_brand" not in so_far and "brand" in so_far:
            so_far["on_brand"] = text_on(so_far["brand"])
        for field, wrong in faults(SAMPLE, so_far).items():
            # What is wrong between several fields begins with their names, which nobody was asked for by.
            said = wrong if field else wrong.split(": ", 1)[-1]
            raise ValueError(said[:1].upper() + said[1:])
