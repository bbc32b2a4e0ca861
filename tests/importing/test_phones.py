"""Phone numbers: what people type, and the short way held against phonenumbers."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType

from ringround.importing import phones
from ringround.importing.phones import Parsed, parse, parse_cell

DRAMA = {
    "01632 960123": ("+441632960123", "landline"),
    "07700 900123": ("+447700900123", "mobile"),
    "020 7946 0123": ("+442079460123", "landline"),
    "0113 496 0123": ("+441134960123", "landline"),
    "0191 498 0123": ("+441914980123", "landline"),
    "029 2018 0123": ("+442920180123", "landline"),
}


@pytest.mark.parametrize(("typed", "found"), DRAMA.items())
def test_every_drama_range_is_accepted(typed: str, found: tuple[str, str]) -> None:
    assert parse_cell(typed) == [Parsed(*found)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        "07700900123",
        "+447700900123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "0044 7700 900123",
        "447700900123",
        "7700900123",
        "(07700) 900-123",
        " 07700\u00a0900\u00a0123 ",
        "07700.900.123",
        "tel: 07700 900123",
        "07700 900123 (mobile)",
    ],
)
def test_one_number_however_it_is_typed(typed: str) -> None:
    assert [p.e164 for p in parse_cell(typed)] == ["+447700900123"]


@pytest.mark.parametrize("cell", ["", " ", "-", "n/a", "None", "0", "#N/A"])
def test_words_for_nothing_are_nothing(cell: str) -> None:
    assert parse_cell(cell) == []


def test_one_cell_may_hold_several_numbers() -> None:
    found = parse_cell("07700 900123 / 0113 496 0123; 020 7946 0123 or 01632 960123")
    assert [p.e164 for p in found] == ["+447700900123", "+441134960123", "+442079460123", "+441632960123"]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("4.47701E+11", "number_damaged"),
        ("0770090012", "number_invalid"),
        ("12345", "number_invalid"),
        ("ex-directory", "number_invalid"),
        ("x" * 500, "number_invalid"),
    ],
)
def test_what_is_no_number_is_refused_with_a_reason(cell: str, why: str) -> None:
    assert [p.refused for p in parse_cell(cell)] == [why]


@pytest.mark.parametrize("start", ["0901", "0871", "070"])
def test_numbers_that_cost_the_volunteer_are_refused(start: str) -> None:
    # Made here digit by digit: no whole number outside the drama ranges stands in this project.
    refused = {p.refused for n in range(2000, 2600) for p in parse_cell(f"{start}{n}{n}{n}"[:11])}
    assert "number_costly" in refused
    assert "" not in refused


@given(st.text("0123456789", min_size=9, max_size=11), st.sampled_from(["0", "+44", "0044", ""]))
@settings(max_examples=500, deadline=None)
def test_the_short_way_agrees_with_phonenumbers(digits: str, before: str) -> None:
    text = before + digits
    found = parse(text)
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        assert found.refused
        return
    if not phonenumbers.is_valid_number(number):
        national = str(number.national_number)
        drama = national.startswith(("7700900", "1632960")) and len(national) == 10
        assert found.refused == ("" if drama else "number_invalid")
        return
    kind = phonenumbers.number_type(number)
    expected = {PhoneNumberType.MOBILE: "mobile", PhoneNumberType.FIXED_LINE: "landline"}.get(kind, "unknown")
    if not found.refused:
        assert found.e164 == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert found.kind == expected
    else:
        assert found.refused == "number_costly"


# Landlines, mobiles, pagers, personal, shared and free numbers; Guernsey, Jersey and Man, which share the UK's code.
_BEGINNINGS = (
    *(("131", "1632960", "207", "1212", "741", "752", "771", "7700900", "784", "795") * 4),
    *("1", "2", "20", "11", "1632", "7", "74", "75", "76", "77", "78", "79"),
    *("1481", "1534", "1624", "7781", "7839", "7797", "7829", "7937", "7624", "7924", "7911", "7509", "7700"),
    *("3", "33", "55", "56", "70", "80", "845", "87", "90", "118", "999"),
)


_STARTS = ("0", "0", "+44", "+44 (0)", "0044", "", "(0)", "+44 0", "0044 (0)", "44", "+353", "00", "T: ")
_ENDS = ("", "", "", "", " ext 12", " x12", "#3", " mobile", " Sam", ";")
_MARKS = (*"    -.()", "/", "\u00a0", "\u2011", "\u200b", "  ")


@st.composite
def _written(draw: st.DrawFn) -> str:
    """A number as somebody may type it: near enough to one of the UK, and not always one."""
    digits = draw(st.sampled_from(_BEGINNINGS)) + draw(st.text("0123456789", min_size=9, max_size=10))
    digits = digits[: draw(st.sampled_from((10, 10, 10, 10, 9, 11)))]
    for at in draw(st.lists(st.integers(1, 8), max_size=2)):
        digits = digits[:at] + draw(st.sampled_from(_MARKS)) + digits[at:]
    return draw(st.sampled_from(_STARTS)) + digits + draw(st.sampled_from(_ENDS))


@given(_written())
@settings(max_examples=500, deadline=None)
def test_the_short_way_agrees_with_the_long_one_however_a_number_is_typed(text: str) -> None:
    short = phones._plain(text)
    assert short is None or short == phones._slow(text)


@given(st.text(max_size=80))
@settings(deadline=None)
def test_no_cell_is_a_fault(cell: str) -> None:
    for found in parse_cell(cell):
        assert found.refused or found.e164.startswith("+")
