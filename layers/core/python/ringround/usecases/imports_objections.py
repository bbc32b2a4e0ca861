"""Objections in a list: numbers that must not be rung, wherever the table has them.

An objection is to the number. It holds though the list gives the number to other people than the table does, and
though nobody in the list could be found for it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ..storage import households, imports, keys
from ..storage.table import Table
from .imports_changes import Plan
from .imports_plan import Planner

CHUNK: Final = 49
"""Two writes a number at most, number and household: one transaction."""


def plans(table: Table, numbers: Sequence[str], planner: Planner, *, strangers: bool) -> tuple[list[Plan], list[str]]:
    """The writes after which these numbers are not rung by anybody, none where that is so; and the numbers that the
    table does not know. With `strangers`, those are written down too: somebody may be listed with them later."""
    items = dict(zip(numbers, table.get_many([keys.number(e) for e in numbers]), strict=True))
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for e164, item in items.items():
        owners[item.get("household", "") if item else ""].append(e164)
    nobodys = owners.pop("", [])
    found: list[Plan] = []
    for household_id, household in zip(owners, households.get_many(table, list(owners)), strict=True):
        plan = Plan(household_id, 0)
        for e164 in owners[household_id]:
            item = items[e164]
            if item and not item.get("suppressed"):
                plan.change_number(e164, item, {"suppressed": True})
        if household:
            rung = {e: household.numbers[e] for e in owners[household_id] if e in household.numbers}
            marked = {e: replace(n, suppressed=True) for e, n in rung.items()}
            if marked != rung:
                after = replace(household, numbers={**household.numbers, **marked})
                planner.write_household(household, after, plan)
        found.append(plan)
    for e164 in nobodys:
        plan = Plan("", 0)
        item = items[e164]
        if item is None and strangers:
            plan.new_number(e164, imports.objection_item(e164))
        elif item and not item.get("suppressed"):
            plan.change_number(e164, item, {"suppressed": True})
        found.append(plan)
    return [plan for plan in found if plan.writes], [e for e, item in items.items() if item is None]
