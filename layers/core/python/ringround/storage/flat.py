"""Households and calls as rows, straight from their items: for reading the whole table.

What is left out of an item has the value that `households.from_item` and `calls.from_item` give it (their tests hold
this file to them). Making a household of each item, and rows of the household, took a third of the time of an export.
"""

from collections.abc import Callable
from typing import Final

from .marshal import Item, checked
from .schema import PK

Put = Callable[..., None]
"""Takes the name of what a row is of, and its values."""

_HOUSEHOLD: Final = len("H#")


def household(item: Item, put: Put) -> None:
    """The rows of a household: `home` (id, address, town, postcode), `person` (id, household, name, first name, elector
    key, may vote, tags, columns, marks), `phone` (E.164, household, kind, screened on, suppressed, dead), `whose`
    (E.164, household, person), `target` (person, household, bank, since, priority)."""
    of = checked(item)[PK][_HOUSEHOLD:]
    put("home", of, item.get("address", []), item.get("town", ""), item.get("postcode", ""))
    for p in item.get("people", ()):
        get = p.get
        known = get("tags", []), get("columns", {}), get("marks", {})
        may_vote = not get("may_not_vote", False)
        put("person", p["id"], of, get("name", ""), get("first", ""), get("elector", ""), may_vote, *known)
    for n in item.get("numbers", ()):
        get, e164 = n.get, n["e164"]
        marks = get("suppressed", False), get("dead", False)
        put("phone", e164, of, get("kind", "unknown"), get("screened_on", ""), *marks)
        for person in get("whose", ()):
            put("whose", e164, of, person)
    for bank, wanted in item.get("banks", {}).items():
        for person in wanted["people"]:
            put("target", person, of, bank, wanted["since"], wanted["priority"])


def call(item: Item, put: Put) -> None:
    """The rows of one version of a call: `call` (claim, version, household, bank, caller, at, recorded at, outcome,
    number, note, call back at, call back for, language, late, script, its version), `tried` (claim, version, place,
    number, outcome), `result` (claim, version, place, person, name, elector key, outcome, answers, note)."""
    get = checked(item).get
    claim, version = item["claim"], get("version", 1)
    about = item["household"], item["bank"], item["caller"], item["at"], item["recorded_at"], item["outcome"]
    back_at = get("call_back_at", 0)
    back = back_at, get("call_back_for", "anyone") if back_at else ""
    script = item["script"], item["script_version"]
    told = get("number", ""), get("note", ""), *back, get("language", ""), get("late", False)
    put("call", claim, version, *about, *told, *script)
    for place, tried in enumerate(get("tried", ())):
        put("tried", claim, version, place, tried["number"], tried["outcome"])
    for place, p in enumerate(item["people"]):
        said = p["outcome"], p.get("answers", {}), p.get("note", "")
        put("result", claim, version, place, p["person"], p["name"], p["elector"], *said)
