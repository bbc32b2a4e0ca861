"""People who move, and what goes along with them."""

from pathlib import Path

import pytest

from ringround.domain import placement
from ringround.domain.household import Tried
from ringround.domain.outcomes import Outcome
from ringround.storage.table import Table
from tests.builders import HOUR, NOW
from tests.functions.importing import BANK, Importer, everything, row
from tests.importing.lists import REGISTER, register_row

ONE, TWO, THREE = "+447700900001", "+447700900002", "+441134960003"


# On the real engine: an import writes from several threads, which moto does not survive.
pytestmark = pytest.mark.races


@pytest.fixture
def importer(local_table: Table, tmp_path: Path) -> Importer:
    return Importer(local_table, tmp_path)


def test_an_address_that_is_corrected_keeps_its_household(importer: Importer) -> None:
    importer.rows(row("AB-1", address="12 Mil Lane", phone="07700900001"), row("AB-2", "Sam,Shah", "12 Mil Lane"))
    importer.respond(importer.claim(), Outcome.ANSWERED)
    before = importer.household_of("AB-1")
    rows = [row("AB-1", phone="07700900001"), row("AB-2", "Sam,Shah")]
    done = importer.rows(*rows)
    after = importer.household_of("AB-1")
    assert (after.id, after.address, after.log) == (before.id, ("12 Mill Lane",), before.log)
    assert done.counts["updated"] == 2
    assert importer.rows(*rows).counts["unchanged"] == 2


@pytest.mark.parametrize("others", [0, 40])
def test_a_family_moves_and_others_move_in_where_they_were(importer: Importer, others: int) -> None:
    shahs = [row("AB-1", address="1 Old Road", phone="07700900001"), row("AB-2", "Sam,Shah", "1 Old Road")]
    importer.rows(*shahs)
    importer.respond(importer.claim(), Outcome.NOT_HOME, ONE)
    importer.now += HOUR
    between = [row(f"AC-{n}", f"Al,Owen{n}", f"{n} Far Road", f"0113496{n:04d}") for n in range(others)]
    rows = [
        row("AB-1", address="2 New Road", phone="07700900001"),
        row("AB-2", "Sam,Shah", "2 New Road"),
        *between,
        row("AB-3", "Rob,Roe", "1 Old Road", "07700900902"),
        row("AB-4", "Sue,Roe", "1 Old Road"),
    ]
    done = importer.rows(*rows)
    assert (done.state, importer.problems) == ("done", [])
    new, old = importer.household_of("AB-1"), importer.household_of("AB-3")
    assert new == importer.household_of("AB-2")
    assert old == importer.household_of("AB-4")
    assert (new.address, old.address) == (("2 New Road",), ("1 Old Road",))
    assert list(new.people) == ["AB-1", "AB-2"]
    assert {p for p in old.people if Outcome.MOVED not in old.people[p].marks} == {"AB-3", "AB-4"}
    assert old.banks[BANK].people == ("AB-3", "AB-4")
    assert new.queue is not None
    assert int(new.queue[1].split("#")[1]) == NOW + importer.context.bank(BANK).cool_down
    before = everything(importer.table)
    assert importer.rows(*rows).counts["unchanged"] == len(rows)
    assert everything(importer.table) == before


def test_who_moves_takes_along_what_calls_said(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"), row("AB-2", "Sam,Shah", phone="07700900002"))
    importer.respond(importer.claim(), Outcome.REFUSED, ONE)
    rows = [row("AB-1", address="9 High Street", phone="07700900001"), row("AB-2", "Sam,Shah", phone="07700900002")]
    importer.now += HOUR
    done = importer.rows(*rows)
    new, old = importer.household_of("AB-1"), importer.household_of("AB-2")
    assert new.id != old.id
    assert old.people["AB-1"].marks == {Outcome.MOVED: importer.now}
    assert placement.open_people(new, BANK, placement.facts_of(new)) == ()
    assert [e.people for e in new.log] == [{"AB-1": Outcome.REFUSED}]
    assert len(old.log) == 1
    assert importer.owner(ONE) == new.id
    assert old.numbers[ONE].dead
    assert not new.numbers[ONE].dead
    assert (done.counts["updated"], done.counts["new"]) == (1, 0)
    assert importer.context.bank(BANK).people == 2
    before = everything(importer.table)
    assert importer.rows(*rows).counts["unchanged"] == 2
    assert everything(importer.table) == before


def _a_register(address: str) -> list[str]:
    return [REGISTER, register_row("AB,1,0", address=address), register_row("AB,2,0", "Shah,Sam")]


@pytest.mark.parametrize("rung", [None, Outcome.NOT_HOME, Outcome.DO_NOT_CALL, Outcome.DISCONNECTED])
def test_who_moves_by_a_register_without_numbers_takes_theirs_along(importer: Importer, rung: Outcome | None) -> None:
    importer.rows(row("AB-1", phone="07700900001"), row("AB-2", "Sam,Shah", phone="07700900002"))
    if rung:
        importer.respond(importer.claim(), rung, ONE)
    importer.now += HOUR
    importer.files([_a_register("9 High Street")])
    new, old = importer.household_of("AB-1"), importer.household_of("AB-2")
    assert importer.owner(ONE) == new.id
    assert importer.owner(TWO) == old.id
    assert old.numbers[ONE].dead
    assert new.numbers[ONE].whose == ("AB-1",)
    bank = importer.context.bank(BANK)
    ringable = placement.open_numbers(new, bank, placement.facts_of(new), importer.now)
    if rung in {Outcome.DO_NOT_CALL, Outcome.DISCONNECTED}:
        assert (ringable, new.queue) == ([], None)
    else:
        assert [n.number.e164 for n in ringable] == [ONE]
        assert new.queue is not None
        due = NOW + bank.cool_down if rung else 0
        assert int(new.queue[1].split("#")[1]) == due
    before = everything(importer.table)
    assert importer.files([_a_register("9 High Street")]).counts["unchanged"] == 2
    assert everything(importer.table) == before
    importer.files([_a_register("12 Mill Lane")])
    assert importer.household_of("AB-1").id == old.id
    # A number that does not work is of no use at any address.
    assert (importer.owner(ONE) == old.id) == (rung is not Outcome.DISCONNECTED)


def test_a_call_in_vain_on_a_number_keeps_its_cool_down_at_the_new_address(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"), row("AB-2", "Sam,Shah", phone="07700900002"))
    importer.respond(importer.claim(), Outcome.ANSWERED, TWO, tried=(Tried(ONE, Outcome.NOT_HOME),))
    importer.now += HOUR
    importer.files([_a_register("9 High Street")])
    new = importer.household_of("AB-1")
    assert new.queue is not None
    assert int(new.queue[1].split("#")[1]) == NOW + importer.context.bank(BANK).cool_down


def test_numbers_of_several_people_stay_when_one_of_them_moves(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"), row("AB-2", "Sam,Shah", phone="07700900001"))
    importer.files([_a_register("9 High Street")])
    assert importer.owner(ONE) == importer.household_of("AB-2").id
    assert importer.household_of("AB-1").numbers == {}


def test_a_list_with_another_number_for_who_moves_leaves_the_old_one_behind(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"), row("AB-2", "Sam,Shah"))
    importer.rows(row("AB-1", address="9 High Street", phone="07700900002"), row("AB-2", "Sam,Shah"))
    assert list(importer.household_of("AB-1").numbers) == [TWO]
    assert importer.household_of("AB-2").numbers[ONE].dead


def test_who_moves_back_is_at_home_again(importer: Importer) -> None:
    home = [row("AB-1", phone="07700900001"), row("AB-2", "Sam,Shah")]
    importer.rows(*home)
    importer.rows(row("AB-1", address="9 High Street", phone="07700900001"), home[1])
    importer.rows(*home)
    household = importer.household_of("AB-1")
    assert household.id == importer.household_of("AB-2").id
    assert household.people["AB-1"].marks == {}
    assert not household.numbers[ONE].dead
    assert importer.owner(ONE) == household.id


def test_nobody_moves_while_their_old_address_is_being_rung(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"), row("AB-2", "Sam,Shah"))
    importer.claim()
    before = importer.household_of("AB-1")
    importer.rows(row("AB-1", address="9 High Street", phone="07700900001"), row("AB-2", "Sam,Shah"))
    assert importer.household_of("AB-1") == before
    assert importer.owner(ONE) == before.id
    assert [line.split(",")[2] for line in importer.problems] == ["being_called"]
