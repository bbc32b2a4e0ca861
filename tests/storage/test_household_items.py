"""A household as an item: nothing is lost, and what is empty takes no room."""

from hypothesis import given, settings

from ringround.domain.household import Household
from ringround.storage import households
from ringround.storage.marshal import from_item, to_item
from tests import strategies
from tests.builders import a_household, a_number, a_person, rung


@settings(max_examples=50)
@given(strategies.households(any_words=True))
def test_a_household_survives_being_written_and_read(household: Household) -> None:
    stored = to_item(households.to_item(household))
    assert households.from_item(from_item(stored)) == household


def test_people_numbers_and_calls_come_back_in_their_order() -> None:
    people = (a_person("p9", "Zoe Adams"), a_person("p1"))
    household = a_household(people=people, numbers=(a_number("+447700900009"), a_number("+441134960000")))
    read = households.from_item(households.to_item(rung(rung(household))))
    assert list(read.people) == ["p9", "p1"]
    assert list(read.numbers) == ["+447700900009", "+441134960000"]
    assert [e.claim for e in read.log] == ["c1", "c2"]


def test_what_is_empty_is_left_out_of_the_item() -> None:
    item = households.to_item(a_household())
    assert set(item) == {"pk", "sk", "v", "rev", "address", "town", "postcode", "people", "numbers", "banks"}
    assert set(item["people"][0]) == {"id", "name", "first", "elector"}
    assert set(item["numbers"][0]) == {"e164", "kind", "whose"}


def test_a_call_with_one_outcome_for_all_is_written_as_a_list_of_names() -> None:
    entry = households.to_item(rung(a_household()))["log"][0]
    assert entry["people"] == ["p1"]
    assert "other" not in entry


def test_attributes_of_a_later_version_do_not_disturb() -> None:
    item = households.to_item(a_household())
    assert households.from_item({**item, "doors_knocked": 3}) == a_household()
