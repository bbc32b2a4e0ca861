"""Retarget, refresh and place: who is a bank's target afterwards, and where each household waits."""

from dataclasses import replace
from typing import Any

import pytest

from ringround.domain.bank import Bank
from ringround.domain.household import Household, Number, Person
from ringround.domain.outcomes import Outcome
from ringround.storage import banks, households, jobs
from ringround.storage.jobs import Job
from ringround.storage.keys import QueueKey
from ringround.storage.table import Table
from ringround.usecases import arrange
from ringround.usecases.context import Context
from ringround.usecases.jobs import begin, run
from tests import builders
from tests.builders import HOUR, NOW, a_bank, a_household, a_number, a_person, drama_number, rung

MILL_WARD = {"match": "all", "rules": [{"field": "column", "name": "Ward", "is": "in", "values": ["Mill"]}]}
EVERYBODY: dict[str, Any] = {"match": "all", "rules": []}


@pytest.fixture(autouse=True)
def _few_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    # The mock's writes are not atomic between threads.
    monkeypatch.setattr(arrange, "WORKERS", 1)
    monkeypatch.setattr(arrange, "PARTS", 2)
    monkeypatch.setattr(arrange, "BANKS_SECONDS", 0)


def home(n: int, *, ward: str = "Mill", bank_ids: tuple[str, ...] = (), **changes: Any) -> Household:
    """A household of one person with one number, in a ward."""
    person = a_person(f"p{n}", f"Person {n}", columns={"Ward": ward}, **changes.pop("person", {}))
    return with_people(n, person, bank_ids=bank_ids, **changes)


def with_people(n: int, *people: Person, numbers: tuple[Number, ...] | None = None, **changes: Any) -> Household:
    numbers = (a_number(drama_number(n), people[0].id),) if numbers is None else numbers
    return a_household(f"h{n}", people=people, numbers=numbers, **{"bank_ids": (), **changes})


def do(context: Context, kind: str, now: int = NOW, **detail: Any) -> Job:
    """A job, run as the function runs it."""
    job = begin(context, kind, detail, by="olive", now=now)
    done = run(context, job.id, arrange.works(lambda: now, sleep=lambda _: None), lambda: now, f"run of {job.id}")
    assert done is not None
    assert done.state == "done", done
    return done


def found(table: Table, household_id: str) -> Household:
    household = households.get(table, household_id)
    assert household is not None
    return household


def waits(table: Table, household_id: str) -> QueueKey | None:
    queue = found(table, household_id).queue
    return QueueKey.parse(*queue) if queue else None


def figures(context: Context, bank: str = "main") -> tuple[int, int]:
    now = context.bank(bank)
    return now.people, now.households


def test_who_matches_becomes_a_target_and_waits_in_the_queue(table: Table) -> None:
    context = builders.seed(table, home(1), home(2, ward="Hill"), bank=a_bank(target=MILL_WARD))
    done = do(context, "retarget", bank="main")
    assert done.result == {"changed": 1, "held": 0, "people": 1, "households": 1}
    place = waits(table, "h1")
    assert place is not None
    assert (place.bank, place.tier) == ("main", "3")
    assert found(table, "h1").banks["main"].since == NOW
    assert waits(table, "h2") is None
    assert figures(context) == (1, 1)


@pytest.mark.parametrize(
    "person",
    [
        {"may_vote": False},
        {"marks": {Outcome.ALREADY_VOTED: NOW}},
        {"marks": {Outcome.MOVED: NOW}},
        {"marks": {Outcome.DECEASED: NOW}},
        {"marks": {Outcome.DO_NOT_CALL: NOW}},
    ],
)
def test_nobody_who_may_not_be_asked_is_a_target(table: Table, person: dict[str, Any]) -> None:
    context = builders.seed(table, home(1, person=person), bank=a_bank(target=EVERYBODY))
    do(context, "retarget", bank="main")
    assert found(table, "h1").banks == {}


def test_who_does_not_match_any_more_leaves_unless_they_were_rung_here(table: Table) -> None:
    never = home(1, ward="Hill", bank_ids=("main",))
    called = rung(home(2, ward="Hill", bank_ids=("main",)), at=NOW - 8 * HOUR, number=drama_number(2))
    context = builders.seed(table, never, called, bank=a_bank(target=MILL_WARD, people=2, households=2))
    do(context, "retarget", bank="main")
    assert found(table, "h1").banks == {}
    assert waits(table, "h1") is None
    assert found(table, "h2").banks["main"].people == ("p2",)
    assert waits(table, "h2") is not None
    assert figures(context) == (1, 1)


def test_a_refresh_only_adds(table: Table) -> None:
    context = builders.seed(table, home(1, ward="Hill", bank_ids=("main",)), home(2), bank=a_bank(target=MILL_WARD))
    do(context, "refresh", bank="main")
    assert found(table, "h1").banks["main"].people == ("p1",)
    assert found(table, "h2").banks["main"].people == ("p2",)
    assert figures(context) == (2, 2)


def test_figures_are_counted_not_added_up_also_on_a_second_run(table: Table) -> None:
    context = builders.seed(table, home(1), home(2), bank=a_bank(target=MILL_WARD, people=77, households=5))
    do(context, "retarget", bank="main")
    assert figures(context) == (2, 2)
    assert do(context, "retarget", bank="main", now=NOW + 5).result["changed"] == 0
    assert figures(context) == (2, 2)


def test_a_run_that_crashed_half_way_is_finished_by_the_next(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    context = builders.seed(table, *(home(n) for n in range(6)), bank=a_bank(target=MILL_WARD))
    job = begin(context, "retarget", {"bank": "main"}, by="olive", now=NOW)
    real, left = households.save, [3]

    def failing(*arguments: Any) -> Household:
        left[0] -= 1
        if left[0] < 0:
            raise OSError("cut off")
        return real(*arguments)

    monkeypatch.setattr(households, "save", failing)
    works = arrange.works(lambda: NOW, sleep=lambda _: None)
    with pytest.raises(OSError, match="cut off"):
        run(context, job.id, works, lambda: NOW, "first")
    assert figures(context) == (0, 0)
    assert jobs.get(table, job.id).state == "failed"  # type: ignore[union-attr]
    monkeypatch.setattr(households, "save", real)
    done = run(context, job.id, works, lambda: NOW, "second")
    assert done is not None
    assert done.result["changed"] == 3
    assert figures(context) == (6, 6)


def test_people_without_a_number_are_targets_that_no_figure_counts(table: Table) -> None:
    both = with_people(1, a_person("p1"), a_person("p2"), numbers=(a_number(drama_number(1), "p1"),))
    alone = with_people(2, a_person("p3"), numbers=())
    context = builders.seed(table, both, alone, bank=a_bank(target=EVERYBODY))
    do(context, "retarget", bank="main")
    assert found(table, "h1").banks["main"].people == ("p1", "p2")
    assert found(table, "h2").banks["main"].people == ("p3",)
    assert figures(context) == (1, 1)


def two_banks(**second: Any) -> tuple[Bank, Bank]:
    return a_bank(), a_bank("second", **{"created": NOW + 60, "target": EVERYBODY, **second})


def test_a_second_bank_that_wants_the_same_people_waits_its_turn(table: Table) -> None:
    main, second = two_banks()
    context = builders.seed(table, home(1, bank_ids=("main",)), bank=main, more_banks=(second,))
    do(context, "retarget", bank="second")
    place = waits(table, "h1")
    assert place is not None
    assert place.bank == "main"
    assert found(table, "h1").banks["second"].since == NOW + 60
    assert figures(context, "second") == (1, 1)


def test_households_of_a_closed_bank_go_on_to_the_next(table: Table) -> None:
    main, second = two_banks()
    context = builders.seed(table, home(1, bank_ids=("main", "second")), bank=main, more_banks=(second,))
    banks.update(table, "main", {"status": "closed"})
    do(context, "place", bank="main")
    place = waits(table, "h1")
    assert place is not None
    assert place.bank == "second"
    banks.update(table, "main", {"status": "open"})
    do(context, "place", bank="main", now=NOW + 9)
    assert waits(table, "h1").bank == "main"  # type: ignore[union-attr]


def test_a_held_household_keeps_its_claim_and_its_place(table: Table) -> None:
    held, claim, _ = builders.claimed(home(1, ward="Hill", bank_ids=("main",)))
    until = held.claim.until if held.claim else 0
    context = builders.seed(table, bank=a_bank(target=MILL_WARD))
    table.put(households.to_item(replace(held, queue=("main", QueueKey("main", "3", until, "h1").sort))))
    done = do(context, "retarget", bank="main")
    after = found(table, "h1")
    assert (done.result["changed"], done.result["held"]) == (0, 1)
    assert after.claim is not None
    assert (after.claim.id, after.banks["main"].people) == (claim, ("p1",))
    assert waits(table, "h1").callable_from == until  # type: ignore[union-attr]


def test_a_household_held_for_a_bank_that_closes_is_found_by_the_next_when_its_lease_ends(table: Table) -> None:
    held, claim, _ = builders.claimed(home(1, bank_ids=("main", "second")))
    until = held.claim.until if held.claim else 0
    main, second = two_banks()
    context = builders.seed(table, bank=replace(main, status="closed"), more_banks=(second,))
    table.put(households.to_item(replace(held, queue=("main", QueueKey("main", "3", until, "h1").sort))))
    do(context, "place", bank="main")
    after, place = found(table, "h1"), waits(table, "h1")
    assert after.claim is not None
    assert after.claim.id == claim
    assert place is not None
    assert (place.bank, place.callable_from) == ("second", until)


def test_more_attempts_bring_households_back_and_a_new_priority_moves_fresh_ones(table: Table) -> None:
    tried = rung(home(1, bank_ids=("main",)), at=NOW - 9 * HOUR, number=drama_number(1))
    bank = a_bank(max_attempts=1)
    context = builders.seed(table, tried, home(2, bank_ids=("main",)), bank=bank)
    assert waits(table, "h1") is None
    banks.update(table, "main", {"max_attempts": 2, "priority": 1})
    do(context, "place", bank="main")
    assert waits(table, "h1").tier == "8"  # type: ignore[union-attr]
    assert waits(table, "h2").tier == "1"  # type: ignore[union-attr]
    assert context.bank("main").priorities == (1,)


def test_new_tiers_are_looked_at_before_anything_stands_in_them(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    context = builders.seed(table, home(1, bank_ids=("main",)), bank=a_bank(priority=1))
    seen: list[tuple[int, ...]] = []
    real = households.save

    def watching(*arguments: Any) -> Household:
        seen.append(context.bank("main").priorities)
        return real(*arguments)

    monkeypatch.setattr(households, "save", watching)
    do(context, "place", bank="main")
    assert seen == [(1, 3)]


def test_after_an_import_new_people_join_open_banks_that_target_them_and_no_others(table: Table) -> None:
    main = a_bank(target=MILL_WARD)
    paused, none = a_bank("paused", status="paused", target=MILL_WARD), a_bank("none")
    context = builders.seed(table, home(1), bank=main, more_banks=(paused, none))
    started = arrange.after_import(context, "import1", "olive", NOW)
    assert [job.kind for job in started] == ["refresh", "roster"]
    run(context, started[0].id, arrange.works(lambda: NOW), lambda: NOW, "run")
    assert set(found(table, "h1").banks) == {"main"}
    assert figures(context) == (1, 1)


def test_what_a_late_write_left_with_a_closed_bank_is_found_by_whatever_job_comes_next(table: Table) -> None:
    main, second = two_banks()
    third = a_bank("third", created=NOW + 99)
    context = builders.seed(table, home(1, bank_ids=("main", "second")), bank=main, more_banks=(second, third))
    banks.update(table, "main", {"status": "closed"})
    do(context, "place", bank="third")
    assert waits(table, "h1").bank == "second"  # type: ignore[union-attr]


def test_answers_of_corrected_calls_count_as_they_are_now(table: Table) -> None:
    rules = [{"field": "answer", "bank": "main", "question": "support", "is": "in", "values": ["yes"]}]
    second = a_bank("second", created=NOW + 60, target={"match": "all", "rules": rules})
    context = builders.seed(
        table, home(1, bank_ids=("main",)), home(2, bank_ids=("main",)), bank=a_bank(), more_banks=(second,)
    )
    answer(context, "p1", "h1", "yes")
    claim = answer(context, "p2", "h2", "yes")
    corrected(context, claim, "p2", "no")
    do(context, "retarget", bank="second", now=NOW + 60)
    assert "second" in found(table, "h1").banks
    assert "second" not in found(table, "h2").banks


def answer(context: Context, person: str, household: str, option: str) -> str:
    from ringround.usecases.respond import respond

    before = found(context.table, household)
    held, claim, _ = builders.claimed(before)
    households.save(context.table, before, held)
    given = builders.a_response(Outcome.ANSWERED, builders.said(person, support=option))
    respond(context, "sam", claim, given, now=NOW + 30)
    return claim


def corrected(context: Context, claim: str, person: str, option: str) -> None:
    from ringround.usecases.respond import correct_response

    given = builders.a_response(Outcome.ANSWERED, builders.said(person, support=option))
    correct_response(context, "sam", claim, given, now=NOW + 40)


def test_a_job_waits_for_the_one_before_it(table: Table) -> None:
    from ringround.storage import arranging

    context = builders.seed(table, home(1), bank=a_bank(target=MILL_WARD))
    assert arranging.take(table, "another", NOW)
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        arranging.end(table, "another")

    job = begin(context, "retarget", {"bank": "main"}, by="olive", now=NOW)
    done = run(context, job.id, arrange.works(lambda: NOW, sleep), lambda: NOW, "run")
    assert done is not None
    assert (done.state, len(slept)) == ("done", 1)
    assert figures(context) == (1, 1)
