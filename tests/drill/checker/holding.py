"""Nobody is held twice at once: neither a household nor a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tests.drill.checker.evidence import Evidence, Line, Violation, seconds

_ENDS = {"submit_response", "skip_claim", "release_claim", "put_away"}


@dataclass(slots=True)
class Hold:
    """A household on somebody's screen, from the answer that brought it until they let go of it or its lease ended."""

    claim: str
    who: str
    start: float
    until: float
    household: str
    numbers: frozenset[str]


def held_twice(evidence: Evidence) -> Iterator[Violation]:
    """Two screens with one household, or one number, at the same time."""
    by_what: defaultdict[str, list[Hold]] = defaultdict(list)
    for hold in holds(evidence):
        for what in (hold.household, *hold.numbers):
            by_what[what].append(hold)
    for what, found in by_what.items():
        found.sort(key=lambda hold: hold.start)
        latest: Hold | None = None
        for hold in found:
            if latest and hold.start < latest.until and hold.claim != latest.claim:
                said = f"{what}: {latest.who} until {latest.until:.3f}, {hold.who} from {hold.start:.3f}"
                yield Violation("held twice", said, evidence.story(latest.claim, hold.claim))
            if latest is None or hold.until > latest.until:
                latest = hold


def holds(evidence: Evidence) -> list[Hold]:
    """Who had what on the screen, and when. A renewal after the lease's end begins anew."""
    ids = {volunteer: name for name, volunteer in evidence.callers.items()}
    cards: defaultdict[int, list[Hold]] = defaultdict(list)
    for shown in evidence.shown:
        if shown.line["heard"]:
            numbers = frozenset(number["e164"] for number in shown.card["numbers"])
            until, who = seconds(shown.card["until"]), shown.line["who"]
            made = Hold(shown.claim, who, shown.line["to"], until, shown.household, numbers)
            cards[shown.line["n"]].append(made)
    done: list[Hold] = []
    live: dict[str, Hold] = {}
    first: dict[str, Hold] = {}
    for line in evidence.lines:
        if line["what"] in _ENDS and "claim" in line:
            _end(live, done, line["claim"], line["from"])
        elif line["what"] == "remove_volunteer":
            for claim in [c for c, hold in live.items() if hold.who == ids.get(line["claim"])]:
                _end(live, done, claim, line["from"])
        elif line["what"] == "return_held":
            whose = ids.get((line.get("body") or {}).get("caller", ""))
            for claim in [c for c, hold in live.items() if whose in (None, hold.who)]:
                _end(live, done, claim, line["from"])
        elif line["what"] == "renew_claim":
            _renewed(live, done, line, first.get(line["claim"]))
        for hold in cards[line["n"]]:
            first.setdefault(hold.claim, hold)
            _shown(live, done, hold)
    return done + list(live.values())


def _end(live: dict[str, Hold], done: list[Hold], claim: str, at: float) -> None:
    hold = live.pop(claim, None)
    if hold:
        hold.until = min(hold.until, max(at, hold.start))
        done.append(hold)


def _renewed(live: dict[str, Hold], done: list[Hold], line: Line, hold: Hold | None) -> None:
    """Also what an organiser gave back and nobody took meanwhile."""
    if hold and line["status"] == 200 and line["heard"]:
        again = Hold(hold.claim, hold.who, line["to"], seconds(line["answer"]["until"]), hold.household, hold.numbers)
        _shown(live, done, again)


def _shown(live: dict[str, Hold], done: list[Hold], hold: Hold) -> None:
    known = live.get(hold.claim)
    if known and hold.start <= known.until:
        known.until = max(known.until, hold.until)
        return
    if known:
        done.append(known)
    live[hold.claim] = hold
