"""Somebody is erased while volunteers ring their household: nothing names them afterwards, and no call is lost."""

import random
import threading
from collections.abc import Callable
from typing import Any

import pytest

from ringround.domain.hours import uk_day
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import PersonResponse, Response
from ringround.storage import banks, calls, desks, households, keys, scan
from ringround.storage.table import Table
from ringround.usecases import erase, jobs
from ringround.usecases.claim_next import Handed, claim_next
from ringround.usecases.context import Context
from ringround.usecases.respond import respond
from tests.builders import NOW, a_bank, a_household, a_number, a_person, drama_number, seed
from tests.functions.erasing import where
from tests.races.test_races import at_once
from tests.support.engine import DynamoDbLocal

pytestmark = pytest.mark.races
CALLERS, HOMES, CALLS_EACH = 5, 8, 12
ERASED = (0, 3, 6)


@pytest.fixture
def table(dynamodb_local: DynamoDbLocal) -> Table:
    """A table of its own on the real engine."""
    return dynamodb_local.new_table(connections=32)


def seeded(table: Table) -> Context:
    """Homes of two, each person with a number and a name that stands nowhere else."""
    homes = []
    for n in range(HOMES):
        people = (a_person(f"p{n}", f"Ottoline{n} Quirke{n}"), a_person(f"q{n}", f"Zebedee{n} Oakes{n}"))
        numbers = (a_number(drama_number(2 * n), f"p{n}"), a_number(drama_number(2 * n + 1), f"q{n}"))
        homes.append(a_household(f"h{n}", people=people, numbers=numbers))
    context = seed(table, *homes, bank=a_bank(cool_down=0, busy_wait=0, max_attempts=99, claims_per_hour=999))
    for home in homes:
        for number in home.numbers:
            table.put({**keys.number(number), "household": home.id})
        for person in home.people:
            table.put({**keys.elector(person), "household": home.id})
    return context


class Requests:
    """How many requests each caller has ended: the world waits for those that are under way, as twenty seconds do."""

    def __init__(self) -> None:
        self.ended = [0] * CALLERS
        self.over = [False] * CALLERS
        self.changed = threading.Condition()

    def end(self, caller: int, *, over: bool = False) -> None:
        with self.changed:
            self.ended[caller] += 1
            self.over[caller] |= over
            self.changed.notify_all()

    def wait(self) -> None:
        with self.changed:
            seen = list(self.ended)
            assert self.changed.wait_for(
                lambda: all(o or e > s for o, e, s in zip(self.over, self.ended, seen, strict=True)), 120
            )


def test_nothing_names_them_and_every_call_is_counted(table: Table) -> None:
    context, requests, recorded = seeded(table), Requests(), list[str]()

    def ring(n: int) -> None:
        chance, caller = random.Random(n), f"caller{n}"
        try:
            for _ in range(CALLS_EACH):
                desk = desks.get(table, uk_day(NOW), caller)
                found = claim_next(context, context.bank("main"), desk, now=NOW, chance=chance)
                if isinstance(found, Handed):
                    home = found.household.id[1:]
                    # What is said of somebody names them; of the others nobody has a note that does.
                    notes = {f"p{home}": f"Ottoline{home} Quirke{home}", f"q{home}": f"Zebedee{home}"}
                    said = tuple(
                        PersonResponse(p, None, {"support": "unsure", "issue": notes[p]}, notes[p], "please_look")
                        for p in found.household.people
                    )
                    note = " and ".join(notes.values())
                    number = next(iter(found.household.numbers), "")
                    response = Response(Outcome.NOT_HOME, number=number, people=said, note=note)
                    recorded.append(respond(context, caller, found.claim.id, response, now=NOW).entry.claim)
                requests.end(n)
        finally:
            requests.end(n, over=True)

    def erase_some() -> None:
        time = [NOW]

        def sleep(seconds: float) -> None:
            requests.wait()
            time[0] += int(seconds) or 1

        world = erase.World(lambda: time[0], lambda _: None, sleep)
        for n in ERASED:
            job = erase.begin(context, "ada", f"p{n}", f"h{n}", now=NOW)
            for again in range(9):
                ended = jobs.run(context, job.id, erase.works(world), lambda: time[0], f"run{again}")
                if ended and ended.state == "done":
                    break
            assert ended is not None
            assert ended.state == "done", ended

    def work(n: int) -> Any:
        todo: list[Callable[[], None]] = [lambda n=n: ring(n) for n in range(CALLERS)]  # type: ignore[misc]
        return [*todo, erase_some][n]()

    assert [each for each in at_once(CALLERS + 1, work) if each is not None] == []
    assert where(table, *(f"{name}{n}" for n in ERASED for name in ("Ottoline", "Quirke"))) == {}
    numbers = [drama_number(2 * n)[1:] for n in ERASED]
    assert where(table, *numbers) == {number: {"N"} for number in numbers}
    everybody = [calls.from_item(item) for page in scan.calls(table) for item in page]
    assert sorted(call.entry.claim for call in everybody) == sorted(recorded)
    assert len(set(recorded)) == len(recorded) > CALLERS
    tally = sum(desks.get(table, uk_day(NOW), f"caller{n}").tally["main"]["calls"] for n in range(CALLERS))
    assert tally == len(recorded)
    for n in range(HOMES):
        home = households.get(table, f"h{n}")
        assert home is not None
        logged = [call.entry.claim for call in everybody if call.household == home.id]
        assert sorted(e.claim for e in home.log) == sorted(logged)
        assert bool(home.people[f"p{n}"].erased) is (n in ERASED)
    assert banks.get(table, "main") is not None
