"""Settings of the whole campaign."""

from typing import Annotated, Any, Final

from pydantic import AwareDatetime, Field, StringConstraints

from ... import wiring
from ...domain.bank import Campaign
from ...domain.hours import DAYS
from ...storage import campaign as stored
from ...usecases import settings
from ..answers import Answered
from ..area import Area
from ..http import Request
from ..models import Body
from ..views import Data, iso
from .words import Name

Line = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
Colour = Annotated[str, StringConstraints(max_length=7)]

LONGEST_LOGO: Final = 33_000
"""Characters of a data URI: 24 kB in Base64, and its beginning."""


class SettingsRequest(Body):
    """What is to be changed; what is left out stays as it is. `ends` is when access ends (null: no end), `logo` a data
    URI of a PNG, JPEG or WebP of at most 24 kB (null: none)."""

    name: Name | None = None
    party: Annotated[str, StringConstraints(max_length=120, strip_whitespace=True)] | None = None
    imprint: Line | None = None
    privacy_contact: Line | None = None
    brand: Colour | None = None
    on_brand: Colour | None = None
    default_hours: dict[str, tuple[str, str] | None] | None = None
    poll_date: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] | None = None
    ends_at: AwareDatetime | None = None
    logo: Annotated[str, Field(max_length=LONGEST_LOGO)] | None = None

    def to_changes(self) -> settings.Changes:
        """The same as the use case knows it."""
        given = self.model_fields_set
        plain = ("name", "party", "imprint", "privacy_contact", "brand", "on_brand", "default_hours")
        fields: dict[str, Any] = {n: getattr(self, n) for n in plain if getattr(self, n) is not None}
        if "poll_date" in given:
            fields["poll_date"] = self.poll_date or ""
        if "ends_at" in given:
            fields["ends"] = int(self.ends_at.timestamp()) if self.ends_at else 0
        return settings.Changes(fields, (self.logo or "") if "logo" in given else None)


class SettingsBody(Answered):
    """Settings of the campaign."""

    name: str
    party: str
    imprint: str
    privacy_contact: str
    brand: str
    on_brand: str
    default_hours: dict[str, tuple[str, str] | None]
    poll_date: str | None
    ends_at: AwareDatetime | None
    logo: str | None


class SettingsAnswer(Answered):
    """Settings of the campaign."""

    settings: SettingsBody


def _data(of: Campaign, logo: str) -> Data:
    same = ("name", "party", "imprint", "privacy_contact", "brand", "on_brand")
    return {
        "settings": {
            **{name: getattr(of, name) for name in same},
            "default_hours": {day: list(span) if (span := of.default_hours.get(day)) else None for day in DAYS},
            "poll_date": of.poll_date or None,
            "ends_at": iso(of.ends or None),
            "logo": logo or None,
        }
    }


def get_settings(request: Request) -> Data:
    """Settings of the campaign."""
    return _data(request.context.campaign, stored.get_logo(request.context.table))


def change_settings(request: Request) -> Data:
    """Change settings of the campaign."""
    asked = request.body(SettingsRequest).to_changes()
    after = settings.change(request.context, asked, by=request.who.volunteer.id, now=request.now)
    wiring.campaign_changed()
    logo = asked.logo if asked.logo is not None else stored.get_logo(request.context.table)
    return _data(after, logo)


AREA = Area(
    operations={"get_settings": get_settings, "change_settings": change_settings},
    requests={"change_settings": SettingsRequest},
    answers={"get_settings": (200, (SettingsAnswer,)), "change_settings": (200, (SettingsAnswer,))},
)
