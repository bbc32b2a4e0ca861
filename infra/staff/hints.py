"""What is allowed in a by-election's file and probably not meant: said, never refused."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from infra.config import LONDON, Election
from infra.sizes import SIZES

_THURSDAY: Final = 3
_FAR_DAYS: Final = 366
_STAYS_OPEN_DAYS: Final = 31
_IN_THE_UK: Final = frozenset({"eu-west-2"})
# Mailboxes whose owners tell the world that no other sender speaks for them: mail by SES is refused or goes to junk.
_MAILBOXES: Final = re.compile(
    r"(aol|btinternet|gmail|googlemail|hotmail|icloud|live|me|msn|outlook|proton|protonmail|sky|talktalk|virginmedia|yahoo)"
    r"\.(com|co\.uk|me|net)"
)


def hints(election: Election, today: date) -> list[str]:
    """What to look at before a deploy, a sentence each."""
    return [*_days(election, today), *_people(election), *_mail(election), *_making(election)]


def day_hints(poll_date: date, today: date) -> list[str]:
    """What is odd about a polling day."""
    said = f"{poll_date:%A %-d %B %Y}"
    found = []
    if poll_date < today:
        found.append(f"Polling day, {said}, is past.")
    elif (poll_date - today).days > _FAR_DAYS:
        found.append(f"Polling day, {said}, is more than a year from now.")
    if poll_date.weekday() != _THURSDAY:
        found.append(f"Polling day, {said}, is not a Thursday.")
    return found


def sender_hint(sender: str) -> str:
    """What is odd about a sender's address; empty where nothing is."""
    domain = sender.rpartition("@")[2].casefold()
    if _MAILBOXES.fullmatch(domain):
        return (
            f"Mail that says it comes from {domain} and is sent by AWS goes to junk or is refused: "
            "take an address at the party's own domain."
        )
    return ""


def _days(election: Election, today: date) -> Iterator[str]:
    yield from day_hints(election.poll_date, today)
    if election.ends_at:
        stays = (election.ends_at.astimezone(LONDON).date() - election.poll_date).days
        if stays > _STAYS_OPEN_DAYS:
            yield f"Volunteers keep their access for {stays} days after polling day (ends_at)."
    if election.hours is not None and not any(election.hours.values()):
        yield "No day has calling hours: nobody is handed a contact until an organiser sets some."


def _people(election: Election) -> Iterator[str]:
    if not election.admins:
        yield "There are no admins: nobody can sign in after the deploy."
    if not election.imprint:
        yield "There is no imprint (“Promoted by … on behalf of …, both at …”); a public web page may need one."
    if not election.privacy_contact:
        yield "There is no privacy contact: people who ask what is kept about them are told nobody to write to."


def _mail(election: Election) -> Iterator[str]:
    if election.sender is None:
        yield "There is no sender, so no mail: people come in by join links, and by codes that organisers hand out."
    elif said := sender_hint(election.sender):
        yield said
    if not election.alarm_emails:
        yield "Nobody gets alarms (alarm_emails)."


def _making(election: Election) -> Iterator[str]:
    if election.throw_away:
        yield "It is for throwing away: table and files go when the stack is deleted. Never for a real campaign."
    elif election.size == "trial":
        yield "It is made for a trial, 50 callers at the same time."
    size, made_for = SIZES[election.size], election.made_for
    if made_for.requests_per_second < size.requests_per_second or made_for.burst < size.burst:
        yield (
            f"It lets {made_for.requests_per_second:,} requests a second through, {made_for.burst:,} at one moment: "
            f"less than “{election.size}” is made for ({size.requests_per_second:,} and {size.burst:,})."
        )
    if election.region not in _IN_THE_UK:
        yield f"The region {election.region} is outside the United Kingdom: so would be the electors' data."
    if election.table:
        yield f"It works on the table {election.table}, not on its own."
