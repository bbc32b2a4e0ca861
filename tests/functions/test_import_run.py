"""An import into the table: what is new, what is corrected, and what it must never touch."""

import random
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from ringround.domain import placement
from ringround.domain.household import Claim, Tried
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Response
from ringround.storage import banks, calls, desks, households, imports, keys
from ringround.storage.imports import ImportRunning
from ringround.storage.table import Table
from ringround.usecases import respond
from ringround.usecases.claim_next import Handed, claim_next
from tests.builders import HOUR, NOW
from tests.functions.importing import BANK, Importer, everything, row
from tests.importing.lists import EVERYTHING, PHONES, REGISTER, register_row

SCREENED = f"{EVERYTHING},TPS"
ONE, TWO, THREE = "+447700900001", "+447700900002", "+441134960003"


# On the real engine: an import writes from several threads, which moto does not survive.
pytestmark = pytest.mark.races


@pytest.fixture
def importer(local_table: Table, tmp_path: Path) -> Importer:
    return Importer(local_table, tmp_path)


def _claim(importer: Importer, caller: str = "sam") -> Handed:
    bank = importer.context.bank(BANK)
    desk = desks.get(importer.table, "2027-02-20", caller)
    handed = claim_next(importer.context, bank, desk, now=importer.now, chance=random.Random(1))
    assert isinstance(handed, Handed)
    return handed


def _respond(importer: Importer, handed: Handed, outcome: Outcome, number: str = "", caller: str = "sam") -> None:
    respond.respond(importer.context, caller, handed.claim.id, Response(outcome, number=number), now=importer.now)


def test_a_list_becomes_households_targets_and_a_bank(importer: Importer) -> None:
    done = importer.rows(
        row("AB-1", phone="07700900001"),
        row("AB-2", "Sam,Shah", landline="01134960003"),
        row("AB-3", "Siân,Owen", "3 Mill Lane"),
    )
    assert (done.state, done.counts["new"], done.counts["people"], done.counts["households"]) == ("done", 3, 3, 2)
    household = importer.household_of("AB-1")
    assert household == importer.household_of("AB-2")
    assert household.banks[BANK].people == ("AB-1", "AB-2")
    assert household.queue is not None
    assert {n.e164: n.whose for n in household.numbers.values()} == {ONE: ("AB-1",), THREE: ("AB-2",)}
    assert importer.household_of("AB-3").queue is None
    bank = importer.context.bank(BANK)
    assert (bank.name, bank.status, bank.people, bank.households) == ("Doors", "open", 2, 1)
    assert importer.context.script(bank.script, bank.script_version).blocks


def test_the_same_file_again_changes_nothing(importer: Importer) -> None:
    rows = [row(f"AB-{n}", address=f"{n // 2} Mill Lane", phone=f"0770090{n // 3:04d}") for n in range(60)]
    importer.rows(*rows)
    before = everything(importer.table)
    importer.now += HOUR
    again = importer.rows(*rows)
    assert everything(importer.table) == before
    assert (again.counts["new"], again.counts["updated"], again.counts["unchanged"]) == (0, 0, 60)


def test_people_without_a_vote_are_listed_and_not_asked_for(importer: Importer) -> None:
    importer.files([[REGISTER, register_row("AB,1,0", markers="G"), register_row("AB,2,0", "Shah,Sam")]])
    household = importer.household_of("AB-1")
    assert household.banks[BANK].people == ("AB-2",)
    assert not household.people["AB-1"].may_vote


def test_a_corrected_file_updates_people_and_never_touches_calls(importer: Importer) -> None:
    importer.rows(row("AB-1", "Prya,Shah", phone="07700900001"), row("AB-2", "Sam,Shah", phone="07700900002"))
    handed = _claim(importer)
    _respond(importer, handed, Outcome.ANSWERED, ONE)
    before = importer.household_of("AB-1")
    done = importer.rows(row("AB-1", phone="07700900003"), row("AB-2", "Sam,Shah", phone="07700900002"))
    after = importer.household_of("AB-1")
    assert after.people["AB-1"].name == "Priya Shah"
    assert (done.counts["updated"], done.counts["unchanged"]) == (1, 1)
    assert after.log == before.log
    kept = households.get(importer.table, after.id)
    assert kept is not None
    assert (calls.of_day(importer.table, "sam", "2027-02-20")[0].entry,) == kept.log
    # The number that was corrected is kept, for a response that may still come, and is not rung.
    assert after.numbers[ONE].dead
    bank = importer.context.bank(BANK)
    ringable = placement.open_numbers(after, bank, placement.facts_of(after), NOW)
    assert [n.number.e164 for n in ringable] == [TWO]


def test_a_claim_survives_an_import_and_its_response_finds_everything(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    handed = _claim(importer)
    held = importer.household_of("AB-1")
    importer.rows(row("AB-1", "Priya,Shah-Owen", phone="07700900002"))
    after = importer.household_of("AB-1")
    assert (after.claim, after.queue) == (held.claim, held.queue)
    _respond(importer, handed, Outcome.NOT_HOME, ONE)
    assert importer.household_of("AB-1").log[0].outcome is Outcome.NOT_HOME


def test_an_address_that_is_corrected_keeps_its_household(importer: Importer) -> None:
    importer.rows(row("AB-1", address="12 Mil Lane", phone="07700900001"), row("AB-2", "Sam,Shah", "12 Mil Lane"))
    _respond(importer, _claim(importer), Outcome.ANSWERED)
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
    _respond(importer, _claim(importer), Outcome.NOT_HOME, ONE)
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
    _respond(importer, _claim(importer), Outcome.REFUSED, ONE)
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
        _respond(importer, _claim(importer), rung, ONE)
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
    said = Response(Outcome.ANSWERED, number=TWO, tried=(Tried(ONE, Outcome.NOT_HOME),))
    respond.respond(importer.context, "sam", _claim(importer).claim.id, said, now=importer.now)
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
    _claim(importer)
    before = importer.household_of("AB-1")
    importer.rows(row("AB-1", address="9 High Street", phone="07700900001"), row("AB-2", "Sam,Shah"))
    assert importer.household_of("AB-1") == before
    assert importer.owner(ONE) == before.id
    assert [line.split(",")[2] for line in importer.problems] == ["being_called"]


def test_do_not_call_goes_along_with_a_number(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"), row("AB-2", "Sam,Shah", phone="07700900002"))
    _respond(importer, _claim(importer), Outcome.DO_NOT_CALL, ONE)
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
    handed = _claim(importer)
    importer.rows(row("AB-9", "Siân,Owen", "3 Mill Lane", "07700900001", postcode="RS1 2AC") + ",Y", header=SCREENED)
    household = importer.household_of("AB-1")
    assert household.numbers[ONE].suppressed
    assert household.claim is not None
    _respond(importer, handed, Outcome.NOT_HOME, ONE)
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
    assert importer.table.get(keys.import_conflict("import2", ONE, second.id)) is not None


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
    handed = _claim(importer)
    if rung == "rung":
        _respond(importer, handed, Outcome.NOT_HOME, ONE)
    elif rung == "tried":
        said = Response(Outcome.NOT_HOME, number=THREE, tried=(Tried(ONE, Outcome.BUSY),))
        respond.respond(importer.context, "sam", handed.claim.id, said, now=importer.now)
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
    said = Response(Outcome.NOT_HOME, number=TWO, tried=(Tried(ONE, Outcome.WRONG_NUMBER),))
    respond.respond(importer.context, "sam", _claim(importer).claim.id, said, now=importer.now)
    importer.rows(row("AB-1", address="9 High Street", phone="07700900001"), home)
    new = importer.household_of("AB-1")
    assert importer.owner(ONE) == new.id
    assert placement.open_numbers(new, importer.context.bank(BANK), placement.facts_of(new), importer.now) == []


def test_a_call_recorded_while_its_number_is_given_away_is_seen(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = row("AB-9", "Siân,Owen", "3 Mill Lane", postcode="RS1 2AC")
    importer.rows(row("AB-1", phone="07700900001"), home)
    handed = _claim(importer)
    importer.now += HOUR
    importer.rows(row("AB-1", phone="07700900002"), home)
    real = Table.transact

    def rung_first(self: Table, writes: object) -> None:
        monkeypatch.setattr(Table, "transact", real)
        _respond(importer, handed, Outcome.NOT_HOME, ONE)
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
    assert importer.table.get(keys.import_conflict("import1", ONE, second.id)) is not None
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


def test_a_register_without_numbers_takes_none_away(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    importer.files([[REGISTER, register_row("AB,1,0")]])
    assert not importer.household_of("AB-1").numbers[ONE].dead


def test_a_list_that_says_nothing_of_markers_takes_none_away(importer: Importer) -> None:
    importer.files([[REGISTER, register_row("AB,1,0", markers="G")]])
    importer.rows(row("AB-1", phone="07700900001"))
    person = importer.household_of("AB-1").people["AB-1"]
    assert (person.may_vote, person.columns) == (False, {"markers": "G"})


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


def test_a_second_bank_is_added_and_waits_for_the_first(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    first = importer.household_of("AB-1").queue
    importer.now += HOUR
    importer.rows(row("AB-1", phone="07700900001"), bank="votes")
    household = importer.household_of("AB-1")
    assert list(household.banks) == [BANK, "votes"]
    assert household.queue == first
    assert importer.context.bank("votes").people == 1


def test_a_file_that_cannot_be_used_changes_nothing(importer: Importer) -> None:
    before = everything(importer.table)
    done = importer.files([["hello", "world"]], names=["letter.txt"])
    assert (done.state, done.error_code) == ("failed", "no_header")
    assert "letter.txt" in done.error_message
    assert everything(importer.table) == before
    assert banks.get(importer.table, BANK) is None


def test_one_import_runs_at_a_time(importer: Importer) -> None:
    imports.take_lease(importer.table, "other", "other run", importer.now)
    with pytest.raises(ImportRunning):
        importer.rows(row())
    importer.now += imports.LEASE_SECONDS + 1
    assert importer.rows(row()).state == "done"


def test_a_run_that_was_overtaken_stops(importer: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken_over(*_: object) -> None:
        raise imports.LeaseLost

    monkeypatch.setattr(imports, "extend_lease", taken_over)
    done = importer.rows(row())
    assert done.state == "uploading"
    assert banks.get(importer.table, BANK) is None


@pytest.mark.parametrize("crash_at", range(1, 7))
def test_an_import_that_was_cut_off_goes_on_to_the_same_end(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash_at: int
) -> None:
    table = importer.table
    rows = [row(f"AB-{n}", address=f"{n // 2} Mill Lane", phone=f"0770090{n // 3:04d}") for n in range(240)]
    writes = 0
    real = Table.transact

    def transact(self: Table, found: object) -> None:
        nonlocal writes
        writes += 1
        if writes == crash_at:
            raise KeyboardInterrupt
        real(self, found)  # type: ignore[arg-type]

    monkeypatch.setattr(Table, "transact", transact)
    with pytest.raises(KeyboardInterrupt):
        importer.rows(*rows)
    monkeypatch.setattr(Table, "transact", real)
    importer.now += imports.LEASE_SECONDS + 1
    done = importer.run("import1", [tmp_path / "import-1" / "list-0.csv"], "second run")
    assert done.state == "done"
    assert done.counts["new"] + done.counts["unchanged"] == 240
    bank = importer.context.bank(BANK)
    assert (bank.people, bank.households) == (120, 80)
    before = everything(table)
    assert importer.rows(*rows).counts["unchanged"] == 240
    assert everything(table) == before


def test_a_household_that_a_caller_writes_meanwhile_is_read_again(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer.rows(row("AB-1", "Prya,Shah", phone="07700900001"))
    real = Table.transact
    claim = Claim("c1", "sam", importer.now + HOUR)

    def claimed_first(self: Table, writes: object) -> None:
        monkeypatch.setattr(Table, "transact", real)
        household = importer.household_of("AB-1")
        households.save(self, household, replace(household, claim=claim))
        real(self, writes)  # type: ignore[arg-type]

    monkeypatch.setattr(Table, "transact", claimed_first)
    importer.rows(row("AB-1", phone="07700900001"))
    after = importer.household_of("AB-1")
    assert (after.people["AB-1"].name, after.claim) == ("Priya Shah", claim)


def test_a_large_household_and_many_small_ones_are_written(importer: Importer) -> None:
    hall = [row(f"AB-{n}", address="The Hall", phone=f"07700900{n:03d}") for n in range(90)]
    homes = [row(f"AC-{n}", address=f"{n} Mill Lane", landline=f"0113496{n:04d}") for n in range(400)]
    done = importer.rows(*hall, *homes)
    assert (done.state, done.counts["new"]) == ("done", 490)
    assert len(importer.household_of("AB-7").numbers) == 90
    assert importer.context.bank(BANK).people == 490
    before = everything(importer.table)
    assert importer.rows(*hall, *homes).counts["unchanged"] == 490
    assert everything(importer.table) == before


@pytest.mark.parametrize("crash_at", range(1, 5))
def test_a_large_household_that_was_cut_off_has_everybody_in_one_place(
    importer: Importer, monkeypatch: pytest.MonkeyPatch, crash_at: int
) -> None:
    # With one person who moves in from elsewhere, which crosses two households.
    hall = [row(f"AB-{n}", address="The Hall", phone=f"07700900{n:03d}") for n in range(60)]
    importer.rows(row("AB-0", phone="07700900000"), row("AC-1", "Sam,Shah"))
    writes = 0
    real = Table.transact

    def transact(self: Table, found: object) -> None:
        nonlocal writes
        writes += 1
        if writes == crash_at:
            raise KeyboardInterrupt
        real(self, found)  # type: ignore[arg-type]

    monkeypatch.setattr(Table, "transact", transact)
    with suppress(KeyboardInterrupt):
        importer.rows(*hall)
    monkeypatch.setattr(Table, "transact", real)
    importer.now += imports.LEASE_SECONDS + 1
    importer.rows(*hall)
    household = importer.household_of("AB-7")
    assert [importer.household_of(f"AB-{n}").id for n in range(60)] == [household.id] * 60
    assert household.people.keys() == {f"AB-{n}" for n in range(60)}
    assert len(household.numbers) == 60
    assert Outcome.MOVED in importer.household_of("AC-1").people["AB-0"].marks
    before = everything(importer.table)
    assert importer.rows(*hall).counts["unchanged"] == 60
    assert everything(importer.table) == before


def test_where_an_elector_lives_is_written_when_it_is_missing(importer: Importer) -> None:
    hall = [row(f"AB-{n}", address="The Hall", phone=f"07700900{n:03d}") for n in range(60)]
    importer.rows(*hall)
    home = importer.household_of("AB-7").id
    importer.table.delete(keys.elector(importer.ids.of("AB-7")))
    importer.rows(*hall)
    assert importer.household_of("AB-7").id == home
