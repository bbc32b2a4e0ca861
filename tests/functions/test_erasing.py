"""Somebody on the register who is erased: nothing says who they were, and nobody rings them."""

import random
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ringround.domain.errors import NotThere
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import PersonResponse, Response
from ringround.storage import audit, calls, desks, households, imports, keys, notes
from ringround.storage.jobs import Job
from ringround.storage.notes import Note
from ringround.storage.table import Table
from ringround.usecases import erase, subjects, voted
from ringround.usecases import respond as responding
from ringround.usecases.claim_next import Nothing, claim_next
from tests.builders import HOUR
from tests.functions.erasing import all_of, begin, erased, home_of, no_import_runs, run, where, world
from tests.functions.importing import BANK, Importer, row

pytestmark = pytest.mark.races

MINE, THEIRS, SHARED = "+447700900011", "+447700900012", "+441134960013"
PRIYA = row("AB-11", "Prunella,Quirke", "9 Sable Row", phone="07700900011", postcode="RS9 9ZZ")
TOM = row("AB-12", "Tobias,Oakes", "9 Sable Row", phone="07700900012", postcode="RS9 9ZZ")
BOTH_RING = PRIYA + "01134960013"
TOO = TOM + "01134960013"
NAMES = ("Prunella", "Quirke", "AB-11", "Sorrowful")
DIGITS = ("7700900011",)


@pytest.fixture
def importer(local_table: Table, tmp_path: Path) -> Importer:
    return Importer(local_table, tmp_path)


def _answers(importer: Importer, said: str = "Sorrowful about her knee") -> dict[str, object]:
    """What fits the bank's script: its first text or choice."""
    bank = importer.context.bank(BANK)
    script = importer.context.script(bank.script, bank.script_version)
    first = next(block for block in script.blocks if getattr(block, "options", ()))
    return {first.id: first.options[0].id}  # type: ignore[union-attr]


def _ring(importer: Importer, elector: str, note: str = "Sorrowful about her knee", **more: object) -> str:
    """A call with somebody; the claim's id."""
    handed = importer.claim()
    person = PersonResponse(importer.ids.of(elector), None, _answers(importer), note, "please_look")
    response = Response(Outcome.ANSWERED, people=(person,), note=note, **more)  # type: ignore[arg-type]
    responding.respond(importer.context, "sam", handed.claim.id, response, now=importer.now)
    return handed.claim.id


class TestWhatIsLeft:
    """After somebody was erased."""

    def test_nothing_says_who_they_were(self, importer: Importer) -> None:
        importer.rows(BOTH_RING, TOO)
        importer.rows(row("AB-11", "Prunella,Quirke-Ash", "9 Sable Row", phone="07700900011", postcode="RS9 9ZZ"))
        _ring(importer, "AB-11")
        notes.send(
            importer.table,
            desks.get(importer.table, "2027-02-20", "sam"),
            Note("note-0001", "sam", "Sam", "", importer.now, "I know Prunella Quirke-Ash, let me ring"),
        )
        before = where(importer.table, *NAMES, *DIGITS)
        assert before["Prunella"] == {"H", "C", "NOTES", "IMPORT"}
        assert before["Sorrowful"] == {"H", "C", "QUALITY"}
        done = erased(importer, "AB-11")
        assert where(importer.table, *NAMES) == {}
        # The objection, and nothing else.
        assert where(importer.table, *DIGITS) == {"7700900011": {"N"}}
        item = importer.table.get(keys.number(MINE))
        assert item is not None
        assert set(item) == {"pk", "sk", "v", "suppressed", "r|objection"}
        assert done.result["calls"] == done.result["notes"] == done.result["matters"] == 1

    def test_tallies_and_how_calls_ended_stay(self, importer: Importer) -> None:
        importer.rows(PRIYA, TOM)
        claim = _ring(importer, "AB-11")
        tally = desks.get(importer.table, "2027-02-20", "sam").tally
        erased(importer, "AB-11")
        assert desks.get(importer.table, "2027-02-20", "sam").tally == tally
        parts = responding.own_claim(importer.context, "sam", claim)
        call = calls.latest(importer.table, claim, parts)
        assert call is not None
        (result,) = call.people
        assert (result.outcome, result.name, result.answers, call.chosen) == (Outcome.ANSWERED, "", {}, ())
        assert [e.outcome for e in home_of(importer, "AB-11").log] == [Outcome.ANSWERED]

    def test_the_others_at_the_address_stay_as_they_are(self, importer: Importer) -> None:
        importer.rows(BOTH_RING, TOO)
        erased(importer, "AB-11")
        home = importer.household_of("AB-12")
        assert (home.address[0], home.postcode) == ("9 Sable Row", "RS9 9ZZ")
        assert home.people["AB-12"].name == "Tobias Oakes"
        # An objection is to a number, whoever else has it.
        assert {e: n.suppressed for e, n in home.numbers.items()} == {THEIRS: False, SHARED: True}
        card = importer.claim().household
        assert card.id == home.id

    def test_the_address_goes_where_nobody_else_is(self, importer: Importer) -> None:
        importer.rows(PRIYA)
        erased(importer, "AB-11")
        assert where(importer.table, "Sable", "RS9 9ZZ", "0011") == {"0011": {"N"}}

    def test_who_did_it_is_in_the_audit_and_not_whom(self, importer: Importer) -> None:
        importer.rows(PRIYA)
        erased(importer, "AB-11")
        entry = next(e for e in audit.latest(importer.table, 9) if e.act == "person_erased")
        assert (entry.who, entry.subject) == ("ada", importer.ids.of("AB-11"))

    def test_what_a_list_said_before_is_gone_from_where_they_moved_from(self, importer: Importer) -> None:
        importer.rows(PRIYA, TOM)
        importer.rows(row("AB-11", "Prunella,Quirke", "1 Otter Way", phone="07700900011", postcode="RS8 8YY"), TOM)
        assert len(subjects.subject(importer.context, importer.ids.of("AB-11"), lambda *_: None).homes) == 2
        erased(importer, "AB-11")
        assert where(importer.table, *NAMES, "Otter") == {}


class TestNobodyRingsThem:
    """Whatever comes after."""

    def test_the_same_list_does_not_bring_them_back(self, importer: Importer) -> None:
        importer.rows(PRIYA)
        erased(importer, "AB-11")
        importer.rows(PRIYA, TOM)
        assert where(importer.table, "Prunella", "AB-11") == {}
        home = importer.household_of("AB-12")
        assert [(p.elector, bool(p.erased)) for p in home.people.values()] == [("", True), ("AB-12", False)]
        assert set(home.numbers) == {THEIRS}

    @pytest.mark.parametrize("address", ["9 Sable Row", "44 Otter Way"])
    def test_nor_a_list_with_another_number_or_address(self, importer: Importer, address: str) -> None:
        importer.rows(PRIYA, TOM)
        erased(importer, "AB-11")
        importer.rows(row("AB-11", "Prunella,Quirke", address, phone="07700900019", postcode="RS9 9ZZ"))
        assert where(importer.table, "Prunella", "7700900019", "Otter") == {}

    def test_somebody_else_with_the_number_is_not_rung_on_it(self, importer: Importer) -> None:
        importer.rows(PRIYA)
        erased(importer, "AB-11")
        importer.rows(row("AB-77", "Una,Voss", "2 Otter Way", phone="07700900011"))
        assert importer.household_of("AB-77").numbers[MINE].suppressed
        desk = desks.get(importer.table, "2027-02-20", "sam")
        bank = importer.context.bank(BANK)
        found = claim_next(importer.context, bank, desk, now=importer.now, chance=random.Random(1))
        assert isinstance(found, Nothing)

    def test_a_household_in_somebody_s_hands_goes_back_and_its_call_is_recorded_without_them(
        self, importer: Importer
    ) -> None:
        importer.rows(PRIYA, TOM)
        handed = importer.claim()
        erased(importer, "AB-11")
        assert households.get(importer.table, handed.household.id).held(importer.now) is False  # type: ignore[union-attr]
        said = PersonResponse(importer.ids.of("AB-11"), None, _answers(importer), "Sorrowful", "please_look")
        response = Response(Outcome.ANSWERED, number=MINE, people=(said,), note="Sorrowful, on 07700 900011")
        call = responding.respond(importer.context, "sam", handed.claim.id, response, now=importer.now)
        assert (call.entry.outcome, call.entry.number, call.entry.note) == (Outcome.ANSWERED, "", "")
        assert where(importer.table, *NAMES) == {}
        assert where(importer.table, *DIGITS) == {"7700900011": {"N"}}
        assert desks.get(importer.table, "2027-02-20", "sam").tally[BANK]["calls"] == 1

    def test_who_voted_marks_nobody_who_was_erased(self, importer: Importer) -> None:
        importer.rows(PRIYA, TOM)
        erased(importer, "AB-11")
        voted.mark(importer.context, "ada", ["AB-11", "AB-12"], "", voted=True, now=importer.now)
        people = home_of(importer, "AB-12").people
        assert [bool(p.marks) for p in people.values()] == [False, True]


class TestBrokenOff:
    """A run may end anywhere."""

    def test_after_any_request_the_same_again_does_the_rest(self, importer: Importer) -> None:
        importer.rows(BOTH_RING, TOO)
        _ring(importer, "AB-11")
        job = begin(importer, "AB-11")
        client, left = importer.table.client, [0]

        class EndOfProcess(BaseException):
            """Nothing runs any more."""

        def count(**_: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise EndOfProcess

        client.meta.events.register("before-call.dynamodb", count)
        try:
            for most in range(4, 80, 3):
                left[0] = most
                try:
                    ended = run(importer, job, f"run{most}")
                except EndOfProcess:
                    left[0] = 10_000
                    importer.now += 120
                    continue
                break
        finally:
            client.meta.events.unregister("before-call.dynamodb", count)
        assert ended.state == "done"
        assert most > 10
        assert where(importer.table, *NAMES) == {}
        assert where(importer.table, *DIGITS) == {"7700900011": {"N"}}

    def test_once_more_changes_nothing(self, importer: Importer) -> None:
        importer.rows(PRIYA, TOM)
        _ring(importer, "AB-11")
        erased(importer, "AB-11")
        kept = {"H", "C", "N", "E", "QUALITY", "NOTES", "IMPORT"}

        def state() -> list[str]:
            items = [i for i in all_of(importer.table) if str(i["pk"]).partition("#")[0] in kept]
            return sorted(str(sorted(i.items())) for i in items)

        before = state()
        erased(importer, "AB-11")
        assert state() == before

    def test_while_an_import_runs_it_is_refused_and_can_be_started_again(self, importer: Importer) -> None:
        importer.rows(PRIYA)
        imports.take_lease(importer.table, "import9", "somebody", importer.now)
        job = begin(importer, "AB-11")
        ended = run(importer, job)
        assert (ended.state, ended.error_code) == ("failed", "import_running")
        imports.end_lease(importer.table, "somebody")
        assert run(importer, job, "again").state == "done"
        assert no_import_runs(importer)

    def test_nobody_of_that_id(self, importer: Importer) -> None:
        importer.rows(PRIYA)
        home = home_of(importer, "AB-11").id
        with pytest.raises(NotThere):
            erase.begin(importer.context, "ada", "nobody", home, now=importer.now)


def test_a_response_under_way_leaves_nothing(importer: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    """It read the household before, writes its call after everything was looked through, and then finds it changed."""
    importer.rows(PRIYA, TOM)
    handed = importer.claim()
    looked, recorded = threading.Event(), threading.Event()
    around, job = world(importer), begin(importer, "AB-11")
    said = PersonResponse(importer.ids.of("AB-11"), None, _answers(importer), "Sorrowful", "please_look")
    response = Response(Outcome.ANSWERED, people=(said,), note="Sorrowful")
    found: list[set[str]] = []

    def wait(seconds: float) -> None:
        looked.set()
        assert recorded.wait(60)
        around.sleep(seconds)

    with ThreadPoolExecutor(1) as pool:
        real_put, real_save = calls.put, households.save_together

        def put_late(*call: Any) -> None:
            monkeypatch.setattr(calls, "put", real_put)
            erasing.append(pool.submit(run, importer, job, around=replace(around, sleep=wait)))
            assert looked.wait(60)
            real_put(*call)

        def save_late(*what: Any, **how: Any) -> None:
            monkeypatch.setattr(households, "save_together", real_save)
            found.append(where(importer.table, "Sorrowful")["Sorrowful"])
            recorded.set()
            assert erasing[0].result(60).state == "done"
            real_save(*what, **how)

        erasing: list[Future[Job]] = []
        monkeypatch.setattr(calls, "put", put_late)
        monkeypatch.setattr(households, "save_together", save_late)
        responding.respond(importer.context, "sam", handed.claim.id, response, now=importer.now)
    assert found == [{"C", "QUALITY"}]
    assert where(importer.table, *NAMES) == {}
    assert [e.outcome for e in home_of(importer, "AB-12").log] == [Outcome.ANSWERED]


def test_it_takes_no_longer_than_a_lease_of_imports(importer: Importer) -> None:
    """The wait for what is under way is told in between, so that nobody takes over."""
    importer.rows(PRIYA)
    started = importer.now
    erased(importer, "AB-11")
    assert 20 <= importer.now - started < HOUR
