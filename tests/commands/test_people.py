"""Volunteers, what they hold, and the overview."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.commands import status as status_module
from infra.commands.volunteer_names import people_of

from .fake_site import FakeSite, Refusal
from .runner import run

WHO = {"id": "v1", "name": "Sam Jones", "email": "sam@example.org", "role": "caller", "active": True}
SAM = {
    **WHO,
    "joined_at": "2027-02-01T10:00:00Z",
    "last_seen_at": None,
    "calls": 40,
    "conversations": 9,
    "today": {"calls": 12, "conversations": 3},
    "flags": [{"code": "too_fast", "message": "60 calls in 10 minutes", "value": 60}],
    "holding": 2,
    "mail": None,
}
NOOR = {"id": "w1", "name": "Noor Khan", "email": "noor@example.org", "since": "2027-02-01T10:00:00Z", "known": False}
JOIN = {"url": "https://phonebank.example.org/join/abc", "code": "abc", "until": "2027-03-04T22:00:00Z", "open": True}
OVERVIEW: dict[str, Any] = {
    "as_of": "2027-02-01T10:00:00Z",
    "totals": {"people": 1000, "reached": 250, "calls": 400, "conversations": 100, "households": 600},
    "banks": [
        {
            "id": "weekend",
            "name": "Weekend",
            "status": "open",
            "people": 1000,
            "reached": 250,
            "calls": 400,
            "conversations": 100,
            "households": 600,
            "open_now": False,
            "estimate": {"done_at": "2027-02-03T15:30:00Z", "pace_per_hour": 61, "calls_left": 1100, "reason": None},
        }
    ],
    "today": {"calls": 12, "conversations": 3, "hours": []},
    "outcomes": [{"outcome": "not_home", "calls": 300, "people": 280, "today_calls": 9}],
    "callers": [
        {
            "id": "v1",
            "name": "Sam Jones",
            "role": "caller",
            "calls": 12,
            "conversations": 3,
            "holding": 2,
            "last_call_at": "2027-02-01T09:58:00Z",
            "flags": SAM["flags"],
        }
    ],
    "calling_now": 1,
    "held": {"count": 2, "oldest_until": "2027-02-01T10:20:00Z"},
    "waiting": 2,
}


@pytest.fixture
def people(site: FakeSite) -> FakeSite:
    """A site with Sam."""
    site.on("GET", "volunteers", {"volunteers": [SAM], "join": JOIN, "waiting": [NOOR]})
    return site


def test_volunteers_are_listed_with_what_is_odd_and_the_link(people: FakeSite) -> None:
    result = run("volunteers")
    assert result.exit_code == 0, result.output
    for said in ("Sam Jones", "sam@example.org", "60 calls in 10 minutes", "https://phonebank.example.org/join/abc"):
        assert said in result.stdout
    assert result.stdout.index("Waiting for a code") < result.stdout.index("noor@example.org")


@pytest.mark.parametrize(
    ("what", "lasting", "said"),
    [
        ("bounced", True, "check the address, or hand out a code"),
        ("bounced", False, "the mailbox may be full"),
        ("complained", True, "hand out a code"),
        ("delayed", False, "late"),
    ],
)
def test_whose_mail_does_not_arrive_is_said(site: FakeSite, what: str, lasting: bool, said: str) -> None:
    mail = {"what": what, "at": "2027-02-01T10:00:00Z", "lasting": lasting}
    site.on("GET", "volunteers", {"volunteers": [{**SAM, "flags": [], "mail": mail}], "join": JOIN, "waiting": []})
    result = run("volunteers")
    assert result.exit_code == 0, result.output
    assert said in result.stdout
    assert "Waiting" not in result.stdout


@pytest.mark.parametrize(("who", "ident"), [("sam@example.org", "v1"), ("Noor Khan", "w1")])
def test_a_code_is_made_for_who_is_on_the_list_or_waits(people: FakeSite, who: str, ident: str) -> None:
    link = f"https://phonebank.example.org/#/sign-in?email={ident}&code=012345"
    code = {"code": "012345", "link": link, "until": "2027-02-01T10:30:00Z"}
    people.on("POST", f"volunteers/{ident}/code", code)
    result = run("volunteers", "code", who)
    assert result.exit_code == 0, result.output
    assert "until 1 Feb 10:30: 012 345" in result.stdout
    assert link in result.stdout.replace("\n", "")
    assert json.loads(run("volunteers", "code", who, "--json").stdout) == code


def test_a_code_that_may_not_be_made_is_refused_in_words(people: FakeSite) -> None:
    people.on("POST", "volunteers/v1/code", Refusal(403, "admins_only", "Only an admin may do this."))
    result = run("volunteers", "code", "Sam Jones")
    assert result.exit_code == 1
    assert "Only an admin may do this." in result.stderr


def test_mail_is_tried_again(people: FakeSite) -> None:
    people.on("DELETE", "volunteers/v1/mail", {"volunteer": WHO})
    assert run("volunteers", "mail", "sam@example.org").stdout == "Mail goes to sam@example.org again.\n"
    assert run("volunteers", "mail", "noor@example.org").exit_code == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Name,E-mail\nSam,sam@example.org\n", [("sam@example.org", "Sam")]),
        ("First name;Surname;Email\nSam;Jones;sam@example.org", [("sam@example.org", "Sam Jones")]),
        ("sam@example.org\nlee@example.org\n", [("sam@example.org", ""), ("lee@example.org", "")]),
        ("Sam Jones <sam@example.org>\n\n", [("sam@example.org", "Sam Jones")]),
        ("Sam\tJones\tsam@example.org\n", [("sam@example.org", "Sam Jones")]),
        ('"Jones, Sam",sam@example.org\n', [("sam@example.org", "Jones, Sam")]),
    ],
)
def test_a_list_of_people_is_read_as_it_was_written(tmp_path: Path, text: str, expected: list[tuple[str, str]]) -> None:
    (tmp_path / "list.csv").write_text(text)
    assert [(one["email"], one["name"]) for one in people_of([str(tmp_path / "list.csv")])] == expected


def test_volunteers_are_added_from_a_list_and_from_words(people: FakeSite, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("name,email\n" + "".join(f"V {n},v{n}@example.org\n" for n in range(200)))
    people.on("POST", "volunteers", lambda body: {"added": len(body["volunteers"]), "known": 0, "refused": []})
    result = run("volunteers", "add", "list.csv", "Lee <lee@example.org>", "--role", "organiser")
    assert result.exit_code == 0, result.output
    bodies = people.bodies("POST", "volunteers")
    assert [len(body["volunteers"]) for body in bodies] == [200, 1]
    assert bodies[1]["volunteers"] == [{"email": "lee@example.org", "name": "Lee", "role": "organiser"}]
    assert "201 volunteers added" in result.stdout


def test_who_is_not_added_is_said_with_the_reason(people: FakeSite) -> None:
    refused = [{"email": "lee@example", "reason": "email_invalid"}]
    people.on("POST", "volunteers", {"added": 0, "known": 1, "refused": refused})
    result = run("volunteers", "add", "-", typed="name,email\nLee,lee@example\nSam,sam@example.org\n")
    assert result.exit_code == 1
    assert "no e-mail address" in result.stdout


def test_a_line_without_an_address_adds_nobody(people: FakeSite) -> None:
    result = run("volunteers", "add", "-", typed="Sam,sam@example.org\nLee\n")
    assert result.exit_code == 1
    assert "line 2" in result.stderr
    assert people.bodies("POST", "volunteers") == []


def test_a_volunteer_is_removed_by_address_and_what_they_hold_is_said(people: FakeSite) -> None:
    people.on("DELETE", "volunteers/v1", {"volunteer": {**WHO, "active": False}, "returned": 2})
    result = run("volunteers", "remove", "SAM@example.org")
    assert (result.exit_code, result.stdout) == (0, "Sam Jones is removed; 2 contacts given back.\n")


def test_nobody_is_guessed(people: FakeSite) -> None:
    both = [SAM, {**SAM, "id": "v2", "email": "b@example.org"}]
    people.on("GET", "volunteers", {"volunteers": both, "join": None, "waiting": []})
    for named in ("Sam Jones", "Sam"):
        result = run("volunteers", "remove", named)
        assert result.exit_code == 1
    assert not [method for method, _, _ in people.asked if method == "DELETE"]


def test_a_role_changes(people: FakeSite) -> None:
    people.on("PUT", "volunteers/v1", {"volunteer": {**WHO, "role": "organiser"}})
    assert run("volunteers", "role", "Sam Jones", "organiser").exit_code == 0
    assert people.bodies("PUT", "volunteers/v1") == [{"role": "organiser"}]
    assert run("volunteers", "role", "Sam Jones", "boss").exit_code == 2


def test_the_join_link_is_shown_made_and_ended(people: FakeSite) -> None:
    people.on("POST", "join", {"join": {**JOIN, "url": "https://phonebank.example.org/join/new"}})
    people.on("DELETE", "join", "")
    assert "join/abc" in run("volunteers", "link").stdout
    assert "join/new" in run("volunteers", "link", "--new").stdout
    assert "no join link" in run("volunteers", "link", "--end").stdout
    assert run("volunteers", "link", "--end", "--new").exit_code == 2


def test_held_contacts_of_one_caller_are_given_back(people: FakeSite) -> None:
    people.on("POST", "held/return", {"returned": 2})
    assert run("held", "return", "--caller", "sam@example.org").stdout == "2 contacts given back.\n"
    assert run("held", "return").exit_code == 0
    assert people.bodies("POST", "held/return") == [{"caller": "v1"}, {}]


def test_the_overview_says_what_an_agent_asks(site: FakeSite) -> None:
    site.on("GET", "overview", OVERVIEW)
    result = run("status")
    assert result.exit_code == 0, result.output
    for said in (
        "250 of 1,000 people reached, 400 calls, 100 conversations.",
        "Today 12 calls, 3 conversations; 1 caller now.",
        "Held: 2 contacts, the first until 1 Feb 10:20.",
        "2 people wait for a code: ringround volunteers",
        "open, out of hours",
        "about 3 Feb 15:30, 1,100 calls on",
        "not home",
        "60 calls in 10 minutes",
    ):
        assert said in result.stdout


def test_a_bank_has_an_overview_of_its_own(site: FakeSite) -> None:
    site.on("GET", "overview?bank=weekend", OVERVIEW)
    assert json.loads(run("status", "--bank", "Weekend", "--json").stdout) == OVERVIEW


def test_watching_goes_on_after_a_lost_answer_and_ends_cleanly(site: FakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.on("GET", "overview", OVERVIEW, Refusal(503, "try_again", "The table was too busy."), OVERVIEW)
    waits = iter((None, None, KeyboardInterrupt))

    def wait(_seconds: float) -> None:
        if (ends := next(waits)) is not None:
            raise ends

    monkeypatch.setattr(status_module, "sleep", wait)
    result = run("status", "--watch")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("250 of 1,000") == 3
    assert "too busy" in result.stderr


def test_a_session_that_ended_ends_the_watch(site: FakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.on("GET", "overview", OVERVIEW, Refusal(401, "not_signed_in", "Sign in first."))
    monkeypatch.setattr(status_module, "_EVERY", 0)
    result = run("status", "--watch")
    assert result.exit_code == 1
    assert "Sign in first." in result.stderr


def test_what_somebody_typed_sends_nothing_to_the_terminal(people: FakeSite) -> None:
    people.on("GET", "volunteers", {"volunteers": [{**SAM, "name": "Sam\x1b]0;pwned\x07[bold]"}], "join": None})
    result = run("volunteers")
    assert "\x1b" not in result.stdout
    assert "[bold]" in result.stdout


@pytest.mark.parametrize(
    ("by", "said"), [("mail", "A code was sent to o@example.org"), ("organiser", "reads it out to you")]
)
def test_signing_in_says_how_the_code_comes(site: FakeSite, by: str, said: str) -> None:
    site.on("POST", "/api/login/code", {})
    site.on("GET", "/api/campaign", {"campaign": {"codes_by": by}})
    result = run("sign-in", "--email", "o@example.org", typed="")
    assert said in result.stderr
