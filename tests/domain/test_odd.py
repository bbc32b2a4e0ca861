"""Odd calling patterns: what is flagged, and what is left alone."""

import pytest

from ringround.domain import odd
from ringround.domain.desk import Desk


def a_desk(*, skips: int = 0, claims: int = 0, **counts: int) -> Desk:
    """A caller's day in one bank; names with `__` for the dots of counters."""
    tally = {name.replace("__", "."): n for name, n in counts.items()}
    return Desk("2027-02-20", "sam", skips={0: skips}, claims={0: claims}, tally={"main": tally})


def codes(desk: Desk, *others: Desk) -> dict[str, int]:
    """What is flagged, with its value."""
    everyone = odd.totals({}) + odd.totals(desk.tally)
    for other in others:
        everyone += odd.totals(other.tally)
    return {flag.code: flag.value for flag in odd.flags(desk, everyone)}


def test_an_evening_as_the_field_reports_it_is_not_odd() -> None:
    evening = a_desk(
        calls=64, conversations=13, h__19=34, h__20=30, o__not_home=45, o__answered=13, o__refused=6, claims=66, skips=2
    )
    assert codes(evening) == {}


@pytest.mark.parametrize(("calls", "found"), [(80, {}), (81, {"too_fast": 81})])
def test_more_calls_within_an_hour_than_anybody_dials(calls: int, found: dict[str, int]) -> None:
    assert codes(a_desk(calls=calls, h__19=calls, o__not_home=calls - 1, o__busy=1)) == found


def test_calls_of_two_banks_within_an_hour_are_added_up() -> None:
    both = {b: {"calls": 45, "h.19": 45, "o.busy": 20, "o.not_home": 25} for b in ("main", "second")}
    assert codes(Desk("2027-02-20", "sam", tally=both)) == {"too_fast": 90}


@pytest.mark.parametrize(("calls", "busy", "found"), [(39, 0, {}), (40, 0, {"all_the_same": 40}), (80, 1, {})])
def test_one_outcome_and_no_other(calls: int, busy: int, found: dict[str, int]) -> None:
    assert codes(a_desk(calls=calls, o__not_home=calls - busy, o__busy=busy)) == found


class TestAnswers:
    """All the same, where others were told something else."""

    same = a_desk(a__1__support__yes=20)

    def test_all_the_same_are_flagged(self) -> None:
        assert codes(self.same, a_desk(a__1__support__yes=15, a__1__support__no=5)) == {"all_the_same": 20}

    def test_not_where_everybody_is_told_the_same(self) -> None:
        assert codes(self.same, a_desk(a__1__support__yes=17, a__1__support__no=3)) == {}

    def test_not_where_nobody_else_asked(self) -> None:
        assert codes(self.same) == {}

    def test_not_where_one_was_different(self) -> None:
        assert codes(a_desk(a__1__support__yes=30, a__1__support__no=1), a_desk(a__1__support__no=20)) == {}

    def test_not_where_they_are_few(self) -> None:
        assert codes(a_desk(a__1__support__yes=19), a_desk(a__1__support__no=20)) == {}

    def test_not_of_another_bank_or_version(self) -> None:
        other = {"second": {"a.1.support.no": 20}, "main": {"a.2.support.no": 20}}
        assert codes(self.same, Desk("2027-02-20", "alex", tally=other)) == {}


@pytest.mark.parametrize(
    ("calls", "conversations", "found"),
    [(20, 12, {}), (20, 13, {"only_successes": 65}), (19, 19, {}), (30, 30, {"only_successes": 100})],
)
def test_more_conversations_than_three_times_the_usual(calls: int, conversations: int, found: dict[str, int]) -> None:
    assert codes(a_desk(calls=calls, conversations=conversations, p__refused=1)) == found


@pytest.mark.parametrize(
    ("conversations", "more", "found"),
    [
        (39, {}, {}),
        (40, {}, {"no_refusals": 40}),
        (60, {"p__refused": 1}, {}),
        (60, {"p__do_not_call": 1}, {}),
    ],
)
def test_conversations_without_a_refusal(conversations: int, more: dict[str, int], found: dict[str, int]) -> None:
    assert codes(a_desk(calls=400, conversations=conversations, **more)) == found


@pytest.mark.parametrize(
    ("claims", "skips", "found"),
    [(20, 9, {}), (30, 10, {"many_skips": 10}), (40, 10, {}), (12, 12, {"many_skips": 12})],
)
def test_many_skips(claims: int, skips: int, found: dict[str, int]) -> None:
    assert codes(a_desk(claims=claims, skips=skips)) == found


@pytest.mark.parametrize("code", ["too_fast", "all_the_same", "only_successes", "no_refusals", "many_skips"])
def test_each_has_words_with_its_value(code: odd.Code) -> None:
    assert "77" in odd.message(odd.Flag(code, 77, "2027-02-20"))
