"""The file that is written is the by-election that was asked for, whatever its words are."""

import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.config import Election, ElectionError, read
from infra.sizes import SIZES
from infra.staff.election_file import TEMPLATE, toml, with_value, written
from ringround.domain.hours import DAYS, DEFAULT_HOURS

NASTY = st.text(st.sampled_from("\"\\'#=[]{}$%\n\r\t\0\x7f\x85\u2028…ŷü😀 ab"), max_size=12) | st.text(max_size=20)
LINE = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029") | st.sampled_from("\"\\'#=[]{}"),
    min_size=3,
    max_size=60,
).filter(lambda text: len(text.strip()) >= 3)
MAILS = st.from_regex(r"[a-zé'\"\\+#]{1,8}@[a-z]{1,8}\.[a-z]{2,4}", fullmatch=True)
SPANS = st.sampled_from([["09:00", "21:00"], ["00:00", "24:00"], []])
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-5, minutes=-30))])
DAY = date(2027, 3, 4)


@st.composite
def elections(draw: st.DrawFn) -> Election:
    """Any by-election."""
    optional: dict[str, st.SearchStrategy[Any]] = {
        "party": LINE,
        "imprint": LINE,
        "privacy_contact": LINE,
        "ends_at": st.datetimes(datetime(2027, 3, 5), datetime(2027, 4, 5), timezones=ZONES),  # noqa: DTZ001
        "hours": st.dictionaries(st.sampled_from(DAYS), SPANS, min_size=1),
        "admins": st.lists(
            st.fixed_dictionaries({"name": LINE, "email": MAILS}), max_size=3, unique_by=lambda one: one["email"]
        ),
        "size": st.sampled_from(["trial", "general-election"]),
        "account": st.just("111122223333"),
        "throw_away": st.booleans(),
        "sender": MAILS,
        "waf": st.booleans(),
        "traces": st.booleans(),
        "alarm_emails": st.lists(MAILS, max_size=3, unique=True),
        "log_days": st.sampled_from([1, 365]),
        "burst": st.integers(1, 5000),
        "table": st.just("ringround-restored"),
    }
    values: dict[str, Any] = draw(st.fixed_dictionaries({"title": LINE, "poll_date": st.just(DAY)}, optional=optional))
    return Election(name="riverside", **values)


@given(elections())
def test_a_file_read_back_is_what_was_asked_for(election: Election) -> None:
    text = written(election)
    back = read(election.name, text)
    # A day that is left out and one without hours are the same.
    assert back.model_dump(exclude={"hours"}) == election.model_dump(exclude={"hours"})
    assert (back.hours is None) == (election.hours is None)
    for day in DAYS:
        assert (back.hours or {}).get(day, []) == (election.hours or {}).get(day, [])


@given(NASTY)
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    assert tomllib.loads(f"x = {toml(text)}")["x"] == text
    assert toml(text).isprintable() or not text.isprintable()


def test_what_toml_has_no_word_for_is_refused() -> None:
    with pytest.raises(TypeError, match="NoneType"):
        toml(None)


def test_every_setting_is_in_the_file_once_with_its_reason() -> None:
    lines = TEMPLATE.read_text(encoding="utf-8").split("\n")
    for field in Election.model_fields.keys() - {"name", "hours"}:
        assert len([line for line in lines if line.startswith(f"# {field} = ")]) == 1, field
    for day in DAYS:
        assert f"# hours.{day} = {toml(list(DEFAULT_HOURS[day] or ()))}" in lines


def test_the_file_says_what_each_size_is_for() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    assert ", ".join(f'"{name}" ({size.callers:,})' for name, size in SIZES.items()) in text


def test_the_template_s_examples_are_right_themselves() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    examples = [line.removeprefix("# ") for line in text.split("\n") if line.startswith("# ") and " = " in line]
    # Both ways to a certificate at once are one too many.
    election = read("riverside", "\n".join(line for line in examples if not line.startswith("certificate")))
    assert election.hours == {day: list(span or ()) for day, span in DEFAULT_HOURS.items()}
    defaults = Election(name="x", title="Sampleton by-election", poll_date=DAY)
    for field in ("brand", "on_brand", "region", "size", "throw_away", "waf", "traces", "log_days", "origin_secret"):
        assert getattr(election, field) == getattr(defaults, field)
    assert (election.made_for, election.upload_days) == (defaults.made_for, defaults.upload_days)


def test_the_file_names_its_own_command() -> None:
    assert "ringround deploy riverside" in written(Election(name="riverside", title="Riverside", poll_date=DAY))


PLAIN = 'title = "x = 1"\npoll_date = 2027-03-04 # a day\norigin_secret = 3 # third\n# table = "old"\n'


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("origin_secret", 4, PLAIN.replace("origin_secret = 3 # third", "origin_secret = 4")),
        ("table", "ringround-restored", PLAIN.replace('# table = "old"', 'table = "ringround-restored"')),
        ("origin_secret", 3, PLAIN.replace("origin_secret = 3 # third", "origin_secret = 3")),
    ],
)
def test_one_setting_is_changed_and_all_else_stays(field: str, value: str | int, expected: str) -> None:
    assert with_value("riverside", PLAIN, field, value) == expected


def test_a_setting_is_taken_out_again() -> None:
    with_table = with_value("riverside", PLAIN, "table", "ringround-restored")
    assert read("riverside", with_value("riverside", with_table, "table", None)).table is None


def test_where_there_is_no_line_to_change_it_says_which_to_write() -> None:
    with pytest.raises(ElectionError, match="write it yourself, above all others: burst = 9"):
        with_value("riverside", PLAIN, "burst", 9)


def test_a_value_that_may_not_be_is_refused() -> None:
    with pytest.raises(ElectionError, match="origin_secret is 0"):
        with_value("riverside", PLAIN, "origin_secret", 0)
