"""Keys: made and parsed in one place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringround.storage import keys
from ringround.storage.keys import QueueKey
from ringround.storage.schema import PK, SK, attribute_names, table_definition

_QUEUE_KEYS = st.builds(
    QueueKey,
    bank=st.just("main"),
    tier=st.sampled_from("0123458"),
    callable_from=st.integers(0, 9_999_999_999),
    household=st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=13, max_size=13),
)


@given(_QUEUE_KEYS)
def test_a_place_in_the_queue_can_be_read_back(key: QueueKey) -> None:
    assert QueueKey.parse("main", key.sort) == key


@given(_QUEUE_KEYS, _QUEUE_KEYS)
def test_the_text_order_of_the_queue_is_the_order_in_which_households_are_rung(one: QueueKey, other: QueueKey) -> None:
    rung = [(k.tier, k.callable_from, k.household) for k in (one, other)]
    assert (one.sort < other.sort) == (rung[0] < rung[1])


@pytest.mark.parametrize("sort", ["", "3#0000000000", "3#soon#h1", "3#0000000000#h1#more"])
def test_what_is_no_place_in_a_queue_is_a_fault(sort: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        QueueKey.parse("main", sort)


def test_no_two_things_share_a_key() -> None:
    same = "x"
    made = [
        keys.campaign(),
        keys.bank(same),
        keys.progress(same),
        keys.script(same, 1),
        keys.household(same),
        keys.elector(same),
        keys.number(same),
        keys.call(same, same, same, 1),
        keys.volunteer(same),
        keys.session(same, same),
        keys.desk(same, same),
        keys.sign_in_code(same),
        keys.rate(same, 1),
        keys.join_code(same),
        keys.importing(same),
        keys.import_lease(),
    ]
    assert len({(k[PK], k[SK]) for k in made}) == len(made)


def test_versions_of_a_call_and_of_a_script_sort_by_their_number() -> None:
    assert keys.call("sam", "d", "c", 9)[SK] < keys.call("sam", "d", "c", 10)[SK]
    assert keys.script("main", 9)[SK] < keys.script("main", 10)[SK]


@given(st.text(min_size=1, max_size=20))
def test_a_callers_desk_is_always_in_one_of_the_partitions_of_the_day(caller: str) -> None:
    every = {keys.desk_partition("2027-02-20", shard) for shard in range(keys.DESK_SHARDS)}
    assert keys.desk("2027-02-20", caller)[PK] in every
    assert keys.desk("2027-02-20", caller) == keys.desk("2027-02-20", caller)


def test_desks_are_spread_over_all_partitions_of_the_day() -> None:
    used = {keys.desk("2027-02-20", f"caller{n}")[PK] for n in range(50)}
    assert len(used) == keys.DESK_SHARDS


def test_the_table_declares_exactly_the_attributes_that_its_keys_need() -> None:
    definition = table_definition("t")
    assert {a["AttributeName"] for a in definition["AttributeDefinitions"]} == set(attribute_names())
    assert attribute_names() == ("pk", "sk", "q_pk", "q_sk")
