"""What was recorded, counted: from the desks' tallies, never by reading the calls."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ..domain import tally
from ..domain.bank import Bank
from ..domain.errors import BreaksRule
from ..domain.hours import uk_day
from ..domain.outcomes import Outcome
from ..domain.script import Question
from ..storage import banks, desks
from .context import Context

MOST_DAYS: Final = 120
"""Of one question for results: a by-election lasts four weeks."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of one bank and one caller (empty: all), from one UK day to another, both included (empty: from the first bank's
    day, until today)."""

    bank: str = ""
    caller: str = ""
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each option of a question was chosen, with the words of one version of a bank's script."""

    bank: str
    version: int
    question: Question
    counts: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Results:
    """`days` holds calls and conversations of each day, oldest first; `outcomes` calls and people of each outcome."""

    start: str
    end: str
    totals: Counter[str]
    days: tuple[tuple[str, int, int], ...]
    outcomes: tuple[tuple[Outcome, int, int], ...]
    questions: tuple[Counted, ...]


def count(context: Context, wanted: Wanted, now: int) -> Results:
    """Add up the desks of the days that are asked for. Raises NotThere for a bank that is none, BreaksRule for days
    that are none or over 120 days."""
    every = [context.bank(wanted.bank)] if wanted.bank else banks.every(context.table)
    start, end = _days(wanted, every, now)
    totals: Counter[str] = Counter()
    by_bank: dict[str, Counter[str]] = {}
    days = []
    for n in range((end - start).days + 1):
        day = (start + timedelta(days=n)).isoformat()
        todays = _of_day(context, day, wanted)
        for bank_id, counts in todays.items():
            by_bank.setdefault(bank_id, Counter()).update(counts)
        added = sum(todays.values(), Counter[str]())
        days.append((day, added[tally.CALLS], added[tally.CONVERSATIONS]))
        totals.update(added)
    outcomes = tuple((o, totals[f"o.{o}"], totals[f"p.{o}"]) for o in Outcome)
    known = {bank.id: bank for bank in every}
    questions = tuple(q for b, counts in by_bank.items() if b in known for q in _questions(context, known[b], counts))
    return Results(start.isoformat(), end.isoformat(), totals, tuple(days), outcomes, questions)


def _of_day(context: Context, day: str, wanted: Wanted) -> dict[str, Counter[str]]:
    found = [d for d in desks.all_of(context.table, day) if wanted.caller in {"", d.caller}]
    return {b: counts for b, counts in desks.totals(found).items() if wanted.bank in {"", b}}


def _days(wanted: Wanted, every: Iterable[Bank], now: int) -> tuple[date, date]:
    today = date.fromisoformat(uk_day(now))
    first = min((date.fromisoformat(uk_day(b.created)) for b in every if b.created), default=today)
    start = _day(wanted.start) or max(first, today - timedelta(days=MOST_DAYS - 1))
    end = _day(wanted.end) or today
    if not 0 <= (end - start).days < MOST_DAYS:
        raise BreaksRule(f"Choose days in order, {MOST_DAYS} at most.", code="days_invalid")
    return start, end


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BreaksRule("This is no day.", code="days_invalid") from None


def _questions(context: Context, bank: Bank, counts: Counter[str]) -> Iterable[Counted]:
    """The questions of each version that was answered, in the script's order, with every option of theirs."""
    answered = [name.split(".") for name in counts if name.startswith("a.")]
    for version in sorted({int(parts[1]) for parts in answered}):
        for block in context.script(bank.script, version).blocks:
            if isinstance(block, Question) and block.options:
                given = tuple((o.id, o.label, counts[f"a.{version}.{block.id}.{o.id}"]) for o in block.options)
                if any(n for _, _, n in given):
                    yield Counted(bank.id, version, block, given)
