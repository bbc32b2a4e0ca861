"""What becomes of a household when a bank's target or its rules change: pure, one household at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .bank import Bank, Banks
from .household import Household, Targeting
from .placement import Facts, Place, facts_of, place
from .targets import Answers, Target, Traits, traits_of, wanted


@dataclass(frozen=True, slots=True)
class Aim:
    """A bank whose households are arranged anew. With a `target` its people are those whom it wants: with `only_add`
    nobody leaves. Without one they stay as they are, and only their priority and places follow the bank's rules."""

    bank: str
    target: Target | None = None
    only_add: bool = False


def targeted(
    household: Household, aims: Sequence[Aim], banks: Banks, answers: Mapping[str, Answers], now: int
) -> Household:
    """The household with what these banks want of it.

    Nobody leaves a bank who was rung for it, nor out of the hands of whoever holds the household now. Banks are served
    in the order in which they were made.
    """
    facts, traits = facts_of(household), dict[str, Traits]()
    wishes = dict(household.banks)
    for aim in aims:
        bank = banks.get(aim.bank)
        if bank is None:
            continue
        known = wishes.get(bank.id)
        if aim.target is None:
            people = known.people if known else ()
        else:
            traits = traits or traits_of(household, answers)
            people = _people(household, bank, aim, aim.target, facts, traits, now)
        if people:
            since = known.since if known else bank.created
            wishes[bank.id] = Targeting(people, since, bank.priority)
        else:
            wishes.pop(bank.id, None)
    return replace(household, banks=wishes) if wishes != household.banks else household


def _people(
    household: Household,
    bank: Bank,
    aim: Aim,
    target: Target,
    facts: Facts,
    traits: Mapping[str, Traits],
    now: int,
) -> tuple[str, ...]:
    known = household.banks.get(bank.id)
    before = known.people if known else ()
    match = wanted(household, facts, target, traits)
    if aim.only_add or household.held(now):
        staying = before
    else:
        rung = {person for entry in household.log if entry.bank == bank.id for person in entry.people}
        staying = tuple(p for p in before if p in rung or p in match)
    return tuple(dict.fromkeys((*staying, *match)))


def new_place(household: Household, waits_in: str, banks: Banks, now: int) -> Place | None:
    """Where the household waits from now on; `waits_in` is the bank of its present place, empty for none.

    One that is held keeps its place, which is the end of its lease, unless nobody looks there any more: then it is to
    be found at that time in the queue of the bank that is next. Raises Keeps where nothing is to change.
    """
    if not household.held(now):
        return place(household, banks, now)
    bank = banks.get(waits_in)
    if household.claim is None or (bank is not None and bank.status != "closed"):
        raise Keeps
    following = place(replace(household, claim=None), banks, now)
    if following is None:
        raise Keeps
    return following._replace(callable_from=max(following.callable_from, household.claim.until))


class Keeps(Exception):  # noqa: N818 - an expected ending
    """The household stays where it is."""


def concerned(household: Household, waits_in: str, aims: Sequence[Aim], banks: Banks) -> bool:
    """Whether the place of a household may change by these aims, or it stands where nobody looks any more."""
    bank = banks.get(waits_in)
    lost = bool(waits_in) and (bank is None or bank.status == "closed")
    return lost or any(aim.bank in household.banks or aim.bank == waits_in for aim in aims)
