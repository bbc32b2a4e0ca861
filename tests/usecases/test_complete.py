"""A process that ends between two of its writes while it records a call: whoever comes next does the rest."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import pytest

from ringround.domain.errors import Conflict
from ringround.domain.hours import uk_day
from ringround.domain.number_id import number_id
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Response
from ringround.storage import calls, desks, households, quality
from ringround.storage.claims import Read
from ringround.storage.table import Table
from ringround.usecases import held, hold, look, look_again, ringing_back
from ringround.usecases.claim_next import Handed, Nothing
from ringround.usecases.in_hand import own
from ringround.usecases.next_after import After, Ended, next_after, wanted
from ringround.usecases.respond import Known, respond_first
from tests.builders import HOUR, LANDLINE, NOW, a_bank, a_household, a_number, a_person, a_response
from tests.shift import Shift, a_shift

LAPSED = NOW + HOUR
COOL_DOWN = 4 * HOUR
SAID = a_response(Outcome.NOT_HOME)
STEPS = (1, 2, 3)
"""Writes of a response that were done before the process ended: the call, its household, the desk."""


class Ends(BaseException):
    """The process is gone."""


@contextmanager
def ending_after(table: Table, writes: int) -> Iterator[None]:
    """A process that ends once it has written so often, whatever catches exceptions."""
    left = writes
    ask = table._ask

    def asked(operation: str, **request: Any) -> dict[str, Any]:
        nonlocal left
        writing = operation in {"put_item", "update_item", "transact_write_items", "delete_item"}
        if writing and left == 0:
            raise Ends
        left -= writing
        return ask(operation, **request)

    table._ask = asked  # type: ignore[method-assign]
    try:
        with pytest.raises(Ends):
            yield
    finally:
        table._ask = ask  # type: ignore[method-assign]


@pytest.fixture
def shift(table: Table) -> Shift:
    """One household with two people, and one behind it."""
    people = (a_person("priya"), a_person("robin", "Robin Shah"))
    return a_shift(table, a_household("house1", people=people, numbers=(a_number(LANDLINE, "priya"),)))


def broken_off(shift: Shift, after: int, response: Response = SAID) -> Handed:
    """A call of Sam's whose recording ended after so many writes."""
    claim = shift.claim()
    with ending_after(shift.table, after):
        shift.respond(claim, response)
    return claim


def settled(shift: Shift, claim: Handed) -> tuple[int, int, int, object, dict[str, int]]:
    """How often a call stands: items, entries on the log, in the tally; whose claim is left, and slots."""
    parts = own(shift.context, "sam", [claim.claim.id])[claim.claim.id]
    home, desk = shift.household(), shift.desk()
    items = calls.of_day(shift.table, "sam", uk_day(parts.at))
    left = home.claim if home.claim and home.claim.id == claim.claim.id else None
    return len(items), len(home.log), shift.tally()["calls"], left, dict(desk.slots)


ONCE: Final[tuple[int, int, int, object, dict[str, int]]] = (1, 1, 1, None, {})


def not_renewed(shift: Shift, claim: Handed) -> None:
    """The page is told that the household is not in its hands any more."""
    with pytest.raises(Conflict) as refused:
        shift.renew(claim)
    assert refused.value.reason == "claim_expired"


def test_the_steps_are_those_that_are_tried_here(shift: Shift) -> None:
    """With one write more nothing would end, and `ending_after` fails where nothing ends."""
    claim = shift.claim()
    with pytest.raises(pytest.fail.Exception), ending_after(shift.table, 3):
        shift.respond(claim, SAID)
    assert settled(shift, claim) == ONCE


@pytest.mark.parametrize("after", STEPS[:2])
class TestTheSameAgain:
    """The page sends it again until it is answered."""

    def test_it_is_one_call_whole(self, shift: Shift, after: int) -> None:
        claim = broken_off(shift, after)
        call = shift.respond(claim, a_response(Outcome.REFUSED))
        assert call.entry.outcome is Outcome.NOT_HOME
        assert settled(shift, claim) == ONCE
        assert shift.household().queue == ("main", f"8#{NOW + COOL_DOWN}#house1")

    def test_hours_later_too(self, shift: Shift, after: int) -> None:
        claim = broken_off(shift, after)
        shift.respond(claim, SAID, at=NOW + 3 * HOUR)
        shift.respond(claim, SAID, at=NOW + 3 * HOUR)
        assert settled(shift, claim) == ONCE

    def test_what_organisers_are_to_look_at_is_raised_once(self, shift: Shift, after: int) -> None:
        claim = broken_off(shift, after, a_response(Outcome.LANGUAGE_BARRIER, language="Polish"))
        shift.respond(claim, SAID)
        assert settled(shift, claim) == ONCE
        assert [list(matter.raised) for matter in quality.every(shift.table)] == [[claim.claim.id]]


@pytest.mark.parametrize("after", STEPS[:2])
@pytest.mark.parametrize(
    "happens",
    [
        lambda shift, claim: shift.correct(claim, a_response(Outcome.REFUSED)),
        lambda shift, claim: shift.release(claim),
        lambda shift, claim: shift.skip(claim),
        not_renewed,
        lambda shift, _: held.return_all(shift.context, now=NOW),
        lambda shift, _: shift.next(holding=[]),
        lambda shift, _: shift.next(at=LAPSED),
        lambda shift, claim: look_again.call_with_card(shift.context, "sam", claim.claim.id, now=NOW),
    ],
    ids=["correct", "release", "skip", "renew", "give-back", "next", "next-after-the-lease", "look-again"],
)
def test_whatever_happens_to_the_claim_instead_the_call_stands(
    shift: Shift, after: int, happens: Callable[[Shift, Handed], object]
) -> None:
    claim = broken_off(shift, after)
    happens(shift, claim)
    assert not isinstance(shift.next("alex", at=LAPSED), Handed)
    shift.respond(claim, SAID, at=LAPSED)
    assert settled(shift, claim) == ONCE


@pytest.mark.parametrize("after", STEPS[:2])
def test_a_page_that_knows_of_no_claim_is_not_given_again_what_was_recorded(shift: Shift, after: int) -> None:
    claim = broken_off(shift, after)
    assert shift.nothing(holding=[]).reason == "nothing_due"
    assert settled(shift, claim) == ONCE


@pytest.mark.parametrize("after", STEPS[:2])
class TestNobodyComesBack:
    """The page is never seen again: its lease runs out."""

    def test_nobody_rings_them_within_the_cool_down(self, shift: Shift, after: int) -> None:
        claim = broken_off(shift, after)
        found = shift.nothing("alex", at=LAPSED)
        assert found == Nothing("nothing_due", NOW + COOL_DOWN)
        assert len(shift.household().log) == 1
        assert shift.claim("alex", at=NOW + COOL_DOWN).household.log[0].claim == claim.claim.id

    def test_nobody_rings_who_objected(self, shift: Shift, after: int) -> None:
        broken_off(shift, after, a_response(Outcome.REFUSED))
        assert shift.nothing("alex", at=NOW + 3 * 24 * HOUR) == Nothing("finished")

    def test_who_takes_their_call_back_has_the_call_before(self, shift: Shift, after: int) -> None:
        """They ring back: the number was rung, whoever recorded it."""
        claim = broken_off(shift, after)
        named = number_id(LANDLINE, shift.context.campaign.secret)
        desk = shift.desk("alex", LAPSED)
        ringing_back.take(shift.context, desk, "house1", named, "main", now=LAPSED, chance=shift.chance)
        assert [entry.claim for entry in shift.household().log] == [claim.claim.id]

    def test_the_caller_of_a_call_back_is_not_handed_what_was_recorded(self, shift: Shift, after: int) -> None:
        promised = Response(Outcome.CALL_BACK, LANDLINE, call_back_at=NOW + HOUR, call_back_for="me")
        shift.respond(shift.claim(), promised)
        due = NOW + HOUR
        again = shift.claim(at=due)
        with ending_after(shift.table, after):
            shift.respond(again, SAID, at=due)
        assert not isinstance(shift.next(at=due + 2 * HOUR), Handed)
        assert [e.claim for e in shift.household().log][1:] == [again.claim.id]

    @pytest.mark.parametrize("more", [0, 1])
    def test_whoever_claims_it_may_be_broken_off_as_well(self, shift: Shift, after: int, more: int) -> None:
        """The claim is written and nothing else, or the call before it is not looked at: it was handed to nobody."""
        claim = broken_off(shift, after)
        if after == 1:
            for n in range(1 + more):
                with ending_after(shift.table, 2):  # the one that finds a claim there, and the one that keeps it
                    shift.next("alex", at=LAPSED + n * (HOUR - 900))
        found = shift.nothing("kim", at=NOW + 3 * HOUR)
        assert found == Nothing("nothing_due", NOW + COOL_DOWN)
        assert [entry.claim for entry in shift.household().log] == [claim.claim.id]

    def test_a_claim_that_was_looked_at_does_not_hide_the_next_one(self, shift: Shift, after: int) -> None:
        shift.claim()
        again = shift.claim("alex", at=LAPSED)
        with ending_after(shift.table, after):
            shift.respond(again, SAID, "alex", at=LAPSED)
        assert not isinstance(shift.next("kim", at=LAPSED + HOUR), Handed)
        assert [entry.claim for entry in shift.household().log] == [again.claim.id]

    def test_who_rings_back_their_own_caller_makes_a_call_of_its_own(self, shift: Shift, after: int) -> None:
        claim = broken_off(shift, after)
        named = number_id(LANDLINE, shift.context.campaign.secret)
        taken = ringing_back.take(
            shift.context, shift.desk(), "house1", named, "main", now=NOW + 60, chance=shift.chance
        )
        shift.respond(taken, a_response(Outcome.REFUSED), at=NOW + 120)
        assert [e.outcome for e in shift.household().log] == [Outcome.NOT_HOME, Outcome.REFUSED]
        assert [e.claim for e in shift.household().log] == [claim.claim.id, taken.claim.id]
        shift.respond(claim, SAID)
        assert shift.tally()["calls"] == 2


@pytest.mark.parametrize("queue_parts", [1, 4])
@pytest.mark.parametrize("after", STEPS[:2])
def test_a_day_that_is_final_is_added_up_with_its_last_call(table: Table, after: int, queue_parts: int) -> None:
    """It was broken off and nobody rang on that desk again."""
    shift = a_shift(table, a_household("house1"), bank=a_bank(created=NOW, queue_parts=queue_parts))
    shift.context.campaign = replace(shift.context.campaign, queue_parts=queue_parts)
    claim = broken_off(shift, after)
    later = NOW + 3 * 24 * HOUR
    counts = look.progress(shift.context, [shift.bank()], later)["main"].counts or {}
    shift.respond(claim, SAID, at=later)
    assert (counts.get("calls"), settled(shift, claim)) == (1, ONCE)


def test_a_promise_that_is_moved_before_the_desk_was_told_of_it_is_kept_at_its_new_time(shift: Shift) -> None:
    first = Response(Outcome.CALL_BACK, LANDLINE, call_back_at=NOW + 2 * HOUR, call_back_for="me")
    claim = broken_off(shift, 2, first)
    shift.correct(claim, Response(Outcome.CALL_BACK, LANDLINE, call_back_at=NOW + HOUR, call_back_for="me"))
    shift.respond(claim, first)
    assert shift.desk().call_backs == {("main", "house1"): NOW + HOUR}
    assert settled(shift, claim) == ONCE


def test_a_bank_that_is_closed_between_the_steps_gets_no_household(
    shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, save = shift.claim(), households.save

    def save_after_the_end(table: Table, *given: Any) -> Any:
        monkeypatch.undo()
        shift.change_bank(status="closed")
        home = shift.household()
        save(table, home, home)
        return save(table, *given)

    monkeypatch.setattr("ringround.usecases.complete.households.save", save_after_the_end)
    shift.respond(claim, SAID)
    assert (len(shift.household().log), shift.household().queue) == (1, None)


class TestWithTheNextHousehold:
    """A response that asks for the next household tells the desk with the slot that it takes."""

    @pytest.fixture
    def shift(self, table: Table) -> Shift:
        """Three households."""
        return a_shift(table, *(a_household(f"house{n}") for n in (1, 2, 3)))

    def turn(self, shift: Shift, claim: Handed, *, read_first: bool = True) -> After:
        """As the handler of responses does it."""
        context, at = shift.context, claim.claim.id
        wished = wanted(context, "sam", at, [at])
        desk = shift.desk()
        read: Read | None = wished.read(context.table.get_many(wished.keys())) if read_first else None
        made = respond_first(context, "sam", at, SAID, Known(desk, read), now=NOW)
        ended = Ended(at, [at], read if made.owed else None, made.owed)
        return next_after(context, desk, ended, now=NOW, chance=shift.chance, want_next=True)

    @pytest.mark.parametrize("read_first", [True, False])
    def test_one_write_counts_the_call_and_takes_the_slot(self, shift: Shift, read_first: bool) -> None:
        claim = shift.claim()
        found = self.turn(shift, claim, read_first=read_first).found
        assert isinstance(found, Handed)
        assert (shift.tally()["calls"], list(shift.desk().slots)) == (1, [found.claim.id])
        assert sum(shift.desk().claims.values()) == 2

    @pytest.mark.parametrize("after", [1, 2, 3])
    def test_broken_off_anywhere_and_sent_again_it_is_one_call(self, shift: Shift, after: int) -> None:
        claim = shift.claim()
        with ending_after(shift.table, after):
            self.turn(shift, claim)
        self.turn(shift, claim)
        home = shift.household(claim.household.id)
        assert (len(home.log), home.claim, shift.tally()["calls"]) == (1, None, 1)
        assert claim.claim.id not in shift.desk().slots

    def test_with_nothing_left_to_ring_the_call_is_counted(self, table: Table) -> None:
        shift = a_shift(table, a_household("house1"))
        assert isinstance(self.turn(shift, shift.claim()).found, Nothing)
        assert (shift.tally()["calls"], shift.desk().slots) == (1, {})

    def test_a_refusal_of_the_next_one_does_not_cost_the_call_its_place_in_the_tally(self, shift: Shift) -> None:
        shift.change_bank(claims_per_hour=1)
        made = self.turn(shift, shift.claim())
        assert made.refused is not None
        assert (shift.tally()["calls"], shift.desk().slots) == (1, {})

    def test_a_desk_that_changed_meanwhile_is_told_all_the_same(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        claim = shift.claim()
        take = desks.take_slot

        def after_another(table: Table, desk: Any, *rest: Any) -> bool:
            monkeypatch.undo()
            desks.show_as(table, desk.day, "sam", "")
            shift.claim(holding=None)
            return take(table, desk, *rest)

        monkeypatch.setattr("ringround.usecases.claim_next.desks.take_slot", after_another)
        found = self.turn(shift, claim).found
        assert isinstance(found, Handed)
        assert (shift.tally()["calls"], len(shift.desk().slots)) == (1, 2)


class TestTheToken:
    """A call is counted by the write that takes its token from the desk, and by no other."""

    def test_a_claim_that_is_given_back_while_its_call_is_recorded_is_counted(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        claim = shift.claim()
        put = calls.put

        def put_after_a_skip(*given: Any) -> None:
            monkeypatch.undo()
            hold.skip(shift.context, shift.desk(), claim.claim.id, "other", now=NOW)
            put(*given)

        monkeypatch.setattr("ringround.usecases.respond.calls.put", put_after_a_skip)
        shift.respond(claim, SAID)
        assert settled(shift, claim) == ONCE
        assert shift.household().queue == ("main", f"8#{NOW + COOL_DOWN}#house1")

    def test_it_is_cleared_away_when_no_request_can_be_on_its_way(self, shift: Shift) -> None:
        shift.release(shift.claim())
        assert len(shift.desk().freed) == 1
        shift.claim(at=NOW + desks.FREED_SECONDS)
        assert shift.desk().freed == {}

    def test_sent_twice_at_once_it_is_counted_once(self, shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
        claim = shift.claim()
        save = households.save

        def save_after_the_other(*given: Any) -> Any:
            monkeypatch.undo()
            shift.respond(claim, SAID)
            return save(*given)

        monkeypatch.setattr("ringround.usecases.complete.households.save", save_after_the_other)
        shift.respond(claim, SAID)
        assert settled(shift, claim) == ONCE

    def test_a_lease_that_is_renewed_while_its_call_is_recorded_is_no_token(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Of the renewal, the household is written before the call and the desk after it."""
        claim = shift.claim()
        extend = desks.extend_slot

        def extend_after_the_call(*given: Any) -> None:
            monkeypatch.undo()
            shift.respond(claim, SAID)
            extend(*given)

        monkeypatch.setattr("ringround.usecases.hold.desks.extend_slot", extend_after_the_call)
        shift.renew(claim)
        shift.respond(claim, SAID)
        assert settled(shift, claim) == ONCE

    def test_nor_is_one_that_had_run_out(self, shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
        claim = shift.claim()
        save = households.save_together

        def save_after_the_call(*given: Any, **also: Any) -> None:
            monkeypatch.undo()
            shift.respond(claim, SAID, at=LAPSED)
            save(*given, **also)

        monkeypatch.setattr("ringround.usecases.hold.households.save_together", save_after_the_call)
        with pytest.raises(Conflict):
            shift.renew(claim, at=LAPSED)
        shift.respond(claim, SAID, at=LAPSED)
        assert settled(shift, claim) == ONCE

    def test_a_slot_that_may_be_cleared_away_at_any_moment_is_none(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A renewal ended before the desk was told: the slot has run out, the lease has not."""
        claim = shift.claim()
        with ending_after(shift.table, 1):
            shift.renew(claim, at=NOW + 1200)

        def once_the_slot_is_cleared(write: Callable[..., None]) -> Callable[..., None]:
            def cleared(*given: Any) -> None:
                monkeypatch.undo()
                desks.take_slot(shift.table, shift.desk(), "another", LAPSED, NOW + 2000)
                write(*given)

            return cleared

        for name in ("put", "record"):
            written = once_the_slot_is_cleared(getattr(calls, name))
            monkeypatch.setattr(f"ringround.usecases.respond.calls.{name}", written)
        shift.respond(claim, SAID, at=NOW + 2000)
        assert shift.tally()["calls"] == 1
