"""A table of an earlier moment takes over what came since, on the real engine: nobody is rung again for it, nothing
that was recorded is lost, and nobody who was signed out then is let in."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from infra.staff import after_restore, counts, loading, since_restore, torn
from infra.staff.since_restore import TakenOver
from ringround.domain import claim_id, erasing
from ringround.domain.erasing import Gone
from ringround.domain.hours import uk_day
from ringround.domain.household import Household
from ringround.domain.outcomes import Outcome
from ringround.domain.placement import facts_of
from ringround.storage import audit, banks, callers, calls, desks, households, keys, notes
from ringround.storage.callers import Session, Volunteer
from ringround.storage.notes import Note
from ringround.storage.table import Table
from ringround.usecases import suppression
from ringround.usecases.claim_next import Handed
from ringround.usecases.context import Context
from tests.builders import NOW, a_household, a_number, a_person, a_response, drama_number, not_home, said
from tests.shift import Shift, a_shift
from tests.support.engine import DynamoDbLocal

pytestmark = pytest.mark.races
HOMES = 12
MINUTE = 60
LATER = NOW + 5 * MINUTE
AT_LAST = NOW + 40 * MINUTE


def home(n: int) -> Household:
    """A household of one person with one number."""
    return a_household(f"house{n:02}", people=(a_person(f"p{n}"),), numbers=(a_number(drama_number(n), f"p{n}"),))


@dataclass
class Two:
    """The table in use, and the one that was restored to an earlier moment."""

    used: Shift
    restored: Shift
    held: Handed
    """In Sam's hands at that moment, and recorded in the table in use."""
    sent_late: Handed
    """Claimed after that moment, with its response still on Sam's device."""

    def take_over(self, **how: Any) -> TakenOver:
        """What came of it."""
        return since_restore.take_over(self.used.table, self.restored.table, now=LATER + 30 * MINUTE, **how)


def copied(table: Table, dynamodb_local: DynamoDbLocal) -> Table:
    """The table as it is now."""
    other = dynamodb_local.new_table()
    loading.put_all(other.client, other.name, loading.pages(table.client, table.name), lambda _: None)
    return other


def volunteers(table: Table) -> None:
    for one in ("sam", "alex", "kim"):
        callers.add(table, Volunteer(one, f"{one}@example.org", one.title()))
        callers.start_session(table, Session(one, f"hash-of-{one}", NOW + 7 * 24 * 3600))
    for code in ("GONE", "STAYS"):
        callers.put_join_code(table, code, NOW + 7 * 24 * 3600)


@pytest.fixture
def two(dynamodb_local: DynamoDbLocal) -> Two:
    """An evening, a moment of it, and what came after."""
    table = dynamodb_local.new_table()
    used = a_shift(table, *(home(n) for n in range(HOMES)))
    for n in range(HOMES):
        table.put({**keys.number(drama_number(n)), "household": f"house{n:02}", "v": 1})
    volunteers(table)
    first = used.claim()
    used.respond(first, not_home())
    held = used.claim()

    restored = Shift(Context(copied(table, dynamodb_local), used.context.campaign))

    used.respond(held, a_response(Outcome.ANSWERED, note="Rang twice."), at=LATER)
    used.correct(first, not_home(note="Dog."), at=LATER + 1)
    for outcome in (Outcome.DO_NOT_CALL, Outcome.DECEASED, Outcome.WRONG_NUMBER, Outcome.REFUSED):
        used.respond(used.claim("alex", at=LATER), a_response(outcome), "alex", at=LATER + MINUTE)
    suppression.suppress(used.context, "olive", [drama_number(10)], "objection", now=LATER)
    suppression.suppress(used.context, "olive", ["01632 960999"], "tps", now=LATER)
    voted = used.household("house11")
    person = voted.people["p11"]
    used.change_household(
        replace(voted, people={"p11": replace(person, marks={Outcome.ALREADY_VOTED: LATER})}, rev=voted.rev + 1)
    )
    kim = callers.get(table, "kim")
    assert kim is not None
    callers.change(table, kim, {"active": False})
    callers.add(table, Volunteer("lee", "lee@example.org", "Lee"))
    table.delete(keys.join_code("GONE"))
    return Two(used, restored, held, used.claim(at=LATER))


def facts(shift: Shift) -> dict[str, Any]:
    """What stands of each household."""
    found = [shift.household(f"house{n:02}") for n in range(HOMES)]
    return {one.id: (facts_of(one), {n.e164: n.suppressed for n in one.numbers.values()}) for one in found}


def test_calls_of_since_then_stand_as_they_did(two: Two) -> None:
    done = two.take_over()
    assert (done.done["calls"], done.done["corrections"], done.left) == (5, 1, [])

    def as_recorded(table: Table) -> list[tuple[Any, ...]]:
        every = [(c.entry, c.people, c.recorded_at) for c in calls.all_versions(table)]
        # The one comes late, by a claim that the other table never gave out.
        return sorted(
            ((replace(entry, late=False), *rest) for entry, *rest in every),
            key=lambda one: (one[0].claim, one[0].version),
        )

    assert as_recorded(two.restored.table) == as_recorded(two.used.table)
    found = counts.of(loading.pages(two.restored.table.client, two.restored.table.name))
    assert counts.disagreeing(found) == []
    assert found.table()["calls"] == 6
    for caller in ("sam", "alex"):
        assert two.restored.tally(caller) == two.used.tally(caller)


def test_nobody_is_rung_again_for_what_was_said_since(two: Two) -> None:
    two.take_over()
    after = facts(two.restored)
    before = facts(two.used)
    assert {home: after[home][1] for home in after} == {home: before[home][1] for home in before}
    for home_id, (stands, _) in before.items():
        assert after[home_id][0].settled == stands.settled
    handed = set()
    while isinstance(found := two.restored.next("kit", at=LATER + 30 * MINUTE), Handed):
        handed.add(found.household.id)
        two.restored.respond(found, not_home(), "kit", at=LATER + 30 * MINUTE)
    spoken = {c.household for c in calls.all_versions(two.used.table)}
    assert handed
    assert handed.isdisjoint(spoken)
    assert handed.isdisjoint({"house10", "house11"})


def test_it_is_done_once_however_often(two: Two) -> None:
    two.take_over()
    before = counts.of(loading.pages(two.restored.table.client, two.restored.table.name)).table()
    done = two.take_over(again=True)
    assert {what: count for what, count in done.done.items() if count} == {}
    after = counts.of(loading.pages(two.restored.table.client, two.restored.table.name)).table()
    audit = ("items", "audit entries")
    assert {what: n for what, n in after.items() if what not in audit} == {
        what: n for what, n in before.items() if what not in audit
    }


def test_what_waited_on_a_device_is_taken_by_the_restored_table_once(two: Two) -> None:
    two.take_over()
    first = two.restored.respond(two.sent_late, a_response(Outcome.REFUSED), at=AT_LAST)
    again = two.restored.respond(two.sent_late, a_response(Outcome.REFUSED), at=AT_LAST + 1)
    assert first == again
    assert first.entry.late
    # And what was sent before the restore, and is sent again because its answer was lost.
    assert two.restored.respond(two.held, a_response(Outcome.ANSWERED), at=AT_LAST).recorded_at == LATER


def test_a_claim_of_another_campaigns_secret_is_none(two: Two, dynamodb_local: DynamoDbLocal) -> None:
    other = dynamodb_local.new_table()
    banks.put_campaign(other, replace(two.used.context.campaign, secret=b"another" * 8))
    assert since_restore.same_campaign(two.used.table, two.restored.table)
    assert not since_restore.same_campaign(two.used.table, other)
    assert not since_restore.same_campaign(two.used.table, dynamodb_local.new_table())


def test_who_may_sign_in_is_as_it_was_last(two: Two) -> None:
    two.take_over()
    active = {one.id: one.active for one in callers.every(two.restored.table)}
    assert active == {"sam": True, "alex": True, "kim": False, "lee": True}
    assert callers.get_many(two.restored.table, active) == callers.get_many(two.used.table, active)
    assert set(callers.join_codes(two.restored.table)) == {"STAYS"}


def test_whoever_is_on_the_list_no_more_may_not_sign_in(two: Two) -> None:
    kim = callers.get(two.used.table, "kim")
    assert kim is not None
    callers.delete(two.used.table, kim)
    done = two.take_over()
    assert done.done["volunteers removed"] == 1
    assert done.left == ["volunteer kim: erased since; have them erased again"]
    assert [one.active for one in callers.every(two.restored.table) if one.id == "kim"] == [False]
    assert callers.get(two.restored.table, "kim") == replace(kim, active=False)


def test_a_household_that_came_since_is_named(two: Two) -> None:
    new = replace(home(50), queue=None)
    two.used.table.put(households.to_item(new))
    claim = two.used.claim("alex", at=LATER + 2 * MINUTE)
    two.restored.table.delete(keys.household(claim.household.id))
    two.used.respond(claim, a_response(), "alex", at=LATER + 3 * MINUTE)
    assert two.take_over().left == [f"call {claim.claim.id}, version 1: household_unknown"]


def test_who_was_erased_since_is_named_without_a_name(two: Two) -> None:
    home_11 = two.used.household("house11")
    erased = replace(home_11.people["p11"], name="", first_name="", erased=LATER)
    two.used.change_household(replace(home_11, people={"p11": erased}, rev=home_11.rev + 1))
    assert two.take_over().left == ["person p11 of household house11: erased since; have them erased again"]


def test_no_session_and_no_code_of_then_opens_anything(two: Two) -> None:
    two.restored.table.put({**keys.handed_code("hash"), "code_hash": "x"})
    two.restored.table.put({**keys.rate("code", NOW), "count": 3})
    done = after_restore.make_safe(two.restored.table)
    assert (done.sessions, done.sign_ins, done.banks) == (3, 2, ("main",))
    left = counts.of(loading.pages(two.restored.table.client, two.restored.table.name)).table()
    assert "sessions" not in left
    assert left["volunteers"] == 3
    assert two.restored.table.get(keys.handed_code("hash")) is None
    again = after_restore.make_safe(two.restored.table)
    assert (again.sessions, again.sign_ins, again.banks) == (0, 0, ())


def test_nothing_is_handed_out_before_a_bank_is_opened(two: Two) -> None:
    after_restore.make_safe(two.restored.table)
    assert two.restored.nothing("kit", at=LATER).reason == "paused"


def test_what_was_in_hand_then_comes_back_by_itself(two: Two) -> None:
    """Without what came since: the lease of then ends as any does."""
    held = two.held.household.id
    assert two.restored.household(held).claim is not None
    handed = {two.restored.claim("kit", at=AT_LAST).household.id}
    while isinstance(found := two.restored.next("kit", at=AT_LAST), Handed):
        handed.add(found.household.id)
        two.restored.respond(found, not_home(), "kit", at=AT_LAST)
    assert held in handed


def test_an_answer_is_brought_over_with_all_of_it(two: Two) -> None:
    claim = two.used.claim("alex", at=LATER + 2 * MINUTE)
    (person,) = claim.household.people
    response = a_response(Outcome.ANSWERED, said(person, note="Back on Sunday."), note="Ring the bell.")
    recorded = two.used.respond(claim, response, "alex", at=LATER + 3 * MINUTE)
    two.take_over()
    parts = claim_id.read(claim.claim.id, two.used.context.campaign.secret)
    found = calls.latest(two.restored.table, claim.claim.id, parts)
    assert found is not None
    assert (found.people, found.entry.note) == (recorded.people, "Ring the bell.")


def _copy(item_of: str, two: Two) -> None:
    """The items of a partition as the table in use has them now."""
    for page in loading.pages(two.used.table.client, two.used.table.name):
        for item in page:
            if item["pk"]["S"].startswith(item_of):
                two.restored.table.client.put_item(TableName=two.restored.table.name, Item=item)


def test_a_call_that_was_read_after_its_household_is_put_on_it(two: Two) -> None:
    """A copy that was made while people rang has the call, and the household of before: nobody is rung again."""
    claim = two.used.claim("kit", at=LATER + 2 * MINUTE)
    two.used.respond(claim, a_response(Outcome.REFUSED), "kit", at=LATER + 3 * MINUTE)
    two.used.correct(claim, a_response(Outcome.DO_NOT_CALL), "kit", at=LATER + 4 * MINUTE)
    _copy("C#kit#", two)
    assert torn.finish(two.restored.table) == 1
    home_id = claim.household.id
    assert two.restored.household(home_id).log == two.used.household(home_id).log
    (number,) = claim.household.numbers
    found = two.restored.table.get(keys.number(number))
    assert found is not None
    assert calls.is_suppressed(found)
    assert torn.finish(two.restored.table) == 0


def test_a_call_that_was_read_before_its_household_comes_over(two: Two) -> None:
    claim = two.used.claim("kit", at=LATER + 2 * MINUTE)
    two.used.respond(claim, a_response(Outcome.REFUSED), "kit", at=LATER + 3 * MINUTE)
    _copy(f"H#{claim.household.id}", two)
    assert two.take_over().left == []
    assert claim.claim.id in {call.entry.claim for call in calls.all_versions(two.restored.table)}


def test_what_was_noted_until_the_change_comes_over(two: Two) -> None:
    two.take_over()
    desk = desks.get(two.used.table, uk_day(LATER), "sam")
    notes.send(two.used.table, desk, Note("note-1", "sam", "Sam", "", LATER, "The return number is dead."))
    audit.put(two.used.table, audit.Entry("e1", "olive", "export_made", LATER))
    done = two.take_over(again=True)
    assert done.done["notes and audit entries"] == 2
    assert [note.id for note in notes.every(two.restored.table)] == ["note-1"]
    assert two.take_over(again=True).done["notes and audit entries"] == 0


def test_what_was_recorded_without_a_number_is_said_of_none(two: Two) -> None:
    """Of somebody who was erased since, their number is gone from the call."""
    claim = two.used.claim("kit", at=LATER + 2 * MINUTE)
    call = two.used.respond(claim, a_response(Outcome.DISCONNECTED), "kit", at=LATER + 3 * MINUTE)
    gone = Gone(numbers=frozenset(claim.household.numbers))
    parts = claim_id.read(claim.claim.id, two.used.context.campaign.secret)
    calls.rewrite(two.used.table, erasing.call(call, gone), parts)
    assert two.take_over().left == []
    found = two.restored.household(claim.household.id)
    assert [entry.number for entry in found.log] == [""]
    assert facts_of(found).dead == set()
