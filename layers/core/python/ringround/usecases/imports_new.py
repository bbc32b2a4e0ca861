"""The plan for a household of which the table knows nothing: of the first list of a by-election, nearly all.

It is the plan that `imports_plan` would make from an empty household, made straight away, because there is nothing to
compare, to merge or to move. A test holds the two against each other.
"""

from dataclasses import replace

from ..domain.household import Household, Targeting
from ..domain.placement import place
from ..domain.reach import within_reach
from ..importing.staging import Staged
from ..storage import households, imports
from ..storage.schema import QUEUE_PK, QUEUE_SK
from .imports_changes import Aim, Plan
from .imports_found import Found
from .imports_merge import PRIORITY, reached


def is_new(staged: Staged, found: Found) -> bool:
    """Whether nothing of it is in the table, and every number is its own to ring."""
    return (
        staged.rows > 0
        and staged.id not in found.households
        and found.electors.keys().isdisjoint(staged.people)
        and found.numbers.keys().isdisjoint(staged.numbers)
        and all(given.first for given in staged.numbers.values())
    )


def plan(staged: Staged, aim: Aim, now: int, oldest_screening: str) -> Plan:
    """The plan for a household for which `is_new` holds."""
    made = Plan(staged.id, staged.rows)
    numbers = {e164: given.number for e164, given in staged.numbers.items()}
    wanted = tuple(p.id for p in staged.people.values() if p.may_vote) if aim.bank else ()
    banks = {aim.bank: Targeting(wanted, aim.since, PRIORITY)} if wanted else {}
    household = Household(
        staged.id,
        staged.address,
        staged.town,
        staged.postcode,
        {p: replace(person, imports=(aim.import_id,)) for p, person in staged.people.items()},
        numbers,
        banks,
        rev=1,
        imported=aim.import_id,
    )
    stored = households.to_item(household)
    if banks:
        made.targets = within_reach(household, aim.bank)
        made.target_households = int(made.targets > 0)
        if queue := households.queue_of(staged.id, place(household, aim.banks, now)):
            stored[QUEUE_PK], stored[QUEUE_SK] = queue
    for number in numbers.values():
        item = imports.number_item(number.e164, staged.id, number.screened_on, suppressed=number.suppressed)
        made.new_number(number.e164, item)
        made.suppressed += number.suppressed
        made.screening_old += number.screened_on < oldest_screening
    made.new_household(staged.id, stored)
    for person in staged.people:
        made.write_elector(person, staged.id, None)
        made.no_number += not reached(household, person)
    made.new = len(staged.people)
    return made
