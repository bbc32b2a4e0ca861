"""What a call says of a person or a number for good holds where an import has put them since, not where they were."""

from dataclasses import replace
from pathlib import Path

import pytest

from ringround.domain.bank import LEASE_SECONDS
from ringround.domain.errors import Conflict
from ringround.domain.household import Household
from ringround.domain.outcomes import Outcome
from ringround.storage import households, keys
from ringround.storage.table import Table
from ringround.usecases.claim_next import Handed
from tests.builders import (
    HOUR,
    LANDLINE,
    MOBILE,
    NOW,
    OTHER_MOBILE,
    a_bank,
    a_household,
    a_number,
    a_person,
    a_response,
    not_home,
    put,
    said,
)
from tests.functions.importing import BANK, Importer, row
from tests.shift import Shift, a_shift

PRIYA, TOM, NOOR = a_person("p1"), a_person("p2", "Tom Shah"), a_person("p3", "Noor Khan")
IMPORTED = NOW + HOUR
LATER = IMPORTED + 60
COOL_DOWN = 4 * HOUR
FOR_GOOD = [Outcome.DO_NOT_CALL, Outcome.DECEASED, Outcome.ALREADY_VOTED]


@pytest.fixture
def shift(table: Table) -> Shift:
    """Priya and Tom at one address, each with a number."""
    numbers = (a_number(LANDLINE, "p1"), a_number(MOBILE, "p2"))
    return a_shift(table, a_household("old", people=(PRIYA, TOM), numbers=numbers))


def moved_by_import(shift: Shift, new: Household | None = None) -> None:
    """An import finds Priya and her number at another address: the old household keeps them, marked."""
    old = shift.household("old")
    people = {**old.people, "p1": replace(PRIYA, marks={Outcome.MOVED: IMPORTED})}
    numbers = {**old.numbers, LANDLINE: replace(old.numbers[LANDLINE], dead=True)}
    banks = {"main": replace(old.banks["main"], people=("p2",))}
    shift.change_household(replace(old, people=people, numbers=numbers, banks=banks))
    put(shift.table, new or a_household("new", people=(PRIYA,)), {"main": a_bank()})
    shift.table.put({**keys.elector("p1"), "household": "new"})
    shift.table.put({**keys.number(LANDLINE), "household": "new"})


def after_the_move(shift: Shift, outcome: Outcome, how: str, new: Household | None = None) -> None:
    """Sam rings Priya at the old address. She moves; what she said is recorded afterwards."""
    claim = shift.claim()
    if how == "by correction":
        shift.respond(claim, not_home(number=LANDLINE))
    moved_by_import(shift, new)
    record = shift.correct if how == "by correction" else shift.respond
    record(claim, a_response(outcome, number=LANDLINE), at=LATER)


def said_at(how: str) -> int:
    """When the call was: the cool-down goes along."""
    return NOW if how == "by correction" else LATER


@pytest.mark.parametrize("how", ["late", "by correction"])
class TestFollowing:
    """A late answer or a correction, after the import."""

    @pytest.mark.parametrize("outcome", FOR_GOOD)
    def test_the_person_is_marked_and_rung_no_more_where_they_live_now(
        self, shift: Shift, how: str, outcome: Outcome
    ) -> None:
        after_the_move(shift, outcome, how)
        new = shift.household("new")
        assert set(new.people["p1"].marks) == {outcome}
        assert new.numbers[LANDLINE].suppressed == (outcome is Outcome.DO_NOT_CALL)
        assert new.queue is None

    def test_the_number_is_suppressed_for_everybody_else_there_as_well(self, shift: Shift, how: str) -> None:
        numbers = (a_number(LANDLINE), a_number(OTHER_MOBILE, "p3"))
        after_the_move(
            shift, Outcome.DO_NOT_CALL, how, a_household("new", people=(PRIYA, NOOR), numbers=numbers, bank_ids=())
        )
        new = shift.household("new")
        assert (new.numbers[LANDLINE].suppressed, new.numbers[OTHER_MOBILE].suppressed) == (True, False)
        assert new.people["p3"].marks == {}

    def test_the_others_there_are_still_rung_on_their_own_numbers(self, shift: Shift, how: str) -> None:
        numbers = (a_number(LANDLINE), a_number(OTHER_MOBILE, "p3"))
        after_the_move(shift, Outcome.DO_NOT_CALL, how, a_household("new", people=(PRIYA, NOOR), numbers=numbers))
        assert shift.household("new").queue == ("main", f"8#{said_at(how) + COOL_DOWN}#new")

    def test_a_number_that_does_not_work_does_not_work_there_either(self, shift: Shift, how: str) -> None:
        after_the_move(shift, Outcome.DISCONNECTED, how)
        new = shift.household("new")
        assert (new.numbers[LANDLINE].dead, new.numbers[LANDLINE].suppressed) == (True, False)
        assert new.numbers[LANDLINE].marked == said_at(how)
        assert new.people["p1"].marks == {}
        assert new.queue is None

    def test_that_they_moved_is_nothing_against_them_where_they_live_now(self, shift: Shift, how: str) -> None:
        after_the_move(shift, Outcome.MOVED, how)
        assert shift.household("new").people["p1"].marks == {}
        assert shift.household("new").queue == ("main", f"8#{said_at(how) + COOL_DOWN}#new")

    def test_what_settles_for_the_bank_alone_follows_as_a_call(self, shift: Shift, how: str) -> None:
        """Nobody is asked again for having another address; another bank may ask them."""
        after_the_move(shift, Outcome.REFUSED, how)
        new = shift.household("new")
        assert new.people["p1"].marks == {}
        assert [e.people for e in new.log] == [{"p1": Outcome.REFUSED}]
        assert new.queue is None

    def test_a_household_that_is_held_keeps_its_place_until_the_lease_ends(self, shift: Shift, how: str) -> None:
        claim = shift.claim()
        if how == "by correction":
            shift.respond(claim, not_home(number=LANDLINE))
        moved_by_import(shift)
        theirs = self.claimed_new(shift)
        held = shift.household("new")
        record = shift.correct if how == "by correction" else shift.respond
        record(claim, a_response(Outcome.DO_NOT_CALL, number=LANDLINE), at=LATER)
        marked = shift.household("new")
        assert (marked.claim, marked.queue) == (held.claim, held.queue)
        assert marked.numbers[LANDLINE].suppressed
        with pytest.raises(Conflict):
            shift.renew(theirs, "alex", at=LATER + 60)
        assert (shift.household("new").claim, shift.household("new").queue) == (None, None)

    def claimed_new(self, shift: Shift) -> Handed:
        """Alex rings the new household: the old one is out of the way for the time of the search."""
        old = shift.household("old")
        shift.change_household(replace(old, queue=None))
        theirs = shift.claim("alex", at=IMPORTED)
        shift.change_household(old)
        assert theirs.household.id == "new"
        return theirs


def test_a_household_elsewhere_that_is_written_meanwhile_is_read_again(
    shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = shift.claim()
    moved_by_import(shift)
    read = households.get_many

    def read_then_written(of: Table, ids: list[str]) -> list[Household | None]:
        found = read(of, ids)
        monkeypatch.undo()
        now = shift.household("new")
        households.save(of, now, replace(now, town="Hilltop"))
        return found

    monkeypatch.setattr("ringround.usecases.elsewhere.households.get_many", read_then_written)
    shift.respond(claim, a_response(Outcome.DO_NOT_CALL, number=LANDLINE), at=LATER)
    new = shift.household("new")
    assert (new.town, new.numbers[LANDLINE].suppressed, new.queue) == ("Hilltop", True, None)


def test_somebody_else_of_the_old_household_is_marked_there_alone(shift: Shift) -> None:
    claim = shift.claim()
    moved_by_import(shift)
    before = shift.household("new")
    shift.respond(claim, a_response(Outcome.DECEASED, said("p2"), number=MOBILE), at=LATER)
    assert shift.household("new") == before


def test_a_pointer_to_a_household_that_is_gone_disturbs_nothing(shift: Shift) -> None:
    claim = shift.claim()
    moved_by_import(shift)
    shift.table.delete(keys.household("new"))
    call = shift.respond(claim, a_response(Outcome.DO_NOT_CALL, number=LANDLINE), at=LATER)
    assert call.entry.outcome is Outcome.DO_NOT_CALL


def test_an_objection_told_after_a_real_import_holds_at_the_new_address(table: Table, tmp_path: Path) -> None:
    importer = Importer(table, tmp_path)
    importer.rows(row("AB-1", phone="07700900001"), row("AB-2", "Tom,Shah"))
    shift = Shift(importer.context)
    claim = shift.claim(bank=BANK)
    importer.now = NOW + LEASE_SECONDS + HOUR
    importer.rows(row("AB-1", address="2 New Road", phone="07700900001"), row("AB-2", "Tom,Shah"))
    shift.respond(claim, a_response(Outcome.DO_NOT_CALL, number=OTHER_MOBILE), at=importer.now + 60)
    new = importer.household_of("AB-1")
    assert new.address == ("2 New Road",)
    assert Outcome.DO_NOT_CALL in new.people["AB-1"].marks
    assert new.numbers[OTHER_MOBILE].suppressed
    assert new.queue is None
