"""Keys: made and parsed in one place."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringround.domain.placement import CALL_BACK_TIER
from ringround.storage import keys
from ringround.storage.keys import QueueKey, part_of, queue_partition
from ringround.storage.schema import PK, SK, attribute_names, table_definition

_QUEUE_KEYS = st.builds(
    QueueKey,
    bank=st.just("main"),
    tier=st.sampled_from("0123458"),
    callable_from=st.integers(0, 9_999_999_999),
    household=st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=13, max_size=13),
    parts=st.integers(1, 64),
)


@given(_QUEUE_KEYS)
def test_a_place_in_the_queue_can_be_read_back(key: QueueKey) -> None:
    parts = 1 if key.tier == CALL_BACK_TIER else key.parts
    assert QueueKey.parse(key.partition, key.sort) == key._replace(parts=parts)


@given(_QUEUE_KEYS)
def test_where_a_household_waits_follows_from_its_id_alone(key: QueueKey) -> None:
    later = key._replace(callable_from=key.callable_from // 2, tier="8")
    every = {queue_partition(key.bank, part, key.parts) for part in range(key.parts)}
    assert later.partition in every
    assert key.partition == (key.bank if key.tier == CALL_BACK_TIER else later.partition)


def test_a_queue_of_one_part_stands_where_it_always_did() -> None:
    assert QueueKey("main", "3", 0, "h1").partition == "main"


def test_households_are_spread_evenly_over_the_parts() -> None:
    found = Counter(part_of(f"h{n:011d}", 16) for n in range(16_000))
    assert len(found) == 16
    assert all(850 < count < 1_150 for count in found.values())


def test_desks_are_spread_further_where_queues_are() -> None:
    assert [keys.desk_shards(parts) for parts in (1, 2, 16)] == [4, 4, 32]
    used = {keys.desk("2027-02-20", f"caller{n}", 32)[PK] for n in range(500)}
    assert used == {keys.desk_partition("2027-02-20", shard) for shard in range(32)}


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
        keys.sign_in_code(same, same),
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
