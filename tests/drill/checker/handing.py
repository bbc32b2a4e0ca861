"""Nobody is handed out who must not be rung: after “do not call”, after they have voted or died, on a number that is
suppressed, outside calling hours, in a bank that is paused, within the cool-down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from tests.drill.checker import model
from tests.drill.checker.evidence import Evidence, Line, Shown, Violation

_FOR_GOOD: Final = {"do_not_call", "already_voted", "deceased"}
_NEW: Final = {"claim_next", "submit_response", "skip_claim"}


@dataclass(frozen=True, slots=True)
class Barred:
    """A person or a number that must not be rung from the moment when somebody was told so until it was taken back."""

    what: str
    why: str
    since: float
    until: float = float("inf")


def rung_after_all(evidence: Evidence) -> Iterator[Violation]:
    """Cards that ask for somebody, or name a number, that was barred before they were asked for."""
    barred: defaultdict[str, list[Barred]] = defaultdict(list)
    for each in _barred(evidence):
        barred[each.what].append(each)
    for shown in evidence.shown:
        named = [p["id"] for p in shown.card["people"] if p["target"]]
        named += [number["e164"] for number in shown.card["numbers"]]
        for what in named:
            for bar in barred[what]:
                if bar.since < shown.line["from"] and shown.line["to"] < bar.until:
                    said = f"{what} in {shown.household}: {bar.why} at {bar.since:.3f}, shown to {shown.line['who']}"
                    yield Violation("rung after all", said, evidence.story(what, shown.claim))


def outside_hours(evidence: Evidence) -> Iterator[Violation]:
    """Households handed out, or kept by renewing, while nobody may be rung; not those that ring us."""
    for shown in _new(evidence):
        if not model.rings_at(shown.line["from"]) and not model.rings_at(shown.line["to"]):
            said = f"{shown.household}: handed to {shown.line['who']} at {shown.line['to']:.0f}"
            yield Violation("outside hours", said, evidence.story(shown.claim))
    rings_us = {s.claim for s in evidence.shown if s.card.get("ringing_back")}
    for line in evidence.what("renew_claim"):
        night = not model.rings_at(line["from"]) and not model.rings_at(line["to"])
        if line["status"] == 200 and night and line["claim"] not in rings_us:
            yield Violation(
                "outside hours", f"{line['claim']}: renewed at {line['to']:.0f}", evidence.story(line["claim"])
            )


def while_paused(evidence: Evidence) -> Iterator[Violation]:
    """Households handed out by a bank whose pause held before it was asked, and not opened before it had answered."""
    spans = list(_paused(evidence))
    for shown in _new(evidence):
        for bank, since, until in spans:
            if shown.card["bank"] == bank and since < shown.line["from"] and shown.line["to"] < until:
                said = f"{shown.household}: handed to {shown.line['who']} while {bank} was paused"
                yield Violation("while paused", said, evidence.story(shown.claim))


def too_soon(evidence: Evidence) -> Iterator[Violation]:
    """Households handed out within the cool-down of a call that had been acknowledged before they were asked for. A
    promised call-back is due at its time, and a call that was corrected may have said so."""
    calls: defaultdict[str, list[Line]] = defaultdict(list)
    promised: set[str] = set()
    corrected = {line["claim"] for line in evidence.what("correct_response")}
    homes = {claim: shown.household for claim, shown in evidence.first_shown.items()}
    seen: set[str] = set()
    for line in evidence.what("submit_response", "correct_response"):
        home = homes.get(line["claim"], "")
        if line["body"]["outcome"] == "call_back":
            promised.add(home)
        if line["what"] == "submit_response" and line["status"] == 200 and line["claim"] not in seen:
            seen.add(line["claim"])
            calls[home].append(line)
    for shown in _new(evidence):
        for call in calls[shown.household]:
            if call["claim"] in corrected or call["claim"] == shown.claim or shown.household in promised:
                continue
            wait = model.BUSY_WAIT if call["body"]["outcome"] == "busy" else model.COOL_DOWN
            # The call is of the time when it was recorded first, which may be long before its answer was heard.
            rung = min((v["at"] for v in evidence.calls.get(call["claim"], ())), default=call["from"])
            if call["to"] < shown.line["from"] and shown.line["to"] < rung + wait:
                said = f"{shown.household}: rung at {rung:.0f}, handed out at {shown.line['to']:.0f}"
                yield Violation("too soon", said, evidence.story(call["claim"], shown.claim))


def after_recorded(evidence: Evidence) -> Iterator[Violation]:
    """Cards of claims whose response had been acknowledged before they were asked for."""
    acknowledged: dict[str, float] = {}
    for line in evidence.what("submit_response"):
        if line["status"] == 200:
            acknowledged[line["claim"]] = min(line["to"], acknowledged.get(line["claim"], line["to"]))
    for shown in evidence.shown:
        if acknowledged.get(shown.claim, shown.line["from"]) < shown.line["from"]:
            yield Violation("after recorded", f"{shown.claim}: shown again", evidence.story(shown.claim))


def _new(evidence: Evidence) -> Iterator[Shown]:
    """The first card of each claim that a queue gave."""
    return (shown for shown in evidence.first_shown.values() if shown.line["what"] in _NEW)


def _paused(evidence: Evidence) -> Iterator[tuple[str, float, float]]:
    since: dict[str, float] = {}
    for line in evidence.what("pause_holds", "open_bank"):
        bank = line["claim"]
        if line["what"] == "open_bank":
            if bank in since:
                yield bank, since.pop(bank), line["from"]
        else:
            since.setdefault(bank, line["to"])
    for bank, at in since.items():
        yield bank, at, float("inf")


def _barred(evidence: Evidence) -> Iterator[Barred]:
    yield from _by_calls(evidence)
    for line in evidence.what("suppress_numbers"):
        if line["status"] == 200:
            yield from (Barred(number, "suppressed", line["to"]) for number in line["body"]["numbers"])
    yield from _by_lists(evidence)


def _by_lists(evidence: Evidence) -> Iterator[Barred]:
    people = {p["elector"]: p["id"] for h in evidence.households.values() for p in h.get("people", [])}
    since: dict[str, float] = {}
    for line in evidence.what("mark_voted"):
        answer = line["answer"] if line["status"] == 200 else None
        unknown = {each["text"] for each in answer["unmatched"]} if answer else set()
        for elector in line["body"]["electors"]:
            if line["body"]["voted"]:
                # A list that is still being imported has electors of whom nothing is known yet.
                if answer and elector not in unknown:
                    since.setdefault(elector, line["to"])
            elif elector in since:
                yield Barred(people.get(elector, ""), "voted by a list", since.pop(elector), line["from"])
    for elector, at in since.items():
        yield Barred(people.get(elector, ""), "voted by a list", at)


def _by_calls(evidence: Evidence) -> Iterator[Barred]:
    """What calls said for good: until somebody sent a correction of it, and again from the answer to that."""
    of_claim: defaultdict[str, list[Line]] = defaultdict(list)
    for line in evidence.what("submit_response", "correct_response"):
        of_claim[line["claim"]].append(line)
    for claim, lines in of_claim.items():
        first = [x for x in lines if x["what"] == "submit_response" and x["status"] == 200]
        first = [x for x in first if _is_recorded(evidence, claim, x)]
        corrections = [x for x in lines if x["what"] == "correct_response"]
        acknowledged = [min(first, key=lambda x: float(x["to"]))] if first else []
        for line in (*acknowledged, *(x for x in corrections if x["status"] == 200)):
            later = [x["from"] for x in corrections if x["from"] > line["from"] and x["body"] != line["body"]]
            yield from _said(evidence, claim, line["body"], line["to"], min(later, default=float("inf")))


def _is_recorded(evidence: Evidence, claim: str, line: Line) -> bool:
    """Whether it was this body that was recorded: another one for the same claim is answered with the first."""
    versions = evidence.calls.get(claim)
    return versions is not None and versions[0].get("note", "") == line["body"].get("note", "").strip()


def _said(evidence: Evidence, claim: str, body: dict[str, Any], since: float, until: float) -> Iterable[Barred]:
    if body["outcome"] not in _FOR_GOOD:
        return
    for person in body.get("people", ()):
        yield Barred(person["person"], body["outcome"], since, until)
    number = evidence.numbers.get(claim, {}).get(body.get("number", ""))
    if number and body["outcome"] == "do_not_call":
        yield Barred(number, "do not call", since, until)
