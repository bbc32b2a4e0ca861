"""Whom a bank can reach: its targets who have a number. What is wrong with the number is found out by ringing it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .bank import Bank
from .household import Household
from .placement import CALL_BACK_TIER, RETRY_TIER


def within_reach(household: Household, bank_id: str) -> int:
    """How many targets of a bank have a number: the others stand on the list, and no caller is ever shown them."""
    targeting = household.banks.get(bank_id)
    wanted = targeting.people if targeting else ()
    numbers = household.numbers.values()
    return sum(any(not n.whose or person in n.whose for n in numbers) for person in wanted)


@dataclass(slots=True)
class Figures:
    """What the households of one bank add up to; `priorities` are those of all its households, and of
    the tiers in which one waits."""

    people: int = 0
    households: int = 0
    priorities: set[int] = field(default_factory=set)

    def add(self, household: Household, bank_id: str) -> None:
        """Count a household."""
        if bank_id in household.banks:
            reached = within_reach(household, bank_id)
            self.people += reached
            self.households += bool(reached)
            self.priorities.add(household.banks[bank_id].priority)

    def stands_in(self, tier: str) -> None:
        """Count a tier of fresh households in which one waits."""
        if tier not in (CALL_BACK_TIER, RETRY_TIER):
            self.priorities.add(int(tier))

    def in_use(self, bank: Bank) -> tuple[int, ...]:
        """The priorities that a claim must look at: with that of the bank, which an import may be writing now."""
        return tuple(sorted(self.priorities | {bank.priority}))


def count(households: Iterable[Household]) -> dict[str, Figures]:
    """The figures of every bank that wants any of these households."""
    found: dict[str, Figures] = {}
    for household in households:
        for bank_id in household.banks:
            found.setdefault(bank_id, Figures()).add(household, bank_id)
    return found
