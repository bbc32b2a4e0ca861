"""What organisers decide of the whole campaign."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from ..domain import colour, hours, logo
from ..domain.bank import Campaign
from ..domain.errors import BreaksRule, Conflict
from ..storage import campaign as stored
from ..storage.table import ConditionFailed
from . import audit
from .context import Context

LONGEST_SECONDS: Final = 10 * 365 * 24 * 3600
"""From today until access ends, at most: a year beyond 9999 can't be written as a date, and all pages show this one."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be changed: `fields` of the campaign by name, and the logo (None: as it is, empty: none)."""

    fields: Mapping[str, Any]
    logo: str | None = None


def change(context: Context, changes: Changes, *, by: str, now: int) -> Campaign:
    """Change settings; the campaign after. Its secret stays, so that every claim and session goes on.

    Raises BreaksRule for colours that can't be told apart, hours, a day or a picture that are none; Conflict where the
    campaign is over.
    """
    wanted = dict(changes.fields)
    for name in ("brand", "on_brand"):
        if name in wanted:
            wanted[name] = colour.normal(wanted[name])
    after = replace(context.campaign, **wanted)
    colour.check_contrast(after.brand, after.on_brand)
    if wrong := hours.check(after.default_hours):
        raise BreaksRule("These calling hours cannot be used.", {"problems": wrong}, code="hours_invalid")
    _check_day(after.poll_date)
    if wanted.get("ends"):
        if after.ends <= now:
            raise BreaksRule("Choose a time to come: access would end at once.", code="ends_past")
        if after.ends > now + LONGEST_SECONDS:
            raise BreaksRule("Choose a time within the next ten years.", code="ends_far")
    picture = logo.check(changes.logo) if changes.logo else changes.logo
    if picture is not None:
        wanted["has_logo"] = bool(picture)
    audit.note(context, by, "settings_changed", now=now, changed=sorted(wanted))
    try:
        # The picture first: a campaign that says it has one has one.
        if picture:
            stored.put_logo(context.table, picture)
        if wanted:
            stored.change(context.table, **wanted)
        if picture == "":
            stored.put_logo(context.table, "")
    except ConditionFailed:
        raise Conflict("This campaign is over.", code="campaign_over") from None
    return replace(context.campaign, **wanted)


def _check_day(text: str) -> None:
    try:
        if text:
            date.fromisoformat(text)
    except ValueError:
        raise BreaksRule("This is no day.", code="poll_date_invalid") from None
