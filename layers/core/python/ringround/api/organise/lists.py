"""Lists that organisers paste: who has voted, numbers that must not be rung, numbers that were screened."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from ...domain.phone import display
from ...usecases import screening, suppression, voted
from ...usecases.voted import Why
from ..answers import Answered
from ..area import Area
from ..http import Answer, Request
from ..models import Body
from ..views import Data, iso
from . import jobs
from .jobs import JobBody

MOST_LINES = 500
Line = Annotated[str, StringConstraints(max_length=200)]
Lines = Annotated[list[Line], Field(min_length=1, max_length=MOST_LINES)]
ReasonName = Literal["tps", "objection"]


class VotedRequest(Body):
    """Elector numbers as people type them, and whether they have voted; false takes a mark back that was a slip.
    `prefix` is that of all numbers that have none of their own."""

    electors: Lines
    prefix: Annotated[str, StringConstraints(max_length=10, strip_whitespace=True)] = ""
    voted: bool = True


class UnmatchedElector(Answered):
    """What names nobody, or more than one elector: then some of them."""

    text: str
    why: Why
    candidates: list[str]


class VotedAnswer(Answered):
    """What came of the list: electors marked (or unmarked) now, those that were so already, households concerned."""

    marked: int
    already: int
    unmatched: list[UnmatchedElector]
    households: int


class SuppressionRequest(Body):
    """Numbers in any spelling that must not be rung, and why."""

    numbers: Lines
    reason: ReasonName


class SuppressionAnswer(Answered):
    """What came of the list. `unknown` counts numbers that nobody has: they are kept, for whoever is listed with one
    later."""

    suppressed: int
    already: int
    unknown: int
    unreadable: list[str]


class LiftRequest(Body):
    """A number that was suppressed by a slip."""

    number: Annotated[Line, StringConstraints(min_length=1)]
    reason: ReasonName


class LiftAnswer(Answered):
    """The number, and whether it is suppressed all the same: for another reason, or because a caller recorded an
    objection."""

    number_display: str
    still_suppressed: bool


class ScreeningRequest(Body):
    """The day on which numbers were checked against the Telephone Preference Service: those listed, or all."""

    screened_on: date
    numbers: Lines | None = None
    all: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> "ScreeningRequest":
        if (self.numbers is None) != self.all:
            raise ValueError("give numbers, or all")
        return self


class ScreeningAnswer(Answered):
    """What came of the list: numbers that have the day now, or had a later one; numbers that nobody has."""

    screened: int
    unknown: int
    unreadable: list[str]


class ScreeningJob(Answered):
    """The job that gives every number the day, or counts."""

    job: JobBody


class ScreenedOn(Answered):
    """How many numbers were screened on a day."""

    day: date
    numbers: int


class ScreeningSummary(Answered):
    """How old the screening of all numbers was when they were counted: `too_old` is more than 28 days ago today. No
    `as_of` where they were never counted."""

    as_of: AwareDatetime | None
    numbers: int
    suppressed: int
    too_old: int
    never: int
    oldest: date | None
    by_day: list[ScreenedOn]


def mark_voted(request: Request) -> Data:
    """Mark who has voted, or take it back."""
    asked = request.body(VotedRequest)
    by, context = request.who.volunteer.id, request.context
    done = voted.mark(context, by, asked.electors, asked.prefix, voted=asked.voted, now=request.now)
    return {
        "marked": done.marked,
        "already": done.already,
        "unmatched": [{"text": u.text, "why": u.why, "candidates": list(u.candidates)} for u in done.unmatched],
        "households": done.households,
    }


def suppress_numbers(request: Request) -> Data:
    """Have numbers rung by nobody."""
    asked = request.body(SuppressionRequest)
    by = request.who.volunteer.id
    done = suppression.suppress(request.context, by, asked.numbers, asked.reason, now=request.now)
    return {
        "suppressed": done.suppressed,
        "already": done.already,
        "unknown": done.unknown,
        "unreadable": list(done.unreadable),
    }


def lift_suppression(request: Request) -> Data:
    """Take back a number that was suppressed by a slip."""
    asked = request.body(LiftRequest)
    by = request.who.volunteer.id
    e164, still = suppression.lift(request.context, by, asked.number, asked.reason, now=request.now)
    return {"number_display": display(e164), "still_suppressed": still}


def screen_numbers(request: Request) -> Data:
    """Write down when numbers were screened: a list at once, all of them by a job."""
    asked = request.body(ScreeningRequest)
    by, day = request.who.volunteer.id, asked.screened_on.isoformat()
    if asked.numbers is None:
        return _started(request, day)
    done = screening.screen(request.context, by, asked.numbers, day, now=request.now)
    return {"screened": done.screened, "unknown": done.unknown, "unreadable": list(done.unreadable)}


def count_screening(request: Request) -> Answer:
    """Count anew how old the screening of all numbers is."""
    return Answer(_started(request, ""), 202)


def _started(request: Request, day: str) -> Data:
    job = screening.begin(request.context, request.who.volunteer.id, day, now=request.now)
    return {"job": jobs.job_data(jobs.start(job))}


def get_screening(request: Request) -> Data:
    """How old the screening of all numbers is."""
    found = screening.summary(request.context, request.now)
    return {
        "as_of": iso(found.as_of or None),
        "numbers": found.numbers,
        "suppressed": found.suppressed,
        "too_old": found.too_old,
        "never": found.never,
        "oldest": next(iter(found.by_day), None),
        "by_day": [{"day": day, "numbers": n} for day, n in found.by_day.items()],
    }


AREA = Area(
    operations={
        "mark_voted": mark_voted,
        "suppress_numbers": suppress_numbers,
        "lift_suppression": lift_suppression,
        "screen_numbers": screen_numbers,
        "count_screening": count_screening,
        "get_screening": get_screening,
    },
    requests={
        "mark_voted": VotedRequest,
        "suppress_numbers": SuppressionRequest,
        "lift_suppression": LiftRequest,
        "screen_numbers": ScreeningRequest,
    },
    answers={
        "mark_voted": (200, (VotedAnswer,)),
        "suppress_numbers": (200, (SuppressionAnswer,)),
        "lift_suppression": (200, (LiftAnswer,)),
        "screen_numbers": (200, (ScreeningAnswer, ScreeningJob)),
        "count_screening": (202, (ScreeningJob,)),
        "get_screening": (200, (ScreeningSummary,)),
    },
)
