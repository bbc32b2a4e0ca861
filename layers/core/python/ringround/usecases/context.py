"""What every use case stands on: the table, the campaign, and what a process may remember: scripts, whose versions
never change, and in a campaign for very many callers banks, for a moment, and looks at their queues."""

import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ..domain.bank import Bank, Campaign
from ..domain.errors import NotThere
from ..domain.household import Household
from ..domain.looking import FEWEST, MOST, Looks
from ..domain.script import Script
from ..storage import banks
from ..storage.table import Table

BANK_SECONDS: Final = 2.0
"""How old the rules of a bank may be in a campaign for very many callers: so long may it take until a bank that was
paused hands out nothing any more. All callers read its item, and one item takes 3,000 reads a second."""


@dataclass(slots=True)
class Context:
    """Made once a process by `wiring`. Script versions are kept: they never change. `clock`, in
    seconds, says how old what is remembered is: no rule of the field goes by it. `chance` spreads reads."""

    table: Table
    campaign: Campaign
    scripts: dict[tuple[str, int], Script] = field(default_factory=dict)
    clock: Callable[[], float] = time.monotonic
    _banks: dict[str, tuple[float, Bank]] = field(default_factory=dict)
    _looks: dict[str, Looks] = field(default_factory=dict)
    _kept: dict[str, tuple[float, Any]] = field(default_factory=dict)
    chance: random.Random = field(default_factory=random.SystemRandom)

    def again(self, campaign: Campaign, table: Table) -> "Context":
        """The same with the campaign as it is now."""
        return replace(self, campaign=campaign, table=table)

    def kept(self, what: str, seconds: float) -> Any:
        """What was kept by this name, if it was so many seconds ago at most; None otherwise."""
        at, found = self._kept.get(what, (float("-inf"), None))
        return found if self.clock() - at < seconds else None

    def keep(self, what: str, found: Any) -> None:
        """Keep something in the process."""
        self._kept[what] = (self.clock(), found)

    def looks_at(self, bank_id: str, parts: int = 1) -> Looks:
        """What this process remembers of a bank's queue, which is spread over so many parts."""
        known = self._looks.get(bank_id)
        if known is None:
            known = self._looks[bank_id] = Looks(choice=max(FEWEST, MOST / parts))
        return known

    def bank_lately(self, bank_id: str) -> Bank:
        """One bank as it is now, or in a campaign for very many callers as it was within BANK_SECONDS and the index's
        lag: for what all callers do all the time. Raises NotThere."""
        if not self.campaign.many_callers:
            return self.bank(bank_id)
        found = self.kept_bank(bank_id) or banks.get(self.table, bank_id, consistent=False)
        if found is None:
            return self.bank(bank_id)
        self.keep_bank(found)
        return found

    def kept_bank(self, bank_id: str) -> Bank | None:
        """The bank as it was read a moment ago; None where that may not be gone by."""
        at, bank = self._banks.get(bank_id, (float("-inf"), None))
        return bank if self.clock() - at < BANK_SECONDS else None

    def kept_banks(self, bank_ids: Iterable[str]) -> dict[str, Bank]:
        """Those of the banks that were read a moment ago. To be asked once where it decides what is read: a moment
        later it may be another answer."""
        return {bank.id: bank for each in bank_ids if (bank := self.kept_bank(each))}

    def keep_bank(self, bank: Bank) -> None:
        """Go by this for a moment, where many ask for it: one that is kept already is no newer for being asked for."""
        if self.campaign.many_callers and self.kept_bank(bank.id) is None:
            self._banks[bank.id] = (self.clock(), bank)

    def script(self, script_id: str, version: int) -> Script:
        """A version of a script. Raises NotThere."""
        known = self.scripts.get((script_id, version))
        if known is None:
            known = self.scripts[script_id, version] = banks.get_script(self.table, script_id, version)
        return known

    def bank(self, bank_id: str) -> Bank:
        """One bank as it is now. Raises NotThere."""
        bank = banks.get(self.table, bank_id)
        if bank is None:
            raise unknown_bank()
        return bank

    def banks_of(self, household: Household, known: Mapping[str, Bank]) -> dict[str, Bank]:
        """The banks that target a household, reading only those that are not in `known`."""
        missing = [b for b in household.banks if b not in known]
        return {**known, **(banks.get_many(self.table, missing) if missing else {})}


def unknown_bank() -> NotThere:
    """The refusal for a bank that does not exist."""
    return NotThere("There is no such phone bank.", code="bank_unknown")
