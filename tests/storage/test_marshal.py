"""Plain values to DynamoDB's and back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringround.domain.outcomes import Outcome
from ringround.storage.marshal import from_item, from_value, to_item, to_value

_PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.text() | st.integers(-(10**37), 10**37) | st.booleans() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(min_size=1), _PLAIN, max_size=5))
def test_an_item_survives_being_written_and_read(item: dict[str, Any]) -> None:
    assert from_item(to_item(item)) == item


@given(st.booleans() | st.integers(0, 1))
def test_truth_stays_truth_and_numbers_stay_numbers(value: int) -> None:
    assert type(from_value(to_value(value))) is type(value)


def test_a_tuple_comes_back_as_a_list() -> None:
    assert from_value(to_value(("a", 1))) == ["a", 1]


def test_an_outcome_is_written_as_its_name() -> None:
    assert to_value(Outcome.NOT_HOME) == {"S": "not_home"}
    assert type(from_value(to_value(Outcome.NOT_HOME))) is str


def test_entries_without_a_value_are_left_out() -> None:
    assert to_item({"a": None, "b": {"c": None, "d": 1}}) == {"b": {"M": {"d": {"N": "1"}}}}


@pytest.mark.parametrize("value", [None, 1.5, {1, 2}, [None]])
def test_what_the_table_does_not_hold_is_a_fault(value: object) -> None:
    with pytest.raises(TypeError):
        to_value(value)
