"""A new by-election's file: asked for, checked, written once."""

import json
from datetime import date
from pathlib import Path

import pytest

from infra.commands import new as new_module
from infra.commands.new_answers import text_on, title_for
from infra.config import Admin, Election, load
from infra.staff.election_file import written

from .runner import Result, run

ENOUGH = ("--poll-date", "2027-03-04", "--admin", "Sam Jones <sam@example.org>")
SAM = Admin(name="Sam Jones", email="sam@example.org")
ENTER = ""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of by-elections."""
    monkeypatch.setenv("RINGROUND_ELECTIONS", str(tmp_path))
    return tmp_path


def answering(monkeypatch: pytest.MonkeyPatch, *answers: str, words: tuple[str, ...] = ()) -> Result:
    monkeypatch.setattr(new_module, "_at_a_terminal", lambda: True)
    return run("new", "runcorn-and-helsby", *words, typed="".join(f"{one}\n" for one in answers))


def test_what_is_enough_is_written_and_said_what_to_do_next(folder: Path) -> None:
    result = run("new", "runcorn-and-helsby", *ENOUGH)
    assert result.exit_code == 0, result.output
    election = load("runcorn-and-helsby")
    assert (election.title, election.poll_date) == ("Runcorn and Helsby by-election", date(2027, 3, 4))
    assert (election.admins, election.region, election.sender) == ((SAM,), "eu-west-2", None)
    assert "ringround deploy runcorn-and-helsby" in result.stdout
    assert "There is no sender, so no mail" in result.stderr
    assert [file.name for file in folder.iterdir()] == ["runcorn-and-helsby.toml"]


def test_every_option_is_in_the_file() -> None:
    result = run(
        *("new", "riverside", *ENOUGH, "--admin", "Jo <jo@example.org>", "--title", 'The "Riverside" poll'),
        *("--sender", "codes@example.org", "--party", "Samples", "--imprint", "By us", "--privacy-contact", "p@x.org"),
        *("--brand", "#FD0", "--on-brand", "#000", "--hours", "mon-fri 10:00-20:00", "--hours", "sun closed"),
        *("--ends-at", "2027-04-01 12:00", "--size", "trial", "--region", "eu-west-1", "--account", "1111-2222-3333"),
        *("--domain", "https://Ring.example.org/", "--hosted-zone", "Z0123456789", "--waf", "--throw-away"),
        *("--alarm-email", "a@example.org", "--alarm-email", "b@example.org", "--budget", "$1,200", "--json"),
    )
    assert result.exit_code == 0, result.output
    election = load("riverside")
    assert (election.title, election.sender, election.party) == ('The "Riverside" poll', "codes@example.org", "Samples")
    assert (election.imprint, election.privacy_contact) == ("By us", "p@x.org")
    assert (election.brand, election.on_brand) == ("#ffdd00", "#000000")
    assert election.hours is not None
    assert (election.hours["mon"], election.hours["sat"], election.hours["sun"]) == (
        ["10:00", "20:00"],
        ["09:00", "21:00"],
        [],
    )
    assert election.ends_at is not None
    assert election.ends_at.isoformat() == "2027-04-01T12:00:00+01:00"
    assert (election.size, election.region, election.account) == ("trial", "eu-west-1", "111122223333")
    assert (election.domain, election.hosted_zone) == ("ring.example.org", "Z0123456789")
    assert (election.waf, election.throw_away, election.budget_usd) == (True, True, 1200)
    assert election.alarm_emails == ("a@example.org", "b@example.org")
    assert [one.email for one in election.admins] == ["sam@example.org", "jo@example.org"]
    assert json.loads(result.stdout)["election"]["title"] == 'The "Riverside" poll'


def test_without_a_terminal_all_that_is_missing_is_said_at_once(folder: Path) -> None:
    result = run("new", "riverside")
    assert result.exit_code == 2
    assert "--poll-date: Polling day is missing" in result.stderr
    assert "--admin: Who may sign in first is missing" in result.stderr
    assert not list(folder.iterdir())


def test_yes_asks_nothing_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answering(monkeypatch, words=("--yes",)).exit_code == 2
    assert answering(monkeypatch, words=("--yes", *ENOUGH)).exit_code == 0


@pytest.mark.parametrize(
    ("option", "said", "reason"),
    [
        ("--poll-date", "4 March", "Write polling day, as 2027-03-04."),
        ("--title", "x", "3 to 100 characters"),
        ("--title", "a\nb\nc", "one line"),
        ("--admin", "Sam", "has no e-mail address"),
        ("--admin", "lee@example.org", "lee@example.org has no name"),
        ("--admin", "Lee <lee@example>", "Write an e-mail address"),
        ("--admin", "Sam <SAM@example.org>", "sam@example.org is there more than once"),
        ("--sender", "nobody", "Write an e-mail address"),
        ("--brand", "yellow", "Write a colour as #5b2a86."),
        ("--on-brand", "#5b2a87", "their contrast is 1.0 to 1, and 4.5 is needed"),
        ("--hours", "mon 20:00-10:00", "mon: closing must come after opening"),
        ("--hours", "always", "says no hours"),
        ("--ends-at", "2027-03-03 22:00", "would end before polling day"),
        ("--ends-at", "soon", "Write a time"),
        ("--size", "huge", "Write trial, by-election or general-election."),
        ("--region", "London", "Write an AWS region, as eu-west-2."),
        ("--account", "12", "Write the twelve digits"),
        ("--domain", "x", "Write a domain"),
        ("--domain", "ring.example.org", "give its certificate"),
        ("--hosted-zone", "Z0123456789", "they are for a domain"),
        ("--alarm-email", "sam", "Write an e-mail address"),
        ("--budget", "a lot", "Write a whole number of US dollars a month"),
        ("--budget", "50", "give alarm_emails as well"),
    ],
)
def test_what_cant_be_is_said_with_what_can(folder: Path, option: str, said: str, reason: str) -> None:
    result = run("new", "riverside", *ENOUGH, option, said)
    assert result.exit_code == 2
    assert reason in " ".join(result.stderr.split())
    assert not list(folder.iterdir())


def test_all_that_is_wrong_is_said_at_once() -> None:
    result = run("new", "riverside", "--poll-date", "soon", "--size", "huge", "--account", "x")
    for option in ("--poll-date", "--size", "--account", "--admin"):
        assert f"{option}: " in result.stderr


@pytest.mark.parametrize("name", ["River", "../x", "a--b", "x" * 41, "2027"])
def test_a_name_that_cant_be_is_refused(name: str) -> None:
    result = run("new", name, *ENOUGH)
    assert result.exit_code == 2
    assert "For example: runcorn-and-helsby" in result.stderr


def test_a_file_that_is_there_is_never_written_over(folder: Path) -> None:
    (folder / "riverside.toml").write_text("mine")
    result = run("new", "riverside", *ENOUGH)
    assert result.exit_code == 1
    assert "There is a by-election riverside already" in result.stderr
    assert (folder / "riverside.toml").read_text() == "mine"


def test_a_file_that_comes_meanwhile_is_never_written_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(election: Election) -> str:
        (folder / "riverside.toml").write_text("theirs")
        return written(election)

    monkeypatch.setattr("infra.commands.new.written", slowly)
    result = run("new", "riverside", *ENOUGH)
    assert result.exit_code == 1
    assert (folder / "riverside.toml").read_text() == "theirs"
    assert [file.name for file in folder.iterdir()] == ["riverside.toml"]


def test_a_folder_without_links_gets_its_file_all_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert run("new", "riverside", *ENOUGH).exit_code == 0
    assert load("riverside").admins == (SAM,)
    assert run("new", "riverside", *ENOUGH).exit_code == 1


def test_a_folder_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGROUND_ELECTIONS", "/nowhere/at/all")
    result = run("new", "riverside", *ENOUGH)
    assert result.exit_code == 1
    assert "no folder /nowhere/at/all" in result.stderr


ANSWERS = {
    "title": ENTER,
    "poll_date": "2027-03-04",
    "party": ENTER,
    "imprint": ENTER,
    "privacy": ENTER,
    "admin": "Sam Jones <sam@example.org>",
    "no more": ENTER,
    "sender": ENTER,
    "brand": ENTER,
    "on_brand": ENTER,
    "hours": ENTER,
    "size": ENTER,
    "region": ENTER,
    "account": ENTER,
    "alarms": ENTER,
    "write": ENTER,
}


def test_what_is_not_given_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    result = answering(monkeypatch, *ANSWERS.values())
    assert result.exit_code == 0, result.output
    election = load("runcorn-and-helsby")
    assert (election.title, election.admins) == ("Runcorn and Helsby by-election", (SAM,))
    assert (election.sender, election.account, election.hours, election.alarm_emails) == (None, None, None, ())
    assert "Without one volunteers come in by a join link" in " ".join(result.stderr.split())


def test_what_is_given_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    words = (*ENOUGH, "--title", "Runcorn", "--sender", "none", "--hours", "sun closed", "--alarm-email", "a@x.org")
    left = [ANSWERS[name] for name in ("party", "imprint", "privacy", "brand", "on_brand", "size", "region", "account")]
    result = answering(monkeypatch, *left, "70", ENTER, words=words)
    assert result.exit_code == 0, result.output
    assert load("runcorn-and-helsby").budget_usd == 70


@pytest.mark.parametrize(
    ("field", "wrong", "reason"),
    [
        ("title", ["x"], "3 to 100 characters"),
        ("poll_date", ["3 March", "03/03/2027"], "Write polling day, as 2027-03-04."),
        ("poll_date", ["2027-03-03", "n"], "is not a Thursday. Keep it?"),
        ("poll_date", ["2020-03-05", "n"], "is past. Keep it?"),
        ("admin", ["Sam", "sam@x"], "has no e-mail address"),
        ("no more", ["Sam <sam@example.org>"], "is there more than once"),
        ("sender", ["nobody"], "Write an e-mail address"),
        ("sender", ["someone@gmail.com", "n"], "goes to junk or is refused"),
        ("brand", ["yellow"], "Write a colour"),
        ("on_brand", ["#5b2a86"], "their contrast is 1.0 to 1"),
        ("hours", ["mon 9-5", "mon 20:00-10:00"], "says no hours"),
        ("size", ["big"], "Write trial, by-election or general-election."),
        ("region", ["London"], "Write an AWS region"),
        ("account", ["1234"], "Write the twelve digits"),
        ("alarms", ["sam"], "Write an e-mail address"),
    ],
)
def test_a_wrong_answer_is_asked_again_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, field: str, wrong: list[str], reason: str
) -> None:
    answers = [one for name, answer in ANSWERS.items() for one in [*(wrong if name == field else []), answer]]
    if wrong == ["Sam", "sam@x"]:
        answers.insert(answers.index("sam@x") + 1, "Sam")
    result = answering(monkeypatch, *answers)
    assert result.exit_code == 0, result.output
    assert reason in " ".join(result.stderr.split())
    assert load("runcorn-and-helsby").poll_date == date(2027, 3, 4)


def test_hours_are_repeated_with_the_days_that_were_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    result = answering(monkeypatch, *(ANSWERS | {"hours": "mon-fri 10:00-20:30, sun closed"}).values())
    assert "That is mon–fri 10:00–20:30, sat 09:00–21:00, sun closed." in result.stderr


def test_colours_too_alike_are_refused_in_words_and_not_by_their_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [
        one for name, answer in ANSWERS.items() for one in [*(["#6b3a96"] if name == "on_brand" else []), answer]
    ]
    result = answering(monkeypatch, *answers)
    assert "  Text of one colour on the other can't be read" in result.stderr


def test_stopping_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answering(monkeypatch, *[*ANSWERS.values()][:-1], "n").exit_code == 1
    assert answering(monkeypatch, ENTER, "2027-03-04").exit_code == 1
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("runcorn-and-helsby", "Runcorn and Helsby by-election"),
        ("the-wrekin", "The Wrekin by-election"),
        ("stratford-upon-avon-2027", "Stratford upon Avon by-election 2027"),
        ("general-election-2029", "General Election 2029"),
        ("hull", "Hull by-election"),
    ],
)
def test_a_title_is_guessed(name: str, title: str) -> None:
    assert title_for(name) == title


@pytest.mark.parametrize(("brand", "text"), [("#5b2a86", "#ffffff"), ("#ffdd00", "#000000"), ("#ffffff", "#000000")])
def test_text_on_a_colour_can_be_read(brand: str, text: str) -> None:
    assert text_on(brand) == text
