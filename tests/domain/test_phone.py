"""Numbers as they are read out, and as they may stand in a log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringround.domain.phone import display, is_e164, mask

DRAMA_RANGES = {
    "+441632960000": "01632 960000",
    "+441632960999": "01632 960999",
    "+447700900000": "07700 900000",
    "+447700900999": "07700 900999",
    "+442079460000": "020 7946 0000",
    "+442079460999": "020 7946 0999",
    "+441134960000": "0113 496 0000",
    "+441144960123": "0114 496 0123",
    "+441154960123": "0115 496 0123",
    "+441164960123": "0116 496 0123",
    "+441174960123": "0117 496 0123",
    "+441184960123": "0118 496 0123",
    "+441214960123": "0121 496 0123",
    "+441314960123": "0131 496 0123",
    "+441414960123": "0141 496 0123",
    "+441514960123": "0151 496 0123",
    "+441614960999": "0161 496 0999",
    "+441914980000": "0191 498 0000",
    "+442920180000": "029 2018 0000",
    "+442920180999": "029 2018 0999",
}


@pytest.mark.parametrize(("e164", "shown"), DRAMA_RANGES.items())
def test_a_number_is_shown_in_the_groups_in_which_it_is_read_out(e164: str, shown: str) -> None:
    assert display(e164) == shown


def test_a_number_of_another_country_is_shown_as_it_is() -> None:
    assert display("+35315550000") == "+35315550000"


@pytest.mark.parametrize("e164", DRAMA_RANGES)
def test_what_is_shown_can_be_dialled_as_it_stands(e164: str) -> None:
    assert "+44" + display(e164).replace(" ", "")[1:] == e164


@pytest.mark.parametrize("e164", DRAMA_RANGES)
def test_of_a_masked_number_only_country_code_and_two_digits_stay(e164: str) -> None:
    assert mask(e164) == "+44" + "•" * 8 + e164[-2:]


def test_a_number_of_another_country_keeps_less() -> None:
    assert mask("+35315550000") == "+3" + "•" * 8 + "00"


@given(st.text(max_size=30))
def test_masking_never_shows_more_than_five_characters_of_anything(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert len(masked.replace("•", "")) <= 5


@pytest.mark.parametrize("text", ["", "01134960000", "+0134960000", "+44 113 496 0000", "+44", "+4411349600001234"])
def test_what_is_no_e164_number_is_told_apart(text: str) -> None:
    assert not is_e164(text)
    assert mask(text) == "•" * len(text)


def test_digits_of_other_scripts_make_no_number() -> None:
    assert not is_e164("+44١١٣٤٩٦٠٠٠٠")
