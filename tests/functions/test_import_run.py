"""An import into the table: what is new, what is corrected, and what it must never touch."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from ringround.domain import placement, targets
from ringround.domain.household import Claim
from ringround.domain.outcomes import Outcome
from ringround.storage import banks, calls, households, imports, keys
from ringround.storage.imports import ImportRunning
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


def test_people_can_be_chosen_by_the_import_that_brought_or_changed_them(importer: Importer) -> None:
    first = importer.rows(row("AB-1", phone="07700900001"), row("AB-2", "Sam,Shah"))
    changed = row("AB-2", "Samir,Shah")
    second = importer.rows(row("AB-1", phone="07700900001"), changed, row("AB-3", address="9 Mill Lane"))
    people = {p: importer.household_of(p).people[p].imports for p in ("AB-1", "AB-2", "AB-3")}
    assert people == {"AB-1": (first.id,), "AB-2": (first.id, second.id), "AB-3": (second.id,)}
    rule = {"field": "import", "is": "in", "values": [second.id]}
    wanted = targets.parse({"match": "all", "rules": [rule]})
    home, other = importer.household_of("AB-1"), importer.household_of("AB-3")
    found = [targets.wanted(h, placement.facts_of(h), wanted, targets.traits_of(h, {})) for h in (home, other)]
    assert [set(each) for each in found] == [{"AB-2"}, {"AB-3"}]


def test_people_without_a_vote_are_listed_and_not_asked_for(importer: Importer) -> None:
    importer.files([[REGISTER, register_row("AB,1,0", markers="G"), register_row("AB,2,0", "Shah,Sam")]])
    household = importer.household_of("AB-1")
    assert household.banks[BANK].people == ("AB-2",)
    assert not household.people["AB-1"].may_vote


def test_a_corrected_file_updates_people_and_never_touches_calls(importer: Importer) -> None:
    importer.rows(row("AB-1", "Prya,Shah", phone="07700900001"), row("AB-2", "Sam,Shah", phone="07700900002"))
    handed = importer.claim()
    importer.respond(handed, Outcome.ANSWERED, ONE)
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
    handed = importer.claim()
    held = importer.household_of("AB-1")
    importer.rows(row("AB-1", "Priya,Shah-Owen", phone="07700900002"))
    after = importer.household_of("AB-1")
    assert (after.claim, after.queue) == (held.claim, held.queue)
    importer.respond(handed, Outcome.NOT_HOME, ONE)
    assert importer.household_of("AB-1").log[0].outcome is Outcome.NOT_HOME


def test_a_list_that_says_nothing_of_markers_takes_none_away(importer: Importer) -> None:
    importer.files([[REGISTER, register_row("AB,1,0", markers="G")]])
    importer.rows(row("AB-1", phone="07700900001"))
    person = importer.household_of("AB-1").people["AB-1"]
    assert (person.may_vote, person.columns) == (False, {"markers": "G"})


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
