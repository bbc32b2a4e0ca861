"""Plans for the households of a first list, of which the table knows nothing at all: from the rows as they stand to
puts that are written already.

They are the plans of `imports_new` for such households, nine of ten of a by-election's rows, made without a value of
the domain for each person and number. A test holds the two against each other.
"""

import json
from functools import lru_cache
from typing import Final

from ..domain.household import NumberKind
from ..domain.placement import asks_for_screening, fresh_place
from ..importing.staging import Listed
from ..storage import households, ready
from .imports_changes import Aim, Plan
from .imports_ids import PersonIds
from .imports_merge import PRIORITY

MOST_ROWS: Final = 30
"""Of people and numbers: a household with more goes the general way, which knows what one transaction holds."""


class ReadyPlans:
    """Makes plans for one import at one time. `oldest` is the first day of a screening that still counts."""

    def __init__(self, aim: Aim, ids: PersonIds, oldest: str) -> None:
        bank = aim.banks.get(aim.bank)
        self._bank = aim.bank
        self._ids = ids
        self._oldest = oldest
        self._screened_since = oldest if bank and asks_for_screening(bank) else ""
        self._place = fresh_place(bank, PRIORITY) if bank else None
        # In a queue that is not spread over parts, places differ in their last words only.
        self._alike = households.queue_of("", self._place) if bank and bank.queue_parts == 1 else None
        self._texts = ready.Households(aim.import_id, aim.bank, aim.since, PRIORITY)

    def plan(self, listed: Listed) -> Plan | None:
        """The plan for a household of which the table holds nothing; None where that is for the general way to make."""
        if not listed.electors or len(listed.electors) + len(listed.numbers) > MOST_ROWS:
            return None
        found = _numbers(listed)
        if found is None:
            return None
        home, of = listed.id, self._ids.of
        made = Plan(home, len(listed.electors))
        ids: dict[str, str] = {}
        people, wanted = [], []
        for _, key, shown, first, elector, votes, extra, _, _ in listed.electors:
            ident = ids[key] = of(key)
            people.append(self._texts.person(ident, shown, first, elector, votes != 0, _extra(extra) if extra else ""))
            made.elector_writes.append(ready.elector(ident, home))
            if votes != 0 and self._bank:
                wanted.append(ident)
        if len(set(ids.values())) < len(ids):
            return None
        made.step.electors = list(ids.values())
        numbers = []
        reached = set[str]()
        callable_now = False
        for e164, (kind, screened, barred, keys) in found.items():
            whose = list(dict.fromkeys([ids.get(key) or of(key) for key in keys]))
            numbers.append(ready.listed(e164, kind, whose, screened, barred))
            made.number_writes.append(ready.number(e164, home, screened, barred))
            made.screening_old += screened < self._oldest
            reached.update(whose)
            if barred:
                made.suppressed += 1
                made.step.suppressed.append(e164)
            elif not callable_now and screened >= self._screened_since:
                callable_now = any(each in wanted for each in whose)
        made.step.numbers = list(found)
        made.targets = len(reached.intersection(wanted))
        made.target_households = int(made.targets > 0)
        made.no_number = len(ids) - len(reached.intersection(ids.values()))
        made.new = len(ids)
        queue = self._queue_of(home) if callable_now else None
        made.household_writes.append(self._texts.put(home, listed.home[1:], people, numbers, wanted, queue))
        made.step.made.append(home)
        return made

    def _queue_of(self, home: str) -> tuple[str, str] | None:
        if self._alike:
            return self._alike[0], f"{self._alike[1]}{home}"
        return households.queue_of(home, self._place)


def _numbers(listed: Listed) -> dict[str, tuple[NumberKind, str, bool, list[str]]] | None:
    """The numbers of a household: kind, day of screening, whether it is suppressed, and the keys of whose it is. None
    where another household had one first."""
    found: dict[str, tuple[NumberKind, str, bool, list[str]]] = {}
    for _, e164, key, kind, screened, barred, _, _, mine in listed.numbers:
        if not mine:
            return None
        if known := found.get(e164):
            found[e164] = known[0], max(known[1], screened), known[2], [*known[3], key]
        else:
            found[e164] = kind, screened, bool(barred), [key]
    return found


@lru_cache(maxsize=4096)
def _extra(text: str) -> str:
    """What a row says of somebody besides, as `ready` writes it: markers and tags are the same for many."""
    tags, columns = json.loads(text)
    return ready.extras(tags, columns)
