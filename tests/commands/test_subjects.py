"""Somebody asks what is held of them, or to be erased."""

import json
from pathlib import Path
from typing import Any

import pytest

from .answers import job
from .fake_site import FakeSite, Refusal
from .runner import run


def _person(**more: Any) -> dict[str, Any]:
    base = {"id": "p1", "household": "h1", "name": "Priya Shah", "elector": "AB-124/1", "postcode": "RS1 2AB"}
    known = {"address": ["12 Mill Lane", "Riverside"], "numbers": ["07700 900000"], "calls": 2, "erased_at": None}
    return {**base, **known, **more}


EXPORT = {
    "id": "x1",
    "kind": "latest",
    "bank": None,
    "state": "done",
    "rows": 3,
    "by": {"id": "o", "name": "Olive"},
    "created_at": "2027-02-01T10:00:00Z",
    "finished_at": None,
    "since": None,
    "done": 1,
    "total": 3,
    "error": None,
}


@pytest.fixture
def asked(site: FakeSite) -> FakeSite:
    """A site on which Priya is found, told and erased."""
    site.on("POST", "people/find", {"people": [_person()]})
    for what, result in (("held", {"entries": {"calls": 2}}), ("erase", {"calls": 2, "households": 1, "numbers": 1})):
        site.on("POST", f"people/p1/{what}", job("waiting", id=what))
        site.on("GET", f"jobs/{what}", job(id=what, result=result))
    site.on("POST", "exports/held/link", {"url": f"{site.url}/held.zip", "name": "held.zip"})
    site.on("GET", "/held.zip", "a file")
    site.on("GET", "exports", {"exports": [EXPORT]})
    return site


def test_what_is_held_comes_as_a_file(asked: FakeSite, tmp_path: Path) -> None:
    result = run("subject-access", "--elector", "AB-124/1", "--out", "held.zip")
    assert result.exit_code == 0, result.output
    assert asked.bodies("POST", "people/find")[0]["elector"] == "AB-124/1"
    assert "a file" in (tmp_path / "held.zip").read_text()
    assert "read it before you hand it over" in result.stdout
    assert run("subject-access", "--elector", "AB-124/1", "--out", "held.zip").exit_code == 1


def test_a_name_is_looked_for_by_a_job(asked: FakeSite) -> None:
    asked.on("POST", "people/find", job("waiting", id="j9"), {"people": [_person()]})
    asked.on("GET", "jobs/j9", job(id="j9"))
    assert run("erase", "--name", "Priya Shah", "--postcode", "RS1 2AB", "--dry-run").exit_code == 0
    first, second = asked.bodies("POST", "people/find")
    assert (first["name"], first["postcode"], second) == ("Priya Shah", "RS1 2AB", {"job": "j9"})


def test_a_dry_run_shows_who_and_changes_nothing(asked: FakeSite) -> None:
    result = run("erase", "--number", "07700 900000", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Priya Shah" in result.stdout
    assert "07700 900000" in result.stdout
    assert asked.bodies("POST", "people/p1/erase") == []


def test_it_asks_first_and_says_what_is_left(asked: FakeSite) -> None:
    refused = run("erase", "--elector", "AB-124/1", typed="yes\n")
    assert refused.exit_code == 1
    assert "Nothing was changed" in refused.stderr
    assert asked.bodies("POST", "people/p1/erase") == []
    result = run("erase", "--elector", "AB-124/1", typed="AB-124/1\n")
    assert result.exit_code == 0, result.output
    assert asked.bodies("POST", "people/p1/erase") == [{"household": "h1"}]
    assert "1 number will not be rung" in result.stdout
    assert "Olive" in result.stdout
    assert "35 days" in result.stderr


def test_one_who_was_erased_before_is_gone_on_with_and_not_asked_for(asked: FakeSite) -> None:
    gone = _person(name="", elector="", address=[], postcode="", numbers=[], erased_at="2027-02-01T10:00:00Z")
    asked.on("POST", "people/find", {"people": [gone]})
    result = run("erase", "--elector", "AB-124/1", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["erased"]["households"] == 1


def test_one_whom_a_restore_names_is_found_by_id(asked: FakeSite) -> None:
    assert run("erase", "--person", "p1", "--dry-run").exit_code == 0
    assert asked.bodies("POST", "people/find")[0]["person"] == "p1"


def test_where_several_are_meant_nothing_is_done(asked: FakeSite) -> None:
    asked.on("POST", "people/find", {"people": [_person(), _person(id="p2", elector="AB-9", name="Priya Shah")]})
    result = run("erase", "--name", "Priya Shah", typed="AB-124/1\n")
    assert result.exit_code == 1
    assert "AB-9" in result.stdout
    assert "--elector" in result.stderr
    assert asked.bodies("POST", "people/p1/erase") == []


def test_a_volunteer_is_erased_by_their_address(asked: FakeSite) -> None:
    sam = {"id": "s", "name": "Sam", "email": "sam@example.org", "role": "caller"}
    asked.on("GET", "volunteers", {"volunteers": [sam], "waiting": []})
    asked.on("POST", "volunteers/s/erase", {"returned": 1, "notes": 2})
    result = run("erase", "--volunteer", "sam@example.org", typed="sam@example.org\n")
    assert result.exit_code == 0, result.output
    assert "2 notes" in result.stdout


@pytest.mark.parametrize("words", [(), ("--elector", "1", "--name", "x")])
def test_one_way_to_say_who(asked: FakeSite, words: tuple[str, ...]) -> None:
    assert run("erase", *words).exit_code == 2
    assert not asked.bodies("POST", "people/find")


def test_what_the_site_refuses_is_said(asked: FakeSite) -> None:
    asked.on("POST", "people/find", Refusal(404, "person_unknown", "Nobody here is found by this."))
    result = run("erase", "--elector", "ZZ-1")
    assert result.exit_code == 1
    assert "Nobody here is found" in result.stderr
