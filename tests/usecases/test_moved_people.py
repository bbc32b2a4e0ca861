"""An objection counts where the person and the number are now, not where they were when they were rung."""

from dataclasses import replace

import pytest

from ringround.domain.household import Household
from ringround.domain.outcomes import Outcome
from ringround.storage import calls, households, keys
from ringround.storage.table import Table
from ringround.usecases.claim_next import Handed, Nothing
from tests.builders import LANDLINE, MOBILE, NOW, a_household, a_number, a_person, a_response, not_home, said
from tests.shift import Shift, a_shift

OLD_HOME = a_household("old-home", numbers=(a_number(LANDLINE, "p1"),))
NEW_HOME = a_household("new-home", people=(a_person("p2", "Tom Shah"),), numbers=(a_number(MOBILE, "p2"),))
TOGETHER = a_household(
    "new-home",
    people=(a_person("p2", "Tom Shah"), a_person("p1")),
    numbers=(a_number(MOBILE, "p2"), a_number(LANDLINE, "p1")),
)


@pytest.fixture
def shift(table: Table) -> Shift:
    """Two households."""
    return a_shift(table, OLD_HOME, NEW_HOME)


def claim_old_home(shift: Shift) -> Handed:
    """Sam holds the old home."""
    for _ in range(9):
        claim = shift.claim()
        if claim.household.id == "old-home":
            return claim
        shift.release(claim)
    raise AssertionError("chance never gave the old home")


def move(shift: Shift, *, queue: tuple[str, str] | None = ("main", "3#0000000000#new-home")) -> None:
    """An import finds that the person of the old home lives in the new one, with their number."""
    shift.change_household(replace(TOGETHER, queue=queue, rev=7))
    shift.table.put({**keys.elector("p1"), "household": "new-home"})
    shift.table.put({**keys.number(LANDLINE), "household": "new-home"})


def new_home(shift: Shift) -> Household:
    """The new home as it is now."""
    return shift.household("new-home")


def test_an_objection_holds_at_the_new_address(shift: Shift) -> None:
    claim = claim_old_home(shift)
    move(shift)
    shift.respond(claim, a_response(Outcome.DO_NOT_CALL))
    assert new_home(shift).people["p1"].marks == {Outcome.DO_NOT_CALL: NOW}
    assert new_home(shift).numbers[LANDLINE].suppressed
    assert calls.is_suppressed(shift.table.get(keys.number(LANDLINE)) or {})


def test_the_new_household_is_still_rung_for_the_others(shift: Shift) -> None:
    claim = claim_old_home(shift)
    move(shift)
    shift.respond(claim, a_response(Outcome.DO_NOT_CALL))
    found = shift.claim("alex")
    assert (found.household.id, new_home(shift).queue) == ("new-home", ("main", f"3#{found.claim.until}#new-home"))


def test_a_household_that_wants_nobody_else_leaves_the_queue(shift: Shift) -> None:
    claim = claim_old_home(shift)
    move(shift)
    alone = replace(new_home(shift), people={"p1": a_person("p1")}, banks=OLD_HOME.banks)
    shift.change_household(alone)
    shift.respond(claim, a_response(Outcome.DECEASED))
    assert new_home(shift).queue is None
    assert shift.nothing("alex") == Nothing("finished")


def test_whoever_holds_the_new_household_keeps_it(shift: Shift) -> None:
    claim = claim_old_home(shift)
    held = shift.claim("alex")
    assert held.household.id == "new-home"
    move(shift, queue=new_home(shift).queue)
    shift.change_household(replace(new_home(shift), claim=held.claim))
    shift.respond(claim, a_response(Outcome.DO_NOT_CALL))
    assert new_home(shift).claim == held.claim
    assert new_home(shift).queue == ("main", f"3#{held.claim.until}#new-home")
    assert new_home(shift).numbers[LANDLINE].suppressed


def test_what_concerns_one_call_stays_where_it_was_made(shift: Shift) -> None:
    claim = claim_old_home(shift)
    move(shift)
    before = new_home(shift)
    shift.respond(claim, not_home())
    assert new_home(shift) == before


def test_one_persons_objection_takes_the_number_and_leaves_the_others(shift: Shift) -> None:
    claim = claim_old_home(shift)
    move(shift)
    shift.respond(claim, a_response(Outcome.ANSWERED, said("p1", Outcome.ALREADY_VOTED)))
    assert new_home(shift).people["p1"].marks == {Outcome.ALREADY_VOTED: NOW}
    assert new_home(shift).people["p2"].marks == {}
    assert not new_home(shift).numbers[LANDLINE].suppressed


def test_a_correction_that_makes_it_an_objection_follows_as_well(shift: Shift) -> None:
    claim = claim_old_home(shift)
    shift.respond(claim, not_home())
    move(shift)
    shift.correct(claim, a_response(Outcome.DO_NOT_CALL))
    assert new_home(shift).numbers[LANDLINE].suppressed


def test_a_new_household_written_meanwhile_is_read_again(shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = claim_old_home(shift)
    move(shift)
    read = households.get_many

    def read_then_written(of: Table, ids: list[str]) -> list[Household | None]:
        found = read(of, ids)
        monkeypatch.undo()
        now = new_home(shift)
        households.save(of, now, replace(now, town="Elsewhere"))
        return found

    monkeypatch.setattr("ringround.usecases.respond.households.get_many", read_then_written)
    shift.respond(claim, a_response(Outcome.DO_NOT_CALL))
    assert new_home(shift).town == "Elsewhere"
    assert new_home(shift).numbers[LANDLINE].suppressed
    assert shift.tally()["calls"] == 1
