"""Elector numbers and phone numbers as people paste them."""

import pytest

from ringround.importing import elector_lists, number_lists
from ringround.importing.elector_lists import Typed


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("AB-124/1", "AB-124/1"),
        ("AB124/1", "AB-124/1"),
        ("AB 124/1", "AB-124/1"),
        (" ab 124 ", "AB-124"),
        ("ab124", "AB-124"),
        ("AB-124", "AB-124"),
        ("AB/124", "AB-124"),
        ("AB.124", "AB-124"),
        ("AB-0124/0", "AB-124"),
        ("AB 124 1", "AB-124/1"),
        ('"AB-124"', "AB-124"),
        ("AB\t124\t1", "AB-124/1"),
        ("AB,124,", "AB-124"),
        ("AB,124,Shah", "AB-124"),
        ("AB-124\tPriya Shah", "AB-124"),
        ("AB1-24", "AB1-24"),
    ],
)
def test_a_number_with_its_prefix_in_every_form(text: str, key: str) -> None:
    found = elector_lists.read(text)
    assert (found.keys[0], found.bare) == (key, "")
    assert elector_lists.read(text, "ZZ").keys[0] == key


@pytest.mark.parametrize(("text", "bare"), [("124", "124"), ("124/1", "124/1"), ("0124/0", "124"), ("124,Shah", "124")])
def test_a_number_without_one_belongs_to_any_or_to_that_of_the_list(text: str, bare: str) -> None:
    assert elector_lists.read(text).bare == bare
    assert elector_lists.read(text, " ab ") == Typed((f"AB-{bare}",))


@pytest.mark.parametrize("text", ["VAN 1234567", "vanid: 1234567", "VAN ID 1234567", "van.1234567"])
def test_a_van_id(text: str) -> None:
    assert elector_lists.read(text) == Typed(("van.1234567",))


def test_digits_alone_may_be_a_van_id() -> None:
    assert elector_lists.read("1234567").keys == ("1234567", "van.1234567", "id.1234567")


@pytest.mark.parametrize("text", ["", "  ", "–", "<script>", "x" * 81, ",,", "Łódź 12"])
def test_what_cannot_be_read_is_nothing(text: str) -> None:
    assert elector_lists.read(text) == Typed()


def test_letters_and_digits_together_are_tried_with_each_prefix() -> None:
    assert elector_lists.glued("ab124/1", ["A", "AB", "AB1", "ABC", ""]) == ["AB-124/1", "AB1-24/1"]


def test_phone_numbers_in_any_spelling_each_once() -> None:
    lines = ["07700 900001", "+44 7700 900001", "(0113) 496 0000", "", "07700900002 / 07700900003", "no number", "12"]
    found = number_lists.read(lines)
    assert found.e164 == ("+447700900001", "+441134960000", "+447700900002", "+447700900003")
    assert found.unreadable == ("no number", "12")
