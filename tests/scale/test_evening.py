"""The simulated evening: it keeps count, it is the same each time, and it finds what is broken on purpose."""

from collections import Counter
from typing import Any

import pytest

from bench.scale import table as model
from bench.scale.evening import Evening
from bench.scale.limits import Throttling
from bench.scale.people import EPOCH
from bench.scale.result import Result, result_of
from bench.scale.setting import Setting
from bench.scale.table import SimTable, Store, Times
from bench.scale.world import World
from ringround.domain import looking
from ringround.storage import keys
from ringround.storage.table import ConditionFailed, Table, TransactionRefused, Update, put_in, update_in

SMALL = Setting(callers=60, within=10, every=15, duration=45)


def evening(**changes: Any) -> tuple[Evening, Result]:
    """A small evening and what it came to."""
    made = Evening(Setting(**{**{f: getattr(SMALL, f) for f in SMALL.__slots__}, **changes}))
    made.run()
    return made, result_of(made)


@pytest.mark.parametrize("parts", [1, 8])
def test_each_call_is_recorded_once_and_nobody_is_in_two_hands(parts: int) -> None:
    made, found = evening(queue_parts=parts)
    assert found.calls > 80
    assert (found.twice, found.lost, found.doubled) == (0, 0, 0)
    assert not found.broken_by
    stored = [sk for pk, items in made.store.items.items() if pk.startswith("C#") for sk in items]
    assert found.calls <= len(stored) <= found.calls + SMALL.callers
    tallies = Counter(
        {
            "calls": sum(
                count
                for pk, desks in made.store.items.items()
                if pk.startswith("D#")
                for item, _ in desks.values()
                for name, count in item.items()
                if name.startswith("t|") and name.endswith("|calls")
            )
        }
    )
    # The evening ends in the middle of some: a call is stored first, and told to its desk before it is acknowledged.
    assert found.calls <= tallies["calls"] <= len(stored)


def test_the_same_seed_gives_the_same_evening() -> None:
    one, other, third = (evening(seed=seed, duration=20)[1] for seed in (3, 3, 4))
    assert one == other
    assert one.waits != third.waits


def test_claims_without_their_condition_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "holds", lambda *_: True)
    _, found = evening(within=1, duration=15, every=5)
    assert found.twice > 0
    assert found.broken_by


def test_taking_the_first_of_the_queue_collapses_where_the_index_lags(monkeypatch: pytest.MonkeyPatch) -> None:
    """performance.md: top-1 serves about one claim in each lag; a page of candidates serves all."""
    lag = Times(lag=(0.2, 0.2))
    sound = evening(callers=150, within=5, every=90, duration=14, times=lag)[1]
    monkeypatch.setattr(looking, "MOST_READ", 1)
    broken = evening(callers=150, within=5, every=90, duration=14, times=lag)[1]
    assert sound.claims >= 295
    assert broken.claims < 14 / 0.2 * 1.5
    assert broken.nothing > 100


def test_candidates_grow_with_the_claims_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    lag = Times(lag=(0.5, 0.5))
    found = evening(callers=150, within=5, every=90, duration=14, queue_parts=2, times=lag)[1]
    monkeypatch.setattr(looking, "_MORE", 1.0)
    fixed = evening(callers=150, within=5, every=90, duration=14, queue_parts=2, times=lag)[1]
    assert found.claims >= 295
    assert found.per_claim < fixed.per_claim


def test_one_partition_of_the_index_breaks_first_and_is_named() -> None:
    made = Evening(Setting(callers=400, within=4, every=12, duration=24))
    partition = made.store.index.of("bank000")
    partition.writes.rate = Throttling().writes / 20
    made.run()
    found = result_of(made)
    assert found.broken_by == "index partition: writes of bank000"
    assert (found.twice, found.lost, found.doubled) == (0, 0, 0)
    assert partition.written["bank000"] < Throttling().writes / 20 * 26


class TestModel:
    """The model of the table beside a real one: the same conditions, the same items."""

    @pytest.fixture
    def both(self, table: Table, monkeypatch: pytest.MonkeyPatch) -> tuple[Table, SimTable]:
        """A table of the engine that other tests use, and the model."""
        world = World(1)
        monkeypatch.setattr(world, "wait", lambda _seconds: None)
        return table, SimTable(Store(world, Times(), 4, 4, lambda _pk, _sk: None))

    def test_updates_and_conditions_come_to_the_same(self, both: tuple[Table, SimTable]) -> None:
        key = keys.desk("2027-03-04", "sam")
        steps = [
            Update(set={"a": 1, "t|x": "y"}, add={"n": 2}, condition="attribute_not_exists(rev)"),
            Update(add={"rev": 1}, first={"a": 9, "b": [1, {"c": True}]}),
            Update(set={"a": 2}, condition="rev = :rev", values={":rev": 1}),
            Update(set={"a": 3}, condition="rev = :rev", values={":rev": 7}),
            Update(set={"as": 1}, condition="attribute_not_exists(z) OR z = :z", values={":z": 1}),
            Update(remove=["t|x"], condition="attribute_exists(pk) AND n < :most", values={":most": 2}),
            Update(remove=["t|x"], condition="attribute_exists(pk) AND n < :most", values={":most": 3}),
        ]
        for step in steps:
            ends = []
            for each in both:
                try:
                    each.update(key, step)
                    ends.append("done")
                except ConditionFailed as failed:
                    ends.append(str(failed.found))
            assert ends[0] == ends[1]
        assert both[0].get(key) == both[1].get(key)

    def test_a_transaction_is_done_whole_or_not_at_all(self, both: tuple[Table, SimTable]) -> None:
        new = put_in({"pk": "a", "sk": "1", "n": 1}, "attribute_not_exists(pk)")
        count = update_in({"pk": "b", "sk": "1"}, Update(add={"n": 1}, set={"x": "y"}, remove=["z"]))
        for each in both:
            each.transact([new, count])
            with pytest.raises(TransactionRefused) as refused:
                each.transact([count, new])
            assert refused.value.failed == (1,)
        for key in ({"pk": "a", "sk": "1"}, {"pk": "b", "sk": "1"}):
            assert both[0].get(key) == both[1].get(key)


def test_the_evening_begins_at_six_on_polling_day() -> None:
    assert EPOCH == 1_804_183_200
