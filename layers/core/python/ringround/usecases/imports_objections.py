"""Objections in a list: numbers that must not be rung, wherever the table has them.

An objection is to the number. It holds though the list gives the number to other people than the table does, and
though nobody in the list could be found for it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ..storage import households, imports, keys
from ..storage.table import Table, Update, put_in, update_in
from .imports_plan import NOT_OWNED_YET, OWNED_AS_READ, OWNED_BY_NOBODY, Plan, Planner

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
            if not (items[e164] or {}).get("suppressed"):
                told = Update(set={"suppressed": True}, condition=OWNED_AS_READ, values={":owner": household_id})
                plan.number_writes.append(update_in(keys.number(e164), told))
        if household:
            rung = {e: household.numbers[e] for e in owners[household_id] if e in household.numbers}
            marked = {e: replace(n, suppressed=True) for e, n in rung.items()}
            if marked != rung:
                after = replace(household, numbers={**household.numbers, **marked})
                planner.write_household(household, after, plan)
        found.append(plan)
    for e164 in nobodys:
        plan = Plan("", 0)
        if items[e164] is None and strangers:
            plan.number_writes.append(put_in(imports.objection_item(e164), NOT_OWNED_YET))
        elif not (items[e164] or {"suppressed": True}).get("suppressed"):
            told = Update(set={"suppressed": True}, condition=OWNED_BY_NOBODY)
            plan.number_writes.append(update_in(keys.number(e164), told))
        found.append(plan)
    return [plan for plan in found if plan.writes], [e for e, item in items.items() if item is None]
