"""A small drill in which everything is right: for the tests of the checker."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

from tests.drill.checker import Evidence

T = 1_801_476_000.0
NIGHT = T + 11 * 3600
LEASE = 1800
Line = dict[str, Any]


def iso(at: float) -> str:
    """A time as answers have it."""
    return datetime.fromtimestamp(at, UTC).isoformat()


def card(claim: str, home: str, at: float, number: str, *people: str) -> dict[str, Any]:
    """A card of the first bank."""
    return {
        "id": claim,
        "bank": "first",
        "until": iso(at + LEASE),
        "household": {"id": home},
        "people": [{"id": p, "target": True} for p in people],
        "numbers": [{"id": f"id{number}", "e164": number}],
        "ringing_back": None,
    }


def line(n: int, what: str, who: str, at: float, **more: Any) -> Line:
    """A request that took a second."""
    return {"n": n, "what": what, "who": who, "from": at, "to": at + 1, "status": 200, "heard": True, **more}


def claimed(n: int, who: str, at: float, made: dict[str, Any]) -> Line:
    """A household handed out."""
    return line(n, "claim_next", who, at, answer={"claim": made})


def said(n: int, who: str, at: float, claim: str, outcome: str, note: str, number: str, *people: str) -> Line:
    """A call recorded."""
    body = {"outcome": outcome, "note": note, "number": f"id{number}", "people": [{"person": p} for p in people]}
    return line(n, "submit_response", who, at, claim=claim, body=body, answer={"call": {}})


def entry(claim: str, caller: str, at: int, outcome: str, note: str, number: str, *people: str) -> dict[str, Any]:
    """A call as a household's log has it."""
    made = {"claim": claim, "bank": "first", "caller": caller, "at": at, "outcome": outcome, "number": number}
    return {**made, "people": list(people), "note": note}


def call(home: str, of: dict[str, Any], version: int = 1) -> dict[str, Any]:
    """The item of a call."""
    people = [{"person": p, "outcome": of["outcome"]} for p in of["people"]]
    keys = {"pk": f"C#{of['caller']}#2027-02-01", "sk": f"{of['claim']}#{version:05d}"}
    return {**of, **keys, "household": home, "people": people, "version": version, "script_version": 1}


def household(home: str, number: str, log: list[dict[str, Any]], **more: Any) -> list[dict[str, Any]]:
    """A household of one person, and the items that point to it."""
    person = f"person-{home}"
    made = {
        "pk": f"H#{home}",
        "sk": "H",
        "people": [{"id": person, "elector": f"AB-{home}"}],
        "numbers": [{"e164": number, "whose": [person]}],
        "banks": {"first": {"people": [person], "since": 1, "priority": 3}},
        "log": log,
        **more,
    }
    pointers = [
        {"pk": f"E#{person}", "sk": "E", "household": home},
        {"pk": f"N#{number}", "sk": "N", "household": home},
    ]
    return [made, *pointers]


def tally(outcomes: dict[str, int]) -> dict[str, int]:
    """A desk's counters for calls of one person each, all in one hour."""
    calls = sum(outcomes.values())
    counts = {"calls": calls, "h.10": calls, "v.1": calls}
    counts |= {f"o.{o}": n for o, n in outcomes.items()} | {f"p.{o}": n for o, n in outcomes.items()}
    if "answered" in outcomes:
        counts |= {"conversations": outcomes["answered"], "c.10": outcomes["answered"]}
    return {f"t|first|{name}": n for name, n in counts.items()}


ONE = entry("c1", "id-ann", int(T) + 61, "do_not_call", "a1", "+44a", "person-one")
TWO = entry("c2", "id-bob", int(T) + 61, "not_home", "b1", "+44b", "person-two")
THREE = entry("c3", "id-ann", int(T) + 3101, "answered", "a2", "+44b", "person-two")


def good() -> Evidence:
    """Ann and Bob ring two households; one objects, the other is not at home and answers after the cool-down."""
    lines = [
        line(1, "sign_in", "ann", T, answer={"caller": {"id": "id-ann"}}),
        line(2, "sign_in", "bob", T, answer={"caller": {"id": "id-bob"}}),
        claimed(3, "ann", T + 10, card("c1", "one", T + 10, "+44a", "person-one")),
        claimed(4, "bob", T + 10, card("c2", "two", T + 10, "+44b", "person-two")),
        said(5, "ann", T + 60, "c1", "do_not_call", "a1", "+44a", "person-one"),
        said(6, "bob", T + 60, "c2", "not_home", "b1", "+44b", "person-two"),
        line(7, "mark_voted", "organiser", T + 70, body={"electors": ["AB-9"], "voted": True}, answer=UNMATCHED),
        line(8, "pause_holds", "organiser", T + 80, claim="first"),
        line(9, "open_bank", "organiser", T + 90, claim="first", answer={}),
        line(10, "list", "organiser", T + 91, claim="import1", body="Elector Number\nAB-one\nAB-two\n"),
        line(11, "create_export", "organiser", T + 100, status=202, body={}, answer={"export": {"id": "export1"}}),
        line(12, "before", "organiser", T + 2999),
        claimed(13, "ann", T + 3000, card("c3", "two", T + 3000, "+44b", "person-two")),
        said(14, "ann", T + 3100, "c3", "answered", "a2", "+44b", "person-two"),
        line(15, "look_results", "organiser", T + 9000, answer={"calls": 3}),
    ]
    before = [
        *household("one", "+44a", [ONE]),
        *household("two", "+44b", [TWO], q_pk="first", q_sk="8#1801478461#two"),
    ]
    after = [
        *household("one", "+44a", [ONE]),
        *household("two", "+44b", [TWO, THREE]),
        *(call(home, each) for home, each in (("one", ONE), ("two", TWO), ("two", THREE))),
        {"pk": "D#2027-02-01#0", "sk": "id-ann", **tally({"do_not_call": 1, "answered": 1})},
        {"pk": "D#2027-02-01#1", "sk": "id-bob", **tally({"not_home": 1})},
        {"pk": "IMPORTS", "sk": "I#import1", "state": "done"},
        {"pk": "JOBS", "sk": "export1", "state": "done"},
    ]
    rows = [{"Call": claim, "Version": "1"} for claim in ("c1", "c2", "c3")]
    return copy.deepcopy(Evidence(lines, before, after, rows, {"export1": rows[:2]}))


UNMATCHED: dict[str, Any] = {"unmatched": []}


def numbered(evidence: Evidence) -> None:
    """Number the lines anew, as a journal does."""
    for n, each in enumerate(evidence.lines, 1):
        each["n"] = n


def item(evidence: Evidence, pk: str, sk: str = "") -> dict[str, Any]:
    """An item at the end."""
    return next(i for i in evidence.after if i["pk"].startswith(pk) and i["sk"].startswith(sk))
