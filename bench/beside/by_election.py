"""The by-election that both sides ring: typical households, one bank, the field's mix of outcomes."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bench.units_per_call import MIX
from ringround.domain.hours import ALWAYS
from ringround.domain.household import Household
from ringround.domain.outcomes import Outcome
from ringround.domain.placement import place
from ringround.domain.recording import PersonResponse, Response
from ringround.storage import households
from tests import builders

CAMPAIGN: Final = builders.a_campaign()
BANK: Final = replace(builders.a_bank(), hours=ALWAYS, claims_per_hour=10**6)
SCRIPT: Final = builders.a_script()


def homes(count: int) -> Iterator[Household]:
    """So many households of two people with a number, each in its place in the queue."""
    now = int(time.time())
    for n in range(count):
        people = (builders.a_person(f"p{n}a", "Priya Shah"), builders.a_person(f"p{n}b", "Robin Shah"))
        number = builders.a_number(builders.drama_number(n), people[0].id)
        made = builders.a_household(f"h{n:011d}", people=people, numbers=(number,))
        yield households.in_queue(made, place(made, {BANK.id: BANK}, now))


def response_to(household: Household, n: int) -> Response:
    """What the caller records of their n-th call: four in five are not answered."""
    outcome = Outcome(MIX[n % len(MIX)])
    number = next(iter(household.numbers.values()))
    spoken = (PersonResponse(number.whose[0], answers={"support": "yes"}),) if outcome is Outcome.ANSWERED else ()
    return Response(outcome, number=number.e164, people=spoken)
