"""What a volunteer looks at between calls: banks, progress, their own calls."""

from typing import Any

import pytest

from ringround.domain import tally
from ringround.domain.outcomes import Outcome
from ringround.storage import banks, desks, keys
from ringround.storage.table import Table
from ringround.usecases import look
from tests.builders import HOUR, NOW, a_bank, a_household, a_response, not_home
from tests.shift import Shift, a_shift

DAY = 24 * HOUR
TODAY = "2027-02-20"


@pytest.fixture
def shift(table: Table) -> Shift:
    """A bank since the first of February, with households to ring."""
    bank = a_bank(created=NOW - 19 * DAY)
    return a_shift(table, *(a_household(f"h{n}") for n in range(3)), bank=bank)


def calls_on(shift: Shift, day: str, calls: int, bank: str = "main") -> None:
    """So many calls of some callers on a day."""
    for caller in ("kim", "lee"):
        counts: dict[str, Any] = desks.tally_names(bank, {tally.CALLS: calls // 2})
        shift.table.put({**keys.desk(day, caller), **counts})


def calls_seen(shift: Shift, now: int = NOW, bank: str = "main") -> int:
    """The calls that the progress of a bank shows."""
    counts = look.progress(shift.context, [shift.bank(bank)], now)[bank].counts or {}
    return counts.get(tally.CALLS, 0)


class TestProgress:
    """At most fifteen seconds old, and worked out once for all who look."""

    def test_before_anybody_rang_there_is_none(self, shift: Shift) -> None:
        assert calls_seen(shift) == 0

    def test_the_calls_of_all_days_are_in_it(self, shift: Shift) -> None:
        for day, calls in {"2027-02-03": 10, "2027-02-18": 20, "2027-02-19": 40, TODAY: 80}.items():
            calls_on(shift, day, calls)
        assert calls_seen(shift) == 150

    def test_days_before_the_bank_are_not_read(self, shift: Shift) -> None:
        calls_on(shift, "2027-01-31", 10)
        assert calls_seen(shift) == 0

    def test_within_fifteen_seconds_everybody_sees_the_same(self, shift: Shift) -> None:
        assert calls_seen(shift) == 0
        calls_on(shift, TODAY, 2)
        assert calls_seen(shift, NOW + look.FRESH_SECONDS - 1) == 0
        assert calls_seen(shift, NOW + look.FRESH_SECONDS) == 2

    def test_a_correction_of_yesterdays_call_is_in_it(self, shift: Shift) -> None:
        calls_on(shift, "2027-02-19", 2)
        assert calls_seen(shift) == 2
        calls_on(shift, "2027-02-19", 4)
        assert calls_seen(shift, NOW + HOUR) == 4

    def test_as_days_go_by_each_is_added_once(self, shift: Shift) -> None:
        total = 0
        for n in range(5):
            day = f"2027-02-{20 + n}"
            calls_on(shift, day, 2 * (n + 1))
            total += 2 * (n + 1)
            assert calls_seen(shift, NOW + n * DAY) == total
            assert calls_seen(shift, NOW + n * DAY + HOUR) == total

    def test_days_on_which_nobody_looked_are_added_later(self, shift: Shift) -> None:
        calls_seen(shift)
        for n in range(1, 9):
            calls_on(shift, f"2027-02-{20 + n}", 2)
        assert calls_seen(shift, NOW + 9 * DAY) == 16

    def test_days_that_are_final_are_not_read_again(self, shift: Shift) -> None:
        calls_on(shift, "2027-02-18", 2)
        assert calls_seen(shift) == 2
        calls_on(shift, "2027-02-18", 100)
        assert calls_seen(shift, NOW + HOUR) == 2

    def test_banks_are_kept_apart(self, table: Table) -> None:
        shift = a_shift(table, more_banks=(a_bank("second"),))
        calls_on(shift, TODAY, 2, "second")
        found = look.progress(shift.context, [shift.bank(), shift.bank("second")], NOW)
        assert [dict(found[b].counts or {}) for b in ("main", "second")] == [{}, {"calls": 2}]

    def test_where_somebody_else_works_it_out_the_old_one_is_shown_and_no_day_is_read(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        calls_on(shift, TODAY, 2)
        assert calls_seen(shift) == 2
        calls_on(shift, TODAY, 4)
        monkeypatch.setattr("ringround.usecases.look.banks.take_refresh", lambda *_: False)
        monkeypatch.setattr("ringround.usecases.look.desks.all_of", lambda *_: pytest.fail("a day was read"))
        assert calls_seen(shift, NOW + HOUR) == 2

    def test_where_somebody_else_works_out_the_first_there_is_none_yet(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ringround.usecases.look.banks.take_refresh", lambda *_: False)
        assert look.progress(shift.context, [shift.bank()], NOW) == {}

    def test_of_two_who_look_at_once_one_works_it_out(self, shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
        worked_out: list[str] = []
        read, all_of = banks.get_progress, desks.all_of

        def read_then_seen_by_another(of: Table, ids: Any) -> dict[str, banks.Progress]:
            found = read(of, ids)
            monkeypatch.setattr("ringround.usecases.look.banks.get_progress", read)
            assert calls_seen(shift, NOW + HOUR) == 4
            return found

        def counted(of: Table, day: str) -> Any:
            worked_out.append(day)
            return all_of(of, day)

        calls_on(shift, TODAY, 2)
        assert calls_seen(shift) == 2
        calls_on(shift, TODAY, 4)
        monkeypatch.setattr("ringround.usecases.look.banks.get_progress", read_then_seen_by_another)
        monkeypatch.setattr("ringround.usecases.look.desks.all_of", counted)
        assert calls_seen(shift, NOW + HOUR) == 2
        assert worked_out == [TODAY, "2027-02-19"]

    def test_real_calls_are_counted(self, shift: Shift) -> None:
        shift.respond(shift.claim(), not_home())
        shift.respond(shift.claim(), a_response(Outcome.ANSWERED))
        counts = look.progress(shift.context, [shift.bank()], NOW)["main"].counts
        assert counts is not None
        assert (counts["calls"], counts["conversations"], counts["reached"]) == (2, 1, 1)


class TestBanks:
    """All but those that are closed."""

    def test_closed_banks_are_not_shown(self, table: Table) -> None:
        more = (a_bank("paused", status="paused"), a_bank("closed", status="closed"))
        shift = a_shift(table, more_banks=more)
        assert {b.id for b in look.open_banks(shift.context)} == {"main", "paused"}


class TestMyCalls:
    """A caller's calls of today, newest first."""

    def test_they_are_mine_and_of_today(self, shift: Shift) -> None:
        first = shift.respond(shift.claim(), not_home())
        second = shift.respond(shift.claim(at=NOW + 60), not_home(), at=NOW + 90)
        shift.respond(shift.claim("alex", at=NOW + 99), not_home(), "alex", at=NOW + 99)
        assert look.my_calls(shift.context, "sam", NOW + 120) == [second, first]
        assert look.my_calls(shift.context, "sam", NOW + DAY) == []


def test_a_script_that_was_read_once_is_kept(shift: Shift) -> None:
    assert shift.context.script("main", 1) is shift.context.script("main", 1)


def test_a_household_brings_the_banks_that_want_it(table: Table) -> None:
    shift = a_shift(table, a_household(bank_ids=("main", "second", "gone")), more_banks=(a_bank("second"),))
    known = {"main": shift.bank()}
    assert set(shift.context.banks_of(shift.household(), known)) == {"main", "second"}


def test_progress_items_are_one_a_bank(shift: Shift) -> None:
    calls_seen(shift)
    assert set(banks.get_progress(shift.table, ["main", "second"])) == {"main"}
