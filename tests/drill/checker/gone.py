"""Who was removed, and what was undone: the one is given nothing any more, nobody of the other is rung."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from tests.drill.checker.evidence import Evidence, Line, Violation, seconds

_OF_CALLERS: Final = {
    *("claim_next", "submit_response", "correct_response", "skip_claim", "renew_claim", "release_claim"),
    *("take_ringing_back", "find_ringing_back", "list_claims", "list_my_calls", "list_my_call_backs", "list_banks"),
}
LATE: Final = 2 * 3600
"""So long after a lease has ended nothing that would lose a call is done to a household."""


def after_removal(evidence: Evidence) -> Iterator[Violation]:
    """What a volunteer was given or could do between the answer that they are removed and their being taken back."""
    names = {volunteer: name for name, volunteer in evidence.callers.items()}
    spans: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    since: dict[str, float] = {}
    for line in evidence.what("remove_volunteer", "take_back"):
        who = names.get(line["claim"], "")
        if line["what"] == "take_back" and who in since:
            spans[who].append((since.pop(who), line["from"]))
        elif line["what"] == "remove_volunteer" and line["status"] == 200:
            since.setdefault(who, line["to"])
    for who, at in since.items():
        spans[who].append((at, float("inf")))
    for line in evidence.lines:
        given = line["what"] in _OF_CALLERS or _knows_caller(line)
        if given and line.get("status") in {200, 204}:
            for start, end in spans.get(line["who"], ()):
                if start < line["from"] and line["to"] < end:
                    said = f"{line['who']}: {line['what']} was answered though they were removed at {start:.3f}"
                    yield Violation("after removal", said, evidence.story(line.get("claim", ""), line["who"]))


def undone(evidence: Evidence) -> Iterator[Violation]:
    """Electors of a list that was undone and who are there though nobody was given their household; and cards of
    households that are gone, asked for after that."""
    items = {i["sk"].removeprefix("I#"): i for i in evidence.after if i["pk"] == "IMPORTS" and i["sk"].startswith("I#")}
    lists = {line["claim"]: _electors(line) for line in evidence.what("list")}
    over = {claim for claim in lists if items.get(claim, {}).get("state") == "undone"}
    elsewhere = {elector for claim, electors in lists.items() if claim not in over for elector in electors}
    homes = {p["elector"]: home for home, h in evidence.households.items() for p in h.get("people", ())}
    given = {shown.household for shown in evidence.shown}
    for claim in over:
        for elector in sorted(lists[claim] - elsewhere):
            if elector in homes and homes[elector] not in given:
                yield Violation("undone", f"{elector}: still there after {claim} was undone", evidence.story(claim))
    last = max((items[claim]["finished_at"] for claim in over), default=float("inf"))
    for shown in evidence.shown:
        # A second of the one clock may be another one's: what is finished is written down in whole seconds.
        if shown.household not in evidence.households and shown.line["from"] > last + 1:
            said = f"{shown.household}: shown to {shown.line['who']}, and it is gone"
            yield Violation("undone", said, evidence.story(shown.claim))


def may_be_refused(evidence: Evidence, line: Line) -> bool:
    """Whether a response comes too late for a household that was undone: long after the lease on it had ended."""
    first = evidence.first_shown.get(line["claim"])
    if first is None or first.household in evidence.households:
        return False
    until = max((seconds(shown.card["until"]) for shown in evidence.shown if shown.claim == line["claim"]), default=0.0)
    return bool(line["to"] > until + LATE)


def _knows_caller(line: Line) -> bool:
    """Whether a page that was loaded was told who asks: whoever is removed is a stranger to it."""
    answer = line.get("answer")
    return line["what"] == "get_start" and isinstance(answer, dict) and bool(answer.get("caller", True))


def _electors(line: Line) -> set[str]:
    return {row["Elector Number"] for row in csv.DictReader(io.StringIO(line["body"]))}
