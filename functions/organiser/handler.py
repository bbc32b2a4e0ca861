"""The organisers' API: imports, banks and what volunteers told; and the OpenAPI document."""

import json

from ringround import wiring
from ringround.api import openapi, views
from ringround.api.http import Answer, Request
from ringround.api.http import handler as api_handler
from ringround.api.organise import BankRequest, ImportRequest, import_data, note_data
from ringround.storage import banks, imports_files
from ringround.usecases import imports, look, notes, organise_banks


def get_openapi(_request: Request) -> views.Data:
    """This API as an OpenAPI document."""
    return openapi.document()


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
    wiring.client("lambda").invoke(
        FunctionName=wiring.settings().import_function,
        InvocationType="Event",
        Payload=json.dumps({"import_id": found.id}).encode(),
    )
    return Answer({"import": import_data(found)}, 202)


def get_import(request: Request) -> views.Data:
    """Progress of an import."""
    found = imports.look(request.context, request.path["import"])
    answer: views.Data = {"import": import_data(found)}
    if found.problems:
        exports = wiring.settings().exports
        answer["problems_url"] = imports_files.problems_link(wiring.client("s3"), exports, found.id)
    return answer


def list_all_banks(request: Request) -> views.Data:
    """Every phone bank, closed ones too."""
    found = banks.every(request.context.table)
    progress = look.progress(request.context, found, request.now)
    return {"banks": [views.bank(b, progress.get(b.id), request.who.desk, request.now) for b in found]}


def create_bank(request: Request) -> Answer:
    """Make a phone bank."""
    asked = request.body(BankRequest)
    made = organise_banks.create_bank(
        request.context,
        asked.id,
        asked.name,
        now=request.now,
        purpose=asked.purpose,
        kind=asked.kind,
        calling_hours=asked.hours,
        return_number=asked.return_number or "",
        leaderboard=asked.leaderboard,
    )
    return Answer({"bank": views.bank(made, None, request.who.desk, request.now)}, 201)


def list_notes(request: Request) -> views.Data:
    """What volunteers told the organisers."""
    return {"notes": [note_data(each) for each in notes.every(request.context)]}


handler = api_handler(
    "organiser",
    {
        "get_openapi": get_openapi,
        "create_import": create_import,
        "start_import": start_import,
        "get_import": get_import,
        "list_all_banks": list_all_banks,
        "create_bank": create_bank,
        "list_notes": list_notes,
    },
)
