"""No household is lost from its queue, and none stays in one for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from tests.drill.checker import model
from tests.drill.checker.evidence import Evidence, Violation, households


def lost_households(evidence: Evidence) -> Iterator[Violation]:
    """Households with somebody to ring that stood in no queue before the last were rung, that nobody was given then,
    or where somebody is still to be rung at the end."""
    done = max((line["from"] for line in evidence.what("before")), default=0.0)
    given = {shown.household for shown in evidence.shown if shown.line["from"] > done}
    for home, household in households(evidence.before).items():
        wanted = model.wanted_by(household)
        if "surely" not in wanted.values():
            continue
        # Where somebody holds it, it stands where it was claimed until the lease ends, whoever wants it by then.
        held = "claim" in household and "q_pk" in household
        if not held and household.get("q_pk", "").partition("#")[0] not in wanted:
            said = f"{home}: wanted by {sorted(wanted)}, in the queue of {household.get('q_pk')}"
            yield Violation("lost household", said, evidence.story(home))
        elif home not in given:
            said = f"{home}: in the queue at {household['q_sk']}, and nobody was given it"
            yield Violation("lost household", said, evidence.story(home))
    for home, household in evidence.households.items():
        if "surely" in model.wanted_by(household).values():
            yield Violation("lost household", f"{home}: still to be rung at the end", evidence.story(home))


def left_over(evidence: Evidence) -> Iterator[Violation]:
    """Households that still stand in a queue when everybody was rung, or that somebody still holds."""
    for home, household in evidence.households.items():
        if "q_pk" in household:
            yield Violation("left over", f"{home}: in the queue at {household['q_sk']}", evidence.story(home))
