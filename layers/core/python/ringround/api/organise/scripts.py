"""Scripts as organisers write them: versions, and what may stand in braces."""

from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from ...domain import script as scripts
from ...domain.bank import Bank, Campaign
from ...domain.errors import NotThere
from ...domain.phone import display
from ...storage.banks import ScriptVersion
from ...usecases import scripts as usecase
from ...usecases.scripts import Written
from ..answers import Answered, Script
from ..area import Area
from ..http import Request
from ..models import Body
from ..views import Data, iso
from .audit import Actor


class ScriptRequest(Body):
    """A new version of a script, `based_on` the one that its writer saw."""

    title: str
    blocks: Annotated[list[Any], Field(max_length=200)]
    based_on: Annotated[int, Field(ge=1)]


class ScriptVersionBody(Answered):
    """A version. `answers` counts the choices recorded with it; who wrote it and when may be null."""

    version: int
    title: str
    created_at: AwareDatetime | None
    by: Actor | None
    calls: int
    answers: int


class MergeField(Answered):
    """What may stand in double braces in a script, and what volunteers see instead."""

    name: str
    example: str


class ScriptAnswer(Answered):
    """A script."""

    script: Script


class ScriptWithVersions(ScriptAnswer):
    """The script that is read out now, and its versions, newest first. `answers` are those of the present version."""

    answers: int
    versions: list[ScriptVersionBody]
    merge_fields: list[MergeField]


def _examples(bank: Bank, campaign: Campaign, writer: str) -> dict[str, str]:
    """The people are made up; the rest is what volunteers will see."""
    return {
        "first_name": "Priya",
        "name": "Priya Shah",
        "town": "Riverside",
        "caller": writer.partition(" ")[0],
        "party": campaign.party,
        "campaign": campaign.name,
        "return_number": display(bank.return_number) if bank.return_number else "",
    }


def _version(of: ScriptVersion, written: Written) -> Data:
    writer = written.writers.get(of.by)
    return {
        "version": of.script.version,
        "title": of.script.title,
        "created_at": iso(of.at or None),
        "by": {"id": of.by, "name": writer.name if writer else ""} if of.by else None,
        "calls": written.calls.get(of.script.version, 0),
        "answers": written.answers.get(of.script.version, 0),
    }


def get_script(request: Request) -> Data:
    """A bank's script with its versions."""
    written = usecase.versions_of(request.context, request.path["bank"], now=request.now)
    examples = _examples(written.bank, request.context.campaign, request.who.volunteer.name)
    return {
        "script": scripts.to_data(written.present),
        "answers": written.answers.get(written.bank.script_version, 0),
        "versions": [_version(each, written) for each in written.versions],
        "merge_fields": [{"name": name, "example": examples[name]} for name in scripts.MERGE_FIELDS],
    }


def get_script_version(request: Request) -> Data:
    """One version of a bank's script."""
    number = request.path["version"]
    if not number.isdecimal():
        raise NotThere("There is no such script.", code="script_unknown")
    found = usecase.version(request.context, request.path["bank"], int(number))
    return {"script": scripts.to_data(found)}


def write_script(request: Request) -> Data:
    """Write a new version of a bank's script."""
    asked = request.body(ScriptRequest)
    words = {"title": asked.title, "blocks": asked.blocks}
    who = request.who.volunteer.id
    made = usecase.write(request.context, request.path["bank"], words, asked.based_on, by=who, now=request.now)
    return {"script": scripts.to_data(made)}


AREA = Area(
    operations={
        "get_script": get_script,
        "get_script_version": get_script_version,
        "write_script": write_script,
    },
    requests={"write_script": ScriptRequest},
    answers={
        "get_script": (200, (ScriptWithVersions,)),
        "get_script_version": (200, (ScriptAnswer,)),
        "write_script": (200, (ScriptAnswer,)),
    },
)
