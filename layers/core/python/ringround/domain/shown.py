"""What a caller is shown of a call of their own once others have recorded more: nobody who has died since."""

from dataclasses import replace

from .household import Household
from .placement import facts_of, never_shown
from .recording import Call, PersonResponse, Response


def gone_for_others(household: Household, claim_id: str) -> set[str]:
    """The people who are never shown again for what was recorded but under this claim."""
    log = tuple(e for e in household.log if e.claim != claim_id)
    return never_shown(facts_of(replace(household, log=log)))


def shown(call: Call, household: Household | None) -> Call:
    """A call without those who are never shown again for what others recorded, nor the note on it, which may be about
    them. What its caller recorded in this very call stays, to be corrected."""
    gone = gone_for_others(household, call.entry.claim) if household else set()
    if gone.isdisjoint(call.entry.people):
        return call
    people = tuple(p for p in call.people if p.person not in gone)
    entry = replace(call.entry, people={p.person: p.outcome for p in people}, note="")
    return replace(call, entry=entry, people=people)


def with_unseen(response: Response, earlier: Call, household: Household) -> Response:
    """A correction with what was recorded of people whom the page is not shown any more, as it was: it can't name them,
    and that takes nothing back."""
    gone = gone_for_others(household, earlier.entry.claim) & household.people.keys()
    named = {p.person for p in response.people}
    unseen = [p for p in earlier.people if p.person in gone - named]
    if not response.people or not unseen:
        return response
    kept = (PersonResponse(p.person, p.outcome, p.answers, p.note, p.flag) for p in unseen)
    return replace(response, people=(*response.people, *kept))
