"""Imports: begin one, check it, start it, look at it, undo it."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ... import wiring
from ...importing.meanings import Meaning, Said
from ...storage import callers, imports_files
from ...storage import imports as stored
from ...storage.callers import Volunteer
from ...storage.imports import RUNNING, Import, State, Upload
from ...usecases import audit, bank_rules, imports
from ..answers import Answered
from ..area import Area
from ..http import Answer, Request
from ..models import Body
from ..views import Data, iso
from .jobs import JobAnswer, job_data, start
from .words import BankId, Name

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
    "no_number",
    "bad_numbers",
    "suppressed",
    "screening_old",
    "unknown_electors",
)
Position = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}$")]


class FileIn(Body):
    """A file to be uploaded: its name, for messages, and its size in bytes."""

    name: Name
    size: Annotated[int, Field(ge=0, le=1 << 40)]


class ImportRequest(Body):
    """Begin an import. The bank is made when the files turn out to be usable, where there is none with this id;
    `bank_name` is what it is called then. Without a bank nobody becomes a target by the import itself: open banks whose
    filter matches get them. `keep_columns` names columns of the files to keep beside the usual ones."""

    files: Annotated[list[FileIn], Field(min_length=1, max_length=10)]
    bank: BankId | None = None
    bank_name: Annotated[str, StringConstraints(max_length=120, strip_whitespace=True)] = ""
    keep_columns: Annotated[list[Name], Field(max_length=6)] = Field(default_factory=list)

    def uploads(self) -> list[Upload]:
        """The files as the use case knows them."""
        return [Upload(file.name, file.size) for file in self.files]


class FileSaid(Body):
    """What an organiser says of one file: what its columns mean, by their place from 0 (empty: not used; those that
    are not named are guessed), and what separates them (empty: guessed)."""

    columns: Annotated[dict[Position, Meaning | Literal[""]], Field(max_length=2000)] = Field(default_factory=dict)
    separator: Literal["", ",", "\t", ";", "|"] = ""


class CheckRequest(Body):
    """Check the files, in the order in which the import has them. Without `files`, what was said before holds."""

    files: Annotated[list[FileSaid], Field(max_length=10)] | None = None

    def said(self) -> list[Said] | None:
        """It as the use case knows it."""
        if self.files is None:
            return None
        return [Said({int(at): what for at, what in f.columns.items()}, f.separator) for f in self.files]


class ImportFault(Answered):
    """Why an import, its check or its undoing failed."""

    code: str
    message: str


class ImportCounts(Answered):
    """What an import found and did, or would do. `new`, `updated` and `unchanged` are people; `cannot_vote` are people
    who are listed at their address and not asked for, `no_number` those who cannot be rung. `suppressed` are numbers
    that are not rung, `screening_old` those that a bank that asks for screening does not ring. `bad_numbers` and
    `unknown_electors` are rows."""

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
    no_number: int
    bad_numbers: int
    suppressed: int
    screening_old: int
    unknown_electors: int


class ImportFile(Answered):
    """One file of an import."""

    name: str
    size: int


class Importer(Answered):
    """Who began it; without a name where they are not on the list."""

    id: str
    name: str


class ImportBody(Answered):
    """An import. While it is read, `rows_total` is an estimate. `can_undo`: whether there is something to undo; it is
    refused where somebody was called since."""

    id: str
    bank: str | None
    state: State
    files: list[ImportFile]
    by: Importer
    created_at: AwareDatetime
    can_undo: bool
    rows_read: int
    rows_done: int
    rows_total: int | None
    counts: ImportCounts
    error: ImportFault | None
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None


class ColumnFound(Answered):
    """A column of a file: what it is taken for (empty: not used), and up to three of its cells."""

    position: int
    name: str
    meaning: str
    samples: list[str]


class FileFound(Answered):
    """A file as it is read."""

    name: str
    rows: int
    separator: str
    encoding: str
    columns: list[ColumnFound]


class MeaningFound(Answered):
    """Something that a column can mean; `several`: more than one column may."""

    meaning: str
    label: str
    several: bool


class ProblemFound(Answered):
    """A row, or a cell, that would not be used."""

    file: str
    line: int
    code: str
    reason: str
    value: str


class WarningFound(Answered):
    """What looks wrong about the list as a whole."""

    code: str
    message: str


class Preview(Answered):
    """What a check found. `counts` is null where the files cannot be used as they are."""

    files: list[FileFound]
    meanings: list[MeaningFound]
    counts: ImportCounts | None
    problems: list[ProblemFound]
    warnings: list[WarningFound]


class ImportAnswer(Answered):
    """An import, with a link to its file of problems where there are any, and what a check found."""

    import_: Annotated[ImportBody, Field(alias="import")]
    problems_url: str | None = None
    preview: Preview | None = None


class ImportsAnswer(Answered):
    """All imports, newest first."""

    imports: list[ImportBody]


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


def import_data(of: Import, names: Mapping[str, Volunteer]) -> Data:
    """An import in the API's shape; `names` has who began it."""
    return {
        "id": of.id,
        "bank": of.bank or None,
        "state": of.state,
        "files": [{"name": file.name, "size": file.size} for file in of.files],
        "by": {"id": of.by, "name": names[of.by].name if of.by in names else ""},
        "rows_read": of.rows_read,
        "rows_done": of.rows_done,
        "rows_total": of.rows_total or None,
        "counts": _counts(of.counts),
        "error": {"code": of.error_code, "message": of.error_message} if of.error_code else None,
        "created_at": iso(of.created),
        "started_at": iso(of.started_at or None),
        "finished_at": iso(of.finished_at or None) if of.state not in RUNNING else None,
        "can_undo": imports.can_undo(of),
    }


def _counts(found: Mapping[str, int]) -> Data:
    return {name: found.get(name, 0) for name in COUNTS}


def _one(request: Request, found: Import) -> Data:
    return import_data(found, callers.get_many(request.context.table, {found.by}))


def create_import(request: Request) -> Answer:
    """Begin an import: links by which its files are uploaded."""
    asked = request.body(ImportRequest)
    bank_rules.check_not_closing(request.context)
    new = imports.begin(
        request.context,
        f"{request.now:010d}-{wiring.new_secret().hex()[:12]}",
        asked.uploads(),
        asked.bank or "",
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
    return Answer({"import": _one(request, new), "uploads": links}, 201)


def list_imports(request: Request) -> Data:
    """All imports, newest first."""
    table = request.context.table
    found = stored.every(table)
    names = callers.get_many(table, {each.by for each in found})
    return {"imports": [import_data(each, names) for each in found]}


def check_import(request: Request) -> Answer:
    """Have the files of an import checked: nothing is written but what came of it."""
    said = request.body(CheckRequest).said()
    found = imports.check(request.context, request.path["import"], said, now=request.now)
    wiring.start(wiring.settings().import_function, {"import_id": found.id, "check": found.check})
    return Answer({"import": _one(request, found)}, 202)


def start_import(request: Request) -> Answer:
    """Start an import whose files are uploaded, or one that failed on the way."""
    who = request.who.volunteer.id
    bank_rules.check_not_closing(request.context)
    found = imports.start(request.context, request.path["import"], now=request.now)
    audit.note(request.context, who, "import_started", found.id, now=request.now, files=len(found.files))
    wiring.start(wiring.settings().import_function, {"import_id": found.id})
    return Answer({"import": _one(request, found)}, 202)


def undo_import(request: Request) -> Answer:
    """Undo an import of whose households nobody was called since: a job."""
    who, import_id = request.who.volunteer.id, request.path["import"]
    job = imports.undo(request.context, import_id, by=who, now=request.now)
    audit.note(request.context, who, "import_undone", import_id, now=request.now)
    return Answer({"job": job_data(start(job))}, 202)


def get_import(request: Request) -> Data:
    """Progress of an import, and what a check of it found."""
    found = imports.look(request.context, request.path["import"])
    answer: Data = {"import": _one(request, found)}
    if not found.problems and not found.preview:
        return answer
    s3, exports = wiring.client("s3"), wiring.settings().exports
    if found.problems:
        answer["problems_url"] = imports_files.problems_link(s3, exports, found.id)
    if found.preview and found.state in {"checked", "failed"}:
        answer["preview"] = _preview(imports_files.get_preview(s3, exports, found.id))
    return answer


def _preview(found: dict[str, Any] | None) -> Data | None:
    if found is None:
        return None
    return {**found, "counts": _counts(found["counts"]) if found["counts"] else None}


AREA = Area(
    operations={
        "create_import": create_import,
        "check_import": check_import,
        "start_import": start_import,
        "undo_import": undo_import,
        "get_import": get_import,
        "list_imports": list_imports,
    },
    requests={"create_import": ImportRequest, "check_import": CheckRequest},
    answers={
        "create_import": (201, (BegunImport,)),
        "check_import": (202, (ImportAnswer,)),
        "start_import": (202, (ImportAnswer,)),
        "undo_import": (202, (JobAnswer,)),
        "get_import": (200, (ImportAnswer,)),
        "list_imports": (200, (ImportsAnswer,)),
    },
)
