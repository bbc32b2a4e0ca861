"""The checker, held against a small drill in which everything is right, and against the same with one thing wrong."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.drill.checker import PROPERTIES, Evidence, check

T = 1_801_476_000.0
NIGHT = T + 11 * 3600
LEASE = 1800
Line = dict[str, Any]
Break = Callable[[Evidence], None]


def iso(at: float) -> str:
    """A time as answers have it."""
    from datetime import UTC, datetime  # noqa: PLC0415

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
        line(8, "pause_bank", "organiser", T + 80, claim="first", answer={}),
        line(9, "open_bank", "organiser", T + 90, claim="first", answer={}),
        line(10, "list", "organiser", T + 91, claim="import1", body="Elector Number\nAB-one\nAB-two\n"),
        line(11, "create_export", "organiser", T + 100, status=202, answer={"export": {"id": "export1"}}),
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


def item(evidence: Evidence, pk: str, sk: str = "") -> dict[str, Any]:
    """An item at the end."""
    return next(i for i in evidence.after if i["pk"].startswith(pk) and i["sk"].startswith(sk))


def held_by_another(e: Evidence) -> None:
    """Bob has on his screen what Ann has."""
    e.lines.insert(4, claimed(4, "bob", T + 30, card("c9", "one", T + 30, "+44a", "person-one")))


def number_held_by_another(e: Evidence) -> None:
    """Bob has another household with the same number."""
    e.lines.insert(4, claimed(4, "bob", T + 30, card("c9", "nine", T + 30, "+44a", "person-nine")))


def rung_after_objection(e: Evidence) -> None:
    """The number is on a card after somebody asked not to be called."""
    e.lines.append(claimed(20, "bob", T + 5000, card("c9", "nine", T + 5000, "+44a", "person-nine")))


def asked_after_objection(e: Evidence) -> None:
    """The person is asked for on another number."""
    e.lines.append(claimed(20, "bob", T + 5000, card("c9", "one", T + 5000, "+44z", "person-one")))


def rung_after_vote(e: Evidence) -> None:
    """An elector is asked for who was marked before."""
    e.lines[6]["body"]["electors"] = ["AB-two"]


def rung_after_suppression(e: Evidence) -> None:
    """A number is on a card that a list had suppressed."""
    body = {"numbers": ["+44b"], "reason": "tps"}
    e.lines.insert(7, line(7, "suppress_numbers", "organiser", T + 75, body=body, answer={}))


def handed_at_night(e: Evidence) -> None:
    """A household is handed out in the evening."""
    e.lines.append(claimed(20, "bob", NIGHT, card("c9", "nine", NIGHT, "+44c", "person-nine")))


def renewed_at_night(e: Evidence) -> None:
    """A lease is made longer in the evening."""
    e.lines.append(line(20, "renew_claim", "bob", NIGHT, claim="c2", answer={"until": iso(NIGHT + LEASE)}))


def handed_while_paused(e: Evidence) -> None:
    """The bank was not opened again."""
    del e.lines[8]


def handed_too_soon(e: Evidence) -> None:
    """The household is handed out again after ten minutes."""
    for at, which in ((T + 661, e.lines[12]), (T + 700, e.lines[13])):
        which |= {"from": at, "to": at + 1}


def call_lost(e: Evidence) -> None:
    """An acknowledged call is nowhere."""
    e.after = [i for i in e.after if i.get("claim") != "c2"]
    del item(e, "H#two")["log"][0]
    e.after = [i for i in e.after if i["pk"] != "D#2027-02-01#1"]
    e.export = [row for row in e.export if row["Call"] != "c2"]
    e.exports = {}
    e.lines[-1]["answer"]["calls"] = 2


def correction_lost(e: Evidence) -> None:
    """An acknowledged correction is nowhere."""
    body = {"outcome": "refused", "note": "b2"}
    e.lines.insert(6, line(7, "correct_response", "bob", T + 65, claim="c2", body=body, answer={}))


def other_note(e: Evidence) -> None:
    """A call has another note than its caller wrote."""
    item(e, "C#id-bob")["note"] = item(e, "H#two")["log"][0]["note"] = "something else"


def version_skipped(e: Evidence) -> None:
    """There is a second version and no first one."""
    for kept in (item(e, "C#id-bob"), item(e, "H#two")["log"][0]):
        kept["version"] = 2
    e.export[1]["Version"] = "2"


def call_invented(e: Evidence) -> None:
    """Nobody ever sent what is there."""
    del e.lines[5]


def call_of_another(e: Evidence) -> None:
    """What Ann sent is recorded as Bob's."""
    item(e, "C#id-ann", "c3")["caller"] = "id-bob"


def refused_and_there(e: Evidence) -> None:
    """What was refused is recorded all the same."""
    e.lines[5]["status"] = 422


def not_on_the_log(e: Evidence) -> None:
    """A call is missing from its household's log."""
    del item(e, "H#two")["log"][1]


def twice_on_the_log(e: Evidence) -> None:
    """A call is twice on its household's log."""
    item(e, "H#two")["log"].append(item(e, "H#two")["log"][1])


def log_differs(e: Evidence) -> None:
    """The log says something else of a call than the call."""
    item(e, "H#two")["log"][1]["at"] += 1


def counted_twice(e: Evidence) -> None:
    """A call is counted twice."""
    item(e, "D#", "id-bob")["t|first|calls"] = 2


def not_counted(e: Evidence) -> None:
    """A call is not counted."""
    e.after.remove(item(e, "D#", "id-bob"))


def told_otherwise(e: Evidence) -> None:
    """Organisers are told of more calls."""
    e.lines[-1]["answer"]["calls"] = 4


def out_of_its_queue(e: Evidence) -> None:
    """A household that is to be rung stands in no queue."""
    del next(i for i in e.before if i["pk"] == "H#two")["q_pk"]


def never_given(e: Evidence) -> None:
    """A household stands in its queue, and nobody gets it."""
    e.lines[12]["answer"] = {"claim": None}


def still_to_be_rung(e: Evidence) -> None:
    """At the end there is a household that nobody ever rang."""
    e.after += household("three", "+44c", [])


def left_in_a_queue(e: Evidence) -> None:
    """At the end a household stands in a queue for nothing."""
    item(e, "H#one").update(q_pk="first", q_sk="8#1801478461#one")


def import_unfinished(e: Evidence) -> None:
    """An import never ends."""
    item(e, "IMPORTS")["state"] = "writing"


def job_unfinished(e: Evidence) -> None:
    """A job has failed and stays so."""
    item(e, "JOBS")["state"] = "failed"


def elector_missing(e: Evidence) -> None:
    """A list that is done has an elector whom the table has not."""
    e.lines[9]["body"] += "AB-three\n"


def number_in_two_households(e: Evidence) -> None:
    """A number is in two households."""
    item(e, "H#one")["numbers"].append({"e164": "+44b", "whose": ["person-one"]})


def pointer_astray(e: Evidence) -> None:
    """An elector's pointer leads to another household."""
    item(e, "E#person-one")["household"] = "two"


def person_twice(e: Evidence) -> None:
    """A person is in two households."""
    item(e, "H#two")["people"].append({"id": "person-one", "elector": "AB-one"})


def not_in_the_export(e: Evidence) -> None:
    """The last export leaves a call out."""
    del e.export[0]


def not_in_an_earlier_export(e: Evidence) -> None:
    """An export leaves a call out that was acknowledged before it was asked for."""
    e.exports["export1"] = e.exports["export1"][:1]


DEFECTS: tuple[tuple[Break, str], ...] = (
    (held_by_another, "nobody held twice at once"),
    (number_held_by_another, "nobody held twice at once"),
    (rung_after_objection, "nobody rung after “do not call”, a vote or a suppression"),
    (asked_after_objection, "nobody rung after “do not call”, a vote or a suppression"),
    (rung_after_vote, "nobody rung after “do not call”, a vote or a suppression"),
    (rung_after_suppression, "nobody rung after “do not call”, a vote or a suppression"),
    (handed_at_night, "nobody handed out outside hours"),
    (renewed_at_night, "nobody handed out outside hours"),
    (handed_while_paused, "nobody handed out by a paused bank"),
    (handed_too_soon, "nobody handed out within the cool-down"),
    (call_lost, "every acknowledged response is there"),
    (correction_lost, "every acknowledged response is there"),
    (other_note, "calls are as their callers said"),
    (version_skipped, "calls are as their callers said"),
    (call_invented, "no call that nobody made"),
    (call_of_another, "no call that nobody made"),
    (refused_and_there, "no call that nobody made"),
    (not_on_the_log, "each call is once on its household's log"),
    (twice_on_the_log, "each call is once on its household's log"),
    (log_differs, "each call is once on its household's log"),
    (counted_twice, "tallies equal the calls"),
    (not_counted, "tallies equal the calls"),
    (told_otherwise, "organisers are told of as many calls"),
    (out_of_its_queue, "no household lost from its queue"),
    (never_given, "no household lost from its queue"),
    (still_to_be_rung, "no household lost from its queue"),
    (left_in_a_queue, "nothing left in a queue"),
    (import_unfinished, "imports, exports and jobs are finished"),
    (job_unfinished, "imports, exports and jobs are finished"),
    (elector_missing, "people and numbers are in one place"),
    (number_in_two_households, "people and numbers are in one place"),
    (pointer_astray, "people and numbers are in one place"),
    (person_twice, "people and numbers are in one place"),
    (not_in_the_export, "exports hold the calls"),
    (not_in_an_earlier_export, "exports hold the calls"),
)


def test_nothing_is_wrong_where_nothing_is() -> None:
    assert check(good()) == []


@pytest.mark.parametrize(("broken", "name"), DEFECTS, ids=lambda x: getattr(x, "__name__", ""))
def test_one_defect_is_found(broken: Break, name: str) -> None:
    evidence = good()
    broken(evidence)
    assert list(PROPERTIES[name](evidence))


def test_each_property_has_a_defect_that_it_finds() -> None:
    assert {name for _, name in DEFECTS} == set(PROPERTIES)


def test_a_claim_that_ran_out_and_one_that_was_let_go_are_held_no_more() -> None:
    evidence = good()
    evidence.lines.insert(4, line(4, "put_away", "ann", T + 20, claim="c1"))
    evidence.lines.insert(5, claimed(4, "bob", T + 30, card("c9", "one", T + 30, "+44a", "person-one")))
    again = claimed(4, "ann", T + 31 + LEASE, card("c10", "one", T + 31 + LEASE, "+44a", "person-one"))
    evidence.lines.insert(6, again)
    assert not list(PROPERTIES["nobody held twice at once"](evidence))


def test_what_was_taken_back_bars_nobody() -> None:
    """A correction of “do not call”: the household may be rung from then on."""
    evidence = good()
    body = {"outcome": "not_home", "note": "a3"}
    evidence.lines.append(line(19, "correct_response", "ann", T + 4000, claim="c1", body=body, answer={}))
    evidence.lines.append(claimed(20, "bob", T + 7000, card("c9", "one", T + 7000, "+44a", "person-one")))
    assert not list(PROPERTIES["nobody rung after “do not call”, a vote or a suppression"](evidence))


def test_the_checker_shares_no_rule_with_the_code() -> None:
    for path in (Path(__file__).parent / "checker").glob("*.py"):
        tree = ast.parse(path.read_text())
        found = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        found |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
        ours = {name for name in found if name.partition(".")[0] in {"ringround", "infra", "functions", "tests"}}
        assert all(name.startswith("tests.drill.checker") for name in ours), path.name
