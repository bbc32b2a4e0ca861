"""Erase somebody on the register, and keep that they are not to be rung.

First nobody rings them: asked for by no bank, their numbers objected to, their household out of callers' hands. Then
what was recorded goes, wherever it stands, and last who they were. All of it is looked for twice: a response that was
under way is written without them from the moment their household says so, and what it wrote before is met by the second
look. A run may be cut off anywhere and begun again, and no import runs meanwhile.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from ..domain import claim_id, erasing
from ..domain.erasing import Gone
from ..domain.errors import Conflict, NotThere, TryAgain
from ..domain.hours import uk_day
from ..domain.household import DECIDED, Household
from ..storage import audit as entries
from ..storage import banks, calls, desks, households, imports, imports_journal, notes, numbers, quality
from ..storage import jobs as stored
from ..storage.imports import ImportRunning, LeaseLost
from ..storage.jobs import Job, TakenOver
from ..storage.keys import CALLS, STEP_SORT
from ..storage.marshal import Item
from ..storage.schema import PK, SK
from ..storage.table import TransactionRefused
from . import audit, complete, in_hand, jobs, together
from .context import Context
from .jobs import Tell, Work
from .subjects import Subject, everything_else, subject

KIND: Final = "erase_person"
LAST_WRITES_SECONDS: Final = 15 + 5
"""How long a response may be under way that read the household before it said that somebody was erased: as long as a
request may take, and some more."""

_ROUNDS: Final = 8
_LEASE: Final = "erasing"
"""In the place of an import's id, while none may run."""


@dataclass(frozen=True, slots=True)
class World:
    """What stands around the table. `follow` is told who asked, when all is done: figures and filters go by what there
    is."""

    clock: Callable[[], int]
    follow: Callable[[str], None]
    sleep: Callable[[float], None] = time.sleep


def begin(context: Context, by: str, person: str, household: str, *, now: int) -> Job:
    """Have somebody erased: a job, written down together with its line in the audit. Raises NotThere."""
    found = households.get(context.table, household)
    if found is None or person not in found.people:
        raise NotThere("There is no such person.", code="person_unknown")
    job = jobs.new(KIND, {"person": person}, by=by, now=now)
    entry = audit.entry(by, "person_erased", person, now=now)
    context.table.transact([stored.put_new(job), entries.put_entry(entry)])
    return job


def works(world: World) -> dict[str, Work]:
    """What the job does."""

    def erase(context: Context, job: Job, tell: Tell) -> Mapping[str, Any]:
        holder = f"erase {job.id}"
        try:
            imports.take_lease(context.table, _LEASE, holder, world.clock())
        except ImportRunning:
            raise Conflict("An import is running: try again when it is done.", code="import_running") from None

        def go_on(done: int, total: int) -> None:
            imports.extend_lease(context.table, holder, world.clock())
            tell(done, total)

        try:
            done = _Erasing(context, world, go_on, str(job.detail["person"])).go()
        except LeaseLost:
            raise TakenOver from None
        finally:
            imports.end_lease(context.table, holder)
        world.follow(job.by)
        return done

    return {KIND: erase}


@dataclass(slots=True)
class _Erasing:
    context: Context
    world: World
    tell: Tell
    person: str

    def go(self) -> dict[str, int]:
        """What was written anew, by kind."""
        about = subject(self.context, self.person, self.tell)
        for home in about.homes:
            self._silence(home)
        # With calls on their logs whose recording was broken off, and none in anybody's hands.
        about = subject(self.context, self.person, self.tell)
        done = self._look(about)
        for home in about.homes:
            self._strip(home, about)
        silent = self.world.clock()
        while (left := silent + LAST_WRITES_SECONDS - self.world.clock()) > 0:
            self.tell(0, 0)
            self.world.sleep(min(left, 5))
        done += self._look(about)
        kept = sum(bool(n.suppressed) for h in about.homes.values() for n in h.numbers.values())
        return {"households": len(about.homes), "numbers": kept, **{name: done[name] for name in sorted(done)}}

    def _silence(self, home: str) -> None:
        """Nobody rings them from here on."""
        for _ in range(_ROUNDS):
            now = self.world.clock()
            before = households.get(self.context.table, home)
            if before is None or self.person not in before.people:
                return
            if before.held(now):
                self._give_back(before, now)
                continue
            if complete.lapsed_on(self.context, [before], now=now):
                continue
            reach, _ = erasing.numbers_of(before, self.person)
            items = numbers.get_many(self.context.table, sorted(reach))
            theirs = {e: item for e, item in items.items() if numbers.owner(item) in ("", home)}
            writes = [
                numbers.suppress(e, item, "objection", now)
                for e, item in theirs.items()
                if "objection" not in numbers.reasons(item)
            ]
            after = replace(erasing.silenced(before, self.person, now), imported=DECIDED)
            if self._written(before, after, writes, now):
                return
        raise _busy()

    def _strip(self, home: str, about: Subject) -> None:
        """Who they were goes, with the numbers that were theirs alone."""
        alone = about.alone.get(home, set())
        gone = replace(about.gone, numbers=about.gone.numbers | alone)
        for _ in range(_ROUNDS):
            now = self.world.clock()
            before = households.get(self.context.table, home)
            if before is None:
                return
            items = numbers.get_many(self.context.table, sorted(alone))
            theirs = {e: item for e, item in items.items() if numbers.owner(item) == home}
            writes = [numbers.let_go(e, item, now) for e, item in theirs.items()]
            after = replace(erasing.stripped(before, self.person, gone), imported=DECIDED)
            if self._written(before, after, writes, now):
                return
        raise _busy()

    def _give_back(self, found: Household, now: int) -> None:
        """Take a household out of a caller's hands: their page is told as of every claim that ends, and their call is
        recorded all the same."""
        if claim := found.claim:
            with suppress(NotThere):
                parts = claim_id.read(claim.id, self.context.campaign.secret)
                in_hand.end(self.context, claim.id, parts, now, lambda h: h, lapses=True)
                desks.free(self.context.table, uk_day(parts.at), parts.caller, claim.id, now=now)

    def _written(self, before: Household, after: Household, writes: list[dict[str, Any]], now: int) -> bool:
        if after != before:
            every = {bank.id: bank for bank in banks.every(self.context.table)}
            writes = [*writes, together.changed(before, after, every, now)]
        try:
            if writes:
                self.context.table.transact(writes)
        except TransactionRefused:
            return False
        return True

    def _look(self, about: Subject) -> Counter[str]:
        """Write anew whatever else there is of them; how much of each kind."""
        # As they are now: what calls may name of a household where somebody was erased follows from it.
        homes = {h.id: h for h in households.get_many(self.context.table, list(about.homes)) if h}
        done: Counter[str] = Counter()
        for item in everything_else(self.context, self.tell):
            family = item[PK].partition("#")[0]
            if look := _LOOKS.get(family):
                done[_NAMES[family]] += look(self, item, about, homes)
        return done

    def _call(self, item: Item, about: Subject, homes: Mapping[str, Household]) -> bool:
        found = calls.from_item(item)
        gone = about.gone
        if home := homes.get(found.household):
            lost = erasing.gone_from(home, found.entry)
            gone = Gone(gone.people | lost.people, gone.numbers | lost.numbers, gone.words)
        elif not about.concerns(item):
            return False
        left = erasing.call(found, gone)
        if left == found:
            return False
        parts = claim_id.read(found.entry.claim, self.context.campaign.secret)
        calls.rewrite(self.context.table, left, parts)
        return True

    def _matter(self, item: Item, about: Subject, homes: Mapping[str, Household]) -> bool:
        matter = quality.of_item(item)
        named = matter.about.number in about.gone.numbers
        raised = [
            claim
            for claim, each in matter.raised.items()
            if self.person in each.people or (matter.about.household in homes and about.gone.named_in(each.note))
        ]
        if named:
            quality.delete(self.context.table, matter.about)
        elif raised:
            quality.forget(self.context.table, matter.about, raised)
        return bool(named or raised)

    def _note(self, item: Item, about: Subject, _homes: Mapping[str, Household]) -> bool:
        # Anybody may be called by one of their names: only the whole name is theirs, a number, an elector number.
        whole = replace(about.gone, words=tuple(w for w in about.gone.words if " " in w))
        if item["text"] == notes.ERASED or not whole.named_in(item["text"]):
            return False
        notes.blank(self.context.table, item)
        return True

    def _step(self, item: Item, about: Subject, homes: Mapping[str, Household]) -> bool:
        if not item[SK].startswith(STEP_SORT):
            return False
        return imports_journal.erase(self.context.table, item, self.person, homes, about.gone.numbers)


_LOOKS: Final[Mapping[str, Callable[[_Erasing, Item, Subject, Mapping[str, Household]], bool]]] = {
    CALLS.rstrip("#"): _Erasing._call,
    "QUALITY": _Erasing._matter,
    "NOTES": _Erasing._note,
    "IMPORT": _Erasing._step,
}
_NAMES: Final[Mapping[str, str]] = {"C": "calls", "QUALITY": "matters", "NOTES": "notes", "IMPORT": "import_steps"}


def _busy() -> TryAgain:
    return TryAgain("This household is being written by others. Start it again: it goes on.")
