"""The one transaction that records a call with all that follows from it."""

from collections import Counter
from dataclasses import dataclass, replace

import pytest

from ringround.domain import recording
from ringround.domain.bank import Bank
from ringround.domain.claim_id import ClaimParts
from ringround.domain.hours import uk_day
from ringround.domain.household import Household, Tried
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Call, Recorded, Response
from ringround.storage import calls, desks, households, keys
from ringround.storage.calls import AlreadyRecorded, Before
from ringround.storage.households import ChangedMeanwhile
from ringround.storage.marshal import Item
from ringround.storage.table import Table
from tests.builders import (
    HOUR,
    LANDLINE,
    MOBILE,
    NOW,
    a_bank,
    a_household,
    a_number,
    a_response,
    a_script,
    claimed,
    not_home,
    said,
)

TODAY = "2027-02-20"
DAY = 24 * HOUR


@dataclass
class Scene:
    """A household in the table, in Sam's hands; responses to its claim are recorded at `at`."""

    table: Table
    household: Household
    claim: str
    parts: ClaimParts
    bank: Bank

    def made(self, response: Response, at: int = NOW) -> Recorded:
        """What the rules make of a response to what is in the table now."""
        call = self.latest()
        decide = recording.correct if call else recording.record
        return decide(self.stored(), self.claim, self.parts, response, {"main": self.bank}, a_script(), at)

    def write(self, response: Response, at: int = NOW) -> Call:
        """Record a response, or a correction where there is a call already."""
        before = Before(self.stored(), self.latest())
        made = self.made(response, at)
        after = households.in_queue(made.household, made.place)
        calls.record(self.table, before, after, made.call, self.parts)
        return made.call

    def stored(self) -> Household:
        """The household as it is now."""
        found = households.get(self.table, self.household.id)
        assert found is not None
        return found

    def latest(self) -> Call | None:
        """The latest version of the call."""
        return calls.latest(self.table, self.claim, self.parts)

    def number(self, e164: str = LANDLINE) -> Item:
        """The item of a number."""
        return self.table.get(keys.number(e164)) or {}

    def tally(self, day: str = TODAY) -> Counter[str]:
        """Sam's counters of a day, those that are not nought."""
        counts = desks.get(self.table, day, "sam").tally.get("main", {})
        return Counter({name: count for name, count in counts.items() if count})


def a_scene(table: Table, household: Household | None = None, at: int = NOW) -> Scene:
    """A household that Sam claimed, and the slot on their desk."""
    held, claim, parts = claimed(household or a_household(), at=at)
    held = replace(held, queue=("main", f"3#{NOW + 1800}#{held.id}"))
    table.put(households.to_item(held))
    table.put({**keys.number(LANDLINE), "household": held.id})
    day = uk_day(at)
    assert desks.take_slot(table, desks.get(table, day, "sam"), claim, NOW + 1800, NOW)
    return Scene(table, held, claim, parts, a_bank(left_message_allowed=True))


@pytest.fixture
def scene(table: Table) -> Scene:
    """A household in Sam's hands."""
    return a_scene(table)


class TestRecording:
    """Household, call, tally, slot and number marks are written together."""

    def test_everything_that_follows_from_a_call_is_there_with_it(self, scene: Scene) -> None:
        call = scene.write(not_home())
        assert scene.latest() == call
        assert scene.stored().log == (call.entry,)
        assert scene.stored().claim is None
        assert scene.stored().queue == ("main", f"8#{NOW + 4 * HOUR}#house1")
        assert scene.tally() == calls.counts(call)
        assert desks.get(scene.table, TODAY, "sam").slots == {}

    def test_a_household_that_is_done_leaves_the_queue(self, scene: Scene) -> None:
        scene.write(a_response(Outcome.REFUSED))
        assert scene.stored().queue is None

    def test_a_call_comes_back_as_it_was_kept(self, scene: Scene) -> None:
        response = a_response(
            Outcome.ANSWERED,
            said("p1", support="yes", help=["poster"], note="x"),
            note="Knocked over the phone",
            language="Urdu",
        )
        assert scene.write(response) == scene.latest()

    def test_a_call_with_everything_in_it_comes_back_as_it_was_kept(self, table: Table) -> None:
        household = a_household(numbers=(a_number(MOBILE, "p1"), a_number(LANDLINE)))
        scene = a_scene(table, household)
        tried = (Tried(MOBILE, Outcome.DISCONNECTED),)
        response = a_response(Outcome.CALL_BACK, number=LANDLINE, tried=tried, call_back_at=NOW + DAY, note="After six")
        assert scene.write(response) == scene.latest()

    def test_recorded_twice_it_is_there_once(self, scene: Scene) -> None:
        before, made = Before(scene.stored()), scene.made(not_home())
        calls.record(scene.table, before, made.household, made.call, scene.parts)
        read_again = Before(scene.stored())
        with pytest.raises(AlreadyRecorded):
            calls.record(scene.table, read_again, made.household, made.call, scene.parts)
        assert scene.tally()["calls"] == 1

    def test_a_household_written_meanwhile_stops_all_of_it(self, scene: Scene) -> None:
        before, made = Before(scene.stored()), scene.made(a_response(Outcome.DO_NOT_CALL))
        newer = households.save(scene.table, before.household, replace(before.household, town="Elsewhere"))
        with pytest.raises(ChangedMeanwhile):
            calls.record(scene.table, before, made.household, made.call, scene.parts)
        assert scene.stored() == newer
        assert scene.latest() is None
        assert scene.tally() == Counter()
        assert not calls.is_suppressed(scene.number())

    def test_where_both_hold_it_back_the_call_that_is_there_counts(self, scene: Scene) -> None:
        before, made = Before(scene.stored()), scene.made(not_home())
        scene.write(not_home())
        with pytest.raises(AlreadyRecorded):
            calls.record(scene.table, before, made.household, made.call, scene.parts)

    def test_the_day_of_the_tally_is_the_day_of_the_call_and_not_of_its_claim(self, scene: Scene) -> None:
        scene.write(not_home(), at=NOW + DAY)
        assert scene.tally() == Counter()
        assert scene.tally("2027-02-21")["calls"] == 1

    def test_calls_of_several_banks_and_callers_are_counted_apart(self, scene: Scene) -> None:
        scene.write(not_home())
        other = replace(scene, parts=replace(scene.parts, bank="second", caller="alex"))
        made = scene.made(not_home())
        entry = replace(made.call.entry, claim="another", caller="alex", bank="second", version=1)
        household = scene.stored()
        calls.record(scene.table, Before(household), household, replace(made.call, entry=entry), other.parts)
        assert scene.tally()["calls"] == 1
        assert desks.get(scene.table, TODAY, "alex").tally["second"]["calls"] == 1
        totals = desks.totals(desks.all_of(scene.table, TODAY))
        assert {bank: counts["calls"] for bank, counts in totals.items()} == {"main": 1, "second": 1}


class TestVersions:
    """A correction is a version of its own; the earlier one stays."""

    def test_the_latest_version_is_the_call(self, scene: Scene) -> None:
        scene.write(not_home())
        corrected = scene.write(a_response(Outcome.BUSY), at=NOW + 60)
        assert scene.latest() == corrected
        assert corrected.entry.version == 2

    def test_every_version_stays_in_the_table(self, scene: Scene) -> None:
        for outcome in (Outcome.NOT_HOME, Outcome.BUSY, Outcome.REFUSED):
            scene.write(a_response(outcome))
        found = sorted(calls.all_versions(scene.table), key=lambda c: c.entry.version)
        assert [(c.entry.version, c.entry.outcome) for c in found] == [(1, "not_home"), (2, "busy"), (3, "refused")]

    def test_two_corrections_of_one_version_cannot_both_be_the_next(self, scene: Scene) -> None:
        scene.write(not_home())
        before, made = Before(scene.stored(), scene.latest()), scene.made(a_response(Outcome.BUSY))
        scene.write(a_response(Outcome.REFUSED))
        with pytest.raises(AlreadyRecorded):
            calls.record(scene.table, before, made.household, made.call, scene.parts)

    def test_the_tally_says_what_the_latest_version_says(self, scene: Scene) -> None:
        scene.write(a_response(Outcome.ANSWERED, said(support="yes", help=["poster", "leaflets"])))
        corrected = scene.write(a_response(Outcome.ANSWERED, said(support="no")), at=NOW + 60)
        assert scene.tally() == calls.counts(corrected)
        assert scene.tally()["a.1.support.yes"] == 0

    def test_a_correction_on_the_next_day_changes_the_day_of_the_call(self, scene: Scene) -> None:
        scene.write(not_home())
        corrected = scene.write(a_response(Outcome.BUSY), at=NOW + 20 * HOUR)
        assert scene.tally() == calls.counts(corrected)
        assert scene.tally("2027-02-21") == Counter()

    def test_a_correction_leaves_the_slots_of_the_desk_alone(self, scene: Scene) -> None:
        scene.write(not_home())
        desk = desks.get(scene.table, TODAY, "sam")
        desks.take_slot(scene.table, desk, "next-claim", NOW + 1800, NOW)
        scene.write(a_response(Outcome.BUSY))
        assert set(desks.get(scene.table, TODAY, "sam").slots) == {"next-claim"}


class TestNumberMarks:
    """What a call says of a whole number stands on the item that owns it."""

    def test_an_objection_suppresses_the_number(self, scene: Scene) -> None:
        scene.write(a_response(Outcome.DO_NOT_CALL))
        assert calls.is_suppressed(scene.number())
        assert not calls.is_dead(scene.number())
        assert scene.number()["household"] == "house1"

    def test_a_number_that_does_not_work_is_dead(self, scene: Scene) -> None:
        scene.write(a_response(Outcome.DISCONNECTED))
        assert calls.is_dead(scene.number())
        assert not calls.is_suppressed(scene.number())

    def test_a_correction_takes_its_own_mark_back(self, scene: Scene) -> None:
        scene.write(a_response(Outcome.DO_NOT_CALL))
        scene.write(not_home())
        assert not calls.is_suppressed(scene.number())

    def test_a_correction_from_one_mark_to_the_other_leaves_the_other(self, scene: Scene) -> None:
        scene.write(a_response(Outcome.DISCONNECTED))
        scene.write(a_response(Outcome.DO_NOT_CALL))
        assert (calls.is_dead(scene.number()), calls.is_suppressed(scene.number())) == (False, True)

    def test_a_correction_leaves_the_mark_of_another_call(self, scene: Scene) -> None:
        scene.write(a_response(Outcome.DO_NOT_CALL))
        item = scene.number()
        scene.table.put({**item, "x|another-claim": NOW})
        scene.write(not_home())
        assert calls.is_suppressed(scene.number())

    def test_a_correction_leaves_the_mark_of_a_list(self, scene: Scene) -> None:
        scene.write(a_response(Outcome.DO_NOT_CALL))
        scene.table.put({**scene.number(), "suppressed": True})
        scene.write(not_home())
        assert calls.is_suppressed(scene.number())

    def test_a_correction_to_another_number_moves_the_mark(self, table: Table) -> None:
        scene = a_scene(table, a_household(numbers=(a_number(LANDLINE, "p1"), a_number(MOBILE, "p1"))))
        scene.write(a_response(Outcome.DISCONNECTED, number=LANDLINE))
        scene.write(a_response(Outcome.DISCONNECTED, number=MOBILE))
        assert (calls.is_dead(scene.number()), calls.is_dead(scene.number(MOBILE))) == (False, True)

    def test_numbers_tried_first_are_marked_in_the_same_transaction(self, table: Table) -> None:
        scene = a_scene(table, a_household(numbers=(a_number(LANDLINE, "p1"), a_number(MOBILE, "p1"))))
        scene.write(not_home(number=MOBILE, tried=(Tried(LANDLINE, Outcome.DISCONNECTED),)))
        assert calls.is_dead(scene.number())
        assert scene.number(MOBILE) == {}

    def test_a_list_marks_a_number_as_well(self) -> None:
        assert calls.is_suppressed({"suppressed": True})
        assert calls.is_dead({"dead": True})
        assert not calls.is_suppressed({"dead": True, "d|c1": NOW})


class TestCallBacks:
    """A promise of one's own stands on the desk of the day on which it falls."""

    def promises(self, scene: Scene, day: str = TODAY) -> dict[tuple[str, str], int]:
        """Sam's promises of a day."""
        return dict(desks.get(scene.table, day, "sam").call_backs)

    def test_a_promise_for_today_is_on_todays_desk(self, scene: Scene) -> None:
        scene.write(a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR))
        assert self.promises(scene) == {("main", "house1"): NOW + HOUR}

    def test_a_promise_for_tomorrow_is_on_tomorrows_desk(self, scene: Scene) -> None:
        scene.write(a_response(Outcome.CALL_BACK, call_back_at=NOW + DAY))
        assert self.promises(scene) == {}
        assert self.promises(scene, "2027-02-21") == {("main", "house1"): NOW + DAY}

    def test_a_promise_for_anyone_is_on_no_desk(self, scene: Scene) -> None:
        scene.write(a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR, call_back_for="anyone"))
        assert self.promises(scene) == {}

    def test_a_correction_moves_the_promise_to_its_new_day(self, scene: Scene) -> None:
        scene.write(a_response(Outcome.CALL_BACK, call_back_at=NOW + DAY))
        scene.write(a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR))
        assert self.promises(scene) == {("main", "house1"): NOW + HOUR}
        assert self.promises(scene, "2027-02-21") == {}

    def test_a_correction_takes_the_promise_back(self, scene: Scene) -> None:
        scene.write(a_response(Outcome.CALL_BACK, call_back_at=NOW + DAY))
        scene.write(not_home())
        assert self.promises(scene, "2027-02-21") == {}

    def test_a_correction_makes_the_promise_anyones(self, scene: Scene) -> None:
        scene.write(a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR))
        scene.write(a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR, call_back_for="anyone"))
        assert self.promises(scene) == {}


class TestReading:
    """A caller's calls of a day."""

    def test_the_latest_version_of_each_call_newest_first(self, table: Table) -> None:
        first = a_scene(table, a_household("first"), NOW - 600)
        second = a_scene(table, a_household("second"), NOW - 300)
        first.write(not_home(), at=NOW - 400)
        second.write(not_home(), at=NOW - 200)
        first.write(a_response(Outcome.BUSY), at=NOW)
        found = calls.of_day(table, "sam", TODAY)
        assert [(c.household, c.entry.outcome) for c in found] == [("second", "not_home"), ("first", "busy")]

    def test_other_callers_and_other_days_are_left_out(self, scene: Scene) -> None:
        scene.write(not_home())
        assert calls.of_day(scene.table, "alex", TODAY) == []
        assert calls.of_day(scene.table, "sam", "2027-02-21") == []

    def test_a_claim_without_a_call_has_no_latest_version(self, scene: Scene) -> None:
        assert scene.latest() is None
