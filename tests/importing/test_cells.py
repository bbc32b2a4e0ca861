"""Elector numbers, names, addresses, dates and markers: one cell at a time."""

from collections.abc import Callable
from datetime import date
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringround.importing import electors, eligibility, names
from ringround.importing.addresses import Home, home
from tests.importing.lists import ID_KEY, POLL


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("AB-124/1", "AB-124/1"),
        ("AB-124", "AB-124"),
        ("AB124", "AB-124"),
        ("ab 124", "AB-124"),
        ("AB 124 1", "AB-124/1"),
        ("AB-124/0", "AB-124"),
        ("AB/124", "AB-124"),
        ("AB-0124/01", "AB-124/1"),
        ("124/0", "124"),
        ("124", "124"),
        ("AB1-24", "AB1-24"),
        ("", ""),
    ],
)
def test_an_elector_number_has_one_form(text: str, key: str) -> None:
    assert electors.from_text(text) == key


@pytest.mark.parametrize(
    ("prefix", "number", "suffix", "key"),
    [
        ("AB", "124", "0", "AB-124"),
        ("AB", "124", "", "AB-124"),
        ("AB", "124", "1", "AB-124/1"),
        ("AB ", " 0124", "01", "AB-124/1"),
        ("AB1", "24", "0", "AB1-24"),
        ("", "124", "0", "124"),
        ("", "AB-124/1", "", "AB-124/1"),
        ("AB", "AB124", "", "AB-124"),
        ("AB", "", "", ""),
    ],
)
def test_three_cells_make_the_same_key(prefix: str, number: str, suffix: str, key: str) -> None:
    assert electors.from_parts(prefix, number, suffix) == key


def _or_refused(read: Callable[..., str], *cells: str) -> str:
    try:
        return read(*cells)
    except ValueError:
        return "refused"


_PARTS = st.text("aAbB1029 -/.#é\u0661", max_size=12) | st.from_regex(r"[A-Z]{1,3}[0-9]?", fullmatch=True)
_DIGITS = st.from_regex(r"0{0,2}[0-9]{1,11}", fullmatch=True)


@given(
    _PARTS, st.sampled_from(("-", " ", "/", "")), _DIGITS | _PARTS, st.sampled_from(("", "/0", "/01", "/12", "/000"))
)
def test_the_short_way_to_a_key_agrees_with_the_long_one(prefix: str, mark: str, number: str, suffix: str) -> None:
    short = _or_refused(electors.from_text, text := f"{prefix}{mark}{number}{suffix}")
    with patch.object(electors, "marked", lambda _: ""):
        assert _or_refused(electors.from_text, text) == short
    if electors.marked(text):
        assert not electors.is_glued(text)


@given(_PARTS, _DIGITS | _PARTS, st.sampled_from(("", "0", "00", "1", " ", "x")))
def test_the_short_way_from_three_cells_agrees_with_the_long_one(prefix: str, number: str, suffix: str) -> None:
    short = _or_refused(electors.from_parts, prefix, number, suffix)
    with patch.object(electors, "_plain_prefix", lambda _: None):
        assert _or_refused(electors.from_parts, prefix, number, suffix) == short


@given(st.text(max_size=60))
def test_a_key_is_usable_or_refused(text: str) -> None:
    try:
        key = electors.from_text(text)
    except ValueError:
        return
    assert "#" not in key
    assert len(key) <= electors.LONGEST_KEY
    assert electors.from_text(key) == key


@pytest.mark.parametrize(
    ("cell", "shown", "first"),
    [
        ("SHAH, PRIYA", "Priya Shah", "Priya"),
        ("O'BRIEN, SIOBHÁN MARY", "Siobhán Mary O'Brien", "Siobhán"),
        ("MCDONALD, IAN", "Ian McDonald", "Ian"),
        ("SMITH-JONES, ZOË", "Zoë Smith-Jones", "Zoë"),
        ("VAN DER BERG, JAN", "Jan van der Berg", "Jan"),
        ("D'SOUZA, ANA", "Ana D'Souza", "Ana"),
        ("SHAH Priya", "Priya Shah", "Priya"),
        ("Priya Shah", "Priya Shah", "Priya"),
        ("priya shah", "Priya Shah", "Priya"),
        ("MacDonald, Ailsa", "Ailsa MacDonald", "Ailsa"),
        ("Mr John Smith", "Mr John Smith", "John"),
        ("NG, LI", "Li Ng", "Li"),
        ("Madonna", "Madonna", "Madonna"),
        ("Shah,", "Shah", "Shah"),
    ],
)
def test_names_are_shown_as_people_write_them(cell: str, shown: str, first: str) -> None:
    assert names.from_text(cell) == (shown, first)


@given(st.text(min_size=1, max_size=200))
def test_no_name_is_a_fault(text: str) -> None:
    try:
        found = names.from_text(text)
    except ValueError:
        return
    assert 0 < len(found.shown) <= names.LONGEST_NAME
    assert found.first


def _home(*lines: str, town: str = "", postcode: str = "RS1 2AB") -> Home:
    found = home(lines, town, postcode, ID_KEY)
    assert found is not None
    return found


def test_one_home_however_it_is_written() -> None:
    first = _home("Flat 2B", "12 St. John's Court", "Riverside")
    for other in (
        _home("FLAT 2B", "12 ST JOHNS COURT", "RIVERSIDE", postcode="rs12ab"),
        _home("Flat 2 B, 12 St John’s Court", "Riverside"),
        _home("flat 2b", "", "12  St John's  Court,", " Riverside"),
    ):
        assert other.household == first.household


def test_flats_and_numbers_stay_apart() -> None:
    found = {
        _home("Flat 1", "2 Mill Lane").household,
        _home("Flat 12", "Mill Lane").household,
        _home("Flat 1", "2 Mill Lane", postcode="RS1 2AC").household,
        _home("12 Mill Lane").household,
        _home("12A Mill Lane").household,
        _home("1 2 Mill Lane").household,
    }
    assert len(found) == 6


def test_the_key_makes_other_ids() -> None:
    other = home(["12 Mill Lane"], "", "RS1 2AB", b"another key, as long")
    assert other is not None
    assert other.household != _home("12 Mill Lane").household


def test_an_address_is_shown_with_town_and_postcode() -> None:
    assert _home("12", "MILL LANE", "RIVERSIDE", postcode="rs12ab")[1:] == (("12 Mill Lane",), "Riverside", "RS1 2AB")
    assert _home("Flat 1, 12 Mill Lane", town="Riverside")[1:] == (("Flat 1", "12 Mill Lane"), "Riverside", "RS1 2AB")
    assert _home("12 Mill Lane, Riverside, RS1 2AB", postcode="")[1:] == (("12 Mill Lane",), "Riverside", "RS1 2AB")
    assert _home("Flat 1\n12 Mill Lane", "Riverside")[1] == ("Flat 1", "12 Mill Lane")


def test_nothing_is_no_home() -> None:
    assert home(["", " , "], "", "RS1 2AB", ID_KEY) is None


@pytest.mark.parametrize(
    ("cell", "votes"),
    [
        ("", True),
        ("F", True),
        ("B", True),
        ("G", False),
        ("K", False),
        ("L", False),
        ("f l", False),
        ("FG", False),
        ("UK", True),
        ("Overseas", True),
    ],
)
def test_markers_say_who_votes(cell: str, votes: bool) -> None:
    assert eligibility.may_vote(eligibility.markers(cell), None, POLL) is votes


@pytest.mark.parametrize(
    ("cell", "votes"),
    [
        ("04/03/2027", True),
        ("05/03/2027", False),
        ("2027-03-05", False),
        ("2027-03-05 00:00:00", False),
        ("5 Mar 2027", False),
        ("01/12/2026", True),
        ("04/03/2009", True),
        ("05/03/2009", False),
        ("29/02/1980", True),
    ],
)
def test_attainers_vote_from_their_birthday_on(cell: str, votes: bool) -> None:
    assert eligibility.may_vote("", eligibility.turns_18(cell, POLL), POLL) is votes


def test_an_unreadable_date_is_said() -> None:
    with pytest.raises(ValueError, match="next spring"):
        eligibility.turns_18("next spring", POLL)
    assert eligibility.turns_18(" ", date(2027, 3, 4)) is None
