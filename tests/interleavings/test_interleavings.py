"""Interleavings that once went wrong, and a sample of all, the same in every run. All: `make interleavings`."""

from collections.abc import Iterator, Sequence
from itertools import islice

import pytest

from tests.interleavings.checking import Done
from tests.interleavings.exploring import OF_NO_MATTER, Explorer, Order, pairs
from tests.interleavings.found import FOUND
from tests.interleavings.operations import OPERATIONS
from tests.interleavings.scenes import SCENES, Doing, Scene, one_thread, scenes

EACH = 419
"""One order of so many is tried here: some 130 in a scene. A prime, so that it is another k each time."""


@pytest.fixture(scope="module")
def made() -> Iterator[dict[str, Scene]]:
    """Every scene, once, with operations of several threads in one."""
    with one_thread():
        yield {scene.name: scene for scene in scenes()}


@pytest.mark.parametrize("order", [order for orders in FOUND.values() for order in orders], ids=str)
def test_what_once_went_wrong_does_not_again(made: dict[str, Scene], order: Order) -> None:
    named = {operation.name: operation for operation in OPERATIONS}
    assert Explorer().looked_at(made[order.scene], named[order.a], named[order.b], order) == []


class Ending(Explorer):
    """Says of an order what there is after it, instead of what is wrong with that."""

    def _judged(self, _scene: Scene, done: Sequence[Done], doing: Doing) -> list[str]:
        items = {key: item for key, item in self.memory.items.items() if not key[0].startswith(OF_NO_MATTER)}
        ends = [(each.operation.name, each.came_to(), each.dead, each.twice) for each in done]
        return [str(doing.now), repr(ends), repr(sorted(items.items()))]


@pytest.mark.parametrize("name", SCENES)
def test_an_order_that_is_known_from_another_comes_to_what_it_comes_to_when_it_is_run(
    made: dict[str, Scene], name: str
) -> None:
    known, run, scene = Ending(), Ending(), made[name]
    for a, b in islice(pairs(scene), SCENES.index(name), None, len(OPERATIONS) ** 2 // 5):
        for order in islice(known.orders(scene, a, b), 1, None, 5):
            assert known.wrong(scene, a, b, order) == run.run(scene, a, b, order), order
    assert known.ran < known.tried


@pytest.mark.parametrize("name", SCENES)
def test_nothing_goes_wrong_in_any_order(made: dict[str, Scene], name: str) -> None:
    explorer, scene = Explorer(), made[name]
    every = ((a, b, order) for a, b in pairs(scene) for order in explorer.orders(scene, a, b))
    wrong = {}
    for a, b, order in islice(every, EACH // 2, None, EACH):
        if found := explorer.looked_at(scene, a, b, order):
            wrong[str(order)] = found
    assert wrong == {}
    assert explorer.tried > 20
