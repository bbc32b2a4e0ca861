"""What is to be written for one household of a list, and what the table held before: enough to undo it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ..domain.bank import Bank
from ..domain.household import Household
from ..importing.staging import Place
from ..storage import households, imports, keys
from ..storage.imports_journal import Step
from ..storage.marshal import Item
from ..storage.schema import PK, SK
from ..storage.table import ReadyPut, Update, put_in, update_in

Write = Mapping[str, Any]
"""A part of a transaction, as `storage.table` makes it."""

NOT_OWNED_YET: Final = "attribute_not_exists(pk)"
"""No household owns this number: it can be dialled from one household only (design.md, section 4)."""

OWNED_AS_READ: Final = "household = :owner"
"""The number, or the elector, is still where it was when it was read."""

NOT_DEAD: Final = "attribute_not_exists(dead)"

OWNED_BY_NOBODY: Final = "attribute_exists(pk) AND attribute_not_exists(household)"


@dataclass(frozen=True, slots=True)
class Aim:
    """What an import is for: the bank whose targets its people become (empty: none), since when, and every bank
    there is."""

    import_id: str
    bank: str
    since: int
    banks: Mapping[str, Bank]


@dataclass(slots=True)
class Plan:
    """What is to be written for one household of the list, and what came of its people.

    `no_number` are people without a number, `suppressed` and `screening_old` numbers that may not be rung, or not
    where a bank asks for screening. `step` is what undoing needs.
    """

    household: str
    rows: int
    number_writes: list[Write] = field(default_factory=list)
    conflict_writes: list[Write] = field(default_factory=list)
    elector_writes: list[Write] = field(default_factory=list)
    household_writes: list[Write] = field(default_factory=list)
    move_writes: list[Write] = field(default_factory=list)
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    no_number: int = 0
    suppressed: int = 0
    screening_old: int = 0
    targets: int = 0
    target_households: int = 0
    problems: list[tuple[Place, str, str]] = field(default_factory=list)
    step: Step = field(default_factory=Step)

    @property
    def writes(self) -> list[Write]:
        """In the order in which they are safe one after another: a number is owned before it is dialled, and a
        household is found by its electors as soon as it is there."""
        return [*self.first_writes, *self.household_writes, *self.move_writes]

    @property
    def first_writes(self) -> list[Write]:
        """Those that may stand without the rest: the same import finds them and goes on. Where somebody moved *to* is
        not among them, for by where they were they are taken out of there."""
        return [*self.number_writes, *self.conflict_writes, *self.elector_writes]

    def keys(self) -> set[tuple[str, str]]:
        """The items that are written: a transaction takes each once."""
        return set(map(_key, self.writes))

    def new_number(self, e164: str, item: Item) -> None:
        """Write a number that the table does not know."""
        self.number_writes.append(put_in(item, NOT_OWNED_YET))
        self.step.numbers.append(e164)
        if item.get("suppressed"):
            self.step.suppressed.append(e164)

    def change_number(self, e164: str, item: Item, changes: Mapping[str, Any], *, works: bool = False) -> None:
        """Change a number's item that was read; with `works`, only while no list or decision says that it is dead."""
        owner = item.get("household")
        condition, values = (OWNED_AS_READ, {":owner": owner}) if owner else (OWNED_BY_NOBODY, {})
        condition += f" AND {NOT_DEAD}" if works else ""
        update = Update(set=changes, condition=condition, values=values)
        self.number_writes.append(update_in(keys.number(e164), update))
        self.step.before.append(item)
        if changes.get("suppressed"):
            self.step.suppressed.append(e164)

    def conflict(self, import_id: str, e164: str, home: str, now: int) -> None:
        """Note a number that is given at an address that does not own it."""
        self.conflict_writes.append(imports.put_conflict(import_id, e164, home, now))
        self.step.conflicts.append([e164, home])

    def write_household(self, before: Household | None, after: Household) -> None:
        """Write a household under the revision that was read, or as a new one."""
        if before is None:
            self.new_household(after.id, households.to_item(replace(after, rev=1)))
            return
        change = households.change(before, after)
        self.household_writes.append(update_in(keys.household(after.id), change))
        self.step.before.append(households.to_item(before))

    def new_household(self, household: str, item: Item) -> None:
        """Write a household that the table does not know."""
        self.household_writes.append(put_in(item, households.NEW_HOUSEHOLD))
        self.step.made.append(household)

    def write_elector(self, person: str, home: str, points: str | None) -> None:
        """Write where somebody lives; `points` is where they lived until now."""
        item = imports.elector_item(person, home)
        if points is None:
            self.elector_writes.append(put_in(item, NOT_OWNED_YET))
            self.step.electors.append(person)
            return
        update = Update(set={"household": home}, condition=OWNED_AS_READ, values={":owner": points})
        self.move_writes.append(update_in(keys.elector(person), update))
        self.step.before.append(imports.elector_item(person, points))


def _key(write: Write) -> tuple[str, str]:
    if type(write) is ReadyPut:
        return write.key
    item = write["Put"]["Item"] if "Put" in write else write["Update"]["Key"]
    return item[PK]["S"], item[SK]["S"]
