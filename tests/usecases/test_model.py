"""A stateful test: claim, respond, skip, release, renew, correct and the passing of time against a plain model.

The model is a list of what was recorded of each household, replayed by a dozen lines that know nothing of the code's
own rules; it is compared with the table after every step.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from ringround.domain.errors import Conflict
from ringround.domain.hours import uk_day
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Response
from ringround.storage import desks, households, keys
from ringround.storage.keys import QueueKey
from ringround.storage.schema import table_definition
from ringround.storage.table import Table
from ringround.usecases import hold, in_hand
from ringround.usecases.claim_next import Handed, claim_next
from ringround.usecases.respond import correct_response, respond
from tests import builders
from tests.builders import NOW, a_bank, a_household, a_number, a_person, drama_number
from tests.support.engine import DynamoDbLocal

LEASE, COOL_DOWN, BUSY_WAIT, MOST = 1_800, 4 * 3_600, 900, 3
CALLERS = ("sam", "alex", "kim")
DONE = {"answered", "refused", "moved", "deceased", "language_barrier", "already_voted", "do_not_call"}
RECORDED = st.sampled_from([o for o in Outcome if o is not Outcome.LEFT_MESSAGE])
_TABLES = count(1)


@dataclass
class Plain:
    """One household as the model sees it: one person, one or two numbers, and what was recorded, in order."""

    numbers: list[str]
    recorded: list[dict[str, Any]] = field(default_factory=list)
    holder: str = ""
    claim: str = ""
    until: int = 0
    back_at: int = 0
    skipped: dict[str, int] = field(default_factory=dict)

    def held(self, now: int) -> bool:
        return bool(self.claim) and self.until > now

    def standing(self) -> tuple[str, int] | None:
        """The tier and the earliest time, or None where nobody is to be rung there any more."""
        if any(call["outcome"] in DONE for call in self.recorded):
            return None
        if {c["number"] for c in self.recorded if c["outcome"] in {"wrong_number", "disconnected"}} >= set(
            self.numbers
        ):
            return None
        promises = sorted((c["at"], c["call_back_at"]) for c in self.recorded if c["outcome"] == "call_back")
        if promises:
            made, due = promises[-1]
            kept = [c for c in self.recorded if c["at"] >= due and c["at"] != made and not c["late"]]
            if not kept:
                return "0", max(due, self.back_at)
        if sum(call["outcome"] in {"not_home", "busy"} for call in self.recorded) >= MOST:
            return None
        waits = [c["at"] + (BUSY_WAIT if c["outcome"] == "busy" else COOL_DOWN) for c in self.recorded]
        return ("8" if self.recorded else "3"), max([*waits, self.back_at])


class Phonebank(RuleBasedStateMachine):
    """Three callers, six households, one bank."""

    claims = Bundle("claims")
    calls = Bundle("calls")
    client: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.chance = random.Random(7)
        name = f"model-{next(_TABLES)}"
        self.client.create_table(**table_definition(name))
        self.table = Table(self.client, name)
        self.plain: dict[str, Plain] = {}
        bank = a_bank(
            cool_down=COOL_DOWN, busy_wait=BUSY_WAIT, max_attempts=MOST, claims_per_hour=999, skips_per_hour=999
        )
        self.context = builders.seed(self.table, bank=bank)
        # What a process remembers for a moment grows old as time passes here.
        self.context.clock = lambda: float(self.now)
        for n in range(6):
            numbers = [drama_number(n), drama_number(100 + n)][: 1 + n % 2]
            person = a_person(f"p{n}")
            made = a_household(f"h{n}", people=(person,), numbers=tuple(a_number(e, person.id) for e in numbers))
            builders.put(self.table, made, {"main": bank})
            self.plain[made.id] = Plain(numbers)

    def teardown(self) -> None:
        self.client.delete_table(TableName=self.table.name)

    def _mine(self, caller: str) -> list[Plain]:
        return [p for p in self.plain.values() if p.holder == caller and p.held(self.now)]

    def _may_have(self, caller: str) -> dict[str, str]:
        found = {}
        for name, plain in self.plain.items():
            place = plain.standing()
            free = place and place[1] <= self.now and not plain.held(self.now)
            if place and free and plain.skipped.get(caller, 0) <= self.now:
                found[name] = place[0]
        return found

    @rule(target=claims, caller=st.sampled_from(CALLERS))
    def ask_for_the_next(self, caller: str) -> Any:
        desk = desks.get(self.table, uk_day(self.now), caller)
        bank = self.context.bank("main")
        if len(self._mine(caller)) == 2:
            with pytest.raises(Conflict):
                claim_next(self.context, bank, desk, now=self.now, chance=self.chance)
            return multiple()
        may_have = self._may_have(caller)
        found = claim_next(self.context, bank, desk, now=self.now, chance=self.chance)
        if not isinstance(found, Handed):
            assert may_have == {}
            # Somebody may hold a household of which it was said meanwhile that nobody is left: it stands until then.
            anything = [p for p in self.plain.values() if p.standing() or p.held(self.now)]
            assert found.reason == ("nothing_due" if anything else "finished")
            return multiple()
        plain = self.plain[found.household.id]
        assert found.household.id in may_have
        assert may_have[found.household.id] == min(may_have.values())
        plain.holder, plain.claim, plain.until = caller, found.claim.id, self.now + LEASE
        return (found.household.id, found.claim.id, caller)

    @rule(
        target=calls,
        claim=consumes(claims),
        outcome=RECORDED,
        second=st.booleans(),
        minutes=st.integers(1, 600),
    )
    def record(self, claim: tuple[str, str, str], outcome: Outcome, second: bool, minutes: int) -> tuple[str, str, str]:
        name, claim_id, caller = claim
        plain = self.plain[name]
        response, kept = self._response(plain, claim_id, outcome, second, minutes)
        mine = plain.claim == claim_id
        call = respond(self.context, caller, claim_id, response, now=self.now)
        assert call.entry.late == (not mine)
        again = respond(self.context, caller, claim_id, Response(Outcome.REFUSED), now=self.now + 1)
        assert again == call
        plain.recorded.append({**kept, "at": self.now, "caller": caller, "late": not mine})
        if mine:
            plain.claim, plain.holder, plain.back_at = "", "", 0
        return claim

    @rule(claim=calls, outcome=RECORDED, second=st.booleans(), minutes=st.integers(1, 600))
    def correct(self, claim: tuple[str, str, str], outcome: Outcome, second: bool, minutes: int) -> None:
        name, claim_id, caller = claim
        plain = self.plain[name]
        recorded = next(c for c in plain.recorded if c["claim"] == claim_id)
        if recorded["at"] < self.now - 86_400:
            return
        response, kept = self._response(plain, claim_id, outcome, second, minutes)
        call = correct_response(self.context, caller, claim_id, response, now=self.now)
        assert call.entry.at == recorded["at"]
        recorded.update(kept)

    def _response(
        self, plain: Plain, claim_id: str, outcome: Outcome, second: bool, minutes: int
    ) -> tuple[Response, dict[str, Any]]:
        number = plain.numbers[-1] if second else plain.numbers[0]
        at = self.now + minutes * 60 if outcome is Outcome.CALL_BACK else 0
        response = Response(outcome, number, call_back_at=at, call_back_for="anyone")
        return response, {"claim": claim_id, "outcome": str(outcome), "number": number, "call_back_at": at}

    @rule(claim=consumes(claims))
    def skip(self, claim: tuple[str, str, str]) -> None:
        name, claim_id, caller = claim
        plain = self.plain[name]
        hold.skip(self.context, desks.get(self.table, uk_day(self.now), caller), claim_id, "other", now=self.now)
        if plain.claim == claim_id:
            plain.claim, plain.holder, plain.back_at = "", "", self.now + 60
            plain.skipped[caller] = self.now + 3_600

    @rule(claim=consumes(claims))
    def release(self, claim: tuple[str, str, str]) -> None:
        name, claim_id, caller = claim
        in_hand.release(self.context, caller, claim_id, now=self.now)
        plain = self.plain[name]
        if plain.claim == claim_id:
            plain.claim, plain.holder = "", ""

    @rule(claim=claims)
    def renew(self, claim: tuple[str, str, str]) -> None:
        name, claim_id, caller = claim
        plain = self.plain[name]
        claimed_at = int(claim_id[:7], 36)
        if plain.claim != claim_id or claimed_at + 4 * 3_600 <= self.now:
            with pytest.raises(Conflict):
                hold.renew(self.context, caller, claim_id, now=self.now)
        else:
            plain.until = hold.renew(self.context, caller, claim_id, now=self.now)
            assert plain.until == min(self.now + LEASE, claimed_at + 4 * 3_600)

    @rule(seconds=st.sampled_from([1, 59, 60, 900, 1_799, 1_800, 3_600, COOL_DOWN, 6 * 3_600]))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @invariant()
    def the_table_stands_where_the_model_does(self) -> None:
        for found in households.get_many(self.table, list(self.plain)):
            assert found is not None
            plain = self.plain[found.id]
            assert found.held(self.now) == plain.held(self.now)
            queued = QueueKey.parse(*found.queue) if found.queue else None
            place = plain.standing()
            if plain.claim:
                assert found.claim is not None
                assert (found.claim.id, found.claim.until) == (plain.claim, plain.until)
            if plain.held(self.now):
                assert queued is not None
                assert queued.callable_from == plain.until
            elif not plain.claim:
                assert (queued and (queued.tier, queued.callable_from)) == place

    @invariant()
    def the_tally_is_the_calls(self) -> None:
        expected: Counter[str] = Counter(c["outcome"] for p in self.plain.values() for c in p.recorded)
        days = {(uk_day(c["at"]), c["caller"]) for p in self.plain.values() for c in p.recorded}
        wanted = [keys.desk(day, caller) for day, caller in sorted(days)]
        found: Counter[str] = Counter()
        for item in self.table.get_many(wanted) if wanted else []:
            found.update(desks.from_item(item, "").tally.get("main", {}))
        assert {str(o): found[f"o.{o}"] for o in Outcome if found[f"o.{o}"]} == dict(expected)
        assert found["calls"] == sum(expected.values())


@pytest.mark.races
def test_any_sequence_of_steps_agrees_with_the_model(dynamodb_local: DynamoDbLocal) -> None:
    engine = dynamodb_local.client()

    class OnTheEngine(Phonebank):
        client = engine

    run_state_machine_as_test(
        OnTheEngine,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            # Shrinking a failure takes minutes on a real engine: add Phase.shrink to study one.
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
