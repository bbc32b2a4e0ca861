"""What every use case stands on: the table, the campaign, and scripts, whose versions never change."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..domain.bank import Bank, Campaign
from ..domain.errors import NotThere
from ..domain.household import Household
from ..domain.script import Script
from ..storage import banks
from ..storage.table import Table


@dataclass(slots=True)
class Context:
    """Made once a process by `wiring`. Script versions are kept: they never change."""

    table: Table
    campaign: Campaign
    scripts: dict[tuple[str, int], Script] = field(default_factory=dict)

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
