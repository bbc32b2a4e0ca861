"""Checking an import: what would be done is said, and nothing is written."""

from pathlib import Path
from typing import Any

import pytest

from ringround.domain.errors import BreaksRule, Conflict
from ringround.importing.meanings import Said
from ringround.storage import imports, keys
from ringround.storage.table import Table
from ringround.usecases import imports as using
from ringround.usecases.imports_check import check
from tests.builders import HOUR
from tests.functions.importing import Importer, everything, row
from tests.importing.lists import EVERYTHING, PHONES, REGISTER, register_row

# On the real engine: the import that the check is compared with writes from several threads.
pytestmark = pytest.mark.races


@pytest.fixture
def importer(local_table: Table, tmp_path: Path) -> Importer:
    return Importer(local_table, tmp_path)


def _csv(header: str, *rows: str, name: str = "list.csv") -> tuple[str, bytes]:
    return name, "\n".join([header, *rows, ""]).encode()


def _codes(preview: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in preview["warnings"]]


def _meanings(preview: dict[str, Any]) -> list[str]:
    return [column["meaning"] for column in preview["files"][0]["columns"]]


def test_a_check_says_what_the_import_then_does(importer: Importer) -> None:
    importer.rows(row("AB-1", phone="07700900001"), row("AB-2", "Sam,Shah"), row("AB-3", "Siân,Owen", "3 Mill Lane"))
    before = everything(importer.table)
    header = f"{EVERYTHING},TPS,Screened On"
    rows = [
        f"{row('AB-1', phone='07700900001')},,2027-02-19",
        f"{row('AB-2', 'Sam,Shah-Owen')},,",
        # Moves: it is planned with care, like in the import.
        f"{row('AB-3', 'Siân,Owen', '4 Mill Lane', phone='07700900003')},yes,",
        f"{row('AB-4', 'Tom,Lee', '4 Mill Lane', phone='07700900001')},,",
        f"{row('AB-5', 'Ann,Lee', '5 Mill Lane', phone='12')},,",
        f"{row('AB-6', ',', '5 Mill Lane')},,",
    ]
    found, preview = importer.checked(_csv(header, *rows))
    assert (found.state, found.error_code) == ("checked", "")
    assert everything(importer.table) == before
    done = importer.start(found.id)
    assert done.state == "done"
    assert dict(done.counts) == preview["counts"] == dict(found.counts)
    counts = preview["counts"]
    assert (counts["new"], counts["updated"], counts["unchanged"]) == (2, 2, 1)
    assert (counts["bad_numbers"], counts["suppressed"], counts["shared_across_households"]) == (1, 1, 1)
    assert (counts["no_number"], counts["screening_old"]) == (3, 1)


def test_each_file_is_shown_as_it_is_read(importer: Importer) -> None:
    phones = _csv(PHONES.replace(",", ";"), "AB-1;07700900001", "AB-9;07700900002", name="phones.csv")
    register = ("register.csv", "\r\n".join([REGISTER, register_row("AB,1,0", "Owën,Siân")]).encode("cp1252"))
    found, preview = importer.checked(phones, register)
    assert found.state == "checked"
    first, second = preview["files"]
    assert (first["name"], first["rows"], first["separator"], first["encoding"]) == ("phones.csv", 2, ";", "UTF-8")
    assert (second["rows"], second["separator"], second["encoding"]) == (1, ",", "Windows-1252")
    assert first["columns"] == [
        {"position": 0, "name": "Elector Number", "meaning": "number", "samples": ["AB-1", "AB-9"]},
        {"position": 1, "name": "Phone", "meaning": "phone", "samples": ["07700900001", "07700900002"]},
    ]
    assert [c["meaning"] for c in second["columns"]][:9] == [
        *("prefix", "number", "suffix", "markers", "born", "surname", "forename", "postcode", "address"),
    ]
    assert preview["counts"]["unknown_electors"] == 1
    assert [(p["file"], p["line"], p["code"], p["value"]) for p in preview["problems"]] == [
        ("phones.csv", 3, "elector_unknown", "AB-9")
    ]
    assert {m["meaning"] for m in preview["meanings"] if m["several"]} == {"address", "phone", "barred", "keep"}
    assert all(m["label"] for m in preview["meanings"])


def test_only_the_first_twenty_problems_are_shown(importer: Importer) -> None:
    _, preview = importer.checked(_csv(EVERYTHING, *(row(f"AB-{n}", phone="12") for n in range(30))))
    assert len(preview["problems"]) == 20
    assert preview["counts"]["bad_numbers"] == 30


def test_a_file_of_unknown_columns_is_put_right_and_imported_so(importer: Importer) -> None:
    content = _csv("Nr,Who,Where,Code,Ring", "AB-1,Priya Shah,12 Mill Lane,RS1 2AB,07700900001")
    before = everything(importer.table)
    found, preview = importer.checked(content)
    assert (found.state, found.error_code) == ("failed", "no_header")
    assert [c["name"] for c in preview["files"][0]["columns"]] == ["Nr", "Who", "Where", "Code", "Ring"]
    assert preview["files"][0]["columns"][4]["samples"] == ["07700900001"]
    assert preview["counts"] == {}
    said = Said({0: "number", 1: "name", 2: "address", 3: "postcode", 4: "phone"})
    found, preview = importer.check(found.id, [said])
    assert (found.state, _meanings(preview)) == ("checked", ["number", "name", "address", "postcode", "phone"])
    # What was said is kept for the next check, and for the import.
    assert importer.check(found.id)[0].state == "checked"
    assert everything(importer.table) == before
    assert importer.start(found.id).state == "done"
    household = importer.household_of("AB-1")
    assert (household.people["AB-1"].name, list(household.numbers)) == ("Priya Shah", ["+447700900001"])


def test_a_file_without_a_header_loses_no_row_when_its_columns_are_said(importer: Importer) -> None:
    found, _ = importer.checked(
        _csv("AB-1,Priya Shah,12 Mill Lane,RS1 2AB,07700900001", "AB-2,Sam Shah,12 Mill Lane,RS1 2AB,")
    )
    assert found.error_code == "no_header"
    said = Said({0: "number", 1: "name", 2: "address", 3: "postcode", 4: "phone"})
    found, preview = importer.check(found.id, [said])
    assert (found.state, preview["counts"]["people"]) == ("checked", 2)
    assert preview["files"][0]["columns"][0]["name"] == "Column 1"
    assert preview["files"][0]["columns"][0]["samples"] == ["AB-1", "AB-2"]


def test_a_wrong_guess_is_corrected(importer: Importer) -> None:
    header = "Elector Number,Surname,Forename,Address1,Postcode,Phone,Work Phone,Ward"
    content = _csv(header, "AB-1,Priya,Shah,12 Mill Lane,RS1 2AB,07700900001,07700900002,North")
    found, preview = importer.checked(content)
    assert _meanings(preview) == ["number", "surname", "forename", "address", "postcode", "phone", "phone", ""]
    found, preview = importer.check(found.id, [Said({1: "forename", 2: "surname", 6: "", 7: "keep"})])
    assert _meanings(preview) == ["number", "forename", "surname", "address", "postcode", "phone", "", "keep"]
    importer.start(found.id)
    household = importer.household_of("AB-1")
    person = household.people["AB-1"]
    assert (person.name, dict(person.columns), list(household.numbers)) == (
        "Priya Shah",
        {"Ward": "North"},
        ["+447700900001"],
    )


def test_a_meaning_can_be_said_of_one_column_only_where_one_can_have_it(importer: Importer) -> None:
    found, _ = importer.checked(_csv(EVERYTHING, row()))
    found, _ = importer.check(found.id, [Said({1: "surname", 2: "surname"})])
    assert (found.state, found.error_code) == ("failed", "meaning_twice")
    assert "“First Name” and “Last Name” are both said to be “Surname”" in found.error_message
    assert importer.check(found.id, [Said({6: "phone", 7: "phone"})])[0].state == "checked"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 ...", "not_text"),
        (b"PK\x03\x04" + bytes(100), "not_text"),
        (b"\n<html><body>Please sign in</body></html>", "not_text"),
        (b"\0" * 50, "empty"),
        (f"{EVERYTHING}\n".encode(), "no_rows"),
        (b"Surname,Forename\nShah,Priya\n", "no_id"),
    ],
)
def test_a_file_that_is_no_list_is_refused_by_check_and_import_alike(
    importer: Importer, content: bytes, code: str
) -> None:
    importer.rows(row("AB-1", phone="07700900001"))
    before = everything(importer.table)
    found, preview = importer.checked(_csv(EVERYTHING, row("AB-2")), ("other.csv", content))
    assert (found.state, found.error_code) == ("failed", code)
    assert "other.csv" in found.error_message
    # What could be read of the files is shown all the same.
    assert preview["files"][0]["columns"][0]["samples"] == ["AB-2"]
    again = importer.start(found.id)
    assert (again.state, again.error_code) == ("failed", code)
    assert everything(importer.table) == before
    assert not using.can_undo(again)


def test_something_is_said_of_each_file_or_of_none(importer: Importer) -> None:
    found, _ = importer.checked(_csv(EVERYTHING, row()))
    with pytest.raises(BreaksRule):
        importer.check(found.id, [])


def test_another_constituencys_register_is_noticed(importer: Importer) -> None:
    importer.rows(*(row(f"AB-{n}", address=f"{n} Mill Lane") for n in range(150)))
    strangers = [row(f"ZZ-{n}", address=f"{n} High Street", postcode="TH4 1ZZ") for n in range(150)]
    found, preview = importer.checked(_csv(EVERYTHING, *strangers))
    assert "another_constituency" in _codes(preview)
    (said,) = [w["message"] for w in preview["warnings"] if w["code"] == "another_constituency"]
    assert "0 of its 150 people are known here" in said
    assert "begin with ZZ; until now there were AB" in said
    # It is a warning: the organiser knows better.
    assert importer.start(found.id).state == "done"
    more = [row(f"AB-{n}", address=f"{n} Mill Lane") for n in range(160)]
    assert "another_constituency" not in _codes(importer.checked(_csv(EVERYTHING, *more))[1])


def test_a_new_district_of_the_same_constituency_is_no_other(importer: Importer) -> None:
    importer.rows(*(row(f"AB-{n}", address=f"{n} Mill Lane") for n in range(150)))
    new = [row(f"AB-{n}", address=f"{n} Oak Road") for n in range(1000, 1150)]
    assert "another_constituency" not in _codes(importer.checked(_csv(EVERYTHING, *new))[1])


def test_a_file_that_was_imported_before_is_noticed_until_it_is_undone(importer: Importer) -> None:
    content = _csv(EVERYTHING, row(phone="07700900001"))
    first, preview = importer.checked(content)
    assert _codes(preview) == []
    importer.start(first.id)
    assert _codes(importer.checked(content)[1]) == ["imported_before"]
    importer.undo(first.id)
    assert _codes(importer.checked(content)[1]) == []


def test_a_list_without_a_number_and_one_that_is_half_unusable_are_noticed(importer: Importer) -> None:
    assert _codes(importer.checked(_csv(EVERYTHING, row()))[1]) == ["no_numbers"]
    bad = [row("", phone="07700900001"), row("AB-1", phone="07700900002")]
    assert _codes(importer.checked(_csv(EVERYTHING, *bad))[1]) == ["half_unusable"]


def test_a_check_that_was_overtaken_says_nothing(importer: Importer) -> None:
    found, _ = importer.checked(_csv(EVERYTHING, row()))
    old = found.check
    new = using.check(importer.context, found.id, [Said({6: ""})], now=importer.now)
    importer.preview = {}
    check(importer.context, found.id, old, importer._world(found.id, "late"))
    assert importer.preview == {}
    assert new.check != old
    assert using.look(importer.context, found.id).state == "checking"


def test_an_import_that_is_started_is_not_checked_any_more(importer: Importer) -> None:
    found, _ = importer.checked(_csv(EVERYTHING, row()))
    importer.start(found.id)
    with pytest.raises(Conflict) as refused:
        using.check(importer.context, found.id, None, now=importer.now)
    assert refused.value.reason == "import_done"


def test_a_fault_of_ours_is_said_and_can_be_checked_again(importer: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LookupError("Priya Shah")

    with monkeypatch.context() as patched:
        patched.setattr("ringround.usecases.imports_check.read", broken)
        with pytest.raises(LookupError):
            importer.checked(_csv(EVERYTHING, row()))
    found = using.look(importer.context, "import1")
    assert (found.state, found.error_code) == ("failed", "internal")
    assert importer.check("import1")[0].state == "checked"


def test_people_without_a_bank_are_nobodys_targets(importer: Importer) -> None:
    found, _ = importer.checked(_csv(EVERYTHING, row(phone="07700900001")), bank="")
    done = importer.start(found.id)
    assert (done.state, done.counts["new"]) == ("done", 1)
    household = importer.household_of("AB-1")
    assert (dict(household.banks), household.queue) == ({}, None)
    assert not importer.table.get(keys.bank("doors"))


def test_imports_are_listed_newest_first_with_the_prefixes_of_their_registers(importer: Importer) -> None:
    importer.rows(row("AB-1"), row("AC-1", "Sam,Shah"))
    importer.now += HOUR
    importer.rows(row("B2-1", "Ann,Lee"), row("17", "Bob,Lee"))
    assert [each.id for each in imports.every(importer.table)] == ["import2", "import1"]
    assert imports.prefixes(importer.table) == ("AB", "AC", "B2")
