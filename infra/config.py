"""The configuration of a by-election: one typed, validated file for each, in `infra/elections/` or in the folder that
RINGROUND_ELECTIONS names.

Nothing here knows CDK, so the staff's command can read and check a file without the 490 MB of it.
"""

import os
import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from infra.config_words import in_words
from infra.sizes import SIZES, Size, SizeName
from ringround.domain import colour, hours

ELECTIONS_VARIABLE: Final = "RINGROUND_ELECTIONS"
ELECTIONS: Final = Path(__file__).parent / "elections"
SAMPLE: Final = "sample"

NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_NAME: Final = 40
"""CloudFormation allows 128 for a stack's name, but the names it makes for roles (64) begin with the stack's."""

ENDS_OF_NAMES: Final = ("alarms", "app", "core", "data", "deps", "edge", "mail", "restored")
"""How the names of a by-election's stacks, and of what is in them, go on: a by-election `oak-app` would be taken for a
part of `oak`, and neither could be taken down without the other."""

LONDON: Final = ZoneInfo("Europe/London")

LogDays = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365]
"""The times that CloudWatch Logs can keep a log, up to a year."""


class ElectionError(Exception):
    """A by-election's file is missing or wrong. The message is for the person who typed the name."""


# Neither control characters nor any way to end a line: it is shown on pages, in mails' headings and in AWS.
_ONE_LINE: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"

Mail = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s.]+$", max_length=254)]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=_ONE_LINE)]


class Admin(BaseModel):
    """Somebody who may sign in from the start, and do all that an organiser may."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=_ONE_LINE)]
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
    `traces`: X-Ray keeps some, of all functions.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=100, pattern=_ONE_LINE)]
    poll_date: date
    party: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=_ONE_LINE)] = ""
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
    traces: bool = True
    log_days: LogDays = 90
    upload_days: Annotated[int, Field(ge=1, le=90)] = 7
    export_days: Annotated[int, Field(ge=1, le=90)] = 14
    requests_per_second: Annotated[int, Field(ge=1, le=10_000)] | None = None
    burst: Annotated[int, Field(ge=1, le=5_000)] | None = None
    origin_secret: Annotated[int, Field(ge=1, le=10_000)] = 1
    table: Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9_.-]{3,255}$")] | None = None

    @model_validator(mode="after")
    def _name_is_usable(self) -> "Election":
        check_name(self.name)
        return self

    @model_validator(mode="after")
    def _what_volunteers_see_is_usable(self) -> "Election":
        found = colour.contrast(self.brand.lower(), self.on_brand.lower())
        if found < colour.LEAST_CONTRAST:
            raise ValueError(
                f"brand, on_brand: text of one colour on the other can't be read: their contrast is "
                f"{int(found * 10) / 10} to 1, and {colour.LEAST_CONTRAST} is needed"
            )
        if wrong := hours.check({day: span or None for day, span in (self.hours or {}).items()}):
            raise ValueError(f"hours: {'; '.join(wrong)}")
        if self.ends_at and self.ends_at.astimezone(LONDON).date() < self.poll_date:
            raise ValueError("ends_at: volunteers' access would end before polling day")
        return self

    @model_validator(mode="after")
    def _people_are_named_once(self) -> "Election":
        for field, addresses in (("admins", [one.email for one in self.admins]), ("alarm_emails", self.alarm_emails)):
            compared = [address.casefold() for address in addresses]
            if twice := sorted({one for one in compared if compared.count(one) > 1}):
                raise ValueError(f"{field}: {', '.join(twice)} is there more than once")
        return self

    @model_validator(mode="after")
    def _somebody_hears_of_the_budget(self) -> "Election":
        if self.budget_usd and not self.alarm_emails:
            raise ValueError("budget_usd: nobody would be told; give alarm_emails as well")
        return self

    @model_validator(mode="after")
    def _domain_has_a_certificate(self) -> "Election":
        if self.domain and bool(self.certificate) == bool(self.hosted_zone):
            raise ValueError("domain: give its certificate (in us-east-1), or the hosted_zone to make one in, not both")
        if not self.domain and (self.certificate or self.hosted_zone):
            raise ValueError("certificate, hosted_zone: they are for a domain, and there is none")
        if self.certificate and self.account and self.certificate.split(":")[4] != self.account:
            raise ValueError("certificate: it is in another account than the by-election")
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


def check_name(name: str) -> None:
    """Raises ValueError, with the rule, where stacks can't be called so."""
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise ValueError(
            f"name {name!r}: small letters, digits and single hyphens, a letter first, "
            f"at most {LONGEST_NAME} characters"
        )
    begins, _, end = name.rpartition("-")
    if begins and end in ENDS_OF_NAMES:
        raise ValueError(f"name {name!r}: “-{end}” at its end stands for a part of a by-election called {begins!r}")


def elections_folder() -> Path:
    """Where the files of by-elections are. The command and the CDK app both look here."""
    named = os.environ.get(ELECTIONS_VARIABLE)
    return Path(named).expanduser() if named else ELECTIONS


def names(folder: Path | None = None) -> tuple[str, ...]:
    """The by-elections that have a file, in the order of the alphabet."""
    return tuple(sorted(path.stem for path in (folder or elections_folder()).glob("*.toml")))


def load(name: str, folder: Path | None = None) -> Election:
    """The by-election called `name`. Raises ElectionError where there is no such file or it breaks a rule."""
    folder = folder or elections_folder()
    known = names(folder)
    if name not in known:
        listed = ", ".join(known) if known else "none yet"
        raise ElectionError(f"there is no by-election called {name!r}; there is a file for: {listed} (in {folder})")
    path = folder / f"{name}.toml"
    try:
        return read(name, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ElectionError(f"{path.name} can't be read: {error}") from error


def read(name: str, text: str) -> Election:
    """The by-election whose file has this text. Raises ElectionError."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        example = 'Words stand in quotation marks: size = "trial"'
        raise ElectionError(f"{name}.toml can't be read: {error}. {example}") from error
    if "name" in values:
        raise ElectionError(f"{name}.toml: the name is the file's name; take the line with 'name' out")
    try:
        return Election(name=name, **values)
    except ValidationError as error:
        lines = (f"  {line}" for line in in_words(error, [field for field in Election.model_fields if field != "name"]))
        raise ElectionError("\n".join((f"{name}.toml is not right:", *lines))) from error
