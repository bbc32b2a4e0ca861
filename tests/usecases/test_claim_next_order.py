"""Who is rung next: call-backs that are due, then fresh households by priority, then retries."""

from dataclasses import replace

from ringround.domain.bank import LEASE_SECONDS
from ringround.domain.household import Household, Targeting
from ringround.domain.outcomes import Outcome
from ringround.storage.table import Table
from ringround.usecases.claim_next import Nothing
from ringround.usecases.context import Context
from tests.builders import HOUR, NOW, a_bank, a_household, a_response, not_home, put, rung
from tests.shift import Shift, a_shift

MINUTE = 60


def fresh(name: str, priority: int = 3) -> Household:
    """A household that was never rung."""
    return replace(a_household(name), banks={"main": Targeting(("p1",), NOW, priority)})


def retry(name: str, rung_at: int = NOW - 5 * HOUR) -> Household:
    """A household that was not at home."""
    return rung(a_household(name), at=rung_at)


def promised(name: str, at: int) -> Household:
    """A household that somebody is to ring back."""
    return rung(a_household(name), Outcome.CALL_BACK, at=NOW - HOUR, call_back_at=at, call_back_for="anyone")


def order(shift: Shift, caller: str = "sam", at: int = NOW) -> list[str]:
    """The households in the order in which they are handed out."""
    handed = []
    for _ in range(8):
        found = shift.next(caller, at=at)
        if isinstance(found, Nothing):
            break
        handed.append(found.household.id)
        shift.respond(found, a_response(Outcome.REFUSED), caller, at=at)
    return handed


def another_process(context: Context) -> Context:
    """A process that remembers nothing of the queue."""
    return Context(context.table, context.campaign)


class TestTiers:
    """The order among households that may be rung now."""

    def test_call_backs_then_fresh_ones_by_priority_then_retries(self, table: Table) -> None:
        shift = a_shift(
            table,
            retry("retry"),
            fresh("last", 5),
            fresh("first", 1),
            fresh("middle", 3),
            promised("promised", NOW - MINUTE),
            bank=a_bank(priorities=(5, 1, 3)),
        )
        assert order(shift) == ["promised", "first", "middle", "last", "retry"]

    def test_nobody_is_handed_out_before_their_time(self, table: Table) -> None:
        shift = a_shift(table, retry("waiting", NOW - 4 * HOUR + 1), promised("later", NOW + 1))
        assert order(shift) == []
        assert order(shift, at=NOW + 1) == ["later", "waiting"]

    def test_what_waits_in_a_higher_tier_does_not_hold_up_a_lower_one(self, table: Table) -> None:
        shift = a_shift(table, promised("later", NOW + HOUR), retry("now"))
        assert order(shift) == ["now"]

    def test_households_of_another_bank_are_not_handed_out(self, table: Table) -> None:
        shift = a_shift(table, a_household(bank_ids=("second",)), more_banks=(a_bank("second"),))
        assert order(shift) == []


class TestCallBacks:
    """A promise is kept first by whoever made it; a quarter of an hour later by anyone."""

    def test_ones_own_comes_before_older_ones_for_anyone(self, table: Table) -> None:
        shift = a_shift(table)
        self.promise(shift, "own", at=NOW + HOUR)
        for household in (promised("for-anyone", NOW), fresh("fresh")):
            put(table, household, {"main": a_bank()})
        shift.context = another_process(shift.context)
        assert order(shift, "sam", NOW + HOUR) == ["own", "for-anyone", "fresh"]

    def test_before_its_time_it_is_handed_to_nobody(self, table: Table) -> None:
        shift = a_shift(table)
        self.promise(shift, at=NOW + HOUR)
        assert order(shift, "sam", NOW + HOUR - 1) == []
        assert order(shift, "alex", NOW + HOUR - 1) == []

    def test_at_its_time_it_is_handed_to_whoever_promised_it(self, table: Table) -> None:
        shift = a_shift(table)
        self.promise(shift, at=NOW + HOUR)
        assert order(shift, "alex", NOW + HOUR) == []
        assert order(shift, "sam", NOW + HOUR) == ["house1"]

    def test_a_quarter_of_an_hour_later_it_is_handed_to_anyone(self, table: Table) -> None:
        shift = a_shift(table)
        self.promise(shift, at=NOW + HOUR)
        assert order(shift, "alex", NOW + HOUR + 15 * MINUTE - 1) == []
        assert order(shift, "alex", NOW + HOUR + 15 * MINUTE) == ["house1"]

    def test_ones_own_promises_are_kept_in_the_order_of_their_times(self, table: Table) -> None:
        shift = a_shift(table)
        self.promise(shift, "later", at=NOW + 2 * HOUR)
        self.promise(shift, "sooner", at=NOW + HOUR)
        assert order(shift, "sam", NOW + 2 * HOUR) == ["sooner", "later"]

    def test_a_promise_in_another_bank_waits_for_that_bank(self, table: Table) -> None:
        shift = a_shift(table, more_banks=(a_bank("second"),))
        self.promise(shift, at=NOW + HOUR, bank="second")
        assert order(shift, "sam", NOW + HOUR) == []
        assert shift.claim("sam", bank="second", at=NOW + HOUR).household.id == "house1"

    def test_a_promise_that_somebody_else_kept_is_forgotten(self, table: Table) -> None:
        shift = a_shift(table)
        self.promise(shift, at=NOW + HOUR)
        kept = shift.claim("alex", at=NOW + HOUR + 15 * MINUTE)
        shift.respond(kept, not_home(), "alex", at=NOW + HOUR + 16 * MINUTE)
        assert order(shift, "sam", NOW + HOUR + 17 * MINUTE) == []
        assert shift.desk("sam").call_backs == {}

    def test_a_promise_that_somebody_else_is_keeping_is_left_to_them(self, table: Table) -> None:
        shift = a_shift(table)
        self.promise(shift, at=NOW + HOUR)
        held = shift.claim("alex", at=NOW + HOUR + 15 * MINUTE)
        assert order(shift, "sam", NOW + HOUR + 16 * MINUTE) == []
        assert shift.household().claim == held.claim

    def test_a_promise_to_somebody_who_objected_since_is_not_kept(self, table: Table) -> None:
        shift = a_shift(table)
        self.promise(shift, at=NOW + HOUR)
        shift.change_household(rung(shift.household(), Outcome.DO_NOT_CALL, at=NOW + MINUTE))
        assert order(shift, "sam", NOW + HOUR) == []

    def test_a_promise_moved_to_later_is_not_kept_too_soon(self, table: Table) -> None:
        shift = a_shift(table)
        claim = self.promise(shift, at=NOW + HOUR)
        shift.correct(claim, a_response(Outcome.CALL_BACK, call_back_at=NOW + 2 * HOUR), at=NOW + MINUTE)
        assert order(shift, "sam", NOW + HOUR) == []
        assert order(shift, "sam", NOW + 2 * HOUR) == ["house1"]

    def promise(self, shift: Shift, name: str = "house1", *, at: int, bank: str = "main") -> str:
        """Sam promises a household to ring again at a time."""
        put(shift.table, a_household(name, bank_ids=(bank,)), {bank: a_bank(bank)})
        claim = shift.claim(bank=bank)
        shift.respond(claim, a_response(Outcome.CALL_BACK, call_back_at=at))
        return claim.claim.id


class TestHeld:
    """No household is in two callers' hands at once; a lease ends by time passing."""

    def test_one_that_is_held_is_handed_to_nobody_else(self, table: Table) -> None:
        shift = a_shift(table, a_household())
        shift.claim("sam")
        assert order(shift, "alex", NOW + LEASE_SECONDS - 1) == []

    def test_one_whose_lease_ran_out_is_handed_out_again(self, table: Table) -> None:
        shift = a_shift(table, a_household())
        first = shift.claim("sam")
        second = shift.claim("alex", at=NOW + LEASE_SECONDS)
        assert second.household.id == first.household.id
        assert second.claim.id != first.claim.id
        assert second.claim.until == NOW + 2 * LEASE_SECONDS

    def test_two_callers_get_two_households(self, table: Table) -> None:
        shift = a_shift(table, fresh("a"), fresh("b"))
        assert {shift.claim("sam").household.id, shift.claim("alex").household.id} == {"a", "b"}

    def test_callers_are_spread_over_the_queue(self, table: Table) -> None:
        shift = a_shift(table, *(fresh(f"h{n:02d}") for n in range(20)))
        first = set()
        for _ in range(6):
            claim = shift.claim("sam")
            first.add(claim.household.id)
            shift.release(claim)
        assert len(first) > 1

    def test_a_claim_says_how_long_it_holds_and_with_which_script(self, table: Table) -> None:
        shift = a_shift(table, a_household())
        claim = shift.claim("sam")
        assert claim.claim.until == NOW + LEASE_SECONDS == NOW + 30 * MINUTE
        assert (claim.claim.caller, claim.script_version, claim.bank.id) == ("sam", 1, "main")
        assert shift.household().claim == claim.claim
        assert shift.desk().slots == {claim.claim.id: claim.claim.until}
