"""Scripts, exports, data quality, the audit, settings."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from infra.commands.hours import in_words, read_hours

from .answers import job
from .fake_site import FakeSite, Refusal
from .runner import run

SCRIPT = {"id": "weekend", "version": 3, "title": "Doors", "blocks": [{"id": "b1", "type": "text", "text": "Hello"}]}


def _export(state: str, **more: Any) -> dict[str, Any]:
    base = {"id": "x1", "kind": "latest", "bank": None, "state": state, "rows": 3, "by": {"id": "o", "name": "Olive"}}
    times = {"created_at": "2027-02-01T10:00:00Z", "finished_at": None, "since": None}
    return {**base, **times, "done": 1, "total": 3, "error": None, **more}


@pytest.fixture
def exporting(site: FakeSite) -> FakeSite:
    """A site that makes an export in three looks."""
    site.on("POST", "exports", {"export": _export("waiting")})
    site.on("GET", "jobs/x1", *(job(state, id="x1") for state in ("waiting", "running", "done")))
    site.on("GET", "exports", {"exports": [_export("done")]})
    site.on("POST", "exports/x1/link", {"url": f"{site.url}/file.csv", "name": "results.csv"})
    site.on("GET", "/file.csv", "a,b\n1,2\n")
    return site


def test_a_script_goes_to_a_file_and_back(site: FakeSite, tmp_path: Path) -> None:
    site.on("GET", "banks/weekend/script", {"script": SCRIPT, "answers": 0, "versions": []})
    site.on("PUT", "banks/weekend/script", {"script": {**SCRIPT, "version": 4}})
    shown = run("script", "show", "weekend")
    (tmp_path / "script.json").write_text(shown.stdout)
    result = run("script", "set", "weekend", "script.json")
    assert result.exit_code == 0, result.output
    assert "version 4" in result.stdout
    expected = {"title": "Doors", "blocks": SCRIPT["blocks"], "based_on": 3}
    assert site.bodies("PUT", "banks/weekend/script") == [expected]


def test_a_script_that_changed_meanwhile_is_not_written_over(site: FakeSite) -> None:
    site.on("GET", "banks/weekend/script", {"script": {**SCRIPT, "version": 9}})
    site.on("PUT", "banks/weekend/script", Refusal(409, "script_changed", "Somebody changed it."), {"script": SCRIPT})
    refused = run("script", "set", "weekend", "-", typed=json.dumps(SCRIPT))
    assert refused.exit_code == 1
    assert "--over" in refused.stderr
    assert run("script", "set", "weekend", "-", "--over", typed=json.dumps(SCRIPT)).exit_code == 0
    assert [body["based_on"] for body in site.bodies("PUT", "banks/weekend/script")] == [3, 9]


def test_what_is_wrong_with_a_script_is_said_piece_by_piece(site: FakeSite) -> None:
    problems = [{"block": "b1", "message": "No such block."}, "No question."]
    site.on("PUT", "banks/weekend/script", Refusal(422, "script_invalid", "It cannot be used.", {"problems": problems}))
    result = run("script", "set", "weekend", "-", typed=json.dumps(SCRIPT))
    assert result.exit_code == 1
    assert "b1: No such block." in result.stderr
    assert "No question." in result.stderr


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"title": "x"}'])
def test_a_file_that_is_no_script_is_not_sent(site: FakeSite, text: str) -> None:
    assert run("script", "set", "weekend", "-", typed=text).exit_code == 2
    assert not site.bodies("PUT", "banks/weekend/script")


@pytest.mark.parametrize("link", ["http://files.example.org/file.csv", "file:///etc/hostname", "ftp://127.0.0.1/file"])
def test_personal_data_is_not_fetched_over_a_link_that_is_not_encrypted(
    exporting: FakeSite, tmp_path: Path, link: str
) -> None:
    exporting.on("POST", "exports/x1/link", {"url": link, "name": "results.csv"})
    refused = run("export", "latest", "--out", "results.csv")
    assert refused.exit_code == 1
    assert "not encrypted" in refused.stderr
    assert list(tmp_path.glob("*.csv")) == []


def test_an_export_is_waited_for_and_kept_for_its_owner(exporting: FakeSite, tmp_path: Path) -> None:
    result = run("export", "latest", "--out", "results.csv", "--bank", "weekend", "--since-last")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "results.csv").read_text() == "a,b\n1,2\n"
    assert stat.S_IMODE((tmp_path / "results.csv").stat().st_mode) == 0o600
    assert exporting.bodies("POST", "exports") == [{"kind": "latest", "bank": "weekend", "since_last": True}]
    assert "3 rows: results.csv" in result.stdout
    assert list(tmp_path.glob(".*part")) == []


def test_a_file_that_is_there_is_not_written_over_unless_forced(exporting: FakeSite, tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text("mine")
    refused = run("export", "latest", "--out", "results.csv")
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert (tmp_path / "results.csv").read_text() == "mine"
    assert exporting.bodies("POST", "exports") == []
    assert run("export", "latest", "--out", "results.csv", "--force").exit_code == 0
    assert (tmp_path / "results.csv").read_text() == "a,b\n1,2\n"


def test_an_export_that_failed_leaves_no_file(exporting: FakeSite, tmp_path: Path) -> None:
    exporting.on("GET", "jobs/x1", job("failed", error={"code": "internal", "message": "It went wrong."}))
    result = run("export", "attempts", "--out", "results.csv")
    assert result.exit_code == 1
    assert "It went wrong." in result.stderr
    assert not (tmp_path / "results.csv").exists()


def test_a_download_that_breaks_off_leaves_what_was_there(exporting: FakeSite, tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text("mine")
    exporting.on("GET", "/file.csv", Refusal(403, "expired", "The link has ended."))
    assert run("export", "latest", "--out", "results.csv", "--force").exit_code == 1
    assert (tmp_path / "results.csv").read_text() == "mine"


def test_an_unknown_kind_or_folder_is_wrong_usage(site: FakeSite) -> None:
    assert run("export", "everything", "--out", "x.csv").exit_code == 2
    assert run("export", "latest", "--out", "nowhere/x.csv").exit_code == 2
    assert run("export", "latest").exit_code == 2


def test_quality_is_listed_and_settled(site: FakeSite) -> None:
    home = {"id": "h1", "address": ["1 Rose Lane"], "town": "Oakmere", "postcode": "QX1 1AA", "about": []}
    item: dict[str, Any] = {
        "id": "several_addresses#+447700900001#h2",
        "kind": "several_addresses",
        "at": "2027-02-01T10:00:00Z",
        "number_display": "07700 900001",
        "households": [{**home, "people": [{"id": "p", "name": "Ann Oak"}]}],
        "note": None,
        "language": None,
        "from": None,
        "bank": None,
        "settled": None,
        "decisions": ["give", "nobody", "merge"],
    }
    past = {**item, "id": "past", "settled": {"decision": "nobody"}}
    counts = {"several_addresses": 1, "wrong_number": 0}
    answer = {"as_of": "2027-02-01T10:00:00Z", "items": [item, past], "counts": counts, "more": 0}
    site.on("GET", "quality?kind=several_addresses", answer)
    listed = run("quality", "--kind", "several_addresses")
    assert listed.exit_code == 0, listed.output
    assert "h1: Ann Oak; 1 Rose Lane, Oakmere, QX1 1AA" in listed.stdout
    assert "To be decided: 1 several addresses." in listed.stdout
    assert "past" not in listed.stdout
    given = {"item": {**item, "settled": {"decision": "give"}}}
    site.on("POST", "quality/several_addresses%23%2B447700900001%23h2", given)
    settled = run("quality", "decide", item["id"], "give", "--household", "h1")
    assert (settled.exit_code, settled.stdout) == (0, "Settled: give.\n")
    assert site.asked[-1][2] == {"decision": "give", "household": "h1"}


def test_the_audit_is_read_page_by_page(site: FakeSite) -> None:
    def entry(ident: str) -> dict[str, Any]:
        who = {"id": "o", "name": "Olive"}
        return {
            "id": ident,
            "at": "2027-02-01T10:00:00Z",
            "who": who,
            "act": "bank_opened",
            "subject": ident,
            "details": {},
        }

    site.on("GET", "audit", {"entries": [entry("c"), entry("b")], "more": True})
    site.on("GET", "audit?before=b", {"entries": [entry("a")], "more": False})
    result = run("audit", "--json")
    assert [one["id"] for one in json.loads(result.stdout)["entries"]] == ["c", "b", "a"]
    assert "bank opened" in run("audit").stdout
    assert "There are older ones" in run("audit", "--last", "1").stdout


def test_settings_change_by_what_is_named(site: FakeSite, tmp_path: Path) -> None:
    now = {"settings": {"default_hours": {"mon": ["09:00", "20:30"]}}}
    site.on("GET", "settings", now)
    site.on("PUT", "settings", now)
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    result = run("settings", "set", "--party", "Oak Party", "--hours", "mon closed", "--logo", "logo.png")
    assert result.exit_code == 0, result.output
    (body,) = site.bodies("PUT", "settings")
    assert body["party"] == "Oak Party"
    assert body["default_hours"]["mon"] is None
    assert body["logo"] == "data:image/png;base64,iVBORw=="
    (tmp_path / "large.png").write_bytes(b"x" * 24_001)
    for wrong, code in ((["--logo", "logo.gif"], 2), (["--logo", "large.png"], 1), ([], 2)):
        assert run("settings", "set", *wrong).exit_code == code


def test_hours_are_read_and_said_by_runs_of_days() -> None:
    week = read_hours(["mon-fri 10:00-20:30", "sun closed"], {"sat": ["11:00", "18:00"], "sun": ["11:00", "18:00"]})
    said = {day: list(hours) if hours else None for day, hours in week.items()}
    assert in_words(said) == "mon–fri 10:00–20:30, sat 11:00–18:00, sun closed"
