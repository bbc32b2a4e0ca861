"""Checking files without importing them, and taking an import back."""

import json
from pathlib import Path
from typing import Any

import pytest

from .answers import job
from .fake_site import FakeSite
from .runner import run

COUNTS = dict.fromkeys(
    (
        *("rows", "households", "people", "numbers", "new", "updated", "unchanged", "problems", "cannot_vote"),
        *("shared_in_household", "shared_across_households", "no_number", "unknown_electors"),
    ),
    3,
)
PREVIEW = {
    "files": [
        {
            "name": "register.csv",
            "rows": 2000,
            "separator": ",",
            "encoding": "utf-8",
            "columns": [
                {"position": 0, "name": "ENO", "meaning": "number", "samples": ["124", "125"]},
                {"position": 1, "name": "Hobby", "meaning": "", "samples": ["chess\nand " + "x" * 99]},
            ],
        }
    ],
    "meanings": [
        {"meaning": "number", "label": "Elector number", "several": False},
        {"meaning": "keep", "label": "Keep for filters", "several": True},
    ],
    "counts": {**COUNTS, "people": 1999},
    "problems": [{"file": "register.csv", "line": 7, "code": "bad_number", "reason": "No number", "value": "12"}],
    "warnings": [{"code": "other_register", "message": "Few of these electors are known."}],
}


def _import(state: str, **more: Any) -> dict[str, Any]:
    base = {"id": "i1", "bank": None, "state": state, "files": [{"name": "register.csv", "size": 3}]}
    rows = {"rows_read": 2, "rows_done": 1, "rows_total": 3, "counts": COUNTS, "error": None}
    return {**base, **rows, "by": {"id": "o", "name": "Olive"}, "created_at": "2027-02-01T10:00:00Z", **more}


@pytest.fixture
def importing(site: FakeSite, tmp_path: Path) -> FakeSite:
    """A site that checks an import, and a file for it."""
    (tmp_path / "register.csv").write_text("ENO\n124\n")
    links = [{"name": "register.csv", "url": f"{site.url}/put/0", "method": "PUT", "headers": {}}]
    site.on("POST", "imports", {"import": _import("uploading"), "uploads": links})
    site.on("POST", "imports/i1/check", {"import": _import("checking")})
    site.on("POST", "imports/i1/start", {"import": _import("reading")})
    states = (_import(state) for state in ("checking", "checked"))
    site.on("GET", "imports/i1", *({"import": state, "preview": PREVIEW} for state in states))
    return site


def test_a_check_shows_columns_and_counts_and_writes_nothing(importing: FakeSite) -> None:
    result = run("import", "register.csv", "--check")
    assert result.exit_code == 0, result.output
    for said in ("Elector number", "124 · 125", "not used", "chess and xxx", "No number", "Careful: Few", "1,999"):
        assert said in result.stdout
    assert "Nothing was written" in result.stdout
    assert importing.bodies("POST", "imports/i1/start") == []
    assert importing.bodies("POST", "imports/i1/check") == [{}]


def test_a_check_that_finds_no_use_for_a_file_ends_with_1(importing: FakeSite) -> None:
    failed = _import("failed", error={"code": "no_header", "message": "register.csv has no header row."})
    importing.on("GET", "imports/i1", {"import": failed, "preview": PREVIEW})
    result = run("import", "register.csv", "--check", "--bank", "doors")
    assert result.exit_code == 1
    assert "no header row" in result.stderr
    assert "Hobby" in result.stdout


def test_a_column_means_what_is_said_of_it(importing: FakeSite) -> None:
    checked, done = ({"import": _import(state), "preview": PREVIEW} for state in ("checked", "done"))
    importing.on("GET", "imports/i1", checked, checked, done)
    result = run("import", "register.csv", "--column", "hobby=keep", "--column", "ENO=")
    assert result.exit_code == 0, result.output
    assert importing.bodies("POST", "imports/i1/check") == [{}, {"files": [{"columns": {"0": "", "1": "keep"}}]}]
    assert importing.bodies("POST", "imports/i1/start") == [{}]


@pytest.mark.parametrize("words", ["Shoe size=keep", "Hobby=pastime", "Hobby"])
def test_a_column_or_meaning_that_is_not_there_imports_nothing(importing: FakeSite, words: str) -> None:
    importing.on("GET", "imports/i1", {"import": _import("checked"), "preview": PREVIEW})
    assert run("import", "register.csv", "--column", words).exit_code == 2
    assert importing.bodies("POST", "imports/i1/start") == []


def test_an_import_needs_no_bank(importing: FakeSite) -> None:
    importing.on("GET", "imports/i1", {"import": _import("writing")}, {"import": _import("done")})
    result = run("import", "register.csv")
    assert result.exit_code == 0, result.output
    (begun,) = importing.bodies("POST", "imports")
    assert "bank" not in begun
    assert "Imported at" in result.stdout
    assert "ringround import --undo i1" in result.stdout


def test_json_of_an_import_is_the_site_s_answer(importing: FakeSite) -> None:
    importing.on("GET", "imports/i1", {"import": _import("done")})
    assert json.loads(run("import", "register.csv", "--json").stdout) == {"import": _import("done")}


def test_imports_are_listed_with_their_ids(importing: FakeSite) -> None:
    importing.on("GET", "imports", {"imports": [_import("done", can_undo=True)]})
    result = run("imports")
    assert result.exit_code == 0, result.output
    for said in ("i1", "register.csv", "Olive", "yes"):
        assert said in result.stdout


def test_an_import_is_taken_back(importing: FakeSite) -> None:
    importing.on("POST", "imports/i1/undo", {**job("waiting")})
    importing.on("GET", "jobs/j1", job("done"))
    importing.on("GET", "imports/i1", {"import": _import("undone")})
    result = run("import", "--undo", "i1")
    assert result.exit_code == 0, result.output
    assert "register.csv is taken back" in result.stdout


def test_an_import_of_people_who_were_called_is_not_taken_back(importing: FakeSite) -> None:
    importing.on("POST", "imports/i1/undo", {**job("waiting")})
    importing.on("GET", "jobs/j1", job("done"))
    called = {"code": "called", "message": "Somebody was called already."}
    importing.on("GET", "imports/i1", {"import": _import("done", error=called)})
    result = run("import", "--undo", "i1")
    assert result.exit_code == 1
    assert "Somebody was called already." in result.stderr


@pytest.mark.parametrize("words", [[], ["--undo", "i1", "register.csv"], ["--undo", "i1", "--check"]])
def test_words_that_do_not_go_together_are_wrong_usage(importing: FakeSite, words: list[str]) -> None:
    assert run("import", *words).exit_code == 2
