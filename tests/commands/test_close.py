"""Closing: two steps, each with the campaign's name, and proof at the end."""

import json
from pathlib import Path
from typing import Any

import pytest

from .answers import job
from .fake_site import FakeSite, Refusal
from .runner import run

NAME = "Oakshire by-election"
EXPORT = {"id": "x1", "state": "running", "rows": 12, "done": 0, "total": 1, "error": None, "since": None}
PROOF = {"campaign": NAME, "destroyed_at": "2027-03-05T11:00:00Z", "counts": {"people": 75000}}


def _state(state: str, **more: Any) -> dict[str, Any]:
    base = {"state": state, "asked_by": None, "asked_at": None, "may_destroy_at": None, "export": None}
    return {**base, "unexported": {"calls": 0}, "job": None, "certificate": None, **more}


@pytest.fixture
def closing(site: FakeSite) -> FakeSite:
    """A campaign that can be closed."""
    asked = {"asked_at": "2027-03-05T09:00:00Z", "may_destroy_at": "2027-03-05T10:00:00Z"}
    site.on("GET", "settings", {"settings": {"name": NAME}})
    site.on("GET", "close", _state("open"), _state("ready", export={**EXPORT, "state": "done"}, **asked))
    site.on("POST", "close", _state("closing", export=EXPORT, **asked))
    site.on("GET", "jobs/x1", job("running"), job("done"))
    site.on("GET", "exports", {"exports": [{**EXPORT, "state": "done"}]})
    site.on("POST", "exports/x1/link", {"url": f"{site.url}/last.csv", "name": "last.csv"})
    site.on("GET", "/last.csv", "a,b\n")
    return site


def test_the_first_step_explains_takes_the_name_and_downloads_the_last_export(
    closing: FakeSite, tmp_path: Path
) -> None:
    result = run("close", "--out", "last.csv", typed=f"{NAME}\n")
    assert result.exit_code == 0, result.output
    assert closing.bodies("POST", "close") == [{"name": NAME}]
    assert (tmp_path / "last.csv").read_text() == "a,b\n"
    assert "two steps" in result.stderr
    assert "--destroy" in result.stderr
    assert "5 Mar 10:00" in result.stdout


def test_a_wrong_name_closes_nothing(closing: FakeSite) -> None:
    closing.on("POST", "close", Refusal(422, "name_wrong", "That is not the campaign’s name."))
    result = run("close", "--out", "last.csv", typed="Oak\n")
    assert result.exit_code == 1
    assert "not the campaign’s name" in result.stderr


@pytest.mark.parametrize("words", [["close"], ["close", "--destroy", "--call-off"]])
def test_closing_needs_words_that_fit(closing: FakeSite, words: list[str]) -> None:
    assert run(*words).exit_code == 2
    assert closing.bodies("POST", "close") == []


def test_no_name_at_all_closes_nothing(closing: FakeSite) -> None:
    assert run("close", "--out", "last.csv", typed="").exit_code == 1
    assert run("close", "--destroy", typed="").exit_code == 1
    assert {method for method, _, _ in closing.asked} == {"GET"}


def test_a_first_step_that_was_cut_off_goes_on_without_asking_again(closing: FakeSite, tmp_path: Path) -> None:
    closing.on("GET", "close", _state("closing", export=EXPORT))
    assert run("close", "--out", "last.csv").exit_code == 0
    assert closing.bodies("POST", "close") == []
    assert (tmp_path / "last.csv").exists()


def test_the_second_step_shows_and_keeps_the_certificate(closing: FakeSite, tmp_path: Path) -> None:
    closing.on("POST", "close/destroy", {**_state("destroying"), **job("waiting")})
    closing.on("GET", "jobs/j1", job("running"), job("done"))
    closing.on("GET", "/api/close", {"closed": True, "certificate": PROOF})
    result = run("close", "--destroy", "--certificate", "proof.json", typed=f"{NAME}\n")
    assert result.exit_code == 0, result.output
    assert closing.bodies("POST", "close/destroy") == [{"name": NAME}]
    assert json.loads((tmp_path / "proof.json").read_text()) == PROOF
    assert "75000" in result.stdout


def test_who_began_it_is_told_to_wait(closing: FakeSite) -> None:
    closing.on("POST", "close/destroy", Refusal(409, "too_early", "Another organiser, or you from 10:00."))
    result = run("close", "--destroy", typed=f"{NAME}\n")
    assert result.exit_code == 1
    assert "Another organiser, or you from 10:00." in result.stderr


def test_closing_is_called_off(closing: FakeSite) -> None:
    closing.on("DELETE", "close", {})
    result = run("close", "--call-off")
    assert result.exit_code == 0
    assert "called off" in result.stdout
