"""Numbers as volunteers type and paste them: whole in a UK spelling, or the last digits."""

import pytest

from ringround.domain.errors import Malformed
from ringround.domain.typed_number import Typed, read
from tests.builders import drama_number


@pytest.mark.parametrize(
    "text",
    [
        "01134960000",
        "0113 496 0000",
        "(0113) 496-0000",
        "0113.496.0000",
        "+441134960000",
        "+44 113 496 0000",
        "+44 (0)113 496 0000",
        "+44(0)1134960000",
        "0044 113 496 0000",
        "0044 (0)113 4960000",
        "44 113 496 0000",
        " 441134960000",
        "113 496 0000",
        "0113\u00a0496\u202f0000",
        "\u202a+44 113 496 0000\u202c",
        "0113\u2011496\u20110000",
    ],
)
def test_every_uk_spelling_is_one_number(text: str) -> None:
    assert read(text) == Typed(e164="+441134960000")


@pytest.mark.parametrize("n", range(0, 16_000, 331))
def test_national_and_international_spellings_agree(n: int) -> None:
    e164 = drama_number(n)
    national = "0" + e164[3:]
    assert read(national) == read(e164) == read("00" + e164[1:]) == Typed(e164=e164)


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("0800 1111", "+448001111"),
        ("01697 73555", "+44169773555"),
        ("+33 1 99 00 00 00", "+33199000000"),
        ("0033 1 99 00 00 00", "+33199000000"),
        ("+353 20 910 0000", "+353209100000"),
        ("+1 (202) 555-0100", "+12025550100"),
    ],
)
def test_short_and_foreign_numbers_are_whole_numbers_too(text: str, e164: str) -> None:
    assert read(text) == Typed(e164=e164)


@pytest.mark.parametrize(
    "text", ["0000", "60 000", "960000", "4-9-6-0", "001234", "496 0000", "7946 0000", "44 113 496"]
)
def test_four_to_eight_digits_are_the_last_ones(text: str) -> None:
    assert read(text) == Typed(last=text.replace(" ", "").replace("-", ""))


@pytest.mark.parametrize("text", ["0", "12", "123", " 1 2 3 ", "+", "+44", "(0)"])
def test_fewer_are_too_few(text: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(text)
    assert refused.value.reason == "number_too_short"


@pytest.mark.parametrize(
    "text",
    [
        "Priya Shah",
        "0113 496 000x",
        "0113 496 0000 ext 5",
        "tel:+441134960000",
        "#31#01134960000",
        "*67 4960000",
        "0113+4960000",
        "++441134960000",
        "٠١١٣٤٩٦٠٠٠٠",
        "０１１３４９６００００",
        "²³⁴⁵",
        "0960000",
        "496000012",
        "0113 496 00001",
        "+44 113 496",
        "+441134960000000",
        "0113496",
        "+0113 496 0000",
        "1" * 41,
        "",
        "   ",
        "--",
        "1234\n5678\x00",
    ],
)
def test_what_can_be_no_number_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(text)
    assert refused.value.reason == "malformed"
    assert not text.strip() or text not in f"{refused.value.message} {refused.value.details}"
