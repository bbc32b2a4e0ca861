"""A claim that an organiser gives back and its caller goes on with: its call is counted once, whatever tokens it left
on the desk."""

from dataclasses import replace

from ringround.storage import claims, desks, keys
from ringround.storage.table import Table
from ringround.usecases import complete, held
from ringround.usecases.next_after import Ended, next_after
from ringround.usecases.respond import Known, respond_first
from tests.builders import HOUR, NOW, a_household, a_number, drama_number, not_home
from tests.shift import Shift, a_shift


def renewed_after_it_was_given_back(table: Table) -> tuple[Shift, str]:
    """A claim of Sam's that an organiser gave back, and that Sam's page renewed before anybody else had it."""
    second = a_household("house2", numbers=(a_number(drama_number(2)),))
    shift = a_shift(table, a_household(), second)
    claim = shift.claim()
    held.return_of(shift.context, "sam", now=NOW)
    shift.renew(claim, at=NOW + 1)
    return shift, claim.claim.id


def test_a_claim_that_is_in_hand_again_leaves_one_token(table: Table) -> None:
    shift, claim = renewed_after_it_was_given_back(table)
    assert list(shift.desk().slots) == [claim]
    assert not shift.desk().freed


def test_its_call_is_counted_once_by_the_next_slot(table: Table) -> None:
    shift, claim = renewed_after_it_was_given_back(table)
    desk, read = shift.desk(), claims.read(shift.table, ["house1"], ["main"])
    made = respond_first(shift.context, "sam", claim, not_home(), Known(desk, read), now=NOW + 2)
    ended = Ended(claim, read=read, owed=made.owed)
    next_after(shift.context, desk, ended, now=NOW + 2, chance=shift.chance, want_next=True)
    complete.on_desks(shift.context, [shift.desk()], now=NOW + HOUR)
    assert shift.tally()["calls"] == 1


def test_the_next_slot_takes_every_token_of_the_call_that_it_counts(table: Table) -> None:
    """Also a desk that was written before a slot that came back took the other token away."""
    shift, claim = renewed_after_it_was_given_back(table)
    shift.table.put({**keys.desk("2027-02-20", "sam"), "rev": 1, f"s|{claim}": NOW + HOUR, f"f|{claim}": NOW})
    desk = desks.get(shift.table, "2027-02-20", "sam")
    owed = desks.Owed("2027-02-20", "sam", claim, {"t|main|calls": 1}, {})
    assert desks.take_slot(shift.table, replace(desk, rev=1), "another", NOW + HOUR, NOW, owed)
    assert not desks.pay(shift.table, owed)
