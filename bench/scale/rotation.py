"""A great many claims of few households: each is given back soon, or kept until its lease runs out, and handed out
again. Who holds what is written down beside it, and a household that is handed to somebody while somebody else holds it
is found."""

from dataclasses import dataclass, field
from typing import Final

from bench.scale.claimers import a_process, a_store, claim
from bench.scale.lambdas import Account, Function
from bench.scale.limits import Bucket
from bench.scale.people import EPOCH, List
from bench.scale.setting import Setting
from bench.scale.world import World
from ringround.domain.errors import TryAgain
from ringround.usecases import in_hand
from ringround.usecases.claim_next import Handed
from ringround.usecases.context import Context

KEPT: Final = 0.02
"""The share of claims that are neither recorded nor given back: the phone was put away."""
_FOREVER: Final = 10.0**9


@dataclass(slots=True)
class Rotated:
    """`claims` made, `again` those of a household that was handed out before, `lapsed` those whose lease had run out
    when it was, `lost` races; `twice` names the households that were in two hands."""

    claims: int = 0
    again: int = 0
    lapsed: int = 0
    lost: int = 0
    nothing: int = 0
    twice: list[str] = field(default_factory=list)
    _until: dict[str, int] = field(default_factory=dict)
    _kept: set[str] = field(default_factory=set)

    def handed(self, found: Handed, now: int) -> None:
        """A household and its numbers are in somebody's hands."""
        home = found.household.id
        self.claims += 1
        self.lost += found.lost
        self.again += home in self._until
        self.lapsed += home in self._kept
        if self._until.get(home, 0) > now:
            self.twice.append(home)
        self._kept.discard(home)
        self._until[home] = found.claim.until

    def gives_back(self, home: str) -> None:
        """From here on nobody holds it."""
        self._until[home] = 0

    def keeps(self, home: str) -> None:
        """It is not given back: it stays held until the lease is over."""
        self._kept.add(home)


def rotate(setting: Setting, wanted: int) -> Rotated:
    """`setting.callers` claim, hold for some seconds and give back, until `wanted` claims were made. `setting.every` is
    how long they hold, on average, in seconds."""
    world, listed = World(setting.seed), List(setting)
    store = a_store(world, listed, setting)
    function = Function(
        "next_contact",
        Account(world, setting.lambda_limit, Bucket(setting.api)),
        lambda: a_process(world, listed, store),
        cold=setting.cold,
        busy=setting.busy,
        any_process=setting.any_process,
    )
    made, chance = Rotated(), world.chance

    def caller(n: int) -> None:
        kept = 0
        while made.claims < wanted:
            name = f"c{n}-{kept}"
            now = EPOCH + int(world.now)
            try:
                found = function.call(lambda process: claim(process, listed.rules(0), name, now, chance))  # noqa: B023
            except TryAgain:
                world.wait(chance.uniform(2, 5))
                continue
            if not isinstance(found, Handed):
                made.nothing += 1
                world.wait(chance.uniform(1, 3))
                continue
            made.handed(found, EPOCH + int(world.now))
            world.wait(chance.expovariate(1 / setting.every))
            home, held = found.household.id, found.claim.id
            if chance.random() < KEPT:
                made.keeps(home)
                kept += 1
                continue
            made.gives_back(home)
            function.call(lambda process: _release(process, name, held, EPOCH + int(world.now)))  # noqa: B023

    for n in range(setting.callers):
        world.at(chance.random() * setting.within, lambda n=n: caller(n))  # type: ignore[misc]
    world.run(_FOREVER)
    return made


def _release(process: Context, caller: str, claim_id: str, now: int) -> None:
    in_hand.release(process, caller, claim_id, now=now)
