"""Volunteers at work in one campaign: each method is one request of one of them, at a time that is an argument."""

import random
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from ringround.domain.bank import Bank
from ringround.domain.desk import Desk
from ringround.domain.hours import uk_day
from ringround.domain.household import Household
from ringround.domain.recording import Call, Response
from ringround.storage import banks, desks, households
from ringround.storage.table import Table
from ringround.usecases import hold, in_hand
from ringround.usecases import respond as responding
from ringround.usecases.claim_next import Handed, Nothing, claim_next
from ringround.usecases.context import Context
from ringround.usecases.hold import SkipReason
from tests.builders import NOW, a_bank, seed


@dataclass
class Shift:
    """A campaign with its volunteers Sam and Alex; chance is the same in every run."""

    context: Context
    chance: random.Random = field(default_factory=lambda: random.Random(2027))

    @property
    def table(self) -> Table:
        """The table itself."""
        return self.context.table

    def next(
        self,
        caller: str = "sam",
        *,
        at: int = NOW,
        bank: str = "main",
        holding: Collection[str] | None = None,
        desk: Desk | None = None,
    ) -> Handed | Nothing:
        """What `next` answers. `desk` is the caller's desk as an earlier read of the request saw it."""
        desk = desk or self.desk(caller, at)
        return claim_next(self.context, self.bank(bank), desk, now=at, chance=self.chance, holding=holding)

    def claim(self, caller: str = "sam", **how: Any) -> Handed:
        """A household in a caller's hands."""
        found = self.next(caller, **how)
        assert isinstance(found, Handed)
        return found

    def nothing(self, caller: str = "sam", **how: Any) -> Nothing:
        """Why there is no household."""
        found = self.next(caller, **how)
        assert isinstance(found, Nothing)
        return found

    def respond(self, claim: Handed | str, response: Response, caller: str = "sam", *, at: int = NOW) -> Call:
        """Record a call."""
        return responding.respond(self.context, caller, id_of(claim), response, now=at)

    def correct(self, claim: Handed | str, response: Response, caller: str = "sam", *, at: int = NOW) -> Call:
        """Correct a call."""
        return responding.correct_response(self.context, caller, id_of(claim), response, now=at)

    def skip(self, claim: Handed | str, reason: SkipReason = "other", caller: str = "sam", *, at: int = NOW) -> None:
        """Skip a household."""
        hold.skip(self.context, self.desk(caller, at), id_of(claim), reason, now=at)

    def renew(self, claim: Handed | str, caller: str = "sam", *, at: int = NOW) -> int:
        """Renew a lease."""
        return hold.renew(self.context, caller, id_of(claim), now=at)

    def release(self, claim: Handed | str, caller: str = "sam", *, at: int = NOW) -> None:
        """Give a household back."""
        in_hand.release(self.context, caller, id_of(claim), now=at)

    def bank(self, bank_id: str = "main") -> Bank:
        """A bank as it is now."""
        return self.context.bank(bank_id)

    def change_bank(self, bank_id: str = "main", **changes: Any) -> None:
        """Change a bank, and nothing of what stands in its queue."""
        banks.update(self.table, bank_id, changes)

    def desk(self, caller: str = "sam", at: int = NOW) -> Desk:
        """A caller's desk of the day."""
        return desks.get(self.table, uk_day(at), caller)

    def tally(self, caller: str = "sam", at: int = NOW) -> Counter[str]:
        """A caller's counters of the day in the main bank, those that are not nought."""
        counts = self.desk(caller, at).tally.get("main", {})
        return Counter({name: count for name, count in counts.items() if count})

    def household(self, household_id: str = "house1") -> Household:
        """A household as it is now."""
        found = households.get(self.table, household_id)
        assert found is not None
        return found

    def change_household(self, household: Household) -> None:
        """Write a household as a list or an import would, leaving its place in the queue as it was."""
        self.table.put(households.to_item(household))


def a_shift(table: Table, *found: Household, bank: Bank | None = None, more_banks: tuple[Bank, ...] = ()) -> Shift:
    """A shift in a campaign with these households waiting."""
    return Shift(seed(table, *found, bank=bank or a_bank(), more_banks=more_banks))


def id_of(claim: Handed | str) -> str:
    """The id of a claim."""
    return claim if isinstance(claim, str) else claim.claim.id
