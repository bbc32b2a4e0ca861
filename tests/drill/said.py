"""What callers say of a call: outcomes as they come, each with a note that nobody else writes."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any, Final

OUTCOMES: Final = (
    ["not_home"] * 42
    + ["answered"] * 16
    + ["busy"] * 6
    + ["call_back"] * 8
    + ["left_message"] * 5
    + ["refused"] * 4
    + ["wrong_number"] * 3
    + ["disconnected"] * 3
    + ["moved", "deceased", "language_barrier", "language_barrier"]
    + ["already_voted"] * 3
    + ["do_not_call"] * 4
)
SPOKEN_OF_SOMEBODY: Final = frozenset({"answered", "refused", "moved", "deceased", "already_voted", "do_not_call"})


def said_of(card: dict[str, Any], mark: str, now: float, chance: random.Random, outcome: str = "") -> dict[str, Any]:
    """The body of a response to a card. `now` is what the caller's own clock says, `mark` is theirs alone; without an
    outcome, one of chance."""
    outcome = outcome or chance.choice(OUTCOMES)
    body: dict[str, Any] = {"outcome": outcome, "note": f"drill {mark}"}
    if card["numbers"]:
        number = chance.choice(card["numbers"])
        body["number"] = chance.choice((number["id"], number["e164"]))
        others = [n for n in card["numbers"] if n is not number]
        if others and chance.random() < 0.2:
            failed = chance.choice(("not_home", "busy", "wrong_number", "disconnected"))
            body["tried"] = [{"number": others[0]["id"], "outcome": failed}]
    wanted = [p["id"] for p in card["people"] if p["target"]]
    if wanted and (outcome in SPOKEN_OF_SOMEBODY or chance.random() < 0.3):
        some = chance.sample(wanted, chance.randint(1, len(wanted)))
        body["people"] = [_person(p, outcome, card, mark, chance) for p in some]
    if outcome == "call_back":
        at = int(now) + chance.choice((600, 1800, 3 * 3600, 22 * 3600))
        body["call_back_at"] = datetime.fromtimestamp(at, UTC).isoformat()
        body["call_back_for"] = chance.choice(("me", "anyone"))
    return body


def _person(person: str, outcome: str, card: dict[str, Any], mark: str, chance: random.Random) -> dict[str, Any]:
    made: dict[str, Any] = {"person": person, "note": f"of {mark}"}
    questions = [b for b in card["script"]["blocks"] if b.get("kind") == "single" and "show_if" not in b]
    if outcome == "answered" and questions:
        asked = questions[0]
        made["answers"] = {asked["id"]: chance.choice(asked["options"])["id"]}
    return made
