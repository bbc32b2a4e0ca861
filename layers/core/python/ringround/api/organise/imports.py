"""Imports: begin one, start it, look at it."""

from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ... import wiring
from ...storage import imports_files
from ...storage.imports import RUNNING, Import, Upload
from ...usecases import imports
from ..answers import Answered
from ..area import Area
from ..http import Answer, Request
from ..models import Body
from ..views import Data, iso
from .words import BankId, Name

ImportState = Literal["uploading", "reading", "writing", "done", "failed"]

COUNTS: Final = (
    "rows",
    "households",
    "people",
    "numbers",
    "new",
    "updated",
    "unchanged",
    "problems",
    "shared_in_household",
    "shared_across_households",
    "cannot_vote",
)


class FileIn(Body):
    """A file to be uploaded: its name, for messages, and its size in bytes."""

    name: Name
    size: Annotated[int, Field(ge=0, le=1 << 40)]


class ImportRequest(Body):
    """Begin an import. The bank is made when the files turn out to be usable, where there is none with this id;
    `bank_name` is what it is called then. `keep_columns` names columns of the files to keep beside the usual ones."""

    files: Annotated[list[FileIn], Field(min_length=1, max_length=10)]
    bank: BankId
    bank_name: Annotated[str, StringConstraints(max_length=120, strip_whitespace=True)] = ""
    keep_columns: Annotated[list[Name], Field(max_length=6)] = Field(default_factory=list)

    def uploads(self) -> list[Upload]:
        """The files as the use case knows them."""
        return [Upload(file.name, file.size) for file in self.files]


class ImportFault(Answered):
    """Why an import failed."""

    code: str
    message: str


class ImportCounts(Answered):
    """What an import found and did. `new`, `updated` and `unchanged` are people; `cannot_vote` are people who are
    listed at their address and not asked for."""

    rows: int
    households: int
    people: int
    numbers: int
    new: int
    updated: int
    unchanged: int
    problems: int
    shared_in_household: int
    shared_across_households: int
    cannot_vote: int


class ImportBody(Answered):
    """An import. While it is read, `rows_total` is an estimate."""

    id: str
    bank: str
    state: ImportState
    rows_read: int
    rows_done: int
    rows_total: int | None
    counts: ImportCounts
    error: ImportFault | None
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None


class ImportAnswer(Answered):
    """An import, with a link to its file of problems where there are any."""

    import_: Annotated[ImportBody, Field(alias="import")]
    problems_url: str | None = None


class UploadLink(Answered):
    """Where to PUT a file, within an hour."""

    name: str
    url: str
    method: Literal["PUT"]
    headers: dict[str, str]


class BegunImport(Answered):
    """A new import, and where its files go."""

    import_: Annotated[ImportBody, Field(alias="import")]
    uploads: list[UploadLink]


def import_data(of: Import) -> Data:
    """An import in the API's shape."""
    failed = of.state == "failed"
    return {
        "id": of.id,
        "bank": of.bank,
        "state": of.state,
        "rows_read": of.rows_read,
        "rows_done": of.rows_done,
        "rows_total": of.rows_total or None,
        "counts": {name: of.counts.get(name, 0) for name in COUNTS},
        "error": {"code": of.error_code, "message": of.error_message} if failed else None,
        "started_at": iso(of.started_at or None),
        "finished_at": iso(of.finished_at or None) if of.state not in RUNNING else None,
    }


def create_import(request: Request) -> Answer:
    """Begin an import: links by which its files are uploaded."""
    asked = request.body(ImportRequest)
    new = imports.begin(
        request.context,
        wiring.new_secret().hex()[:20],
        asked.uploads(),
        asked.bank,
        by=request.who.volunteer.id,
        now=request.now,
        bank_name=asked.bank_name,
        keep=asked.keep_columns,
    )
    s3, bucket = wiring.client("s3"), wiring.settings().uploads
    links = [
        {
            "name": file.name,
            "url": imports_files.upload_link(s3, bucket, imports_files.upload_key(new.id, place), file.size),
            "method": "PUT",
            "headers": {},
        }
        for place, file in enumerate(new.files)
    ]
    return Answer({"import": import_data(new), "uploads": links}, 201)


def start_import(request: Request) -> Answer:
    """Start an import whose files are uploaded, or one that failed on the way."""
    found = imports.may_start(request.context, request.path["import"], now=request.now)
    wiring.start(wiring.settings().import_function, {"import_id": found.id})
    return Answer({"import": import_data(found)}, 202)


def get_import(request: Request) -> Data:
    """Progress of an import."""
    found = imports.look(request.context, request.path["import"])
    answer: Data = {"import": import_data(found)}
    if found.problems:
        exports = wiring.settings().exports
        answer["problems_url"] = imports_files.problems_link(wiring.client("s3"), exports, found.id)
    return answer


AREA = Area(
    operations={"create_import": create_import, "start_import": start_import, "get_import": get_import},
    requests={"create_import": ImportRequest},
    answers={
        "create_import": (201, (BegunImport,)),
        "start_import": (202, (ImportAnswer,)),
        "get_import": (200, (ImportAnswer,)),
    },
)
