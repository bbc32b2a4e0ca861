"""All by-elections side by side, and sites by their by-elections' names."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import NoCredentialsError

from infra.commands import known_sites
from infra.commands.elections import days_in_words
from infra.config import LONDON
from tests.staff.fake_aws import ACCOUNT, FakeAws, refused
from tests.staff.stacks import ADDRESS, lay_down, running, stack

from .fake_site import FakeSite
from .runner import run

TODAY = datetime.now(LONDON).date()
SOON = TODAY + timedelta(days=12)
PAST = TODAY - timedelta(days=3)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of by-elections, and a home of nobody."""
    (tmp_path / "elections").mkdir()
    monkeypatch.setenv("RINGROUND_ELECTIONS", str(tmp_path / "elections"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("RINGROUND_SITE", raising=False)
    return tmp_path / "elections"


def write(folder: Path, name: str, day: date = SOON, more: str = "") -> None:
    (folder / f"{name}.toml").write_text(f'title = "{name.title()}"\npoll_date = {day}\n{more}\n')


def polling(day: date, *stacks: dict[str, Any]) -> list[dict[str, Any]]:
    tag = {"Key": "ringround:poll-date", "Value": day.isoformat()}
    return [{**one, "Tags": [*one["Tags"][:1], tag]} for one in stacks]


def listed(*words: str) -> dict[str, dict[str, Any]]:
    result = run("list", "--json", *words)
    assert result.exit_code == 0, result.output
    return {one["name"]: one for one in json.loads(result.stdout)["elections"]}


def test_files_and_stacks_are_put_together(aws: FakeAws, folder: Path) -> None:
    for name in ("riverside", "hillside"):
        write(folder, name)
    lay_down(aws, *running("riverside"), *polling(SOON, *running("lakeside")), region="eu-west-2")
    found = listed()
    assert [(name, one["state"], one["note"]) for name, one in found.items()] == [
        ("hillside", "not deployed", None),
        ("lakeside", "running", "no file here"),
        ("riverside", "running", None),
    ]
    assert (found["riverside"]["version"], found["riverside"]["address"]) == ("0123456789ab", ADDRESS)
    assert (found["riverside"]["title"], found["riverside"]["days"]) == ("Riverside", 12)


def test_a_file_that_is_not_right_is_not_called_missing(aws: FakeAws, folder: Path) -> None:
    write(folder, "riverside", more="size = 3")
    lay_down(aws, *running("riverside"))
    result = run("list", "--json")
    assert result.exit_code == 1
    assert "size" in result.stderr
    (one,) = json.loads(result.stdout)["elections"]
    assert (one["state"], one["note"]) == ("running", "its file is not right")


def test_the_table_says_it_in_words(aws: FakeAws, folder: Path) -> None:
    write(folder, "riverside")
    lay_down(aws, *running("riverside"))
    result = run("list")
    assert result.exit_code == 0, result.output
    line = next(line for line in result.stdout.splitlines() if "riverside" in line)
    assert line.split() == ["riverside", *f"{SOON:%-d %b %Y}".split(), "running"]
    assert "in 12 days" in result.stdout
    assert "version 0123456789ab" in result.stdout
    assert ADDRESS in result.stdout


def test_after_polling_day_it_says_to_take_it_down(aws: FakeAws, folder: Path) -> None:
    for name in ("riverside", "hillside", "lakeside", "seaside"):
        write(folder, name, PAST)
    lay_down(aws, *running("riverside"), stack("hillside", "data"), stack("seaside", "app", "DELETE_IN_PROGRESS"))
    result = run("list")
    assert result.exit_code == 0, result.output
    said = " ".join(result.stderr.split())
    assert "riverside: polling day was 3 days ago, and it is still there (running)" in said
    assert "ringround destroy riverside" in said
    assert "hillside: polling day was 3 days ago, and people’s data is still kept" in said
    assert "lakeside" not in said
    assert "seaside" not in said
    assert [name for name, one in listed().items() if one["overdue"]] == ["hillside", "riverside"]


def test_a_polling_day_that_is_today_is_not_past(aws: FakeAws, folder: Path) -> None:
    write(folder, "riverside", TODAY)
    lay_down(aws, *running("riverside"))
    result = run("list")
    assert result.exit_code == 0, result.output
    assert "Take it down" not in result.stderr


def test_every_region_that_a_file_or_the_person_names_is_looked_at(aws: FakeAws, folder: Path) -> None:
    write(folder, "riverside", more='region = "eu-west-1"')
    write(folder, "hillside")
    lay_down(aws, region="eu-west-2")
    lay_down(aws, *running("riverside"), region="eu-west-1")
    lay_down(aws, *polling(SOON, *running("hillside")), region="eu-central-1")
    lay_down(aws, region="us-east-1")
    assert {name: one["state"] for name, one in listed().items()} == {
        "hillside": "not deployed",
        "riverside": "running",
    }
    result = run("list", "--json", "--region", "eu-central-1")
    rows = [(one["name"], one["region"], one["note"]) for one in json.loads(result.stdout)["elections"]]
    assert ("hillside", "eu-central-1", "its file says eu-west-2") in rows


def test_another_account_s_by_election_is_not_said_to_be_missing(aws: FakeAws, folder: Path) -> None:
    write(folder, "riverside", more='account = "999900001111"')
    write(folder, "hillside", more=f'account = "{ACCOUNT}"')
    found = listed()
    assert (found["riverside"]["state"], found["riverside"]["note"]) == (None, "in account 999900001111")
    assert found["hillside"]["state"] == "not deployed"


def test_one_of_that_name_in_this_account_is_not_taken_for_it(aws: FakeAws, folder: Path) -> None:
    write(folder, "riverside", more='account = "999900001111"')
    lay_down(aws, *polling(SOON, *running("riverside")))
    rows = json.loads(run("list", "--json").stdout)["elections"]
    assert [(one["state"], one["address"], one["note"]) for one in rows] == [
        (None, None, "in account 999900001111"),
        ("running", ADDRESS, "its file says account 999900001111"),
    ]
    assert known_sites.known() == {}


def test_a_file_that_is_wrong_hides_no_other(aws: FakeAws, folder: Path) -> None:
    write(folder, "riverside")
    write(folder, "hillside", more="size = 3")
    result = run("list")
    assert result.exit_code == 1
    assert "riverside" in result.stdout
    assert "hillside.toml is not right" in result.stderr


def test_without_aws_the_files_are_listed_all_the_same(aws: FakeAws, folder: Path) -> None:
    write(folder, "riverside")
    aws.on("sts", "GetCallerIdentity", NoCredentialsError())
    result = run("list")
    assert result.exit_code == 1
    assert "not known" in result.stdout
    assert "There are no AWS credentials here" in result.stderr


def test_the_sample_is_listed_only_where_it_runs(aws: FakeAws, folder: Path) -> None:
    write(folder, "sample")
    assert listed() == {}
    lay_down(aws, *running("sample"))
    assert listed()["sample"]["state"] == "running"


def test_where_there_is_nothing_it_says_how_to_begin(aws: FakeAws) -> None:
    result = run("list")
    assert result.exit_code == 0
    assert "ringround new NAME" in result.stderr


@pytest.mark.parametrize(
    ("days", "words"), [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (40, "in 40 days"), (-9, "9 days ago")]
)
def test_days_are_said_in_words(days: int, words: str) -> None:
    assert days_in_words(days) == words


def remembered() -> dict[str, str]:
    return known_sites.known()


def test_a_site_is_named_by_its_by_election_and_looked_up_once(aws: FakeAws, folder: Path, site: FakeSite) -> None:
    write(folder, "riverside", more='region = "eu-west-1"')
    app = stack("riverside", "app", SiteAddress=site.url)
    lay_down(aws, stack("riverside", "data"), app, region="eu-west-1")
    for _ in range(2):
        assert run("volunteers", "--site", "riverside").exit_code == 1
    assert [asked for _, asked, _ in site.asked].count("/api/organiser/volunteers") == 2
    assert len(aws.calls("GetCallerIdentity")) == 1
    assert remembered() == {"riverside": site.url}


def test_the_environment_may_name_a_by_election(aws: FakeAws, site: FakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    known_sites.remember({"riverside": site.url})
    monkeypatch.setenv("RINGROUND_SITE", "riverside")
    run("volunteers")
    assert site.asked
    assert aws.asked == []


def test_a_domain_of_its_own_needs_no_looking_up(aws: FakeAws, folder: Path) -> None:
    write(folder, "riverside", more='domain = "ring.example.org"\nhosted_zone = "Z0123456789"')
    assert known_sites.address_of("riverside") == "https://ring.example.org"
    assert aws.asked == []


def test_a_by_election_without_a_site_is_said_to_have_none(aws: FakeAws, folder: Path) -> None:
    write(folder, "riverside")
    for name in ("riverside", "hillside"):
        result = run("volunteers", "--site", name)
        assert result.exit_code == 1
        assert f"There is no site of {name} in eu-west-2. See: ringround list" in result.stderr


def test_without_aws_the_address_is_asked_for(aws: FakeAws) -> None:
    aws.on("sts", "GetCallerIdentity", refused("ExpiredToken"))
    result = run("volunteers", "--site", "riverside")
    assert result.exit_code == 1
    assert "aws sso login" in result.stderr
    assert "--site https://…" in result.stderr


def test_a_remembered_address_that_does_not_answer_is_said_to_be_remembered(aws: FakeAws) -> None:
    known_sites.remember({"riverside": "https://d111111abcdef8.invalid"})
    result = run("sign-in", "--site", "riverside", "--email", "sam@example.org")
    assert result.exit_code == 1
    assert "looked up anew by: ringround status riverside" in " ".join(result.stderr.split())


def test_the_list_keeps_what_is_remembered_right(aws: FakeAws, folder: Path) -> None:
    write(folder, "riverside")
    write(folder, "hillside")
    known_sites.remember({"riverside": "https://old.example.org", "hillside": "https://gone.example.org"})
    lay_down(aws, *running("riverside"))
    listed()
    assert remembered() == {"riverside": ADDRESS}


def test_what_is_remembered_may_be_broken(tmp_path: Path, aws: FakeAws) -> None:
    known_sites.remember({"riverside": ADDRESS})
    (file,) = (tmp_path / "config" / "ringround").iterdir()
    for broken in ("", "[]", "{"):
        file.write_text(broken)
        assert remembered() == {}
