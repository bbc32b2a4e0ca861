"""What the checker knows of the field, in its own words (the rules themselves are in `ringround.domain`)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final

Item = dict[str, Any]

DONE_IN_BANK: Final = frozenset({"answered", "refused", "language_barrier"})
DONE_FOR_GOOD: Final = frozenset({"moved", "deceased", "already_voted", "do_not_call"})
TRY_AGAIN: Final = frozenset({"not_home", "left_message", "busy"})
OPENS, CLOSES = "08:00", "20:00"
COOL_DOWN, BUSY_WAIT = 40 * 60, 10 * 60
MOST_ATTEMPTS: Final = 6


def rings_at(at: float) -> bool:
    """Whether people may be rung at a time (the drill is in winter: London's clock is UTC)."""
    return OPENS <= datetime.fromtimestamp(at, UTC).strftime("%H:%M") < CLOSES


def day_of(at: int) -> str:
    """The day of a time."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def outcomes_of(entry: Item) -> dict[str, str]:
    """By person what an entry of a log says of them."""
    return {**dict.fromkeys(entry.get("people", ()), entry["outcome"]), **entry.get("other", {})}


def wanted_by(household: Item) -> dict[str, str]:
    """The banks for which somebody in a household is still to be rung, each with how sure that is: `surely`, or
    `perhaps` where a promised call-back or the number of attempts makes it a question of time."""
    log = household.get("log", [])
    done, done_in = _done(household, log)
    silent, wrong = _numbers(household, log)
    found = {}
    for bank, target in household.get("banks", {}).items():
        people = [
            person["id"]
            for person in household.get("people", [])
            if person["id"] in target["people"]
            and not person.get("may_not_vote")
            and person["id"] not in done
            and (bank, person["id"]) not in done_in
        ]
        reachable = any(
            number["e164"] not in silent
            and any(p in (number.get("whose") or people) and (number["e164"], p) not in wrong for p in people)
            for number in household.get("numbers", [])
        )
        if people and reachable:
            tried = sum(entry["bank"] == bank and entry["outcome"] in TRY_AGAIN for entry in log)
            promised = any(entry["bank"] == bank and entry.get("call_back_at") for entry in log)
            if tried < MOST_ATTEMPTS:
                found[bank] = "surely"
            elif promised:
                found[bank] = "perhaps"
    return found


def _done(household: Item, log: list[Item]) -> tuple[set[str], set[tuple[str, str]]]:
    done = {person["id"] for person in household.get("people", []) if person.get("marks")}
    done_in = set()
    for entry in log:
        for person, outcome in outcomes_of(entry).items():
            if outcome in DONE_FOR_GOOD:
                done.add(person)
            elif outcome in DONE_IN_BANK:
                done_in.add((entry["bank"], person))
    return done, done_in


def _numbers(household: Item, log: list[Item]) -> tuple[set[str], set[tuple[str, str]]]:
    """Numbers that nobody rings, and pairs of number and person for whom it is wrong."""
    silent = {n["e164"] for n in household.get("numbers", []) if n.get("suppressed") or n.get("dead")}
    everybody = [person["id"] for person in household.get("people", [])]
    whose = {n["e164"]: n.get("whose") or everybody for n in household.get("numbers", [])}
    wrong: set[tuple[str, str]] = set()
    for entry in log:
        said: list[tuple[str, str, tuple[str, ...]]]
        said = [(entry.get("number", ""), outcome, (person,)) for person, outcome in outcomes_of(entry).items()]
        said += [(entry.get("number", ""), entry["outcome"], ())]
        said += [(t["number"], t["outcome"], tuple(whose.get(t["number"], ()))) for t in entry.get("tried", ())]
        for number, outcome, people in said:
            if outcome in {"do_not_call", "disconnected"}:
                silent.add(number)
            elif outcome == "wrong_number":
                wrong |= {(number, person) for person in people}
    return silent, wrong


def counted(versions: list[Item]) -> Counter[str]:
    """What the versions of one call add to the tally: those of the last one."""
    call = versions[-1]
    people = [result["outcome"] for result in call["people"]]
    hour = datetime.fromtimestamp(call["at"], UTC).strftime("%H")
    found = Counter({"calls": 1, f"o.{call['outcome']}": 1, f"h.{hour}": 1, f"v.{call['script_version']}": 1})
    if "answered" in (call["outcome"], *people):
        found.update(("conversations", f"c.{hour}"))
    found.update(f"p.{outcome}" for outcome in people)
    found["reached"] += call.get("reached", 0)
    found.update(f"a.{call['script_version']}.{question}.{option}" for question, option in call.get("chosen", ()))
    return found
