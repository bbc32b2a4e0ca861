"""What organisers' requests and answers hold: imports and banks. Kept apart from the callers' models, so that the
hot handlers do not load it."""

from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ..domain.bank import Kind
from ..storage.imports import RUNNING, Import, Upload
from ..storage.notes import Note
from .answers import Answered, Bank
from .models import E164, Body
from .views import Data, iso

BankId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
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


class BankRequest(Body):
    """Make a bank; `hours` are Europe/London, without them the campaign's. `return_number` (E.164) is where people can
    ring back: callers give it to whoever asks (PECR regulation 21(A1)). `leaderboard` shows volunteers who want to be
    seen to one another."""

    id: BankId
    name: Name
    purpose: Annotated[str, StringConstraints(max_length=500)] = ""
    kind: Kind = "voter_id"
    hours: dict[str, tuple[str, str] | None] | None = None
    return_number: E164 | None = None
    leaderboard: bool = False


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


class OneBank(Answered):
    """A bank."""

    bank: Bank


class NoteBody(Answered):
    """What a volunteer told the organisers."""

    id: str
    at: AwareDatetime
    from_: Annotated[str, Field(alias="from")]
    bank: str | None
    text: str


class NotesAnswer(Answered):
    """Notes from volunteers, newest first."""

    notes: list[NoteBody]


def note_data(of: Note) -> Data:
    """A note in the API's shape."""
    return {"id": of.id, "at": iso(of.at), "from": of.name, "bank": of.bank or None, "text": of.text}


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
