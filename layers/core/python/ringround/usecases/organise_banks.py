"""Banks as organisers make them."""

import re
from contextlib import suppress
from typing import Any, Final

from ..domain import hours, script
from ..domain.bank import Bank, Kind
from ..domain.errors import BreaksRule, Conflict
from ..domain.hours import Hours
from ..storage import banks
from ..storage.table import ConditionFailed
from .context import Context

BANK_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")

DEFAULT_SCRIPT: Final[dict[str, Any]] = {
    "title": "First conversation",
    "blocks": [
        {
            "id": "hello",
            "type": "text",
            "text": "Hello, is that {{first_name}}? My name is {{caller}}, and I am a volunteer for {{party}}. "
            "Have you got two minutes to talk about the by-election?",
        },
        {
            "id": "support",
            "type": "question",
            "kind": "single",
            "label": "How likely are you to vote for us?",
            "options": [
                {"id": "yes", "label": "Will vote for us"},
                {"id": "leaning", "label": "Probably"},
                {"id": "undecided", "label": "Undecided"},
                {"id": "against", "label": "For somebody else"},
                {"id": "not_said", "label": "Won’t say"},
            ],
        },
        {
            "id": "issue",
            "type": "question",
            "kind": "text",
            "label": "What matters most to you in this election?",
            "show_if": {"question": "support", "any_of": ["leaning", "undecided"]},
        },
        {
            "id": "help",
            "type": "question",
            "kind": "several",
            "label": "Could you help us in any of these ways?",
            "options": [
                {"id": "poster", "label": "Put up a poster"},
                {"id": "leaflets", "label": "Deliver leaflets"},
                {"id": "polling_day", "label": "Help on polling day"},
            ],
            "show_if": {"question": "support", "any_of": ["yes"]},
        },
        {
            "id": "voting",
            "type": "question",
            "kind": "single",
            "label": "How will you vote?",
            "options": [
                {"id": "in_person", "label": "At the polling station"},
                {"id": "post", "label": "By post"},
                {"id": "not_sure", "label": "Not sure yet"},
            ],
            "show_if": {"question": "support", "any_of": ["yes", "leaning"]},
        },
        {"id": "thanks", "type": "text", "text": "Thank you for your time, {{first_name}}. Goodbye."},
    ],
}
"""What a bank has to say until its organiser writes something better."""


def create_bank(
    context: Context,
    bank_id: str,
    name: str,
    *,
    now: int,
    purpose: str = "",
    kind: Kind = "voter_id",
    calling_hours: Hours | None = None,
    return_number: str = "",
    leaderboard: bool = False,
) -> Bank:
    """Make an open bank with the campaign's hours and a script to begin with. Raises Conflict where there is one
    with this id, BreaksRule for an id or hours that cannot be used."""
    if not BANK_ID.fullmatch(bank_id):
        raise BreaksRule(
            "A bank’s id has small letters, digits and hyphens, 40 at most.", {"id": bank_id}, code="bank_id_invalid"
        )
    wanted = calling_hours or context.campaign.default_hours
    if wrong := hours.check(wanted):
        raise BreaksRule("These calling hours cannot be used.", {"problems": wrong}, code="hours_invalid")
    # The script may be there: left by a run that ended between the two writes.
    with suppress(ConditionFailed):
        banks.put_script(context.table, script.parse(bank_id, 1, DEFAULT_SCRIPT))
    made = Bank(
        bank_id,
        name,
        purpose,
        kind,
        hours=wanted,
        return_number=return_number,
        script=bank_id,
        created=now,
        leaderboard=leaderboard,
    )
    try:
        banks.create(context.table, made)
    except ConditionFailed:
        raise Conflict("There is a phone bank with this id already.", {"id": bank_id}, code="bank_exists") from None
    return made


def bank_or_new(context: Context, bank_id: str, name: str, *, now: int) -> Bank:
    """The bank with this id; made where there is none."""
    found = banks.get(context.table, bank_id)
    if found is not None:
        return found
    try:
        return create_bank(context, bank_id, name or display_name(bank_id), now=now)
    except Conflict:
        return context.bank(bank_id)


def display_name(bank_id: str) -> str:
    """A name for a bank that has only an id."""
    words = bank_id.replace("-", " ")
    return words[:1].upper() + words[1:]
