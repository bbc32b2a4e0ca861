"""The file of a by-election: what it may say, and what is said to whoever gets it wrong."""

from pathlib import Path

import pytest

from infra.config import SAMPLE, ElectionError, load, names

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


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('polling_day = "x"', "polling_day"),
        ("throw_away = 1", "throw_away"),
        ('region = "london"', "region"),
        ("account = 111122223333", "account"),
        ('sender = "nobody"', "sender"),
        ("log_days = 42", "log_days"),
        ("upload_days = 0", "upload_days"),
        ("requests_per_second = 100000", "requests_per_second"),
        ('name = "riverside"', "take the line with 'name' out"),
        ("title = ", "can't be read"),
    ],
)
def test_what_is_wrong_is_said_by_its_name(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(ElectionError, match=said):
        load("riverside", write(tmp_path, "riverside", f"{GOOD}{line}\n"))


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ElectionError) as caught:
        load("riverside", write(tmp_path, "riverside", 'title = "x"\n'))
    assert "title" in str(caught.value)
    assert "poll_date" in str(caught.value)
