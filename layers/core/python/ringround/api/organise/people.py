"""Somebody who asks what is held of them, or to be erased: somebody on the register, or a volunteer. For admins."""

from typing import Annotated

from pydantic import AwareDatetime, StringConstraints, model_validator

from ...domain.erasing import numbers_of
from ...domain.phone import display
from ...usecases import erase, erase_volunteer, subject_access, subjects
from ...usecases.subjects import Found
from ..answers import Answered
from ..area import Area
from ..http import Answer, Request
from ..models import Body, Id
from ..views import Data, iso
from .jobs import JobAnswer, JobBody, job_data, start

Typed = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]


class FindRequest(Body):
    """One of: an elector number as people type it, a telephone number in any spelling, a name (with the postcode, where
    several have it), an id as the audit has it, or the job of a search by name, when it is done."""

    elector: Typed = ""
    person: Typed = ""
    number: Typed = ""
    name: Typed = ""
    postcode: Typed = ""
    job: Annotated[str, StringConstraints(max_length=64)] = ""

    @model_validator(mode="after")
    def _one_of_them(self) -> "FindRequest":
        if sum(map(bool, (self.elector, self.number, self.name, self.person, self.job))) != 1:
            raise ValueError("give an elector number, a telephone number, a name, an id, or a job")
        return self


class HouseholdRequest(Body):
    """The household in which somebody was found."""

    household: Id


class FoundPerson(Answered):
    """Somebody on the register. `erased_at`: they were erased, and nothing else is known of them."""

    id: str
    household: str
    name: str
    elector: str
    address: list[str]
    postcode: str
    numbers: list[str]
    calls: int
    erased_at: AwareDatetime | None


class FoundAnswer(Answered):
    """Who was found."""

    people: list[FoundPerson]


class SearchAnswer(Answered):
    """The job of a search by name: ask again with its id when it is done."""

    job: JobBody


class ErasedVolunteer(Answered):
    """How many households went back from their hands, and how many notes to the organisers went."""

    returned: int
    notes: int


def find_person(request: Request) -> Data:
    """Find somebody, or start to look for a name."""
    asked, context = request.body(FindRequest), request.context
    by = request.who.volunteer.id
    if asked.name:
        job = subjects.begin_search(context, by, asked.name, asked.postcode, now=request.now)
        return {"job": job_data(start(job))}
    if asked.job:
        found = subjects.of_job(context, asked.job)
    else:
        subjects.note_search(context, by, now=request.now)
        look = subjects.by_elector if asked.elector else subjects.by_id if asked.person else subjects.by_number
        found = look(context, asked.elector or asked.person or asked.number)
    return {"people": [_person(each) for each in found]}


def _person(of: Found) -> Data:
    household, person = of.household, of.household.people[of.person]
    reach, _ = numbers_of(household, of.person)
    return {
        "id": person.id,
        "household": household.id,
        "name": person.name,
        "elector": person.elector,
        "address": [] if person.erased else [*household.address, household.town],
        "postcode": "" if person.erased else household.postcode,
        "numbers": [] if person.erased else [display(e164) for e164 in sorted(reach)],
        "calls": sum(person.id in entry.people for entry in household.log),
        "erased_at": iso(person.erased or None),
    }


def tell_person(request: Request) -> Answer:
    """Gather all that is held of somebody on the register: its file is fetched as an export's."""
    job = subject_access.begin(
        request.context, request.who.volunteer.id, person=request.path["person"], now=request.now
    )
    return Answer({"job": job_data(start(job))}, 202)


def tell_volunteer(request: Request) -> Answer:
    """Gather all that is held of a volunteer."""
    by, who = request.who.volunteer.id, request.path["volunteer"]
    job = subject_access.begin(request.context, by, volunteer=who, now=request.now)
    return Answer({"job": job_data(start(job))}, 202)


def erase_person(request: Request) -> Answer:
    """Erase somebody on the register. They are not rung from the moment the job begins."""
    home = request.body(HouseholdRequest).household
    by = request.who.volunteer.id
    job = erase.begin(request.context, by, request.path["person"], home, now=request.now)
    return Answer({"job": job_data(start(job))}, 202)


def erase_volunteer_(request: Request) -> Data:
    """Erase who a volunteer was."""
    by, who = request.who.volunteer, request.path["volunteer"]
    done = erase_volunteer.erase(request.context, by, who, now=request.now)
    return {"returned": done.returned, "notes": done.notes}


AREA = Area(
    operations={
        "find_person": find_person,
        "tell_person": tell_person,
        "tell_volunteer": tell_volunteer,
        "erase_person": erase_person,
        "erase_volunteer": erase_volunteer_,
    },
    requests={"find_person": FindRequest, "erase_person": HouseholdRequest},
    answers={
        "find_person": (200, (FoundAnswer, SearchAnswer)),
        "tell_person": (202, (JobAnswer,)),
        "tell_volunteer": (202, (JobAnswer,)),
        "erase_person": (202, (JobAnswer,)),
        "erase_volunteer": (200, (ErasedVolunteer,)),
    },
)
