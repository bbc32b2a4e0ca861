"""Lists of electors and numbers: read as people write them, sent in pieces, and what was not taken said."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from infra.commands.lists import entries
from ringround.domain.cells import plain

from .answers import job
from .fake_site import FakeSite, Refusal
from .runner import run


def _marked(body: dict[str, Any]) -> dict[str, Any]:
    strangers = [{"text": text, "why": "unknown"} for text in body["electors"] if text.startswith("ZZ")]
    return {"marked": len(body["electors"]) - len(strangers), "already": 0, "households": 1, "unmatched": strangers}


@pytest.mark.parametrize(
    "data",
    [
        b"AB-124/1\nAB125\n",
        b"\xef\xbb\xbfAB-124/1,AB125",
        b'"AB-124/1"\r\n\r\n "AB125" \r\n',
        b"AB-124/1;AB125\t",
        "AB-124/1\nAB125".encode("utf-16"),
    ],
)
def test_a_list_is_read_as_it_was_written(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "list").write_bytes(data)
    assert entries(str(tmp_path / "list")) == ["AB-124/1", "AB125"]


def test_a_list_from_a_pipe_is_sent_in_pieces_of_500(site: FakeSite) -> None:
    site.on("POST", "voted", _marked)
    result = run("voted", "-", "--prefix", "AB", typed="\n".join(map(str, range(1, 1202))))
    assert result.exit_code == 0, result.output
    bodies = site.bodies("POST", "voted")
    assert [len(body["electors"]) for body in bodies] == [500, 500, 201]
    assert bodies[0]["prefix"] == "AB"
    assert bodies[0]["voted"] is True
    assert "1,201 electors marked" in result.stdout
    assert result.stderr == ""


def test_what_is_not_matched_is_printed_written_and_ends_with_1(site: FakeSite, tmp_path: Path) -> None:
    site.on("POST", "voted", _marked)
    (tmp_path / "list.txt").write_text("AB1\nZZ9\n")
    result = run("voted", "list.txt", "--unmatched", "left.csv")
    assert result.exit_code == 1
    assert "ZZ9" in result.stdout
    rows = list(csv.reader((tmp_path / "left.csv").read_text("utf-8-sig").splitlines()))
    assert rows == [["Typed", "Why"], ["ZZ9", "no such elector in the lists"]]


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\u00a0=1+1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff201", "\0=1+1"],
)
def test_no_cell_of_what_is_written_starts_a_formula(site: FakeSite, tmp_path: Path, typed: str) -> None:
    site.on("POST", "suppression", {"suppressed": 0, "already": 0, "unknown": 0, "unreadable": [typed]})
    result = run("suppress", "-", "--reason", "tps", "--unmatched", "left.csv", typed="1")
    assert result.exit_code == 1
    written = (tmp_path / "left.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written)))
    assert [cell for cell, _ in rows] == ["Typed", f"'{typed}"]
    assert plain(rows[1][0]) == typed


def test_an_apostrophe_that_was_typed_is_not_taken_for_ours(site: FakeSite, tmp_path: Path) -> None:
    site.on("POST", "suppression", {"suppressed": 0, "already": 0, "unknown": 0, "unreadable": ["'=1"]})
    run("suppress", "-", "--reason", "tps", "--unmatched", "left.csv", typed="1")
    assert "\n''=1," in (tmp_path / "left.csv").read_text("utf-8-sig")


def test_candidates_of_an_ambiguous_number_are_named(site: FakeSite) -> None:
    stranger = {"text": "124", "why": "ambiguous", "candidates": ["AB-124", "AC-124"]}
    site.on("POST", "voted", {"marked": 0, "already": 0, "households": 0, "unmatched": [stranger]})
    assert "AB-124, AC-124" in run("voted", "-", typed="124").stdout


def test_a_mark_is_taken_away_again(site: FakeSite) -> None:
    site.on("POST", "voted", _marked)
    result = run("voted", "-", "--undo", typed="AB1")
    assert "1 elector not marked any more" in result.stdout
    assert site.bodies("POST", "voted")[0]["voted"] is False


def test_a_list_that_is_refused_on_the_way_says_how_far_it_came(site: FakeSite) -> None:
    site.on("POST", "voted", _marked, Refusal(503, "try_again", "The table was too busy."))
    result = run("voted", "-", typed="\n".join(map(str, range(900))))
    assert result.exit_code == 1
    assert "The first 500 were taken" in result.stderr


def test_answers_of_all_pieces_are_one_in_json(site: FakeSite) -> None:
    site.on("POST", "suppression", {"suppressed": 2, "already": 1, "unknown": 0, "unreadable": []})
    result = run("suppress", "-", "--reason", "objection", "--json", typed="\n".join(map(str, range(501))))
    assert json.loads(result.stdout) == {"suppressed": 4, "already": 2, "unknown": 0, "unreadable": []}
    assert {body["reason"] for body in site.bodies("POST", "suppression")} == {"objection"}


def test_screened_numbers_carry_their_day(site: FakeSite) -> None:
    site.on("POST", "screening", {"screened": 2, "unknown": 0, "unreadable": []})
    result = run("screened", "-", "--on", "2026-03-01", typed="07700 900001, 07700 900002")
    assert result.exit_code == 0, result.output
    assert site.bodies("POST", "screening") == [
        {"screened_on": "2026-03-01", "numbers": ["07700 900001", "07700 900002"]}
    ]


def test_every_number_is_screened_by_a_job(site: FakeSite) -> None:
    site.on("POST", "screening", {**job("waiting")})
    site.on("GET", "jobs/j1", job("running"), job("done", result={"numbers": 3000, "households": 2000}))
    result = run("screened", "--all", "--on", "2026-03-01")
    assert result.exit_code == 0, result.output
    assert "3,000 numbers screened on 2026-03-01" in result.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["voted", "missing.txt"], 1),
        (["voted", "-"], 1),
        (["voted"], 2),
        (["suppress", "-"], 2),
        (["suppress", "-", "--reason", "because"], 2),
        (["screened", "-", "--on", "yesterday"], 2),
        (["screened", "-", "--on", "2999-01-01"], 2),
        (["screened", "--on", "2026-03-01"], 2),
        (["screened", "-", "--all", "--on", "2026-03-01"], 2),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_sent(site: FakeSite, words: list[str], code: int) -> None:
    result = run(*words)
    assert result.exit_code == code, result.output
    assert not [path for method, path, _ in site.asked if method == "POST"]
