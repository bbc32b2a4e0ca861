"""The queue proposes; the rules are checked once more on what was claimed before anybody sees it."""

from dataclasses import replace
from typing import Any

import pytest

from ringround.domain.household import Household
from ringround.domain.outcomes import Outcome
from ringround.storage import households
from ringround.storage.keys import QueueKey
from ringround.storage.table import Table
from ringround.usecases.claim_next import CONTENDED_RETRY_SECONDS, Nothing
from ringround.usecases.queue_search import MOST_PASSED
from tests.builders import HOUR, LANDLINE, NOW, a_bank, a_household, a_number, a_person, a_response, not_home, rung
from tests.shift import Shift, a_shift

MINUTE = 60
FINISHED = Nothing("finished")


def due_again(household: Household | None = None) -> Household:
    """A household that may be rung again since an hour."""
    return rung(household or a_household(), at=NOW - 5 * HOUR)


class TestStaleKeys:
    """A place in the queue is what was right when it was written."""

    def test_a_cool_down_that_was_raised_since_is_kept(self, table: Table) -> None:
        shift = a_shift(table, due_again(), bank=a_bank(cool_down=4 * HOUR))
        shift.change_bank(cool_down=24 * HOUR)
        assert shift.nothing() == Nothing("nothing_due", NOW + 19 * HOUR)
        assert shift.household().claim is None
        assert shift.household().queue == ("main", f"8#{NOW + 19 * HOUR}#house1")

    def test_most_attempts_that_were_lowered_since_are_kept(self, table: Table) -> None:
        shift = a_shift(table, due_again(), bank=a_bank(max_attempts=3))
        shift.change_bank(max_attempts=1)
        assert shift.nothing() == FINISHED
        assert shift.household().queue is None

    @pytest.mark.parametrize("mark", ["suppressed", "dead"])
    def test_a_number_that_a_list_marked_since_is_not_rung(self, table: Table, mark: str) -> None:
        shift = a_shift(table, a_household())
        marked: Any = {mark: True}
        shift.change_household(replace(shift.household(), numbers={LANDLINE: a_number(LANDLINE, "p1", **marked)}))
        assert shift.nothing() == FINISHED
        assert shift.household().queue is None

    def test_somebody_who_has_voted_since_is_not_rung(self, table: Table) -> None:
        shift = a_shift(table, a_household())
        voted = a_person(marks={Outcome.ALREADY_VOTED: NOW})
        shift.change_household(replace(shift.household(), people={"p1": voted}))
        assert shift.nothing() == FINISHED

    def test_a_number_whose_screening_has_run_out_since_is_not_rung(self, table: Table) -> None:
        household = a_household(numbers=(a_number(LANDLINE, "p1", screened_on="2027-02-20"),))
        shift = a_shift(table, household, bank=a_bank(screening=True))
        assert isinstance(shift.next(at=NOW + 29 * 24 * HOUR), Nothing)
        assert shift.household().queue is None

    def test_a_number_that_is_screened_is_rung(self, table: Table) -> None:
        household = a_household(numbers=(a_number(LANDLINE, "p1", screened_on="2027-02-20"),))
        shift = a_shift(table, household, bank=a_bank(screening=True))
        assert shift.claim(at=NOW + 28 * 24 * HOUR).household.id == "house1"

    def test_one_whom_the_bank_does_not_want_any_more_goes_to_the_bank_that_does(self, table: Table) -> None:
        shift = a_shift(table, a_household(bank_ids=("main", "second")), more_banks=(a_bank("second"),))
        wanted = {"second": shift.household().banks["second"]}
        shift.change_household(replace(shift.household(), banks=wanted))
        assert shift.nothing() == FINISHED
        assert shift.claim(bank="second").household.id == "house1"

    def test_one_that_may_not_be_rung_does_not_hold_up_the_next(self, table: Table) -> None:
        shift = a_shift(table, *(a_household(f"h{n}") for n in range(6)))
        for n in range(5):
            moved = replace(shift.household(f"h{n}"), people={"p1": a_person(marks={Outcome.MOVED: NOW})})
            shift.change_household(moved)
        assert shift.claim().household.id == "h5"

    def test_no_search_goes_on_for_ever(self, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
        assert MOST_PASSED == 40
        monkeypatch.setattr("ringround.usecases.queue_search.MOST_PASSED", 3)
        shift = a_shift(table, *(a_household(f"h{n}") for n in range(5)))
        for n in range(5):
            moved = replace(shift.household(f"h{n}"), people={"p1": a_person(marks={Outcome.MOVED: NOW})})
            shift.change_household(moved)
        shift.nothing()
        assert len(households.candidates(table, "main", "3", 10)) == 2

    def test_a_lease_that_ended_on_somebody_who_objected_meanwhile_ends_in_no_queue(self, table: Table) -> None:
        shift = a_shift(table, a_household(people=(a_person("p1"), a_person("p2")), numbers=(a_number(),)))
        first = shift.claim("sam")
        shift.claim("alex", at=NOW + 31 * MINUTE)
        shift.respond(first, a_response(Outcome.DO_NOT_CALL), at=NOW + 32 * MINUTE)
        assert shift.nothing(at=NOW + 2 * HOUR) == FINISHED
        assert shift.household().queue is None


class TestSkipped:
    """What a caller skipped is not handed to the same caller again for a while."""

    def test_a_household_that_was_skipped_goes_to_somebody_else(self, table: Table) -> None:
        shift = a_shift(table, a_household())
        shift.skip(shift.claim("sam"), "not_now")
        assert shift.nothing("sam", at=NOW + MINUTE) == Nothing("nothing_due", NOW + HOUR)
        assert shift.claim("alex", at=NOW + MINUTE).household.id == "house1"

    def test_it_comes_again_when_the_while_is_over(self, table: Table) -> None:
        shift = a_shift(table, a_household())
        shift.skip(shift.claim("sam"), "not_now")
        assert shift.claim("sam", at=NOW + HOUR).household.id == "house1"

    def test_it_does_not_hide_one_that_comes_sooner(self, table: Table) -> None:
        shift = a_shift(table, a_household("skipped"), rung(a_household("sooner"), at=NOW - 3 * HOUR - 30 * MINUTE))
        shift.skip(shift.claim("sam"), "not_now")
        assert shift.nothing("sam", at=NOW + MINUTE) == Nothing("nothing_due", NOW + 30 * MINUTE)

    def test_it_does_not_hide_one_that_comes_sooner_in_the_same_tier(self, table: Table) -> None:
        shift = a_shift(table, a_household("skipped"), a_household("held"))
        ids = {shift.claim("sam").household.id, shift.claim("alex").household.id}
        assert ids == {"skipped", "held"}
        mine = next(c for c in shift.desk("sam").slots)
        shift.skip(mine, "know_them")
        assert shift.nothing("sam", at=NOW + MINUTE) == Nothing("nothing_due", NOW + 30 * MINUTE)


class TestNothing:
    """Why there is no household, and when to ask again."""

    def test_a_bank_that_has_rung_everyone_is_finished(self, table: Table) -> None:
        shift = a_shift(table, a_household())
        shift.respond(shift.claim(), a_response(Outcome.ANSWERED))
        assert shift.nothing() == FINISHED

    def test_the_next_time_is_the_earliest_of_all_tiers(self, table: Table) -> None:
        called_back = rung(a_household("a"), Outcome.CALL_BACK, at=NOW - HOUR, call_back_at=NOW + 3 * HOUR)
        shift = a_shift(table, called_back, rung(a_household("b"), at=NOW - 2 * HOUR))
        assert shift.nothing() == Nothing("nothing_due", NOW + 2 * HOUR)

    def test_ones_own_promise_counts_from_its_own_time(self, table: Table) -> None:
        shift = a_shift(table, a_household())
        shift.respond(shift.claim(), a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR))
        assert shift.nothing("sam") == Nothing("nothing_due", NOW + HOUR)
        assert shift.nothing("alex") == Nothing("nothing_due", NOW + HOUR + 15 * MINUTE)

    def test_a_household_that_somebody_holds_may_come_back(self, table: Table) -> None:
        shift = a_shift(table, a_household())
        shift.claim("sam")
        assert shift.nothing("alex") == Nothing("nothing_due", NOW + 30 * MINUTE)

    def test_a_time_outside_hours_is_put_off_until_they_open(self, table: Table) -> None:
        hours = {"sat": ("09:00", "14:00"), "sun": ("11:00", "20:00")}
        shift = a_shift(table, rung(a_household()), bank=a_bank(hours=hours))
        assert shift.nothing() == Nothing("nothing_due", NOW + 23 * HOUR)

    def test_outside_hours_nobody_is_handed_out_and_it_says_when_to_come_back(self, table: Table) -> None:
        shift = a_shift(table, a_household(), bank=a_bank(hours={"sun": ("11:00", "20:00")}))
        assert shift.nothing() == Nothing("outside_hours", NOW + 23 * HOUR)

    def test_at_the_closing_minute_it_is_over(self, table: Table) -> None:
        shift = a_shift(table, a_household(), bank=a_bank(hours={"sat": ("09:00", "12:00")}))
        assert shift.nothing(at=NOW).reason == "outside_hours"
        assert shift.claim(at=NOW - 1).household.id == "house1"

    @pytest.mark.parametrize("status", ["paused", "closed"])
    def test_a_bank_that_is_paused_or_closed_hands_nobody_out(self, table: Table, status: str) -> None:
        shift = a_shift(table, a_household())
        shift.change_bank(status=status)
        assert shift.nothing() == Nothing(status)  # type: ignore[arg-type]
        assert shift.household().claim is None


class TestRaces:
    """The index is a moment behind: the write decides."""

    @pytest.fixture
    def stale(self, monkeypatch: pytest.MonkeyPatch) -> list[QueueKey]:
        """What the index still shows, whatever the table holds."""
        shown: list[QueueKey] = []

        def candidates(_table: Table, _bank: str, tier: str, most: int, *, through: str) -> list[str]:
            return sorted(k.sort for k in shown if tier <= k.tier <= through)[:most]

        monkeypatch.setattr("ringround.usecases.claim_next.households.candidates", candidates)
        return shown

    def test_one_that_somebody_else_has_claimed_is_not_claimed_again(self, table: Table, stale: list[QueueKey]) -> None:
        shift = a_shift(table, a_household("taken"), a_household("free"))
        stale.append(QueueKey("main", "3", 0, "taken"))
        first = shift.claim("sam")
        stale.append(QueueKey("main", "3", 0, "free"))
        assert shift.claim("alex").household.id == "free"
        assert shift.household("taken").claim == first.claim

    def test_where_all_were_lost_to_others_one_asks_again_in_a_moment(
        self, table: Table, stale: list[QueueKey]
    ) -> None:
        shift = a_shift(table, a_household())
        stale.append(QueueKey("main", "3", 0, "house1"))
        shift.claim("sam")
        assert shift.nothing("alex") == Nothing("nothing_due", NOW + CONTENDED_RETRY_SECONDS)

    def test_one_that_was_finished_since_is_not_claimed(self, table: Table, stale: list[QueueKey]) -> None:
        shift = a_shift(table, a_household())
        stale.append(QueueKey("main", "3", 0, "house1"))
        shift.respond(shift.claim("sam"), a_response(Outcome.REFUSED))
        shift.nothing("alex")
        assert shift.household().claim is None

    def test_a_promise_that_changes_at_the_last_moment_is_left_alone(
        self, table: Table, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shift = a_shift(table, a_household())
        claim = shift.claim()
        shift.respond(claim, a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR))
        read = households.get

        def read_then_changed(of: Table, household_id: str) -> Household | None:
            found = read(of, household_id)
            monkeypatch.undo()
            shift.correct(claim, not_home())
            return found

        monkeypatch.setattr("ringround.usecases.claim_next.households.get", read_then_changed)
        assert shift.nothing("sam", at=NOW + HOUR) == Nothing("nothing_due", NOW + 4 * HOUR)
        assert shift.household().claim is None


def test_a_search_leaves_no_claim_behind_on_what_it_passed_over(table: Table) -> None:
    shift: Shift = a_shift(table, due_again(a_household("a")), due_again(a_household("b")))
    shift.change_bank(cool_down=24 * HOUR)
    shift.nothing()
    assert [shift.household(h).claim for h in ("a", "b")] == [None, None]
    assert shift.desk().slots == {}
    assert shift.desk().claims == {}
