"""What a search of a queue of one part asks of the table, and what a process may leave out by what it remembers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ringround.domain import looking
from ringround.domain.household import Claim, Household, Targeting
from ringround.domain.looking import AHEAD_KNOWN_SECONDS, LEAST_READ, MOST_READ, TAKEN_SECONDS
from ringround.domain.outcomes import Outcome
from ringround.storage import households
from ringround.storage.keys import QueueKey
from ringround.storage.table import Table
from ringround.usecases.claim_next import CONTENDED_RETRY_SECONDS, Nothing
from ringround.usecases.context import Context
from ringround.usecases.queue_search import LOSSES_A_PAGE
from tests import builders
from tests.builders import HOUR, NOW, a_household, rung
from tests.shift import Shift, a_shift


class Clock:
    """A clock that goes on when it is told to."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Asked:
    """What was asked of the queue: queries with their limits, tries to claim with whether they won."""

    def __init__(self, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
        self.limits: list[int] = []
        self.tries: list[bool] = []
        query, claim = table.query, households.claim

        def asked(**how: Any) -> Iterator[Any]:
            if "IndexName" in how:
                self.limits.append(how["Limit"])
            return query(**how)

        def tried(of: Table, seen: QueueKey, claimed: Claim) -> Household | None:
            found = claim(of, seen, claimed)
            self.tries.append(found is not None)
            return found

        monkeypatch.setattr(table, "query", asked)
        monkeypatch.setattr(households, "claim", tried)

    def forget(self) -> None:
        """Begin to count anew."""
        self.limits.clear()
        self.tries.clear()


@pytest.fixture
def clock() -> Clock:
    """The clock of the process."""
    return Clock()


@pytest.fixture
def asked(table: Table, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What is asked from here on."""
    return Asked(table, monkeypatch)


def at_work(table: Table, clock: Clock, *found: Household, **bank: Any) -> Shift:
    """A shift whose process goes by this clock."""
    shift = a_shift(table, *found, bank=builders.a_bank(claims_per_hour=10_000, **bank))
    shift.context = replace(shift.context, clock=clock)
    return shift


def fresh(n: int, priority: int = 3) -> Household:
    """A household that was never rung."""
    return replace(a_household(f"h{n:04d}"), banks={"main": Targeting(("p1",), NOW, priority)})


def retry(n: int, due: int) -> Household:
    """A household that may be tried again at a time."""
    return rung(a_household(f"r{n:04d}"), at=due - 4 * HOUR)


def promised(name: str, at: int) -> Household:
    """A household that anyone is to ring back at a time."""
    return rung(a_household(name), Outcome.CALL_BACK, at=NOW - HOUR, call_back_at=at, call_back_for="anyone")


def test_a_claim_is_one_query_and_one_write_even_of_a_process_that_knows_nothing(
    table: Table, clock: Clock, asked: Asked
) -> None:
    waiting = [promised(f"later{n}", NOW + HOUR + n) for n in range(40)]
    shift = at_work(table, clock, *waiting, *(retry(n, NOW - 10 + n) for n in range(5)), priorities=(1, 3, 5))
    assert shift.claim().household.id.startswith("r")
    assert (len(asked.limits), asked.tries) == (1, [True])
    assert asked.limits[0] <= MOST_READ


def test_tiers_in_which_nothing_is_due_are_left_out_for_some_seconds_and_then_read_through(
    table: Table, clock: Clock, asked: Asked
) -> None:
    shift = at_work(table, clock, promised("later", NOW + HOUR), *(fresh(n) for n in range(9)))
    shift.claim()
    builders.put(table, promised("late", NOW - 60), {"main": shift.bank()})
    assert shift.claim("alex").household.id != "late"
    clock.seconds += AHEAD_KNOWN_SECONDS
    assert shift.claim("kim").household.id == "late"
    assert len(asked.limits) == 3


def test_a_call_back_that_was_seen_to_wait_is_handed_out_at_its_second(table: Table, clock: Clock) -> None:
    shift = at_work(table, clock, promised("later", NOW + 2), *(fresh(n) for n in range(9)))
    assert shift.claim().household.id != "later"
    assert shift.claim("alex", at=NOW + 1).household.id != "later"
    assert shift.claim("kim", at=NOW + 2).household.id == "later"


def test_that_nothing_is_due_is_never_said_from_memory(table: Table, clock: Clock, asked: Asked) -> None:
    shift = at_work(table, clock, fresh(1))
    shift.claim()
    builders.put(table, promised("late", NOW - 60), {"main": shift.bank()})
    assert shift.claim("alex").household.id == "late"
    asked.forget()
    assert isinstance(shift.next("kim"), Nothing)
    assert (len(asked.limits), asked.tries) == (1, [])


def test_more_call_backs_than_are_read_through_are_looked_at_apart(
    table: Table, clock: Clock, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "MOST_READ", 30)
    monkeypatch.setattr(looking, "MOST_CROSSED", 20)
    monkeypatch.setattr(looking, "LEAST_READ", 4)
    shift = at_work(table, clock, *(promised(f"p{n:03d}", NOW + HOUR + n) for n in range(32)), *map(fresh, range(9)))
    shift.context.looks_at("main").choice = 2
    limits = []
    for n in range(4):
        assert shift.claim(f"c{n}").household.id.startswith("h")
        clock.seconds += AHEAD_KNOWN_SECONDS
        limits.append(asked.limits.copy())
        asked.forget()
    # Read through as far as is allowed, then left.
    assert limits == [[4, 4], [12, 4], [4, 4], [4, 4]]


def test_candidates_are_many_for_a_process_that_knows_nothing_and_few_for_one_that_wins(
    table: Table, clock: Clock, asked: Asked
) -> None:
    shift = at_work(table, clock, *(retry(n, NOW - 900 + n) for n in range(120)))
    first = [shift.claim(f"c{n}").household.id for n in range(60)]
    assert asked.limits[0] == MOST_READ
    assert asked.limits[-1] < 3 * LEAST_READ
    early = sum(int(name[1:]) < 80 for name in first[10:])
    assert early == 50


def test_after_a_while_alone_they_are_more_again(table: Table, clock: Clock) -> None:
    shift = at_work(table, clock, *(fresh(n) for n in range(12)))
    looks = shift.context.looks_at("main")
    for n in range(8):
        shift.claim(f"c{n}")
    few = looks.candidates
    clock.seconds += 3_600
    looks.begin(clock())
    assert looks.candidates > 10 * few


def test_a_lost_race_is_followed_by_another_on_the_same_reading(
    table: Table, clock: Clock, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = at_work(table, clock, *(fresh(n) for n in range(9)))
    stolen = steal(monkeypatch, 2)
    assert shift.claim().household.id not in stolen
    assert len(stolen) == 2
    assert len(asked.limits) == 1


def steal(monkeypatch: pytest.MonkeyPatch, times: int) -> list[str]:
    """Others are quicker so many times; the households they take."""
    claim, stolen = households.claim, list[str]()

    def stealing(of: Table, seen: QueueKey, claimed: Claim) -> Household | None:
        if len(stolen) < times:
            stolen.append(seen.household)
            claim(of, seen, replace(claimed, id="stolen", caller="somebody"))
        return claim(of, seen, claimed)

    monkeypatch.setattr(households, "claim", stealing)
    return stolen


def test_fewer_households_than_callers_are_given_up_after_three_lost_races(
    table: Table, clock: Clock, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = at_work(table, clock, *(fresh(n) for n in range(9)))
    steal(monkeypatch, 9)
    assert shift.nothing() == Nothing("nothing_due", NOW + CONTENDED_RETRY_SECONDS)
    assert len(asked.limits) == 1
    assert asked.tries.count(False) == LOSSES_A_PAGE


def test_but_not_where_there_are_plenty_in_a_tier_of_less_haste(
    table: Table, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = at_work(table, clock, *(fresh(n) for n in range(3)), *(retry(n, NOW - n) for n in range(20)))
    stolen = steal(monkeypatch, 3)
    assert shift.claim().household.id.startswith("r")
    assert Counter(name[0] for name in stolen) == {"h": 3}


def test_what_a_process_took_is_not_tried_again_while_the_index_still_shows_it(
    table: Table, clock: Clock, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = at_work(table, clock, *(fresh(n) for n in range(6)))
    shown = households.candidates(table, "main", "3", 10)
    monkeypatch.setattr(households, "candidates", lambda *_, **__: shown)
    assert len({shift.claim(f"c{n}").household.id for n in range(6)}) == 6
    assert asked.tries == [True] * 6
    # With nothing else to be had they are tried: one may have come back.
    shift.nothing("late")
    assert asked.tries[6:] == [False] * LOSSES_A_PAGE


def test_what_came_back_is_handed_out_at_once_where_it_is_all_there_is(table: Table, clock: Clock) -> None:
    shift = at_work(table, clock, fresh(1))
    shift.release(shift.claim())
    assert shift.claim("alex").household.id == "h0001"


def test_what_was_taken_is_forgotten_soon(clock: Clock, table: Table) -> None:
    shift = at_work(table, clock, fresh(1))
    shift.claim()
    looks = shift.context.looks_at("main")
    assert looks.was_taken("3#0000000000#h0001")
    looks.begin(TAKEN_SECONDS)
    assert not looks.was_taken("3#0000000000#h0001")


def test_each_process_has_its_own_memory(table: Table, clock: Clock, asked: Asked) -> None:
    shift = at_work(table, clock, *(fresh(n) for n in range(3)))
    shift.claim()
    builders.put(table, promised("late", NOW - 60), {"main": shift.bank()})
    shift.context = Context(table, shift.context.campaign)
    assert shift.claim("alex").household.id == "late"
