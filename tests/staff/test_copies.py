"""A table as files and back: nothing is lost, nothing is taken that was changed, AWS's own exports are read too."""

import base64
import gzip
import hashlib
import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.staff import copies, counts, loading
from infra.staff.copies import CopyError
from ringround.storage.table import Table
from tests.builders import a_household, a_number, a_person, a_response, drama_number, not_home
from tests.shift import a_shift
from tests.support.engine import DynamoDbLocal

pytestmark = pytest.mark.races
THEN = datetime(2027, 2, 20, 18, 0, tzinfo=UTC)
ODD: list[dict[str, Any]] = [
    {
        "pk": {"S": "X"},
        "sk": {"S": "“é”\n"},
        "binary": {"B": b"\x00\xff"},
        "deep": {"M": {"list": {"L": [{"B": b"1"}, {"BS": [b"2", b"3"]}, {"N": "1.50"}, {"NULL": True}]}}},
    },
    {"pk": {"S": "Y"}, "sk": {"S": "1"}, "set": {"SS": ["a", "b"]}, "yes": {"BOOL": True}, "empty": {"L": []}},
]


def nothing(_: int) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def rung(dynamodb_local: DynamoDbLocal) -> Table:
    """A table after some calls."""
    table = dynamodb_local.new_table()
    homes = [
        a_household(f"house{n}", people=(a_person(f"p{n}"),), numbers=(a_number(drama_number(n), f"p{n}"),))
        for n in range(5)
    ]
    shift = a_shift(table, *homes)
    shift.respond(shift.claim(), not_home())
    shift.respond(claim := shift.claim(), a_response())
    shift.correct(claim, not_home())
    shift.claim()
    return table


def test_a_table_comes_back_whole(rung: Table, dynamodb_local: DynamoDbLocal, tmp_path: Path) -> None:
    copy = copies.write(loading.pages(rung.client, rung.name), tmp_path / "copy", rung.name, THEN)
    before = counts.of(loading.pages(rung.client, rung.name))
    other = dynamodb_local.new_table()
    seen: list[int] = []
    assert loading.put_all(other.client, other.name, copy.pages(), seen.append) == copy.items == max(seen)
    after = counts.of(loading.pages(other.client, other.name))
    assert counts.differences(before, after) == []
    assert before.table()["calls"] == 2
    assert before.table()["versions of calls"] == 3
    assert (before.table()["calls: not_home"], before.table()["households"]) == (2, 5)
    assert counts.disagreeing(after) == []
    # Written again, it is the same.
    loading.put_all(other.client, other.name, copies.read(copy.folder).pages(), nothing)
    assert counts.differences(before, counts.of(loading.pages(other.client, other.name))) == []


def test_what_is_not_the_same_is_said(rung: Table) -> None:
    pages = list(loading.pages(rung.client, rung.name))
    before = counts.of(pages)
    items = [item for page in pages for item in page]
    call = next(item for item in items if item["pk"]["S"].startswith("C#"))
    without = counts.of([[item for item in items if item is not call]])
    assert ("items", len(items), len(items) - 1) in counts.differences(before, without)
    bank = next(item for item in items if item["pk"]["S"] == "BANKS")
    changed = counts.of([[{**item, "name": {"S": "Another"}} if item is bank else item for item in items]])
    assert counts.differences(before, changed) == [("contents", 0, 1)]


def test_calls_that_only_one_place_knows_are_said(rung: Table) -> None:
    items = [item for page in loading.pages(rung.client, rung.name) for item in page]
    found = counts.of([[item for item in items if not item["pk"]["S"].startswith("D#")]])
    assert counts.disagreeing(found) == ["2 calls, and 0 calls on callers' days"]


def test_every_kind_of_value_comes_back(tmp_path: Path) -> None:
    copy = copies.write([ODD], tmp_path / "copy", "some", THEN)
    assert [item for page in copy.pages() for item in page] == ODD
    assert copies.read(tmp_path / "copy").at == THEN


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    copies.write([ODD], tmp_path / "copy", "some", THEN)
    for place in (tmp_path / "copy", *(tmp_path / "copy").rglob("*")):
        assert stat.S_IMODE(place.stat().st_mode) == (0o700 if place.is_dir() else 0o600)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")
    with pytest.raises(CopyError, match="not empty"):
        copies.write([ODD], tmp_path, "some", THEN)


def test_a_copy_that_was_broken_off_is_none(tmp_path: Path) -> None:
    def broken() -> Any:
        yield ODD
        raise RuntimeError

    with pytest.raises(RuntimeError):
        copies.write(broken(), tmp_path / "copy", "some", THEN)
    with pytest.raises(CopyError, match="no whole copy"):
        copies.read(tmp_path / "copy")


@pytest.mark.parametrize("harm", ["changed", "missing", "shorter", "fewer"])
def test_a_copy_that_is_not_as_it_was_written_is_refused(harm: str, tmp_path: Path) -> None:
    copies.write([ODD], tmp_path / "copy", "some", THEN)
    (file,) = (tmp_path / "copy" / "data").iterdir()
    if harm == "changed":
        lines = gzip.decompress(file.read_bytes())
        file.write_bytes(gzip.compress(lines.replace(b'"1.50"', b'"1.51"')))
    elif harm == "missing":
        file.unlink()
    elif harm == "shorter":
        file.write_bytes(file.read_bytes()[:-1])
    else:
        manifest = tmp_path / "copy" / copies.FILES
        manifest.write_text("")
    with pytest.raises(CopyError):
        copies.read(tmp_path / "copy")


def exported(folder: Path, **said: str) -> Path:
    """A full export as DynamoDB's documentation shows it, with a file of two items and an empty one."""
    (folder / "data").mkdir(parents=True)
    item = '{"Item":{"pk":{"S":"BANKS"},"sk":{"S":"main"},"secret":{"B":"AP8="}}}'
    lines = []
    for name, text in (("asdl123dasas.json.gz", f"{item}\n"), ("qwe456.json.gz", "")):
        packed = gzip.compress(text.encode())
        (folder / "data" / name).write_bytes(packed)
        md5 = base64.b64encode(hashlib.md5(packed, usedforsecurity=False).digest()).decode()
        key = f"backups/AWSDynamoDB/01693685827463-2d8752fd/data/{name}"
        lines.append(
            json.dumps({"itemCount": len(text) and 1, "md5Checksum": md5, "etag": "1-1", "dataFileS3Key": key})
        )
    (folder / copies.FILES).write_text("\n".join(lines) + "\n")
    summary = {"version": "2023-08-01", "exportTime": "2027-02-20T18:00:00.000Z", "itemCount": 1}
    summary |= {"outputFormat": "DYNAMODB_JSON", "exportType": "FULL_EXPORT", **said}
    (folder / copies.SUMMARY).write_text(json.dumps(summary))
    return folder


def test_an_export_of_dynamodbs_own_is_read(tmp_path: Path) -> None:
    copy = copies.read(exported(tmp_path / "01693685827463-2d8752fd"))
    assert (copy.at, copy.items) == (THEN, 1)
    assert list(copy.pages()) == [[{"pk": {"S": "BANKS"}, "sk": {"S": "main"}, "secret": {"B": b"\x00\xff"}}]]


@pytest.mark.parametrize("said", [{"outputFormat": "ION"}, {"exportType": "INCREMENTAL_EXPORT"}])
def test_another_form_of_export_is_refused(said: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(CopyError, match="no full export"):
        copies.read(exported(tmp_path / "export", **said))


@pytest.mark.parametrize("name", [copies.SUMMARY, copies.FILES])
@pytest.mark.parametrize("content", ["[]", "{}", "{"])
def test_a_manifest_that_is_none_is_refused(name: str, content: str, tmp_path: Path) -> None:
    copy = copies.write([[{"pk": {"S": "NOTES"}, "sk": {"S": "a"}}]], tmp_path / "copy", "table", THEN)
    (copy.folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(CopyError):
        copies.read(copy.folder)
