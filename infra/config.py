"""The configuration of a by-election: one typed, validated file in `infra/elections/` for each.

Nothing here knows CDK, so the staff's command can read and check a file without the 490 MB of it.
"""

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from infra.sizes import SIZES, Size, SizeName
from ringround.domain import colour, hours

ELECTIONS = Path(__file__).parent / "elections"
SAMPLE = "sample"

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_NAME = 40
"""CloudFormation allows 128 for a stack's name, but the names it makes for roles (64) begin with the stack's."""

LogDays = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365]
"""The times that CloudWatch Logs can keep a log, up to a year."""


class ElectionError(Exception):
    """A by-election's file is missing or wrong. The message is for the person who typed the name."""


Mail = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s.]+$", max_length=254)]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class Admin(BaseModel):
    """Somebody who may sign in from the start, and do all that an organiser may."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    email: Mail


class Election(BaseModel):
    """One by-election.

    What volunteers are told: `title`, `party`, `imprint`, `privacy_contact`, the colours, `hours`. `ends_at` is when
    their access ends (a time with its zone; None: 22:00 in London on polling day). `hours` are those of new banks, by
    day: `["10:00", "20:30"]`, an empty list for a day without calls. `admins` are written when the stack
    is made; later ones are added on the page. `size` says what the stacks are made for; `requests_per_second` and
    `burst`, for all callers together, are the size's unless given. `domain` is the site's own, with the `certificate`
    for it (an ARN in us-east-1) or the id of the `hosted_zone` that it is to be made in. `alarm_emails` get alarms,
    `budget_usd` is a month's, in US dollars. `origin_secret` counts up to have the secret between CloudFront and the
    API changed. `table` is the name of a table to be used instead of the stack's own: one restored from a backup.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=100)]
    poll_date: date
    party: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    imprint: Line = ""
    privacy_contact: Line = ""
    brand: Colour = "#5b2a86"
    on_brand: Colour = "#ffffff"
    ends_at: AwareDatetime | None = None
    hours: dict[str, list[str]] | None = None
    admins: Annotated[tuple[Admin, ...], Field(strict=False, max_length=20)] = ()
    size: SizeName = "by-election"
    region: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")] = "eu-west-2"
    account: Annotated[str, StringConstraints(pattern=r"^\d{12}$")] | None = None
    throw_away: bool = False
    sender: Mail | None = None
    domain: Annotated[str, StringConstraints(pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")] | None = None
    certificate: Annotated[str, StringConstraints(pattern=r"^arn:aws:acm:us-east-1:\d{12}:certificate/.+$")] | None = (
        None
    )
    hosted_zone: Annotated[str, StringConstraints(pattern=r"^Z[A-Z0-9]{5,31}$")] | None = None
    waf: bool = False
    alarm_emails: Annotated[tuple[Mail, ...], Field(strict=False, max_length=10)] = ()
    budget_usd: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    log_days: LogDays = 90
    upload_days: Annotated[int, Field(ge=1, le=90)] = 7
    export_days: Annotated[int, Field(ge=1, le=90)] = 14
    requests_per_second: Annotated[int, Field(ge=1, le=10_000)] | None = None
    burst: Annotated[int, Field(ge=1, le=5_000)] | None = None
    origin_secret: Annotated[int, Field(ge=1, le=10_000)] = 1
    table: Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9_.-]{3,255}$")] | None = None

    @model_validator(mode="after")
    def _name_is_usable(self) -> "Election":
        if not NAME.fullmatch(self.name) or len(self.name) > LONGEST_NAME:
            raise ValueError(
                f"name {self.name!r}: small letters, digits and single hyphens, a letter first, "
                f"at most {LONGEST_NAME} characters"
            )
        return self

    @model_validator(mode="after")
    def _what_volunteers_see_is_usable(self) -> "Election":
        if colour.contrast(self.brand.lower(), self.on_brand.lower()) < colour.LEAST_CONTRAST:
            raise ValueError("brand, on_brand: text of one colour on the other can't be read: they are too alike")
        if wrong := hours.check({day: span or None for day, span in (self.hours or {}).items()}):
            raise ValueError(f"hours: {'; '.join(wrong)}")
        return self

    @model_validator(mode="after")
    def _domain_has_a_certificate(self) -> "Election":
        if self.domain and bool(self.certificate) == bool(self.hosted_zone):
            raise ValueError("domain: give its certificate (in us-east-1), or the hosted_zone to make one in, not both")
        if not self.domain and (self.certificate or self.hosted_zone):
            raise ValueError("certificate, hosted_zone: they are for a domain, and there is none")
        return self

    @property
    def made_for(self) -> Size:
        """What the stacks are made for, with this by-election's own limits where it has some."""
        size = SIZES[self.size]
        return replace(
            size,
            requests_per_second=self.requests_per_second or size.requests_per_second,
            burst=self.burst or size.burst,
        )


def names(folder: Path = ELECTIONS) -> tuple[str, ...]:
    """The by-elections that have a file, in the order of the alphabet."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load(name: str, folder: Path = ELECTIONS) -> Election:
    """The by-election called `name`. Raises ElectionError where there is no such file or it breaks a rule."""
    known = names(folder)
    if name not in known:
        listed = ", ".join(known) if known else "none yet"
        raise ElectionError(f"there is no by-election called {name!r}; there is a file for: {listed}")
    path = folder / f"{name}.toml"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ElectionError(f"{path.name} can't be read: {error}") from error
    if "name" in values:
        raise ElectionError(f"{path.name}: the name is the file's name; take the line with 'name' out")
    try:
        return Election(name=name, **values)
    except ValidationError as error:
        lines = (f"  {'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in error.errors())
        raise ElectionError("\n".join((f"{path.name} is not right:", *lines))) from error
