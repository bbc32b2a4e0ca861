"""Banks from the terminal: listed, shown, made, changed, opened."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.commands.targets import in_words, read_target

from .answers import bank, job
from .fake_site import FakeSite, Refusal
from .runner import run

TAG = {"field": "tag", "is": "in", "values": ["member", "helper"]}


def test_banks_are_listed_with_whom_they_are_for(site: FakeSite) -> None:
    site.on("GET", "banks", {"banks": [bank(target={"match": "all", "rules": [TAG]})]})
    result = run("banks")
    assert result.exit_code == 0, result.output
    for said in ("weekend", "Weekend", "open", "1,200", "tag=member,helper"):
        assert said in result.stdout


def test_json_is_the_answer_and_nothing_else(site: FakeSite) -> None:
    result = run("banks", "--json")
    assert json.loads(result.stdout)["banks"][0]["id"] == "weekend"


def test_a_bank_is_shown_by_its_name_in_any_case(site: FakeSite) -> None:
    site.on("GET", "banks/weekend", {"bank": bank()})
    result = run("banks", "show", "WEEKEND")
    assert result.exit_code == 0, result.output
    assert "240" in result.stdout
    assert "mon 10:00–20:30, tue–sun closed" in result.stdout


def test_a_bank_that_is_not_there_is_said_with_those_that_are(site: FakeSite) -> None:
    result = run("open", "weekday")
    assert result.exit_code == 1
    assert "There is no bank “weekday”. There are: weekend." in result.stderr
    assert result.stdout == ""


def test_two_banks_of_one_name_are_not_guessed_between(site: FakeSite) -> None:
    site.on("GET", "banks", {"banks": [bank(id="a", name="Doors"), bank(id="b", name="doors")]})
    result = run("pause", "Doors")
    assert result.exit_code == 1
    assert "a, b" in result.stderr


def test_a_bank_is_made_paused_with_a_target(site: FakeSite) -> None:
    site.on("POST", "banks", {"bank": bank(id="members-weekend"), **job("waiting")})
    site.on("GET", "jobs/j1", job("done"))
    site.on("GET", "banks/members-weekend", {"bank": bank(id="members-weekend", status="paused")})
    result = run("banks", "new", "Members’ weekend", "--kind", "postal_votes", "--target", "tag=member,helper")
    assert result.exit_code == 0, result.output
    assert "ringround open members-weekend" in result.stdout
    assert site.bodies("POST", "banks") == [
        {
            "name": "Members’ weekend",
            "kind": "postal_votes",
            "status": "paused",
            "target": {"match": "all", "rules": [TAG]},
        }
    ]


def test_a_change_names_only_what_changes_and_waits_for_its_work(site: FakeSite) -> None:
    site.on("PUT", "banks/weekend", {"bank": bank(), **job("waiting")})
    site.on("GET", "jobs/j1", job("waiting"), job("running"), job("done"))
    site.on("GET", "banks/weekend", {"bank": bank(people=900)})
    result = run("banks", "set", "weekend", "--cool-down", "60", "--no-messages", "--hours", "sat-sun 11:00-17:00")
    assert result.exit_code == 0, result.output
    (body,) = site.bodies("PUT", "banks/weekend")
    assert body == {
        "cool_down_minutes": 60,
        "left_message_allowed": False,
        "hours": {
            "mon": ["10:00", "20:30"],
            "tue": None,
            "wed": None,
            "thu": None,
            "fri": None,
            "sat": ["11:00", "17:00"],
            "sun": ["11:00", "17:00"],
        },
    }
    assert len(site.bodies("GET", "jobs/j1")) == 3
    assert "900 people" in result.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["set", "weekend"],
        ["set", "weekend", "--hours", "always"],
        ["set", "weekend", "--hours", "fri-mon 10:00-12:00"],
        ["set", "weekend", "--priority", "9"],
        ["set", "weekend", "--target", "member"],
        ["set", "weekend", "--target", "missing.json"],
        ["new", "Doors", "--kind", "knocking"],
        ["show"],
    ],
)
def test_words_that_say_nothing_end_with_2_and_ask_for_nothing(site: FakeSite, words: list[str]) -> None:
    result = run("banks", *words)
    assert result.exit_code == 2, result.output
    assert not [path for method, path, _ in site.asked if method != "GET"]


def test_work_that_failed_is_said(site: FakeSite) -> None:
    site.on("POST", "banks/weekend/open", {"bank": bank(), **job("waiting")})
    site.on("GET", "jobs/j1", job("failed", error={"code": "internal", "message": "Something went wrong."}))
    result = run("open", "weekend")
    assert result.exit_code == 1
    assert "Something went wrong." in result.stderr


def test_work_that_stands_still_is_started_again(site: FakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.commands.progress._STALLED", -1)
    site.on("POST", "banks/weekend/pause", {"bank": bank(), **job("waiting")})
    site.on("GET", "banks/weekend", {"bank": bank()})
    site.on("GET", "jobs/j1", job("running"), job("running"), Refusal(503), job("done"))
    site.on("POST", "jobs/j1/start", Refusal(409, "job_running"))
    assert run("pause", "weekend").exit_code == 0
    assert len(site.bodies("POST", "jobs/j1/start")) == 1


def test_opening_and_pausing_without_work_is_said_at_once(site: FakeSite) -> None:
    site.on("GET", "banks/weekend", {"bank": bank()})
    for verb, said in (("open", "is open"), ("pause", "is paused")):
        site.on("POST", f"banks/weekend/{verb}", {"bank": bank(), "job": None})
        result = run(verb, "Weekend")
        assert (result.exit_code, result.stdout) == (0, f"“Weekend” {said}: 1,200 people in 700 households.\n")


def test_a_target_is_counted_before_a_bank_has_it(site: FakeSite) -> None:
    names = ("matches", "can_vote", "with_number", "households", "in_other_banks", "screening_old", "suppressed")
    site.on("POST", "count", {"as_of": "2027-02-01T10:00:00Z", "settled": 0, **dict.fromkeys(names, 4321)})
    result = run("banks", "count", "--target", "column:Ward=North", "--target", "tag!=moved", "--any")
    assert result.exit_code == 0, result.output
    assert "4,321" in result.stdout
    assert site.bodies("POST", "count") == [
        {
            "target": {
                "match": "any",
                "rules": [
                    {"field": "column", "name": "Ward", "is": "in", "values": ["North"]},
                    {"field": "tag", "is": "not_in", "values": ["moved"]},
                ],
            }
        }
    ]


def test_figures_that_were_never_gathered_are_gathered(site: FakeSite) -> None:
    field = {
        "field": "answer",
        "name": None,
        "bank": "weekend",
        "bank_name": "Weekend",
        "question": "support",
        "values": [{"value": "yes", "label": "Will vote for us", "people": 1234}],
    }
    none: dict[str, Any] = {"as_of": None, "stale": True, "fields": []}
    site.on("GET", "fields", none, {"as_of": "2027-02-01T10:00:00Z", "stale": False, "fields": [field]})
    site.on("POST", "fields/refresh", job("waiting"))
    site.on("GET", "jobs/j1", job("done"))
    result = run("banks", "fields")
    assert result.exit_code == 0, result.output
    for said in ("answer:weekend/support=yes", "Will vote for us", "1,234"):
        assert said in result.stdout


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("tag=member", {"field": "tag", "is": "in", "values": ["member"]}),
        ("tag!=moved,gone", {"field": "tag", "is": "not_in", "values": ["moved", "gone"]}),
        ("column:Ward=North", {"field": "column", "name": "Ward", "is": "in", "values": ["North"]}),
        ("column:Ward!=North", {"field": "column", "name": "Ward", "is": "not_in", "values": ["North"]}),
        ("column:Ward~north", {"field": "column", "name": "Ward", "is": "contains", "values": ["north"]}),
        ("column:Ward=", {"field": "column", "name": "Ward", "is": "empty", "values": []}),
        ("column:Ward!=", {"field": "column", "name": "Ward", "is": "not_empty", "values": []}),
        ("column:Ward=a~b", {"field": "column", "name": "Ward", "is": "in", "values": ["a~b"]}),
        ("outcome:*=not_home", {"field": "outcome", "bank": "*", "is": "in", "values": ["not_home"]}),
        (
            "answer:weekend/support!=against",
            {"field": "answer", "bank": "weekend", "question": "support", "is": "not_in", "values": ["against"]},
        ),
        ("import=i1", {"field": "import", "is": "in", "values": ["i1"]}),
    ],
)
def test_a_rule_is_written_and_read_the_same_way(words: str, rule: dict[str, Any]) -> None:
    target = read_target([words], any_of=False)
    assert target == {"match": "all", "rules": [rule]}
    assert in_words(target) == words


def test_everybody_is_a_target_without_rules() -> None:
    assert read_target(["everybody"], any_of=False) == {"match": "all", "rules": []}
    assert in_words({"match": "all", "rules": []}) == "everybody"
    assert in_words(None) == ""


def test_a_target_may_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "target.json"
    file.write_text(json.dumps({"match": "any", "rules": [TAG]}))
    assert read_target([str(file)], any_of=False) == {"match": "any", "rules": [TAG]}
