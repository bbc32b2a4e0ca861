"""Files together: which is which, whose number it is, and every row that was not used."""

import random
from pathlib import Path

import pytest

from ringround.domain.household import Number
from ringround.importing import staging
from ringround.importing.errors import REASONS, UnusableFile
from ringround.importing.staging import Staged
from tests.importing.lists import EVERYTHING, ONE_NAME, PHONES, REGISTER, VAN, read_all, register_row, write

ONE, TWO, THREE = "+447700900001", "+447700900002", "+441134960003"


def _numbers(household: Staged) -> dict[str, tuple[str, ...]]:
    return {e164: given.number.whose for e164, given in household.numbers.items()}


def test_a_register_and_its_phones_are_told_apart_in_any_order(tmp_path: Path) -> None:
    register = write(tmp_path, "a.csv", [REGISTER, register_row("AB,1,0"), register_row("AB,1,1", "Shah,Sam")])
    phones = write(tmp_path, "b.csv", [PHONES, "AB-1/1,07700 900001", "AB1,0113 496 0003"])
    for order in ((register, phones), (phones, register)):
        found = read_all(tmp_path, *order).only()
        assert _numbers(found) == {ONE: ("AB-1/1",), THREE: ("AB-1",)}


def test_both_register_layouts_say_the_same(tmp_path: Path) -> None:
    two = write(tmp_path, "two.csv", [REGISTER, register_row(name="O'Brien,Siobhán", markers="F", born="04/03/2027")])
    one = write(
        tmp_path, "one.csv", [ONE_NAME, register_row(name='"O\'BRIEN, Siobhán"', markers="F", born="04/03/2027")]
    )
    assert read_all(tmp_path, two).only() == read_all(tmp_path, one).only()


def test_header_names_are_known_in_any_case_and_spacing(tmp_path: Path) -> None:
    header = REGISTER.upper().replace("ELECTOR NUMBER PREFIX", "elector_number_prefix").replace("POSTCODE", "Post Code")
    assert read_all(tmp_path, write(tmp_path, "a.csv", [header, register_row()])).people() == {"AB-1": "Priya Shah"}


def test_a_van_export_is_read_with_its_preferred_number_first_and_once(tmp_path: Path) -> None:
    row = "1234567,Shah,Priya,0113 496 0003,07700 900001,(0113) 4960003,12 Mill Lane,Riverside,RS1 2AB"
    van = write(tmp_path, "van.txt", [line.replace(",", "\t") for line in (VAN, row)], "utf-16")
    household = read_all(tmp_path, van).only()
    assert household.people["van.1234567"].elector == "1234567"
    assert list(household.numbers) == [THREE, ONE]
    assert (household.address, household.town, household.postcode) == (("12 Mill Lane",), "Riverside", "RS1 2AB")


def test_phones_are_joined_by_van_id_where_the_register_has_it(tmp_path: Path) -> None:
    register = write(tmp_path, "a.csv", [f"VANID,{REGISTER}", f"77,{register_row()}"])
    phones = write(tmp_path, "b.csv", ["VanID,Cell Phone", "77,07700900001"])
    assert _numbers(read_all(tmp_path, register, phones).only()) == {ONE: ("AB-1",)}


def test_a_column_called_id_may_hold_the_elector_number(tmp_path: Path) -> None:
    register = write(tmp_path, "a.csv", [REGISTER, register_row()])
    phones = write(tmp_path, "b.csv", ["ID,Number", "AB-1/0,07700900001"])
    assert _numbers(read_all(tmp_path, register, phones).only()) == {ONE: ("AB-1",)}


def test_an_elector_number_that_could_be_two_is_nobodys(tmp_path: Path) -> None:
    rows = [register_row("AB,124,0"), register_row("AB1,24,0", "Shah,Sam"), register_row("AC,7,0", "Shah,Al")]
    register = write(tmp_path, "a.csv", [REGISTER, *rows])
    phones = write(tmp_path, "b.csv", [PHONES, "AB124,07700900001", "AB1-24,07700900002", "AC7,01134960003"])
    found = read_all(tmp_path, register, phones)
    assert _numbers(found.only()) == {TWO: ("AB1-24",), THREE: ("AC-7",)}
    assert found.codes() == [("b.csv", 2, "elector_ambiguous")]


def test_the_polling_district_stands_for_a_prefix_that_is_missing(tmp_path: Path) -> None:
    header = "Polling District,Elector Number,Surname,Forename,Address1,Postcode"
    rows = ["AB,1,Shah,Priya,12 Mill Lane,RS1 2AB", "AC,1,Owen,Siân,3 Mill Lane,RS1 2AC"]
    assert set(read_all(tmp_path, write(tmp_path, "a.csv", [header, *rows])).people()) == {"AB-1", "AC-1"}


def test_prefix_and_suffix_of_a_name_are_no_elector_number(tmp_path: Path) -> None:
    header = "VANID,Prefix,LastName,FirstName,Suffix,Address,City,Zip5"
    found = read_all(tmp_path, write(tmp_path, "a.csv", [header, "7,Mr,Shah,Sam,Jr,12 Mill Lane,Riverside,RS1 2AB"]))
    assert found.people() == {"van.7": "Sam Shah"}


def test_a_number_in_one_household_is_shared_and_across_households_stays_with_the_first(tmp_path: Path) -> None:
    rows = [
        "AB-1,Priya,Shah,12 Mill Lane,Riverside,RS1 2AB,07700900001,",
        "AB-2,Sam,Shah,12 Mill Lane,Riverside,RS1 2AB,07700 900001,",
        "AB-3,Siân,Owen,3 Mill Lane,Riverside,RS1 2AC,+447700900001,07700900002",
    ]
    found = read_all(tmp_path, write(tmp_path, "a.csv", [EVERYTHING, *rows]))
    first, second = found.at("12 Mill Lane"), found.at("3 Mill Lane")
    assert first.numbers[ONE].first
    assert first.numbers[ONE].number.whose == ("AB-1", "AB-2")
    assert not second.numbers[ONE].first
    assert second.numbers[TWO].first
    assert found.codes() == [("a.csv", 2, "number_shared"), ("a.csv", 4, "number_elsewhere")]
    assert found.problems[1]["Note"] == "first in a.csv, line 2"
    assert (found.counts.shared_in_household, found.counts.shared_across_households, found.counts.numbers) == (1, 1, 2)


def test_people_who_cannot_vote_are_kept_and_marked(tmp_path: Path) -> None:
    rows = [
        register_row("AB,1,0", markers="G"),
        register_row("AB,2,0", "Shah,Al", born="05/03/2027"),
        register_row("AB,3,0", "Shah,Jo", markers="F"),
        register_row("AB,4,0", "Shah,Di", born="soon"),
    ]
    found = read_all(tmp_path, write(tmp_path, "a.csv", [REGISTER, *rows]))
    people = found.only().people
    assert {k: p.may_vote for k, p in people.items()} == {"AB-1": False, "AB-2": False, "AB-3": True, "AB-4": False}
    assert people["AB-3"].columns == {"markers": "F"}
    assert found.counts.cannot_vote == 3
    assert found.codes() == [("a.csv", 5, "date_unreadable")]


def test_every_row_that_cannot_be_used_is_reported_with_its_line(tmp_path: Path) -> None:
    rows = [
        "AB,1,0,,,,,,,,,,,",
        register_row("AB,2,0", ","),
        register_row("AB,3,0", address="").replace("Riverside", ""),
        register_row(",,"),
        register_row("AB#,5,0"),
        register_row("AB,6,0"),
        register_row("AB,6,0"),
        register_row("AB,6,0", "Other,Name"),
    ]
    register = write(tmp_path, "a.csv", [REGISTER, *rows])
    phones = write(
        tmp_path,
        "b.csv",
        [PHONES, "AB-6,ex-directory", "AB-6,", "AB-99,07700900001", ",07700900001", "AB-6,4.4E+11", "AB-6,07700900002"],
    )
    found = read_all(tmp_path, register, phones)
    assert found.codes() == [
        ("a.csv", 2, "anonymous"),
        ("a.csv", 3, "no_name"),
        ("a.csv", 4, "no_address"),
        ("a.csv", 5, "no_id"),
        ("a.csv", 6, "id_unusable"),
        ("a.csv", 8, "elector_twice"),
        ("a.csv", 9, "elector_twice"),
        ("b.csv", 2, "number_invalid"),
        ("b.csv", 3, "no_number"),
        ("b.csv", 4, "elector_unknown"),
        ("b.csv", 5, "no_id"),
        ("b.csv", 6, "number_damaged"),
    ]
    assert all(row["Reason"] == REASONS[row["Code"]] for row in found.problems)
    assert found.unknown == ["AB-99"]
    assert found.counts.people == 1


def test_a_list_with_a_row_for_each_number_gives_all_of_them(tmp_path: Path) -> None:
    rows = [f"AB-1,Priya,Shah,12 Mill Lane,Riverside,RS1 2AB,{number}," for number in ("07700900001", "07700900002")]
    found = read_all(tmp_path, write(tmp_path, "a.csv", [EVERYTHING, *rows]))
    assert _numbers(found.only()) == {ONE: ("AB-1",), TWO: ("AB-1",)}
    assert found.problems == []


def test_no_cell_of_the_report_is_a_formula(tmp_path: Path) -> None:
    rows = [f"AB-{n},=1+1,@Shah,,,,{value}," for n, value in enumerate(("=cmd()", "+1", "-1", "@x"))]
    found = read_all(tmp_path, write(tmp_path, "=a.csv", [EVERYTHING, *rows, register_row()]))
    for row in found.problems:
        assert not any(str(cell).startswith(("=", "+", "-", "@")) for cell in row.values())


def test_numbers_that_must_not_be_called_are_kept_back(tmp_path: Path) -> None:
    header, row = f"{PHONES},TPS,Screened on", "AB-1,07700900001,{},01/02/2027"
    register = write(tmp_path, "a.csv", [REGISTER, register_row()])
    free = read_all(tmp_path, register, write(tmp_path, "b.csv", [header, row.format("N")]))
    barred = read_all(tmp_path, register, write(tmp_path, "c.csv", [header, row.format("Y")]))
    assert free.only().numbers[ONE].number == Number(ONE, "mobile", ("AB-1",), "2027-02-01")
    assert barred.only().numbers[ONE].number.suppressed
    assert barred.codes() == [("c.csv", 2, "call_barred")]


def test_deleted_electors_of_an_update_are_left_out(tmp_path: Path) -> None:
    lines = [f"ChangeTypeID,{REGISTER}", f"A,{register_row()}", f"D,{register_row('AB,2,0', 'Shah,Sam')}"]
    found = read_all(tmp_path, write(tmp_path, "a.csv", lines))
    assert found.people() == {"AB-1": "Priya Shah"}
    assert found.codes() == [("a.csv", 3, "deleted")]


def test_columns_are_kept_when_they_are_named(tmp_path: Path) -> None:
    lines = [
        f"{EVERYTHING},Ward,Tags,Secret",
        "AB-1,Priya,Shah,12 Mill Lane,Riverside,RS1 2AB,,,North,member; poster,x",
    ]
    file = write(tmp_path, "a.csv", lines)
    plain = read_all(tmp_path, file).only().people["AB-1"]
    kept = read_all(tmp_path, file, keep=("ward",)).only().people["AB-1"]
    assert (plain.tags, plain.columns) == (("member", "poster"), {})
    assert kept.columns == {"Ward": "North"}


def test_phones_alone_are_joined_to_electors_that_are_known_already(tmp_path: Path) -> None:
    phones = write(tmp_path, "b.csv", [PHONES, "AB-1,07700900001", "AB-2,07700900002"])
    found = read_all(tmp_path, phones, known={"AB-1": "house1"})
    assert found.only().id == "house1"
    assert found.only().rows == 0
    assert _numbers(found.only()) == {ONE: ("AB-1",)}
    assert found.codes() == [("b.csv", 3, "elector_unknown")]


def test_phones_of_another_register_are_refused(tmp_path: Path) -> None:
    register = write(tmp_path, "a.csv", [REGISTER, register_row()])
    phones = write(tmp_path, "b.csv", [PHONES, "ZZ-1,07700900001"])
    with pytest.raises(UnusableFile) as caught:
        read_all(tmp_path, register, phones)
    assert caught.value.code == "no_match"


def test_lists_that_tell_people_apart_differently_are_refused(tmp_path: Path) -> None:
    register = write(tmp_path, "a.csv", [REGISTER, register_row()])
    van = write(tmp_path, "b.csv", [VAN, "7,Shah,Sam,,,,12 Mill Lane,Riverside,RS1 2AB"])
    with pytest.raises(UnusableFile) as caught:
        read_all(tmp_path, register, van)
    assert caught.value.code == "ids_differ"


def test_a_household_has_a_most_and_the_rest_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MOST_PEOPLE", "MOST_NUMBERS"):
        monkeypatch.setattr(staging, name, 3)
        monkeypatch.setattr(f"ringround.importing.joining.{name}", 3)
    rows = [f"AB-{n},A,Shah,Hall,Riverside,RS1 2AB,0770090000{n}," for n in range(1, 6)]
    found = read_all(tmp_path, write(tmp_path, "a.csv", [EVERYTHING, *rows]))
    assert (len(found.only().people), len(found.only().numbers)) == (3, 3)
    assert [code for _, _, code in found.codes()].count("people_too_many") == 2
    assert [code for _, _, code in found.codes()].count("numbers_too_many") == 2


def test_households_come_in_the_order_of_ids_and_hold_everybody_once(tmp_path: Path) -> None:
    rows = [register_row(f"AB,{n},0", address=f"{n % 40} Mill Lane") for n in range(300)]
    random.Random(1).shuffle(rows)
    found = read_all(tmp_path, write(tmp_path, "a.csv", [REGISTER, *rows]))
    ids = [h.id for h in found.households]
    assert ids == sorted(set(ids))
    assert len(found.people()) == 300
    assert (found.counts.households, found.counts.rows) == (40, 300)
