"""Claims from a queue that is spread over parts: all is found, in order, and nothing is searched for in vain."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ringround.domain import looking
from ringround.domain.household import Claim, Household, Targeting
from ringround.domain.looking import AHEAD_KNOWN_SECONDS, KNOWN_SECONDS
from ringround.domain.outcomes import Outcome
from ringround.storage import banks, campaign, households, keys
from ringround.storage.keys import QueueKey
from ringround.storage.table import Table, Update
from ringround.usecases import arrange
from ringround.usecases.claim_next import Handed, Nothing
from ringround.usecases.context import BANK_SECONDS, Context
from ringround.usecases.jobs import begin, run
from ringround.usecases.next_after import Ended, next_after, wanted
from ringround.usecases.organise_banks import NewBank, create_bank
from ringround.usecases.respond import Known, respond_first
from ringround.usecases.set_up import Wanted, set_up
from tests import builders
from tests.builders import HOUR, NOW, a_bank, a_household, a_response, rung
from tests.shift import Shift, a_shift

PARTS = 16


class Clock:
    """A clock that goes on when it is told to."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    """The clock of the process."""
    return Clock()


def spread(table: Table, clock: Clock, *found: Household, **bank: object) -> Shift:
    """A shift in a campaign for very many callers."""
    shift = a_shift(table, *found, bank=replace(a_bank(queue_parts=PARTS, claims_per_hour=10_000), **bank))  # type: ignore[arg-type]
    large = replace(shift.context.campaign, queue_parts=PARTS)
    shift.context = replace(shift.context, campaign=large, clock=clock)
    return shift


def fresh(n: int, priority: int = 3) -> Household:
    """A household that was never rung."""
    return replace(a_household(f"h{n:04d}"), banks={"main": Targeting(("p1",), NOW, priority)})


def due(name: str, at: int) -> Household:
    """A household that anyone is to ring back."""
    return rung(a_household(name), Outcome.CALL_BACK, at=NOW - HOUR, call_back_at=at, call_back_for="anyone")


def handed(shift: Shift, most: int = 100, at: int = NOW) -> Iterator[Household]:
    """Households one after another, each finished before the next."""
    for _ in range(most):
        found = shift.next(at=at)
        if isinstance(found, Nothing):
            return
        yield found.household
        shift.respond(found, a_response(Outcome.REFUSED), at=at)


def test_every_household_is_found_once_in_whatever_part_it_is(table: Table, clock: Clock) -> None:
    shift = spread(table, clock, *(fresh(n) for n in range(40)))
    assert sorted(h.id for h in handed(shift)) == [f"h{n:04d}" for n in range(40)]


def test_call_backs_that_are_due_come_first_then_priorities_over_all_parts(table: Table, clock: Clock) -> None:
    waiting = [fresh(n, priority=1 + 2 * (n % 2)) for n in range(30)]
    promised = [due(f"promised{n}", NOW - 60 - n) for n in range(3)]
    shift = spread(table, clock, *waiting, *promised, priorities=(1, 3))
    found = list(handed(shift))
    assert {h.id for h in found[:3]} == {h.id for h in promised}
    tiers = [h.banks["main"].priority for h in found[3:]]
    assert tiers == sorted(tiers)
    assert len(found) == 33


def test_a_call_back_is_seen_within_seconds_though_there_was_none(table: Table, clock: Clock) -> None:
    shift = spread(table, clock, *(fresh(n) for n in range(5)))
    shift.claim()
    builders.put(table, due("promised", NOW - 60), {"main": shift.bank()})
    clock.seconds += AHEAD_KNOWN_SECONDS
    assert shift.claim("alex").household.id == "promised"


def test_nothing_due_says_when_there_is_and_is_not_searched_for_again(
    table: Table, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = spread(table, clock, rung(a_household("later"), at=NOW))
    asked: list[str] = []
    query = table.query

    def counted(**how: object) -> object:
        asked.append("query")
        return query(**how)

    monkeypatch.setattr(table, "query", counted)
    assert shift.nothing().reason == "nothing_due"
    first = len(asked)
    assert first == 1 + 2 * PARTS
    found = shift.nothing("alex")
    assert found.retry_at is not None
    assert NOW + 4 * HOUR <= found.retry_at < NOW + 4 * HOUR + 60
    assert len(asked) == first
    clock.seconds += KNOWN_SECONDS
    shift.nothing()
    assert len(asked) == 2 * first


def test_what_comes_back_is_found_again_after_some_seconds(table: Table, clock: Clock) -> None:
    shift = spread(table, clock, fresh(1))
    claim = shift.claim()
    shift.nothing("alex")
    shift.release(claim)
    clock.seconds += KNOWN_SECONDS
    assert shift.claim("alex").household.id == "h0001"


def test_when_the_time_has_come_it_is_looked_at_once(table: Table, clock: Clock) -> None:
    shift = spread(table, clock, rung(a_household("later"), at=NOW))
    shift.nothing()
    assert shift.claim(at=NOW + 4 * HOUR).household.id == "later"


def test_who_waits_for_the_same_time_does_not_ask_at_the_same_second(table: Table, clock: Clock) -> None:
    shift = spread(table, clock, hours={"sun": ("09:00", "21:00")})
    asked = {shift.nothing().retry_at for _ in range(30)}
    assert len(asked) > 15
    first = min(at for at in asked if at)
    assert all(first <= at < first + 60 for at in asked if at)


def test_what_was_objected_to_is_not_handed_out_however_it_stands_in_a_queue(table: Table, clock: Clock) -> None:
    shift = spread(table, clock, fresh(1))
    home = shift.household("h0001")
    numbers = {e164: replace(number, suppressed=True) for e164, number in home.numbers.items()}
    shift.change_household(replace(home, numbers=numbers))
    assert shift.nothing().reason == "finished"
    assert shift.household("h0001").queue is None


def test_rules_of_a_bank_act_within_two_seconds(table: Table, clock: Clock) -> None:
    shift = spread(table, clock, *(fresh(n) for n in range(3)))
    assert shift.context.bank_lately("main").status == "open"
    shift.change_bank(status="paused")
    clock.seconds += BANK_SECONDS - 0.1
    assert shift.context.bank_lately("main").status == "open"
    clock.seconds += 0.1
    assert shift.context.bank_lately("main").status == "paused"


@pytest.mark.parametrize("owed", [True, False])
def test_a_bank_that_is_forgotten_within_a_request_takes_nothing_out_of_anybodys_hands(
    table: Table, clock: Clock, owed: bool
) -> None:
    """What was not read, because the process knew it, is known until the answer."""
    shift = spread(table, clock, *(fresh(n) for n in range(3)))
    first, second = shift.claim(), shift.claim()
    ended, shown = first.claim.id, second.claim.id
    shift.context.bank_lately("main")
    asked = wanted(shift.context, "sam", ended, [shown])
    assert asked.banks == ()
    read = asked.read(table.get_many(asked.keys()))
    made = respond_first(shift.context, "sam", ended, a_response(), Known(shift.desk("sam", NOW), read), now=NOW)
    clock.seconds += BANK_SECONDS
    told = Ended(ended, [shown], read if owed else None, made.owed)
    after = next_after(shift.context, shift.desk("sam", NOW), told, now=NOW, chance=shift.chance, want_next=True)
    assert (after.gone, after.refused) == ([], None)
    assert isinstance(after.found, Handed)
    assert shift.household(second.household.id).held(NOW)


def test_in_a_campaign_of_one_part_they_act_at_once(table: Table) -> None:
    shift = a_shift(table, a_household())
    assert shift.context.bank_lately("main").status == "open"
    shift.change_bank(status="paused")
    assert shift.context.bank_lately("main").status == "paused"
    assert shift.context.kept_bank("main") is None


def test_what_is_placed_by_rules_of_a_moment_ago_is_arranged_as_well(table: Table, clock: Clock) -> None:
    """Somebody records a call by a bank that was closed a second ago: the household goes on to the next bank."""
    second = a_bank("second", created=NOW + 60, queue_parts=PARTS)
    home = a_household("h1", bank_ids=("main", "second"))
    shift = spread(table, clock, home)
    banks.create(table, second)
    shift.context.bank_lately("main")
    claim = shift.claim()
    shift.change_bank(status="closed")
    slept: list[float] = []

    def meanwhile(seconds: float) -> None:
        slept.append(seconds)
        shift.respond(claim, builders.not_home())
        assert QueueKey.parse(*(shift.household("h1").queue or ("", ""))).bank == "main"

    job = begin(shift.context, "place", {"bank": "main"}, by="olive", now=NOW)
    run(shift.context, job.id, arrange.works(lambda: NOW, meanwhile), lambda: NOW, "run")
    assert len(slept) == 1
    assert slept[0] > BANK_SECONDS
    assert QueueKey.parse(*(shift.household("h1").queue or ("", ""))).bank == "second"


@pytest.fixture
def few_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look reads no more than is chosen from, so that what stands behind it has to be looked for."""
    monkeypatch.setattr(looking, "LEAST_READ", 2)


def in_one_part(skipped: int, of: int, **more: int) -> list[Household]:
    """Households that wait in the same part, of which Sam skipped the first ones."""
    names = [n for n in range(PARTS * of * 3) if keys.part_of(f"h{n:04d}", PARTS) == 3][:of]
    skips = {"sam": NOW + HOUR}
    return [replace(fresh(n, **more), skipped=skips if k < skipped else {}) for k, n in enumerate(names)]


@pytest.mark.usefixtures("few_read")
@pytest.mark.parametrize(("skipped", "of"), [(2, 3), (3, 6), (30, 31)])
def test_what_stands_behind_what_somebody_skipped_is_found_though_few_candidates_are_looked_at(
    table: Table, clock: Clock, skipped: int, of: int
) -> None:
    shift = spread(table, clock, *in_one_part(skipped, of))
    shift.context.looks_at("main").choice = 2.0
    found = shift.claim()
    assert "sam" not in found.household.skipped
    assert shift.context.looks_at("main").candidates == 2


@pytest.mark.usefixtures("few_read")
def test_it_is_found_before_a_tier_of_less_haste(table: Table, clock: Clock) -> None:
    later = [fresh(9000 + n, priority=5) for n in range(40)]
    shift = spread(table, clock, *in_one_part(3, 6, priority=1), *later, priorities=(1, 5))
    shift.context.looks_at("main").choice = 2.0
    assert shift.claim().household.banks["main"].priority == 1


@pytest.mark.usefixtures("few_read")
def test_call_backs_that_somebody_skipped_hide_no_others(table: Table, clock: Clock) -> None:
    skipped = [replace(due(f"promised{n}", NOW - 600 + n), skipped={"sam": NOW + HOUR}) for n in range(4)]
    shift = spread(table, clock, *skipped, due("promised9", NOW - 60), *(fresh(n) for n in range(9)))
    shift.context.looks_at("main").choice = 2.0
    assert shift.claim().household.id == "promised9"


@pytest.mark.usefixtures("few_read")
def test_whoever_loses_all_races_in_a_part_looks_there_again_where_nothing_else_waits(
    table: Table, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = spread(table, clock, *in_one_part(0, 9))
    shift.context.looks_at("main").choice = 2.0
    real, lost = households.claim, list[str]()

    def losing(table: Table, seen: QueueKey, claimed: Claim) -> Household | None:
        if len(lost) < 2:
            lost.append(seen.household)
            return None
        return real(table, seen, claimed)

    monkeypatch.setattr(households, "claim", losing)
    assert shift.claim().household.id not in lost
    assert len(lost) == 2


def test_what_a_campaign_is_set_up_with_its_new_banks_have_and_keep(table: Table) -> None:
    set_up(table, Wanted("General election", queue_parts=PARTS), now=NOW, secret=bytes(32))
    set_up(table, Wanted("General election", queue_parts=2), now=NOW, secret=bytes(32))
    context = Context(table, banks.get_campaign(table))
    assert context.campaign.queue_parts == PARTS
    made, _ = create_bank(context, NewBank("East"), now=NOW)
    assert made.queue_parts == context.bank("east").queue_parts == PARTS
    with pytest.raises(ValueError, match="queue_parts"):
        campaign.change(table, queue_parts=4)


def test_a_bank_from_before_there_were_parts_goes_on_with_one(table: Table, clock: Clock) -> None:
    shift = spread(table, clock, a_household(), queue_parts=1)
    table.update(keys.bank("main"), Update(remove=["queue_parts"]))
    assert shift.bank().queue_parts == 1
    assert shift.claim().household.id == "house1"
