"""What one call adds to the counters of its bank, caller and day.

The counters are written as the call is recorded, once, and worked out by this one function, so that the
tally of any set of calls can be checked against the calls themselves.
"""

from collections import Counter
from collections.abc import Iterable

from .hours import uk_hour
from .household import LogEntry
from .outcomes import CONSEQUENCES

CALLS = "calls"
CONVERSATIONS = "conversations"
REACHED_PEOPLE = "reached"


def of_call(entry: LogEntry, chosen: Iterable[tuple[str, str]], script_version: int, reached: int) -> Counter[str]:
    """The counters of one call: `calls`, `conversations`, `reached` (people), `o.<outcome>` (calls), `p.<outcome>`
    (people), `h.<hour>` and `c.<hour>` (calls and conversations by UK hour), `v.<version>` (calls by version of the
    script), `a.<version>.<question>.<option>`.

    `chosen` holds a pair of question and option for each choice that somebody made; free text is not counted.
    """
    spoken = any(CONSEQUENCES[o].spoken for o in (entry.outcome, *entry.people.values()))
    hour = f"{uk_hour(entry.at):02d}"
    counts: Counter[str] = Counter({CALLS: 1, f"o.{entry.outcome}": 1, f"h.{hour}": 1, f"v.{script_version}": 1})
    if spoken:
        counts[CONVERSATIONS] += 1
        counts[f"c.{hour}"] += 1
    for outcome in entry.people.values():
        counts[f"p.{outcome}"] += 1
    if reached:
        counts[REACHED_PEOPLE] = reached
    for question, option in chosen:
        counts[f"a.{script_version}.{question}.{option}"] += 1
    return counts


def change(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    """What a correction adds to the counters (may be negative); only what differs."""
    names: Iterable[str] = before.keys() | after.keys()
    return {n: after[n] - before[n] for n in sorted(names) if after[n] != before[n]}
