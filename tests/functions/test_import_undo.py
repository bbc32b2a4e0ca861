"""Undoing an import: everything as before it, or nothing at all."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ringround.domain.errors import Conflict
from ringround.domain.household import Claim
from ringround.domain.outcomes import Outcome
from ringround.storage import households, imports, keys
from ringround.storage.jobs import Job
from ringround.storage.table import Table, Update
from ringround.usecases import imports as using
from ringround.usecases import in_hand, quality, suppression
from ringround.usecases.respond import own_claim
from tests.builders import HOUR
from tests.functions.importing import BANK, Importer, everything, row
from tests.importing.lists import EVERYTHING

ONE, TWO, THREE = "+447700900001", "+447700900002", "+441134960003"

# On the real engine: an import writes from several threads, which moto does not survive.
pytestmark = pytest.mark.races


@pytest.fixture
def importer(local_table: Table, tmp_path: Path) -> Importer:
    return Importer(local_table, tmp_path)


def _state(table: Table) -> dict[tuple[str, str], Any]:
    """Every item without its revision, which only ever goes up, and empty figures of a bank that the import made."""
    found = {key: {n: v for n, v in item.items() if n != "rev"} for key, item in everything(table).items()}
    return {key: item for key, item in found.items() if key[0] != "AUDIT" and not key[0].startswith("SCRIPT")}


def _bank(importer: Importer) -> tuple[int, int]:
    bank = importer.context.bank(BANK)
    return bank.people, bank.households


def _reason(job: Job) -> tuple[str, str]:
    return job.state, job.error_code


def _file(*rows: str) -> tuple[str, bytes]:
    return "list.csv", "\n".join([EVERYTHING, *rows, ""]).encode()


MANY = [row(f"AB-{n}", address=f"{n // 2} Mill Lane", phone=f"0770090{n // 3:04d}") for n in range(240)]


def test_a_first_import_goes_without_a_trace(importer: Importer) -> None:
    importer.rows(*MANY)
    assert _bank(importer) == (120, 80)
    job = importer.undo("import1")
    assert (job.state, dict(job.result)) == ("done", {"left": 0})
    left = {key for key in _state(importer.table) if key[0] not in {"BANKS", "CAMPAIGN"}}
    assert left == set()
    assert _bank(importer) == (0, 0)
    undone = imports.get(importer.table, "import1")
    assert undone is not None
    assert undone.state == "undone"
    assert imports.prefixes(importer.table) == ()
    assert importer.followed == ["import1"]
    assert importer.rows(*MANY).counts["new"] == 240
    assert imports.prefixes(importer.table) == ("AB",)


def test_what_a_later_import_changed_is_as_before_it(importer: Importer) -> None:
    importer.rows(
        row("AB-1", phone="07700900001"),
        row("AB-2", "Sam,Shah", phone="07700900002"),
        row("AB-3", "Siân,Owen", "3 Mill Lane", phone="07700900003"),
        row("AB-4", "Tom,Owen", "3 Mill Lane"),
        row("AB-5", "Ann,Lee", "5 Mill Lane", phone="07700900005"),
    )
    handed = importer.claim()
    importer.respond(handed, Outcome.NOT_HOME, next(iter(handed.household.numbers)))
    before, figures = _state(importer.table), _bank(importer)
    importer.now += HOUR
    header = f"{EVERYTHING},TPS,Screened On"
    importer.rows(
        f"{row('AB-1', 'Priya,Shah-Owen', phone='07700900001')},,2027-02-01",
        # Moves to another address with a number of her own, and one that another had.
        f"{row('AB-2', 'Sam,Shah', '9 Mill Lane', phone='07700900002')},,",
        f"{row('AB-4', 'Tom,Owen', '3 Mill Lane', phone='07700900004')},,",
        f"{row('AB-5', 'Ann,Lee', '5 Mill Lane', phone='07700900005')},yes,",
        f"{row('AB-6', 'New,Person', '6 Mill Lane', phone='07700900006')},,",
        f"{row('AB-7', 'Other,Person', '7 Mill Lane', phone='07700900001')},,",
        f"{row('AB-8', 'Nobody,Else', '', phone='07700900008')},yes,",
        header=header,
    )
    assert _state(importer.table) != before
    job = importer.undo("import2")
    assert _reason(job) == ("done", "")
    assert _state(importer.table) == before
    assert _bank(importer) == figures


@pytest.mark.parametrize("crash_at", range(1, 6))
def test_an_undoing_that_was_cut_off_goes_on_to_the_same_end(
    importer: Importer, monkeypatch: pytest.MonkeyPatch, crash_at: int
) -> None:
    importer.rows(*MANY[:60])
    before, figures = _state(importer.table), _bank(importer)
    importer.now += HOUR
    changed = [row(f"AB-{n}", "Sam,Shah", f"{n // 2} Mill Lane", f"0770090{n + 300:04d}") for n in range(20, 240)]
    importer.rows(*changed)
    real, writes = Table.transact, 0

    def transact(self: Table, found: Sequence[Any]) -> None:
        nonlocal writes
        writes += 1
        if writes == crash_at:
            raise KeyboardInterrupt
        real(self, found)

    monkeypatch.setattr(Table, "transact", transact)
    with pytest.raises(KeyboardInterrupt):
        importer.undo("import2")
    monkeypatch.setattr(Table, "transact", real)
    importer.now += imports.LEASE_SECONDS + 1
    assert importer.undo("import2", "second run").state == "done"
    assert _state(importer.table) == before
    assert _bank(importer) == figures


@pytest.mark.parametrize("crash_at", range(1, 5))
def test_an_import_that_was_cut_off_can_be_undone(
    importer: Importer, monkeypatch: pytest.MonkeyPatch, crash_at: int
) -> None:
    importer.rows(*MANY[:40])
    before, figures = _state(importer.table), _bank(importer)
    hall = [row(f"AC-{n}", address="The Hall", phone=f"07700900{n + 500:03d}") for n in range(90)]
    real, writes = Table.transact, 0

    def transact(self: Table, found: Sequence[Any]) -> None:
        nonlocal writes
        writes += 1
        if writes == crash_at:
            raise RuntimeError("the machine went away")
        real(self, found)

    monkeypatch.setattr(Table, "transact", transact)
    with pytest.raises(RuntimeError):
        importer.rows(*MANY[20:], *hall)
    monkeypatch.setattr(Table, "transact", real)
    assert importer.undo("import2").state == "done"
    assert _state(importer.table) == before
    assert _bank(importer) == figures


def test_an_import_that_was_started_again_after_a_crash_is_undone_whole(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer.rows(*MANY[:40])
    before, figures = _state(importer.table), _bank(importer)
    real, writes = Table.transact, 0

    def transact(self: Table, found: Sequence[Any]) -> None:
        nonlocal writes
        writes += 1
        if writes == 3:
            raise KeyboardInterrupt
        real(self, found)

    monkeypatch.setattr(Table, "transact", transact)
    with pytest.raises(KeyboardInterrupt):
        importer.rows(*MANY[20:])
    monkeypatch.setattr(Table, "transact", real)
    importer.now += imports.LEASE_SECONDS + 1
    assert importer.run("import2", [tmp_path / "import-2" / "list-0.csv"], "second run").state == "done"
    assert importer.undo("import2").state == "done"
    assert _state(importer.table) == before
    assert _bank(importer) == figures


def test_nothing_is_undone_where_somebody_was_called(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"), row("AB-2", "Sam,Lee", "2 Mill Lane", phone="07700900002"))
    handed = importer.claim()
    importer.respond(handed, Outcome.NOT_HOME, next(iter(handed.household.numbers)))
    before = _state(importer.table)
    job = importer.undo("import1")
    assert _reason(job) == ("failed", "import_called")
    assert "1 of its households" in job.error_message
    assert _state(importer.table) == before
    found = imports.get(importer.table, "import1")
    assert found is not None
    assert (found.state, found.error_code) == ("done", "import_called")
    assert using.can_undo(found)


def test_nothing_is_undone_while_somebody_is_being_called(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    importer.claim()
    assert _reason(importer.undo("import1")) == ("failed", "import_in_hands")
    importer.now += 31 * 60
    assert _reason(importer.undo("import1", "late")) == ("failed", "import_in_hands")
    importer.now += 2 * HOUR
    assert importer.undo("import1", "later").state == "done"


def test_nothing_is_undone_just_after_a_held_contact_was_returned(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    handed = importer.claim()
    parts = own_claim(importer.context, handed.claim.caller, handed.claim.id)
    assert in_hand.end(importer.context, handed.claim.id, parts, importer.now, lambda h: h, lapses=True)
    assert _reason(importer.undo("import1")) == ("failed", "import_in_hands")
    importer.now += 2 * HOUR
    assert importer.undo("import1", "later").state == "done"


def test_the_later_import_is_undone_first(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    importer.rows(row("AB-1", "Priya,Shah-Owen", phone="07700900001"))
    assert _reason(importer.undo("import1")) == ("failed", "import_built_on")
    assert importer.undo("import2").state == "done"
    assert importer.undo("import1", "again").state == "done"
    assert importer.owner(ONE) == ""


def test_a_household_that_is_claimed_meanwhile_stays_whole(importer: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    importer.rows(row("AB-1", phone="07700900001"), row("AB-2", "Sam,Lee", "2 Mill Lane", phone="07700900002"))
    real = Table.transact

    def claimed_first(self: Table, writes: Any) -> None:
        monkeypatch.setattr(Table, "transact", real)
        household = importer.household_of("AB-1")
        stored = households.get(self, household.id)
        assert stored is not None
        households.save(self, stored, replace(stored, claim=Claim("c1", "sam", importer.now + HOUR)))
        real(self, writes)

    monkeypatch.setattr(Table, "transact", claimed_first)
    job = importer.undo("import1")
    assert (job.state, dict(job.result)) == ("done", {"left": 1})
    kept = importer.household_of("AB-1")
    assert (list(kept.numbers), importer.owner(ONE)) == ([ONE], kept.id)
    assert importer.owner(TWO) == ""
    assert _bank(importer) == (1, 1)
    found = imports.get(importer.table, "import1")
    assert found is not None
    assert (found.state, "1 households were called" in found.error_message) == ("undone", True)


def test_an_objection_made_since_outlives_the_import(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    importer.table.update(keys.number(ONE), Update(set={"suppressed": True}))
    assert importer.undo("import1").state == "done"
    item = importer.table.get(keys.number(ONE))
    assert item is not None
    assert (item["suppressed"], item.get("household")) == (True, None)
    importer.rows(row("AB-1", phone="07700900001"))
    assert importer.household_of("AB-1").numbers[ONE].suppressed


def test_an_objection_of_the_import_itself_goes_with_it(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    before = _state(importer.table)
    importer.rows(f"{row('AB-1', phone='07700900001')},yes", header=f"{EVERYTHING},TPS")
    assert importer.household_of("AB-1").numbers[ONE].suppressed
    assert importer.undo("import2").state == "done"
    assert _state(importer.table) == before


@pytest.mark.parametrize("lists", [1, 2])
def test_an_objection_of_the_import_that_an_organiser_gave_as_well_outlives_it(importer: Importer, lists: int) -> None:
    if lists == 2:
        importer.rows(row("AB-1", phone="07700900001"))
    importer.rows(f"{row('AB-1', phone='07700900001')},yes", header=f"{EVERYTHING},TPS")
    suppression.suppress(importer.context, "olive", ["07700 900001"], "objection", now=importer.now + HOUR)
    assert importer.undo(f"import{lists}").state == "done"
    item = importer.table.get(keys.number(ONE))
    assert item is not None
    assert item["suppressed"] is True
    importer.rows(row("AB-1", "Priya,Shah-Owen", phone="07700900001"))
    assert importer.household_of("AB-1").numbers[ONE].suppressed


def test_what_was_marked_since_is_kept(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    importer.now += HOUR
    importer.rows(row("AB-1", "Priya,Shah-Owen", phone="07700900001"))
    importer.now += HOUR
    household = importer.household_of("AB-1")
    stored = households.get(importer.table, household.id)
    assert stored is not None
    (person,) = stored.people.values()
    marked = replace(person, marks={Outcome.ALREADY_VOTED: importer.now})
    households.save(importer.table, stored, replace(stored, people={person.id: marked}))
    assert importer.undo("import2").state == "done"
    found = importer.household_of("AB-1").people["AB-1"]
    assert (found.name, dict(found.marks)) == ("Priya Shah", {Outcome.ALREADY_VOTED: importer.now})


def test_nothing_is_undone_where_a_number_was_given_to_another_household(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    importer.rows(row("AB-2", "Sam,Lee", "2 Mill Lane", phone="07700900001"))
    (matter,) = quality.look(importer.context).shown
    quality.decide(importer.context, "olive", matter.id, "merge", "", now=importer.now)
    before = _state(importer.table)
    for each in ("import1", "import2"):
        assert _reason(importer.undo(each, each)) == ("failed", "import_built_on")
    assert _state(importer.table) == before


def test_what_is_not_there_is_not_undone(importer: Importer) -> None:
    importer.checked(_file(row("AB-1")))
    with pytest.raises(Conflict) as refused:
        using.undo(importer.context, "import1", by="olive", now=importer.now)
    assert refused.value.reason == "import_not_undoable"
    importer.start("import1")
    importer.undo("import1")
    with pytest.raises(Conflict):
        using.undo(importer.context, "import1", by="olive", now=importer.now + HOUR)
    with pytest.raises(Conflict):
        using.start(importer.context, "import1", now=importer.now)
