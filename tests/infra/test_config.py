"""The file of a by-election: what it may say, and what is said to whoever gets it wrong."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from infra.config import ELECTIONS, SAMPLE, Election, ElectionError, load, names
from infra.config_words import WANTED
from infra.sizes import SIZES

GOOD = 'title = "Riverside by-election"\npoll_date = 2027-03-04\n'


def write(folder: Path, name: str, text: str) -> Path:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_every_file_that_is_there_is_right() -> None:
    assert SAMPLE in names()
    for name in names():
        assert load(name).name == name


def test_a_short_file_gets_the_safe_defaults(tmp_path: Path) -> None:
    election = load("riverside", write(tmp_path, "riverside", GOOD))
    assert (election.region, election.throw_away, election.sender) == ("eu-west-2", False, None)


def test_an_unknown_name_is_told_which_there_are(tmp_path: Path) -> None:
    write(tmp_path, "riverside", GOOD)
    write(tmp_path, "hillside", GOOD)
    with pytest.raises(ElectionError, match=r"'lakeside'; there is a file for: hillside, riverside"):
        load("lakeside", tmp_path)


@pytest.mark.parametrize("name", ["../sample", "/etc/passwd", "", "sample.toml"])
def test_a_name_is_never_a_path(name: str) -> None:
    with pytest.raises(ElectionError, match="there is no by-election called"):
        load(name)


@pytest.mark.parametrize("name", ["Riverside", "2027", "a--b", "a-", "river_side", "x" * 41])
def test_a_name_that_stacks_cant_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ElectionError, match="small letters, digits and single hyphens"):
        load(name, write(tmp_path, name, GOOD))


@pytest.mark.parametrize("name", ["oak-app", "oak-ford-data"])
def test_a_name_that_is_a_part_of_another_ones_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ElectionError, match="stands for a part"):
        load(name, write(tmp_path, name, GOOD))


def said_of(tmp_path: Path, lines: str) -> str:
    with pytest.raises(ElectionError) as caught:
        load("riverside", write(tmp_path, "riverside", f"{GOOD}{lines}\n"))
    return str(caught.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('polling_day = "x"', "polling_day is no setting of a by-election; is it poll_date?"),
        ('colour = "x"', "colour is no setting of a by-election"),
        ('party = "a\\nb"', "party is 'a\\nb': write for whom volunteers call, one line"),
        (f'imprint = "{"x" * 301}"', "imprint is 'x"),
        ("privacy_contact = 3", "privacy_contact is 3: write whom people ask about their data"),
        ('brand = "purple"', "brand is 'purple': write a colour, as #5b2a86, in quotes"),
        ('on_brand = "#fff"', "on_brand is '#fff': write a colour"),
        (
            'brand = "#ffffff"',
            "brand, on_brand: text of one colour on the other can't be read: their contrast is 1.0 to 1",
        ),
        ("ends_at = 2027-03-05T22:00:00", "ends_at is 2027-03-05 22:00:00: write a time with its offset"),
        ("ends_at = 2027-03-03T23:59:59Z", "ends_at: volunteers' access would end before polling day"),
        ('hours.mon = "10:00"', "hours, mon is '10:00': write for a day when it opens and closes"),
        ('hours.monday = ["10:00", "20:00"]', "hours: “monday” is not a day"),
        ('hours.mon = ["20:00", "10:00"]', "hours: mon: closing must come after opening"),
        ('admins = ["Sam"]', "admins, number 1 is 'Sam': write people, each with a name and an e-mail address"),
        ('admins = [{ name = "Sam", email = "sam" }]', "admins, number 1, email is 'sam': write an e-mail address"),
        ('admins = [{ email = "sam@example.org" }]', "admins, number 1, name is missing: write their name"),
        (
            'admins = [{ name = "S", mail = "s@x.org" }]',
            "admins, number 1, mail is no setting of a by-election; is it email?",
        ),
        ('size = "large"', "size is 'large': write trial, by-election or general-election"),
        ('region = "london"', "region is 'london': write an AWS region, as eu-west-2"),
        (
            "account = 111122223333",
            "account is 111122223333: write the twelve digits of an AWS account, as 111122223333, in",
        ),
        ("throw_away = 1", "throw_away is 1: write true or false, without quotes"),
        ('sender = "nobody"', "sender is 'nobody': write an e-mail address"),
        ('domain = "https://x.org"', "domain is 'https://x.org': write a domain in small letters, without https://"),
        ('domain = "x.example.org"', "domain: give its certificate (in us-east-1), or the hosted_zone"),
        ('hosted_zone = "Z0123456789"', "certificate, hosted_zone: they are for a domain, and there is none"),
        ('certificate = "arn:aws:acm:eu-west-2:111122223333:certificate/x"', "the ARN of a certificate in us-east-1"),
        ('hosted_zone = "x.org"', "hosted_zone is 'x.org': write the id of a hosted zone"),
        ('waf = "yes"', "waf is 'yes': write true or false"),
        ('alarm_emails = "sam@x.org"', "alarm_emails is 'sam@x.org': write at most 10 e-mail addresses, as ["),
        ('alarm_emails = ["sam@x.org", "sam"]', "alarm_emails, number 2 is 'sam': write an e-mail address"),
        ('alarm_emails = ["sam@x.org", "Sam@X.org"]', "alarm_emails: sam@x.org is there more than once"),
        ("budget_usd = 0.5", "budget_usd is 0.5: write a whole number of US dollars"),
        ("budget_usd = 50", "budget_usd: nobody would be told; give alarm_emails as well"),
        ("log_days = 42", "log_days is 42: write 1, 3, 5"),
        ("upload_days = 0", "upload_days is 0: write a whole number of days, 1 to 90"),
        ("export_days = 91", "export_days is 91"),
        ("requests_per_second = 100000", "requests_per_second is 100000: write a whole number, 1 to 10000"),
        ("burst = 5001", "burst is 5001"),
        ("origin_secret = 0", "origin_secret is 0"),
        ('table = "a/b"', "table is 'a/b': write the name of a DynamoDB table"),
        ('name = "riverside"', "take the line with 'name' out"),
        ("party = ", "can't be read"),
        ("party = Riverside", "stand in quotation marks"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_write(tmp_path: Path, line: str, said: str) -> None:
    assert said in said_of(tmp_path, line)


def test_a_missing_line_is_said_with_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(ElectionError, match="poll_date is missing: write polling day, as 2027-03-04, without quotes"):
        load("riverside", write(tmp_path, "riverside", 'title = "Riverside"\n'))
    with pytest.raises(ElectionError, match="poll_date is '2027-03-04': write polling day, as 2027-03-04, without"):
        load("riverside", write(tmp_path, "riverside", 'title = "Riverside"\npoll_date = "2027-03-04"\n'))


def test_an_admin_is_named_once_however_the_address_is_written(tmp_path: Path) -> None:
    people = '{ name = "Sam", email = "sam@x.org" }, { name = "Sam J", email = "Sam@x.org" }'
    assert "admins: sam@x.org is there more than once" in said_of(tmp_path, f"admins = [{people}]")


def test_a_certificate_of_another_account_is_refused(tmp_path: Path) -> None:
    arn = "arn:aws:acm:us-east-1:111122223333:certificate/x"
    lines = f'domain = "x.example.org"\ncertificate = "{arn}"\n'
    assert (
        load("riverside", write(tmp_path, "riverside", f'{GOOD}{lines}account = "111122223333"\n')).certificate == arn
    )
    assert "certificate: it is in another account" in said_of(tmp_path, f'{lines}account = "999900001111"')


def test_access_may_end_on_polling_day_itself(tmp_path: Path) -> None:
    # In summer time: half past midnight in London is the day before in UTC.
    text = 'title = "Riverside"\npoll_date = 2027-05-06\nends_at = 2027-05-05T23:30:00Z\n'
    assert load("riverside", write(tmp_path, "riverside", text)).ends_at is not None


def test_every_field_has_words_of_its_own() -> None:
    assert set(WANTED) == Election.model_fields.keys() - {"name"}


def test_a_size_s_limits_are_kept_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    election = load("riverside", write(tmp_path, "riverside", f'{GOOD}size = "trial"\nburst = 7\n'))
    assert election.made_for == replace(SIZES["trial"], burst=7)


def test_files_may_be_kept_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGROUND_ELECTIONS", str(write(tmp_path, "riverside", GOOD)))
    assert names() == ("riverside",)
    assert load("riverside").title == "Riverside by-election"
    monkeypatch.setenv("RINGROUND_ELECTIONS", str(tmp_path / "nowhere"))
    with pytest.raises(ElectionError, match=r"a file for: none yet \(in .*nowhere\)"):
        load("riverside")


def test_a_file_that_is_no_text_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "riverside.toml").write_bytes(b'title = "\xff"')
    with pytest.raises(ElectionError, match=r"riverside\.toml can't be read"):
        load("riverside", tmp_path)


def test_git_leaves_by_elections_alone() -> None:
    ignored = ["git", "check-ignore", "-q", str(ELECTIONS / "riverside.toml")]
    kept = ["git", "check-ignore", "-q", str(ELECTIONS / "sample.toml")]
    if not (ELECTIONS.parent.parent / ".git").exists():
        pytest.skip("not a clone")
    assert subprocess.run(ignored, cwd=ELECTIONS, check=False).returncode == 0
    assert subprocess.run(kept, cwd=ELECTIONS, check=False).returncode == 1


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ElectionError) as caught:
        load("riverside", write(tmp_path, "riverside", 'title = "x"\n'))
    assert "title" in str(caught.value)
    assert "poll_date" in str(caught.value)
