"""What holds of every household's place, whatever was recorded and in whatever order it arrived."""

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ringround.domain.bank import Bank
from ringround.domain.household import Household, LogEntry
from ringround.domain.outcomes import CONSEQUENCES, NumberFate, Outcome, Settles
from ringround.domain.placement import CALL_BACK_TIER, RETRY_TIER, facts_of, open_numbers, open_people, place, promise
from tests import strategies
from tests.builders import HOUR, LANDLINE, NOW, a_bank, a_household, a_number, a_response, recorded

_BANKS = st.fixed_dictionaries(
    {
        name: st.builds(
            a_bank,
            st.just(name),
            status=st.sampled_from(("open", "paused", "closed")),
            cool_down=st.sampled_from((0, HOUR, 4 * HOUR)),
            busy_wait=st.sampled_from((0, 900)),
            max_attempts=st.integers(1, 3),
            screening=st.booleans(),
        )
        for name in strategies.BANKS
    }
)
Banks = dict[str, Bank]
some = settings(max_examples=60)
"""A random household is dear to make."""


@some
@given(strategies.households(), _BANKS)
def test_a_place_is_in_a_bank_that_wants_somebody_there_and_has_a_number_to_ring(
    household: Household, banks: Banks
) -> None:
    found = place(household, banks, NOW)
    if found:
        assert found.bank in household.banks
        assert banks[found.bank].status != "closed"
        facts = facts_of(household)
        assert open_people(household, found.bank, facts)
        assert open_numbers(household, banks[found.bank], facts, NOW)


@some
@given(strategies.households(), _BANKS)
def test_without_a_promise_nobody_is_rung_within_the_wait_after_any_call(household: Household, banks: Banks) -> None:
    found = place(household, banks, NOW)
    if found and found.tier != CALL_BACK_TIER:
        bank = banks[found.bank]
        shortest = min(bank.cool_down, bank.busy_wait)
        for entry in household.log:
            wait = shortest if entry.outcome is Outcome.BUSY else bank.cool_down
            assert found.callable_from >= entry.at + wait


@some
@given(strategies.households(), _BANKS)
def test_the_tier_says_whether_the_bank_promised_or_rang_before(household: Household, banks: Banks) -> None:
    found = place(household, banks, NOW)
    if found:
        promised = promise(household, found.bank, facts_of(household))
        here = [e for e in household.log if e.bank == found.bank]
        assert (found.tier == CALL_BACK_TIER) == (promised is not None)
        if not promised:
            assert (found.tier == RETRY_TIER) == bool(here)


def _ends(entry: LogEntry, number: str) -> bool:
    said = [entry.outcome, *entry.people.values()]
    fates = {CONSEQUENCES[o].number for o in said} if entry.number == number else set()
    fates |= {CONSEQUENCES[t.outcome].number for t in entry.tried if t.number == number}
    return bool(fates & {NumberFate.DEAD, NumberFate.SUPPRESSED})


@some
@given(strategies.households(), _BANKS)
def test_whoever_is_rung_is_wanted_and_not_done_and_the_number_is_good_for_them(
    household: Household, banks: Banks
) -> None:
    facts = facts_of(household)
    for bank in banks.values():
        for number, reaches in open_numbers(household, bank, facts, NOW):
            assert not number.dead
            assert not number.suppressed
            assert not any(_ends(entry, number.e164) for entry in household.log)
            assert reaches
            for person in reaches:
                assert person in household.banks[bank.id].people
                assert household.people[person].may_vote
                assert not household.people[person].marks
                assert not number.whose or person in number.whose
                for entry in household.log:
                    outcome = entry.people.get(person)
                    settles = CONSEQUENCES[outcome].settles if outcome else Settles.NOTHING
                    assert settles is not Settles.EVERYWHERE
                    assert not (settles is Settles.BANK and entry.bank == bank.id)
                    assert not (entry.number == number.e164 and outcome is Outcome.WRONG_NUMBER)


@some
@given(strategies.households(), _BANKS, st.randoms(use_true_random=False))
def test_the_order_in_which_answers_arrive_changes_nothing_about_who_may_be_rung(
    household: Household, banks: Banks, chance: random.Random
) -> None:
    log = list(household.log)
    chance.shuffle(log)
    other = replace(household, log=tuple(log))
    for bank in banks.values():
        assert open_numbers(other, bank, facts_of(other), NOW) == open_numbers(
            household, bank, facts_of(household), NOW
        )
        assert facts_of(other).attempts[bank.id] == facts_of(household).attempts[bank.id]


@given(st.lists(st.sampled_from([o for o in Outcome if o is not Outcome.CALL_BACK]), min_size=1, max_size=8))
def test_a_household_is_finished_after_the_most_attempts_or_sooner(chosen: list[Outcome]) -> None:
    bank = a_bank(max_attempts=3, left_message_allowed=True, cool_down=HOUR)
    household, now, attempts = a_household(numbers=(a_number(LANDLINE, "p1"),)), NOW, 0
    for outcome in chosen:
        made = recorded(household, a_response(outcome), at=now, bank=bank)
        attempts += CONSEQUENCES[outcome].attempt
        household = made.household
        if made.place is None:
            break
        assert made.place.callable_from > now
        now = made.place.callable_from
    else:
        assert attempts < 3
    assert attempts <= 3
