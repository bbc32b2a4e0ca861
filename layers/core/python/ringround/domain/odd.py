"""Odd calling patterns: days that look unlike calls that were made, for an organiser to look into.

A flag proves nothing. It says what was found and how much of it, and a person decides (field.md, section 7).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from . import tally
from .desk import Desk

Code = Literal["too_fast", "all_the_same", "only_successes", "no_refusals", "many_skips"]

MOST_CALLS_AN_HOUR: Final = 80
"""One call of a hand-dialled bank takes about a minute; the most that the field reports is 64 an hour, 12 to 30 are
usual (field.md, section 1). A quarter above the most."""

FEWEST_SAME_OUTCOMES: Final = 40
"""Four calls in five are not answered (field.md, section 1): 40 in a row happen once in 7,500 evenings."""

FEWEST_SAME_ANSWERS: Final = 20
OTHERS_SAME_SHARE: Final = 80
"""Percent. Answers that are all the same are odd only where the others, asked the same, were told something else as
well. Ours: no source."""

FEWEST_CALLS: Final = 20
MOST_REACHED: Final = 60
"""Percent. Some 21 % of calls reach somebody, 3 or 4 in 20 by another count (field.md, section 1). Three times
that."""

FEWEST_WITHOUT_REFUSAL: Final = 40
"""Conversations without a single refusal. Ours: no source."""

FEWEST_SKIPS: Final = 10
MOST_SKIPPED: Final = 33
"""Percent of the households that somebody was handed. Ours: no source."""

_REFUSALS: Final = ("refused", "do_not_call")


@dataclass(frozen=True, slots=True)
class Flag:
    """What is odd. `value` is how much of it was found on the UK day `day`: calls, answers, percent or skips, as the
    code has it."""

    code: Code
    value: int
    day: str


def totals(tallies: Mapping[str, Mapping[str, int]]) -> Counter[str]:
    """Counters over all banks. Answers keep their bank: two banks may ask under one name."""
    found: Counter[str] = Counter()
    for bank, counts in tallies.items():
        for name, count in counts.items():
            found[f"{name}|{bank}" if name.startswith("a.") else name] += count
    return found


def flags(desk: Desk, everyone: Mapping[str, int]) -> list[Flag]:
    """What is odd about a caller's day. `everyone` are the `totals` of all callers that day, this one included."""
    own = totals(desk.tally)
    calls, conversations = own[tally.CALLS], own[tally.CONVERSATIONS]
    found: list[Flag] = []

    def add(code: Code, value: int) -> None:
        found.append(Flag(code, value, desk.day))

    fastest = max((n for name, n in own.items() if name.startswith("h.")), default=0)
    if fastest > MOST_CALLS_AN_HOUR:
        add("too_fast", fastest)
    if same := max(_same_outcomes(own, calls), _same_answers(own, everyone)):
        add("all_the_same", same)
    if calls >= FEWEST_CALLS and 100 * conversations > MOST_REACHED * calls:
        add("only_successes", 100 * conversations // calls)
    if conversations >= FEWEST_WITHOUT_REFUSAL and not any(own[f"p.{name}"] for name in _REFUSALS):
        add("no_refusals", conversations)
    skips, claims = sum(desk.skips.values()), sum(desk.claims.values())
    if skips >= FEWEST_SKIPS and 100 * skips > MOST_SKIPPED * claims:
        add("many_skips", skips)
    return found


def _same_outcomes(own: Mapping[str, int], calls: int) -> int:
    most = max((n for name, n in own.items() if name.startswith("o.")), default=0)
    return calls if calls >= FEWEST_SAME_OUTCOMES and most == calls else 0


def _same_answers(own: Mapping[str, int], everyone: Mapping[str, int]) -> int:
    """The most answers to one question that are all the same, while the others were told something else as well."""
    asked = _by_question(own)
    others = _by_question({name: n - own.get(name, 0) for name, n in everyone.items()})
    most = 0
    for question, options in asked.items():
        given = sum(options.values())
        option, same = max(options.items(), key=lambda item: item[1])
        if given < FEWEST_SAME_ANSWERS or same < given:
            continue
        told = others.get(question, {})
        if 100 * told.get(option, 0) < OTHERS_SAME_SHARE * sum(told.values()):
            most = max(most, given)
    return most


def _by_question(counts: Mapping[str, int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, count in counts.items():
        answer, _, bank = name.partition("|")
        if bank and count > 0:
            question, _, option = answer.rpartition(".")
            found.setdefault(f"{question}|{bank}", {})[option] = count
    return found


def message(flag: Flag) -> str:
    """A flag in words for an organiser."""
    value = flag.value
    return {
        "too_fast": f"{value} calls within an hour: more than one person can dial.",
        "all_the_same": f"{value} times in a row the same, where others heard different answers.",
        "only_successes": f"{value} % of the calls were conversations: about 20 % is usual.",
        "no_refusals": f"{value} conversations and not one refusal.",
        "many_skips": f"{value} households skipped.",
    }[flag.code]
