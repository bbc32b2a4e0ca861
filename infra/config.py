"""The configuration of a by-election: one typed, validated file in `infra/elections/` for each.

Nothing here knows CDK, so the staff's command can read and check a file without the 490 MB of it.
"""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

ELECTIONS = Path(__file__).parent / "elections"
SAMPLE = "sample"

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_NAME = 40
"""CloudFormation allows 128 for a stack's name, but the names it makes for roles (64) begin with the stack's."""

LogDays = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365]
"""The times that CloudWatch Logs can keep a log, up to a year."""


class ElectionError(Exception):
    """A by-election's file is missing or wrong. The message is for the person who typed the name."""


class Election(BaseModel):
    """One by-election. Days are whole days; `requests_per_second` and `burst` are for all callers together."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=100)]
    poll_date: date
    region: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")] = "eu-west-2"
    account: Annotated[str, StringConstraints(pattern=r"^\d{12}$")] | None = None
    throw_away: bool = False
    sender: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s.]+$")] | None = None
    log_days: LogDays = 90
    upload_days: Annotated[int, Field(ge=1, le=90)] = 7
    export_days: Annotated[int, Field(ge=1, le=90)] = 14
    requests_per_second: Annotated[int, Field(ge=1, le=10_000)] = 500
    burst: Annotated[int, Field(ge=1, le=5_000)] = 1000

    @model_validator(mode="after")
    def _name_is_usable(self) -> "Election":
        if not NAME.fullmatch(self.name) or len(self.name) > LONGEST_NAME:
            raise ValueError(
                f"name {self.name!r}: small letters, digits and single hyphens, a letter first, "
                f"at most {LONGEST_NAME} characters"
            )
        return self


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
