"""Closing: two steps, each with the campaign's name, and proof at the end."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from .answers import job
from .fake_site import FakeSite, Refusal
from .runner import run

NAME = "Oakshire by-election"
FILE = "zipped"
EXPORT: dict[str, Any] = {"id": "x1", "state": "running", "checked_at": None, "fetched_at": None, "sha256": None}
MADE = {
    **EXPORT,
    "state": "done",
    "calls": 12,
    "people": 2000,
    "sha256": hashlib.sha256(FILE.encode()).hexdigest(),
}
PROOF = {"campaign": NAME, "destroyed_at": "2027-03-05T11:00:00Z", "counts": {"people": 75000}}


def _state(state: str, **more: Any) -> dict[str, Any]:
    base = {"state": state, "asked_by": None, "asked_at": None, "may_destroy_at": None, "export": None}
    return {**base, "unexported": {"calls": 0}, "job": None, "certificate": None, **more}


@pytest.fixture
def closing(site: FakeSite) -> FakeSite:
    """A campaign that can be closed."""
    asked = {"asked_at": "2027-03-05T09:00:00Z", "may_destroy_at": "2027-03-05T10:00:00Z"}
    site.on("GET", "/api/close", {"closed": False, "certificate": None})
    site.on("GET", "settings", {"settings": {"name": NAME}})
    site.on("GET", "close", _state("open"), _state("ready", export=MADE, **asked))
    site.on("POST", "close", _state("closing", export=EXPORT, **asked))
    site.on("GET", "jobs/x1", job("running"), job("done"))
    site.on("POST", "exports/x1/link", {"url": f"{site.url}/last.zip", "name": "last.zip"})
    site.on("GET", "/last.zip", FILE)
    return site


def test_the_first_step_explains_takes_the_name_and_downloads_the_last_export(
    closing: FakeSite, tmp_path: Path
) -> None:
    result = run("close", "--out", "last.zip", typed=f"{NAME}\n")
    assert result.exit_code == 0, result.output
    assert closing.bodies("POST", "close") == [{"name": NAME}]
    assert (tmp_path / "last.zip").read_text() == FILE
    assert "two steps" in result.stderr
    assert "--destroy" in result.stderr
    assert "5 Mar 2027 10:00" in result.stdout


def test_a_wrong_name_closes_nothing(closing: FakeSite) -> None:
    closing.on("POST", "close", Refusal(422, "name_wrong", "That is not the campaign’s name."))
    result = run("close", "--out", "last.zip", typed="Oak\n")
    assert result.exit_code == 1
    assert "not the campaign’s name" in result.stderr


@pytest.mark.parametrize("words", [["close"], ["close", "--destroy", "--call-off"]])
def test_closing_needs_words_that_fit(closing: FakeSite, words: list[str]) -> None:
    assert run(*words).exit_code == 2
    assert closing.bodies("POST", "close") == []


def test_no_name_at_all_closes_nothing(closing: FakeSite) -> None:
    assert run("close", "--out", "last.zip", typed="").exit_code == 1
    assert run("close", "--destroy", typed="").exit_code == 1
    assert {method for method, _, _ in closing.asked} == {"GET"}


def test_a_first_step_that_was_cut_off_goes_on_without_asking_again(closing: FakeSite, tmp_path: Path) -> None:
    closing.on("GET", "close", _state("closing", export=EXPORT), _state("ready", export=MADE))
    assert run("close", "--out", "last.zip").exit_code == 0
    assert closing.bodies("POST", "close") == []
    assert (tmp_path / "last.zip").exists()


def test_the_second_step_shows_and_keeps_the_certificate(closing: FakeSite, tmp_path: Path) -> None:
    closing.on("POST", "close/destroy", {**_state("destroying"), **job("waiting")})
    closing.on("GET", "jobs/j1", job("running"), Refusal(401, "not_signed_in"))
    going, gone = ({"closed": closed, "certificate": None} for closed in (False, True))
    closing.on("GET", "/api/close", going, gone, Refusal(503), {"closed": True, "certificate": PROOF})
    result = run("close", "--destroy", "--certificate", "proof.json", typed=f"{NAME}\n")
    assert result.exit_code == 0, result.output
    assert closing.bodies("POST", "close/destroy") == [{"name": NAME}]
    assert json.loads((tmp_path / "proof.json").read_text()) == PROOF
    assert "75,000" in result.stdout


def test_who_began_it_is_told_to_wait(closing: FakeSite) -> None:
    closing.on("POST", "close/destroy", Refusal(409, "too_early", "Another organiser, or you from 10:00."))
    result = run("close", "--destroy", typed=f"{NAME}\n")
    assert result.exit_code == 1
    assert "Another organiser, or you from 10:00." in result.stderr


def test_the_certificate_is_there_for_whoever_asks_later(closing: FakeSite) -> None:
    closing.role = "caller"
    closing.on("GET", "/api/close", {"closed": True, "certificate": PROOF})
    result = run("close", "--state", "--json")
    assert json.loads(result.stdout) == {"certificate": PROOF}


def test_how_far_closing_is_changes_nothing(closing: FakeSite) -> None:
    result = run("close", "--state")
    assert result.exit_code == 0, result.output
    assert {method for method, _, _ in closing.asked} == {"GET"}


def test_closing_is_called_off(closing: FakeSite) -> None:
    closing.on("DELETE", "close", {})
    result = run("close", "--call-off")
    assert result.exit_code == 0
    assert "called off" in result.stdout


def test_what_came_after_the_last_export_has_it_made_again(closing: FakeSite) -> None:
    closing.on("GET", "close", _state("ready", export=MADE, unexported={"calls": 3}), _state("ready", export=MADE))
    result = run("close", "--out", "last.zip", typed=f"{NAME}\n")
    assert result.exit_code == 0, result.output
    assert "3 calls came after" in result.stderr
    assert len(closing.bodies("POST", "close")) == 1


def test_an_export_that_is_not_the_one_that_was_checked_is_said(closing: FakeSite) -> None:
    closing.on("GET", "/last.zip", "something else")
    result = run("close", "--out", "last.zip", typed=f"{NAME}\n")
    assert result.exit_code == 1
    assert "not the export that was checked" in result.stderr


def test_destroying_that_was_refused_after_all_is_said(closing: FakeSite) -> None:
    closing.on("POST", "close/destroy", {**_state("destroying"), **job("waiting")})
    closing.on("GET", "/api/close", {"closed": False, "certificate": None})
    closing.on("GET", "jobs/j1", job("failed", error={"code": "recorded_since", "message": "Calls were recorded."}))
    result = run("close", "--destroy", typed=f"{NAME}\n")
    assert result.exit_code == 1
    assert "Calls were recorded." in result.stderr
