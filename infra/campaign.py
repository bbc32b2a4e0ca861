"""What a by-election's file says of its campaign, as the function `set_up` takes it."""

from datetime import UTC, datetime, time
from typing import Any

from infra.config import LONDON, Election

ENDS = time(22, 0)
"""When polling ends (Representation of the People Act 1983, schedule 1, rule 1): nobody rings a voter after it."""


def access_ends(election: Election) -> datetime:
    """When volunteers' access ends: what the file says, or the close of poll in London."""
    return election.ends_at or datetime.combine(election.poll_date, ENDS, LONDON)


def set_up_request(election: Election) -> dict[str, Any]:
    """The event that sets the campaign up: `ringround.api.models.SetUpRequest`."""
    hours = election.hours
    return {
        "name": election.title,
        "party": election.party,
        "imprint": election.imprint,
        "privacy_contact": election.privacy_contact,
        "brand": election.brand,
        "on_brand": election.on_brand,
        "poll_date": election.poll_date.isoformat(),
        "ends": access_ends(election).astimezone(UTC).isoformat(),
        "default_hours": None if hours is None else {day: span or None for day, span in hours.items()},
        "queue_parts": election.made_for.queue_parts,
        "volunteers": [{"email": one.email, "name": one.name, "role": "admin"} for one in election.admins],
    }
