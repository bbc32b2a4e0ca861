"""When numbers were checked against the Telephone Preference Service: a marketing call may be made to one that was
checked within 28 days (PECR regulation 21; field.md, section 4)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from ..domain.bank import SCREENING_DAYS, Bank
from ..domain.errors import BreaksRule
from ..domain.hours import uk_day
from ..domain.household import Household
from ..importing import number_lists
from ..storage import households, numbers, scan, screenings
from ..storage.jobs import Job
from ..storage.screenings import Counted
from . import audit, jobs, together
from .context import Context
from .jobs import Tell, Work
from .suppression import by_owner
from .together import Piece

KIND: Final = "screen"
SEGMENTS: Final = 4


@dataclass(slots=True)
class Screened:
    """What came of a list: numbers that have the day now (or had a later one), those that nobody has, and lines that
    cannot be read."""

    screened: int = 0
    unknown: int = 0
    unreadable: tuple[str, ...] = ()


def check_day(screened_on: str, now: int) -> None:
    """Raises BreaksRule (`screened_in_future`) for a day that has not come yet."""
    if screened_on > uk_day(now):
        raise BreaksRule("This day has not come yet.", code="screened_in_future")


def oldest_allowed(now: int) -> str:
    """The first day that is not too long ago (`2027-02-01`)."""
    return (date.fromisoformat(uk_day(now)) - timedelta(days=SCREENING_DAYS)).isoformat()


def screen(context: Context, by: str, lines: Sequence[str], screened_on: str, *, now: int) -> Screened:
    """Write down when numbers were screened; a later day that is known stays. Raises BreaksRule for a day to come,
    TryAgain where the table is busy."""
    check_day(screened_on, now)
    read = number_lists.read(lines)
    audit.note(context, by, "numbers_screened", now=now, numbers=len(read.e164), screened_on=screened_on)
    done = Screened(unreadable=read.unreadable)
    seen: set[str] = set()

    def plan(entries: Sequence[str]) -> Iterator[Piece]:
        items = numbers.get_many(context.table, entries)
        for e164, item in items.items():
            if e164 not in seen:
                seen.add(e164)
                done.screened += bool(numbers.owner(item))
                done.unknown += not numbers.owner(item)
        owned = by_owner(items)
        homes = households.get_many(context.table, list(owned))
        every = together.banks_now(context)
        for home, household in zip(owned, homes, strict=True):
            if household:
                yield _piece(household, owned[home], items, screened_on, every, now)

    together.write(context, read.e164, lambda entries: list(plan(entries)))
    return done


def _piece(
    household: Household,
    which: Sequence[str],
    items: Mapping[str, Any],
    screened_on: str,
    every: Mapping[str, Bank],
    now: int,
) -> Piece:
    writes = [
        numbers.change(e164, item, {"screened_on": screened_on})
        for e164 in which
        if (item := items[e164]) and item.get("screened_on", "") < screened_on
    ]
    after = _dated(household, which, screened_on)
    writes += [together.changed(household, after, every, now)] if after != household else []
    return Piece(tuple(which), writes)


def begin(context: Context, by: str, screened_on: str, *, now: int) -> Job:
    """A job that gives every number this day, or only counts where the day is empty. Raises BreaksRule."""
    check_day(screened_on, now)
    if screened_on:
        audit.note(context, by, "numbers_screened", now=now, everything=True, screened_on=screened_on)
    return jobs.begin(context, KIND, {"screened_on": screened_on}, by=by, now=now)


def works(clock: Callable[[], int]) -> dict[str, Work]:
    """What jobs of this kind do: see `screen_all`."""

    def work(context: Context, job: Job, tell: Tell) -> Mapping[str, Any]:
        return screen_all(context, str(job.detail.get("screened_on", "")), tell, clock)

    return {KIND: work}


def screen_all(context: Context, screened_on: str, tell: Tell, clock: Callable[[], int]) -> Mapping[str, Any]:
    """Go through all households: give their numbers the day, and count. Done twice, it is the same."""
    by_day: Counter[str] = Counter()
    suppressed = done = 0
    for segment in range(SEGMENTS):
        for page in scan.households_of(context.table, segment, SEGMENTS):
            if screened_on:
                _screen_page(context, page, screened_on, clock())
            for household in page:
                for number in household.numbers.values():
                    by_day[max(number.screened_on, screened_on)] += 1
                    suppressed += number.suppressed
            done += len(page)
            tell(done, 0)
    counted = Counted(clock(), suppressed, by_day)
    screenings.put(context.table, counted)
    return {"numbers": sum(by_day.values()), "households": done}


def _screen_page(context: Context, page: Sequence[Household], screened_on: str, now: int) -> None:
    """The date stands with the household, by which banks go. The numbers' own items are not written for it: they would
    double the job, and an import that compares a date with theirs only writes the later one once more."""
    seen = {household.id: household for household in page}

    def plan(ids: Sequence[str]) -> list[Piece]:
        # As they came, once; what was written since is read again.
        pieces = []
        found = [seen.pop(i, None) or households.get(context.table, i) for i in ids]
        every = together.banks_now(context)
        for household in found:
            if household is None:
                continue
            after = _dated(household, household.numbers, screened_on)
            if after != household:
                pieces.append(Piece((household.id,), [together.changed(household, after, every, now)]))
        return pieces

    together.write(context, [h.id for h in page if _dated(h, h.numbers, screened_on) != h], plan)


def _dated(household: Household, which: Iterable[str], screened_on: str) -> Household:
    """The household with a day of screening on some of its numbers; a later one stays."""
    known = [household.numbers[e] for e in which if e in household.numbers]
    dated = {n.e164: replace(n, screened_on=max(n.screened_on, screened_on)) for n in known}
    return replace(household, numbers={**household.numbers, **dated})


@dataclass(frozen=True, slots=True)
class Summary:
    """How old the screening of all numbers is: `too_old` was screened more than 28 days ago, `never` not at all."""

    as_of: int
    numbers: int
    suppressed: int
    too_old: int
    never: int
    by_day: Mapping[str, int]


def summary(context: Context, now: int) -> Summary:
    """What the last count says, held against today."""
    counted = screenings.get(context.table)
    screened = {day: n for day, n in sorted(counted.by_day.items()) if day}
    too_old = sum(n for day, n in screened.items() if day < oldest_allowed(now))
    return Summary(
        as_of=counted.as_of,
        numbers=sum(counted.by_day.values()),
        suppressed=counted.suppressed,
        too_old=too_old,
        never=counted.by_day.get("", 0),
        by_day=screened,
    )
