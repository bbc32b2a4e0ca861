"""Exports read back: what a file says is what was recorded, for every outcome and for corrections."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ringround.domain.cells import plain
from ringround.domain.export_words import OUTCOME_WORDS, VAN_RESULTS, ExportKind
from ringround.domain.household import Household, Tried
from ringround.domain.outcomes import TRIED, Outcome
from ringround.domain.phone import display
from ringround.domain.script import to_data
from ringround.storage import banks, calls, keys
from ringround.storage.marshal import from_item, to_item
from ringround.storage.table import Table
from ringround.usecases import export_files
from ringround.usecases.collect import collect
from ringround.usecases.collected import Collected
from ringround.usecases.export_rows import Asked, uk_time
from ringround.usecases.imports_ids import PersonIds
from tests.builders import (
    HOUR,
    LANDLINE,
    MOBILE,
    NOW,
    OTHER_MOBILE,
    SCRIPT_DATA,
    SECRET,
    a_bank,
    a_household,
    a_number,
    a_person,
    a_response,
    a_script,
    not_home,
    parts_of,
    recorded,
    said,
)
from tests.shift import Shift, a_shift

LABELS = {
    "support": {"yes": "Yes", "unsure": "Not sure", "no": "No"},
    "help": {"leaflets": "Leaflets", "poster": "A poster"},
}
SUPPORT, HELP, ISSUE = "Can we count on your support?", "Would you help?", "What would make up your mind?"
BANK = a_bank(left_message_allowed=True, max_attempts=20, cool_down=0, busy_wait=0)


def rows(found: Collected, folder: Path, kind: ExportKind, bank: str = "", since: int = 0) -> list[dict[str, str]]:
    path = folder / f"{kind}.csv"
    count = export_files.write(path, kind, export_files.rows_of(kind, found, Asked(bank, since), SECRET))
    back = list(export_files.read(path))
    assert len(back) == count
    return back


def exported(table: Table, folder: Path, kind: ExportKind, **asked: Any) -> list[dict[str, str]]:
    with collect(table, folder) as found:
        return rows(found, folder, kind, **asked)


def two_at_home() -> Household:
    people = (a_person("p1", elector="AB-124/1"), a_person("p2", "Dev Shah", elector="AB-9"))
    return a_household(people=people, numbers=(a_number(LANDLINE), a_number(MOBILE, "p1")))


@pytest.fixture
def shift(table: Table) -> Shift:
    return a_shift(table, two_at_home(), bank=BANK)


def all_of(outcome: Outcome, **changes: Any) -> Any:
    promised = {"call_back_at": NOW + HOUR} if outcome is Outcome.CALL_BACK else {}
    return a_response(outcome, **promised, **changes)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_read_back_as_it_was_recorded(shift: Shift, tmp_path: Path, outcome: Outcome) -> None:
    claim = shift.claim()
    response = all_of(outcome, number=LANDLINE, note="Ring, twice\nplease; “now”", language="Welsh")
    shift.respond(claim, replace(response, people=(said("p1", note="=HYPERLINK(1)"),)), at=NOW + 5)
    (row,) = exported(shift.table, tmp_path, "attempts")
    assert row["Call"] == claim.claim.id
    assert (row["Version"], row["Stands"], row["Late"]) == ("1", "yes", "no")
    assert (row["Outcome"], row["Outcome of the call"]) == (OUTCOME_WORDS[outcome], OUTCOME_WORDS[outcome])
    assert (row["Elector Number"], row["Name"], row["Address"]) == ("AB-124/1", "Priya Shah", "12 Mill Lane")
    assert (row["Number"], row["Number (E.164)"]) == (display(LANDLINE), LANDLINE)
    assert (row["Note"], row["Note on the call"]) == ("=HYPERLINK(1)", "Ring, twice\nplease; “now”")
    assert (row["Bank"], row["Caller"], row["Language"]) == ("Main bank", "Sam", "Welsh")
    assert (row["Called at"], row["Recorded at"]) == ("2027-02-20 12:00:05", "2027-02-20 12:00:05")
    back = ("2027-02-20 13:00:00", "the caller") if outcome is Outcome.CALL_BACK else ("", "")
    assert (row["Call back at"], row["Call back for"]) == back
    (latest,) = exported(shift.table, tmp_path, "latest")
    assert (latest["Outcome"], latest["Attempts"]) == (OUTCOME_WORDS[outcome], "1")
    (van,) = exported(shift.table, tmp_path, "van")
    assert (van["Elector Number"], van["Canvass Result"]) == ("AB-124/1", VAN_RESULTS[outcome])
    assert (van["Phone"], van["Date Contacted"]) == (display(LANDLINE), "2027-02-20")


def test_a_correction_is_a_version_beside_the_first_and_only_it_stands(shift: Shift, tmp_path: Path) -> None:
    claim = shift.claim()
    shift.respond(claim, not_home(number=LANDLINE))
    corrected = a_response(Outcome.ANSWERED, said("p1", support="yes", help=["poster", "leaflets"]), number=LANDLINE)
    shift.correct(claim, corrected, at=NOW + 60)
    found = exported(shift.table, tmp_path, "attempts")
    assert [(r["Version"], r["Stands"], r["Outcome"], r["Name"]) for r in found] == [
        ("1", "no", "Not home", "Priya Shah"),
        ("1", "no", "Not home", "Dev Shah"),
        ("2", "yes", "Answered", "Priya Shah"),
    ]
    assert [(r[SUPPORT], r[HELP]) for r in found] == [("", ""), ("", ""), ("Yes", "Leaflets; A poster")]
    assert {r["Called at"] for r in found} == {uk_time(NOW)}
    assert [(r["Elector Number"], r["Outcome"]) for r in exported(shift.table, tmp_path, "latest")] == [
        ("AB-124/1", "Answered")
    ]


def test_a_call_that_names_nobody_has_its_row(table: Table, tmp_path: Path) -> None:
    nobody = a_household(people=(a_person("p1"),), bank_ids=())
    made = recorded(nobody, a_response(Outcome.DO_NOT_CALL, number=LANDLINE), bank=BANK).call
    found = Collected(tmp_path / "file")
    found.take([calls.to_item(replace(made, people=()), parts_of(nobody))])
    found.finish()
    (row,) = rows(found, tmp_path, "attempts")
    assert (row["Elector Number"], row["Outcome"], row["Outcome of the call"]) == ("", "", "Do not call")
    assert rows(found, tmp_path, "van") == []
    found.close()


@pytest.mark.parametrize("outcome", sorted(TRIED))
def test_numbers_rung_in_vain_before_are_told(shift: Shift, tmp_path: Path, outcome: Outcome) -> None:
    response = a_response(Outcome.ANSWERED, said("p1"), number=MOBILE, tried=(Tried(LANDLINE, outcome),))
    shift.respond(shift.claim(), response)
    (row,) = exported(shift.table, tmp_path, "attempts")
    assert row["Rung before in vain"] == f"0113 496 0000: {OUTCOME_WORDS[outcome]}"


def test_answers_stay_with_the_words_that_were_read_out(shift: Shift, tmp_path: Path) -> None:
    yes = a_response(Outcome.ANSWERED, said("p1", support="yes"), number=LANDLINE)
    shift.respond(shift.claim(), yes)
    blocks = [{**b, "label": "Will you vote for us?"} if b["id"] == "support" else b for b in _blocks()]
    banks.put_script(shift.table, a_script(2, blocks=blocks))
    shift.change_bank(script_version=2)
    shift.respond(shift.claim(), a_response(Outcome.ANSWERED, said("p2", support="no"), number=LANDLINE))
    found = exported(shift.table, tmp_path, "attempts")
    assert [(r[SUPPORT], r["Will you vote for us?"]) for r in found] == [("Yes", ""), ("", "No")]


@pytest.mark.parametrize("label", ["Outcome", "Stands", "Attempts", "Notes", "Canvass Result"])
def test_a_question_that_is_called_as_another_column_is_read_back_beside_it(
    shift: Shift, tmp_path: Path, label: str
) -> None:
    blocks = [{**b, "label": label} if b["id"] == "support" else b for b in _blocks()]
    banks.put_script(shift.table, a_script(2, blocks=blocks))
    shift.change_bank(script_version=2)
    shift.respond(shift.claim(), a_response(Outcome.ANSWERED, said("p1", support="yes"), number=LANDLINE))
    (attempt,) = exported(shift.table, tmp_path, "attempts")
    assert (attempt["Outcome"], attempt["Stands"]) == ("Answered", "yes")
    (stands,) = exported(shift.table, tmp_path, "latest")
    assert (stands["Outcome"], stands["Attempts"]) == ("Answered", "1")
    (upload,) = exported(shift.table, tmp_path, "van")
    assert (upload["Canvass Result"], upload["Notes"]) == ("", "")
    assert all("Yes" in row.values() for row in (attempt, stands, upload))


def test_two_questions_that_make_the_same_column_stand_in_two(shift: Shift, tmp_path: Path) -> None:
    """What somebody said in the first of them would be gone for whoever reads the file by its header."""
    blocks = [{**b, "label": "Would you help?: Leaflets"} if b["id"] == "support" else b for b in _blocks()]
    banks.put_script(shift.table, a_script(2, blocks=blocks))
    shift.change_bank(script_version=2)
    shift.respond(shift.claim(), a_response(Outcome.ANSWERED, said("p1", support="yes"), number=LANDLINE))
    (upload,) = exported(shift.table, tmp_path, "van")
    assert (upload["Would you help?: Leaflets"], upload["Would you help?: Leaflets (2)"]) == ("Yes", "")


def _blocks() -> list[dict[str, Any]]:
    return list(SCRIPT_DATA["blocks"])


def test_the_last_outcome_stands_and_an_answer_stays_until_it_is_given_anew(shift: Shift, tmp_path: Path) -> None:
    first = shift.claim()
    shift.respond(
        first,
        a_response(
            Outcome.CALL_BACK, said("p1", support="unsure", issue="Buses"), number=LANDLINE, call_back_at=NOW + HOUR
        ),
    )
    second = shift.claim(at=NOW + HOUR)
    shift.respond(second, not_home(number=MOBILE), at=NOW + HOUR)
    (row,) = [r for r in exported(shift.table, tmp_path, "latest") if r["Name"] == "Priya Shah"]
    assert (row["Outcome"], row["Attempts"], row["When"]) == ("Not home", "2", uk_time(NOW + HOUR))
    assert (row[SUPPORT], row[ISSUE]) == ("Not sure", "Buses")


class TestTheRegister:
    def test_lists_everybody_in_its_order_with_what_stands(self, table: Table, tmp_path: Path) -> None:
        numbers = ("AB-124/10", "AB-124/2", "AB-124", "AB-9", "A-200", "", "B-1", "12/1")
        people = tuple(a_person(f"p{n}", f"Voter {n}", elector=key) for n, key in enumerate(numbers))
        shift = a_shift(table, a_household(people=people), bank=BANK)
        shift.respond(shift.claim(), a_response(Outcome.REFUSED, said("p3"), number=LANDLINE))
        found = exported(table, tmp_path, "register")
        wanted = ["12/1", "", "A-200", "AB-9", "AB-124", "AB-124/2", "AB-124/10", "B-1"]
        assert [r["Elector Number"] for r in found] == wanted
        assert [(r["Prefix"], r["Number"], r["Suffix"]) for r in found[4:7]] == [
            ("AB", "124", ""),
            ("AB", "124", "2"),
            ("AB", "124", "10"),
        ]
        assert [r["Outcome"] for r in found if r["Outcome"]] == ["Refused"]

    def test_of_one_bank_holds_those_whom_it_wants(self, table: Table, tmp_path: Path) -> None:
        a_shift(table, a_household(), a_household("house2", people=(a_person("q1", "Kit Lee"),), bank_ids=()))
        assert [r["Name"] for r in exported(table, tmp_path, "register", bank="main")] == ["Priya Shah"]
        assert len(exported(table, tmp_path, "register")) == 2


def test_somebody_who_stands_at_two_addresses_is_listed_at_both_and_counted_once(table: Table, tmp_path: Path) -> None:
    shift = a_shift(table, a_household(), a_household("house2", numbers=()), bank=BANK)
    shift.respond(shift.claim(), not_home(number=LANDLINE))
    assert len(exported(table, tmp_path, "register")) == 2
    kinds: tuple[ExportKind, ...] = ("attempts", "latest", "van")
    assert [len(exported(table, tmp_path, kind)) for kind in kinds] == [1, 1, 1]


def test_numbers_to_be_screened_are_those_that_nobody_objected_to(table: Table, tmp_path: Path) -> None:
    numbers = (a_number(LANDLINE), a_number(MOBILE, suppressed=True), a_number(OTHER_MOBILE, screened_on="2027-02-01"))
    a_shift(table, a_household(numbers=numbers))
    table.put({**keys.number(LANDLINE), "household": "house1"})
    assert [(r["Number"], r["Number (E.164)"], r["Screened on"]) for r in exported(table, tmp_path, "numbers")] == [
        (display(LANDLINE), LANDLINE, ""),
        (display(OTHER_MOBILE), OTHER_MOBILE, "2027-02-01"),
    ]


class TestVan:
    def test_has_a_result_code_or_responses_and_never_both(self, shift: Shift, tmp_path: Path) -> None:
        answered = a_response(
            Outcome.ANSWERED, said("p1", support="yes", help=["poster"], note="Keen"), said("p2"), number=LANDLINE
        )
        shift.respond(shift.claim(), answered)
        found = exported(shift.table, tmp_path, "van")
        asked = [SUPPORT, f"{HELP}: Leaflets", f"{HELP}: A poster"]
        assert [(r["Canvass Result"], *(r[q] for q in asked), r["Notes"]) for r in found] == [
            ("", "Yes", "", "A poster", "Keen"),
            ("Canvassed", "", "", "", ""),
        ]

    def test_answers_with_another_outcome_are_two_rows(self, shift: Shift, tmp_path: Path) -> None:
        unsure = said("p1", Outcome.DO_NOT_CALL, support="unsure", issue="Buses")
        shift.respond(shift.claim(), a_response(Outcome.ANSWERED, unsure, number=LANDLINE))
        found = exported(shift.table, tmp_path, "van")
        assert [(r["Canvass Result"], r[SUPPORT], r["Notes"]) for r in found] == [
            ("", "Not sure", f"{ISSUE} Buses"),
            ("Do Not Call", "", ""),
        ]

    def test_knows_vans_own_ids_from_elector_numbers(self, table: Table, tmp_path: Path) -> None:
        van_id = PersonIds(SECRET).of("van.1234567")
        people = (a_person(van_id, elector="1234567"), a_person("p2", "Dev Shah", elector="124/1"))
        shift = a_shift(table, a_household(people=people), bank=BANK)
        shift.respond(shift.claim(), not_home(number=LANDLINE, people=(said(van_id), said("p2"))))
        found = exported(table, tmp_path, "van")
        assert [(r["Voter File VANID"], r["Elector Number"]) for r in found] == [("1234567", ""), ("", "124/1")]
        raw = (tmp_path / "van.csv").read_text("utf-8-sig")
        assert "\n,124/1," in raw

    def test_a_corrected_call_stands_once(self, shift: Shift, tmp_path: Path) -> None:
        claim = shift.claim()
        shift.respond(claim, not_home(number=MOBILE))
        shift.correct(claim, a_response(Outcome.BUSY, number=MOBILE))
        assert [r["Canvass Result"] for r in exported(shift.table, tmp_path, "van")] == ["Busy"]


class TestSinceLast:
    def test_attempts_are_those_recorded_or_corrected_since(self, shift: Shift, tmp_path: Path) -> None:
        first = shift.claim()
        shift.respond(first, not_home(number=MOBILE))
        shift.respond(shift.claim(at=NOW + 100), not_home(number=MOBILE), at=NOW + 100)
        shift.correct(first, a_response(Outcome.BUSY, number=MOBILE), at=NOW + 200)
        found = exported(shift.table, tmp_path, "attempts", since=NOW + 50)
        assert [(r["Version"], r["Outcome"]) for r in found] == [("2", "Busy"), ("1", "Not home")]
        assert exported(shift.table, tmp_path, "attempts", since=NOW + 200) == []

    def test_whoever_was_taken_back_by_a_correction_is_listed_without_a_result(
        self, shift: Shift, tmp_path: Path
    ) -> None:
        claim = shift.claim()
        shift.respond(claim, a_response(Outcome.REFUSED, said("p1"), number=LANDLINE))
        shift.correct(claim, a_response(Outcome.REFUSED, said("p2"), number=LANDLINE), at=NOW + 100)
        found = exported(shift.table, tmp_path, "latest", since=NOW + 50)
        assert [(r["Name"], r["Outcome"], r["Attempts"]) for r in found] == [
            ("Dev Shah", "Refused", "1"),
            ("Priya Shah", "", "0"),
        ]

    def test_nobody_else_is_listed(self, shift: Shift, tmp_path: Path) -> None:
        shift.respond(shift.claim(), not_home(number=MOBILE))
        assert exported(shift.table, tmp_path, "latest", since=NOW) == []
        assert exported(shift.table, tmp_path, "van", since=NOW) == []


def test_one_banks_results_are_its_own(table: Table, tmp_path: Path) -> None:
    other = replace(BANK, id="other", name="Other bank")
    shift = a_shift(table, two_at_home(), bank=BANK, more_banks=(other,))
    shift.respond(shift.claim(), not_home(number=MOBILE))
    kinds: tuple[ExportKind, ...] = ("attempts", "latest", "van")
    for kind in kinds:
        assert exported(table, tmp_path, kind, bank="other") == []
        assert exported(table, tmp_path, kind, bank="main")


def test_a_file_opens_right_in_excel_and_holds_no_formula(table: Table, tmp_path: Path) -> None:
    evil = '=cmd|"/c calc"!A1'
    person = a_person("p1", evil, elector="12/1", tags=("@tag",), columns={"=x": "=1"})
    home = a_household(people=(person,), address=("＝1+1", "+2"), town="-Town", postcode="\t=3")
    shift = a_shift(table, home, bank=replace(BANK, name="@bank"))
    shift.respond(shift.claim(), a_response(Outcome.ANSWERED, said(note=evil), number=LANDLINE, note="Zoë =1"))
    kinds: tuple[ExportKind, ...] = ("attempts", "latest", "van", "register", "numbers")
    for kind in kinds:
        exported(table, tmp_path, kind)
        raw = (tmp_path / f"{kind}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.count(b"\n") == raw.count(b"\r\n") > 0
        for cell in cells(raw.decode("utf-8-sig")):
            assert not cell.strip().startswith(("=", "+", "-", "@", "＝", "＋")), (kind, cell)
    assert "Zoë =1" in (tmp_path / "attempts.csv").read_text("utf-8-sig")


def cells(text: str) -> Iterator[str]:
    for line in csv.reader(text.splitlines(keepends=True)):
        yield from line


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    outcomes=st.lists(st.sampled_from([o for o in Outcome if o is not Outcome.CALL_BACK]), min_size=2, max_size=2),
    support=st.sampled_from(["", "yes", "unsure", "no"]),
    help_=st.lists(st.sampled_from(["leaflets", "poster"]), unique=True),
    issue=st.text(st.characters(codec="utf-8"), max_size=20),
    note=st.text(st.characters(codec="utf-8"), max_size=20),
)
def test_whatever_was_said_is_read_back(
    tmp_path: Path, outcomes: list[Outcome], support: str, help_: list[str], issue: str, note: str
) -> None:
    answers = {"support": support, "help": help_, "issue": issue}
    people = (said("p1", outcomes[0], note, **answers), said("p2", outcomes[1]))
    response = a_response(Outcome.ANSWERED, *people, number=LANDLINE, note=note)
    call = recorded(two_at_home(), response, bank=BANK).call
    (tmp_path / "file").unlink(missing_ok=True)
    found = Collected(tmp_path / "file")
    stored = calls.to_item(call, parts_of(two_at_home()))
    found.take([{**keys.script("main", 1), **_stored_script()}, from_item(to_item(stored))])
    found.finish()
    back = rows(found, tmp_path, "attempts")
    found.close()
    for row, person in zip(back, call.people, strict=True):
        assert row["Name"] == person.name
        assert row["Outcome"] == OUTCOME_WORDS[person.outcome]
        assert (row["Note"], row["Note on the call"]) == (person.note, call.entry.note)
        kept = person.answers
        assert row[SUPPORT] == LABELS["support"].get(str(kept.get("support", "")), "")
        assert row[HELP] == "; ".join(LABELS["help"][option] for option in kept.get("help", ()))
        assert row[ISSUE] == kept.get("issue", "")


def _stored_script() -> dict[str, Any]:
    data = to_data(a_script())
    return {"title": data["title"], "blocks": data["blocks"]}


def test_a_leading_apostrophe_is_ours_and_one_is_taken_off() -> None:
    assert plain("'+441134960000") == "+441134960000"
