"""Whose a number is, and what must never be rung: objections, numbers at two addresses, numbers that change hands."""

from dataclasses import replace
from pathlib import Path

import pytest

from ringround.domain import placement
from ringround.domain.household import Claim, Tried
from ringround.domain.outcomes import Outcome
from ringround.storage import households, imports, keys
from ringround.storage.table import Table
from tests.builders import HOUR
from tests.functions.importing import BANK, Importer, everything, row
from tests.importing.lists import EVERYTHING, PHONES, REGISTER, register_row

SCREENED = f"{EVERYTHING},TPS"
ONE, TWO, THREE = "+447700900001", "+447700900002", "+441134960003"


# On the real engine: an import writes from several threads, which moto does not survive.
pytestmark = pytest.mark.races


@pytest.fixture
def importer(local_table: Table, tmp_path: Path) -> Importer:
    return Importer(local_table, tmp_path)


def test_do_not_call_goes_along_with_a_number(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"), row("AB-2", "Sam,Shah", phone="07700900002"))
    importer.respond(importer.claim(), Outcome.DO_NOT_CALL, ONE)
    importer.rows(row("AB-1", address="9 High Street", phone="07700900001"), row("AB-2", "Sam,Shah"))
    new = importer.household_of("AB-1")
    assert new.numbers[ONE].suppressed
    assert new.queue is None


def _nobody_is_rung_on(importer: Importer, e164: str) -> None:
    item = importer.table.get(keys.number(e164))
    assert item is not None
    assert item["suppressed"]
    owner = households.get(importer.table, item.get("household", ""))
    assert owner is None or (owner.numbers[e164].suppressed and owner.queue is None)


def test_an_objection_to_a_number_holds_for_the_household_that_the_table_has_it_with(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    rows = [row("AB-9", "Siân,Owen", "3 Mill Lane", "07700900001", postcode="RS1 2AC") + ",Y"]
    importer.rows(*rows, header=SCREENED)
    assert importer.owner(ONE) == importer.household_of("AB-1").id
    _nobody_is_rung_on(importer, ONE)
    before = everything(importer.table)
    importer.rows(*rows, header=SCREENED)
    assert everything(importer.table) == before


def test_an_objection_on_a_later_row_holds_for_the_first_household(importer: Importer) -> None:
    second = row("AB-9", "Siân,Owen", "3 Mill Lane", "07700900001", postcode="RS1 2AC")
    importer.rows(row("AB-1", phone="07700900001") + ",", second + ",Y", header=SCREENED)
    assert importer.owner(ONE) == importer.household_of("AB-1").id
    _nobody_is_rung_on(importer, ONE)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(
    "unused",
    [
        row("AB-2", "Somebody,Else", "7 Far Road", "07700900001"),
        row("", "No,Id", "7 Far Road", "07700900001"),
        row("AB-7", ",", "7 Far Road", "07700900001"),
        row("AB?7", "Bad,Id", "7 Far Road", "07700900001"),
    ],
    ids=["elector twice", "no id", "no name", "id unusable"],
)
def test_an_objection_holds_whatever_becomes_of_its_row(importer: Importer, unused: str, known: bool) -> None:
    if known:
        importer.rows(row("AB-1", phone="07700900001"))
    importer.rows(row("AB-2", "Sam,Shah") + ",", unused + ",Y", header=SCREENED)
    _nobody_is_rung_on(importer, ONE)
    importer.rows(row("AB-1", phone="07700900001"))
    assert importer.owner(ONE) == importer.household_of("AB-1").id
    _nobody_is_rung_on(importer, ONE)


def test_an_objection_of_an_unknown_elector_holds(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    importer.files([[f"{PHONES},TPS", "ZZ-1,07700900001,Y", "AB-1,07700900002,"]])
    item = importer.household_of("AB-1")
    assert item.numbers[ONE].suppressed
    assert not item.numbers[TWO].suppressed


def test_an_objection_keeps_a_household_that_is_being_rung_in_hand(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    handed = importer.claim()
    importer.rows(row("AB-9", "Siân,Owen", "3 Mill Lane", "07700900001", postcode="RS1 2AC") + ",Y", header=SCREENED)
    household = importer.household_of("AB-1")
    assert (household.numbers[ONE].suppressed, household.numbers[ONE].marked) == (True, importer.now)
    assert household.claim is not None
    importer.respond(handed, Outcome.NOT_HOME, ONE)
    assert importer.household_of("AB-1").queue is None


def test_an_objection_meets_a_household_that_is_written_meanwhile(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    real = Table.transact
    claim = Claim("c1", "sam", importer.now + HOUR)

    def claimed_first(self: Table, writes: object) -> None:
        monkeypatch.setattr(Table, "transact", real)
        household = households.get(self, importer.owner(ONE))
        assert household is not None
        households.save(self, household, replace(household, claim=claim))
        real(self, writes)  # type: ignore[arg-type]

    monkeypatch.setattr(Table, "transact", claimed_first)
    importer.files([[f"{PHONES},TPS", "ZZ-1,07700900001,Y", "AB-1,07700900002,"]])
    after = importer.household_of("AB-1")
    assert after.numbers[ONE].suppressed
    assert after.claim == claim


def test_a_number_that_the_table_gives_to_another_household_stays_there(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    first = importer.household_of("AB-1").id
    importer.rows(row("AB-9", "Siân,Owen", "3 Mill Lane", "07700900001", postcode="RS1 2AC"))
    second = importer.household_of("AB-9")
    assert importer.owner(ONE) == first
    assert second.numbers == {}
    assert second.queue is None
    assert "number_elsewhere" in importer.problems[0]
    assert importer.table.get(imports.conflict_key(ONE, second.id)) is not None


def test_a_number_that_nobody_has_any_more_can_be_given_to_others(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"), row("AB-9", "Siân,Owen", "3 Mill Lane", postcode="RS1 2AC"))
    rows = [
        row("AB-1", phone="07700900002"),
        row("AB-9", "Siân,Owen", "3 Mill Lane", "07700900001", postcode="RS1 2AC"),
    ]
    importer.rows(*rows)
    assert importer.owner(ONE) == importer.household_of("AB-9").id
    before = everything(importer.table)
    assert importer.rows(*rows).counts["unchanged"] == 2
    assert everything(importer.table) == before


@pytest.mark.parametrize("rung", ["rung", "tried", "held"])
def test_a_number_that_was_rung_is_not_given_to_others(importer: Importer, rung: str) -> None:
    home = row("AB-9", "Siân,Owen", "3 Mill Lane", postcode="RS1 2AC")
    importer.rows(row("AB-1", phone="07700900001", landline="01134960003"), home)
    handed = importer.claim()
    if rung == "rung":
        importer.respond(handed, Outcome.NOT_HOME, ONE)
    elif rung == "tried":
        importer.respond(handed, Outcome.NOT_HOME, THREE, tried=(Tried(ONE, Outcome.BUSY),))
    corrected = [
        row("AB-1", phone="07700900002"),
        row("AB-9", "Siân,Owen", "3 Mill Lane", "07700900001", postcode="RS1 2AC"),
    ]
    for _ in range(2):
        importer.now += 10
        importer.rows(*corrected)
        assert importer.owner(ONE) == importer.household_of("AB-1").id
        assert importer.household_of("AB-9").numbers == {}
        assert "number_elsewhere" in importer.problems[0]


def test_what_was_tried_on_a_number_goes_along_with_its_owner(importer: Importer) -> None:
    home = row("AB-2", "Sam,Shah", phone="07700900002")
    importer.rows(row("AB-1", phone="07700900001"), home)
    importer.respond(importer.claim(), Outcome.NOT_HOME, TWO, tried=(Tried(ONE, Outcome.WRONG_NUMBER),))
    importer.rows(row("AB-1", address="9 High Street", phone="07700900001"), home)
    new = importer.household_of("AB-1")
    assert importer.owner(ONE) == new.id
    assert placement.open_numbers(new, importer.context.bank(BANK), placement.facts_of(new), importer.now) == []


def test_a_call_recorded_while_its_number_is_given_away_is_seen(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = row("AB-9", "Siân,Owen", "3 Mill Lane", postcode="RS1 2AC")
    importer.rows(row("AB-1", phone="07700900001"), home)
    handed = importer.claim()
    importer.now += HOUR
    importer.rows(row("AB-1", phone="07700900002"), home)
    real = Table.transact

    def rung_first(self: Table, writes: object) -> None:
        monkeypatch.setattr(Table, "transact", real)
        importer.respond(handed, Outcome.NOT_HOME, ONE)
        real(self, writes)  # type: ignore[arg-type]

    monkeypatch.setattr(Table, "transact", rung_first)
    given = row("AB-9", "Siân,Owen", "3 Mill Lane", "07700900001", postcode="RS1 2AC")
    importer.rows(row("AB-1", phone="07700900002"), given)
    assert importer.owner(ONE) == importer.household_of("AB-1").id
    assert importer.household_of("AB-9").numbers == {}


def test_a_number_met_in_two_households_is_dialled_from_the_first_and_noted(importer: Importer) -> None:
    importer.rows(
        row("AB-1", phone="07700900001"),
        row("AB-9", "Siân,Owen", "3 Mill Lane", "07700900001", postcode="RS1 2AC"),
    )
    first, second = importer.household_of("AB-1"), importer.household_of("AB-9")
    assert importer.owner(ONE) == first.id
    assert second.numbers == {}
    assert importer.table.get(imports.conflict_key(ONE, second.id)) is not None
    assert len(importer.problems) == 2


def test_phones_that_come_later_are_joined_to_electors_of_the_table(importer: Importer) -> None:
    importer.files([[REGISTER, register_row("AB,1,0"), register_row("AB,2,0", "Shah,Sam")]])
    assert importer.household_of("AB-1").queue is None
    done = importer.files([[PHONES, "AB-1,07700900001", "AB-2,07700900001", "AB-2,07700900002"]])
    household = importer.household_of("AB-1")
    assert {e: n.whose for e, n in household.numbers.items()} == {ONE: ("AB-1", "AB-2"), TWO: ("AB-2",)}
    assert household.queue is not None
    assert household.address == ("12 Mill Lane",)
    assert done.counts["updated"] == 2


def test_phones_of_people_of_the_table_are_joined_among_a_list_that_it_does_not_know(importer: Importer) -> None:
    """Households of a new list are written without a look at the table; numbers that come alone are not."""
    old = [register_row(f"ZZ,{n},0", "Owen,Siân", f"{n} Sea Road", postcode="RS9 9AA") for n in range(1, 6)]
    importer.files([[REGISTER, *old]])
    new = [register_row(f"AB,{n},0", address=f"{n} Mill Lane") for n in range(1, 400)]
    importer.files([[REGISTER, *new], [PHONES, *(f"ZZ-{n},0770090000{n}" for n in range(1, 6))]])
    for n in range(1, 6):
        e164, household = f"+44770090000{n}", importer.household_of(f"ZZ-{n}")
        assert importer.owner(e164) == household.id
        assert household.numbers[e164].whose == (f"ZZ-{n}",)
        assert household.queue is not None


def test_a_register_without_numbers_takes_none_away(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    importer.files([[REGISTER, register_row("AB,1,0")]])
    assert not importer.household_of("AB-1").numbers[ONE].dead


def test_a_number_is_not_screened_on_a_day_to_come(importer: Importer) -> None:
    header = f"{EVERYTHING},TPS Date"
    rows = [
        row("AB-1", phone="07700900001") + ",2072-01-01",
        row("AB-2", "Sam,Shah", phone="07700900002") + ",01/02/2027",
    ]
    importer.rows(*rows, header=header)
    household = importer.household_of("AB-1")
    assert {e: n.screened_on for e, n in household.numbers.items()} == {ONE: "2027-02-20", TWO: "2027-02-01"}
    item = importer.table.get(keys.number(ONE))
    assert item is not None
    assert item["screened_on"] == "2027-02-20"
