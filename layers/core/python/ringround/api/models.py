"""What requests hold. Everything that comes from outside passes through one of these."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from ..domain import number_id, typed_number
from ..domain.household import Tried
from ..domain.outcomes import Outcome
from ..domain.recording import LONGEST_NOTE, PersonResponse, Response
from ..mail import Language
from ..usecases.set_up import FirstVolunteer, Wanted

Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]
E164 = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
NumberRef = Annotated[str, StringConstraints(pattern=rf"^(\+[1-9][0-9]{{6,14}}|{number_id.PATTERN})$")]
"""A number in E.164, or the id that a claim gives it."""

Note = Annotated[str, StringConstraints(max_length=LONGEST_NOTE)]
FlagIn = Literal["please_look", "question"]
"""What organisers are asked to do about a note."""

Email = Annotated[str, StringConstraints(min_length=3, max_length=254, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^\s*[0-9]{6}\s*$")]
AnswerIn = Annotated[str, StringConstraints(max_length=1_000)] | Annotated[list[Id], Field(max_length=30)]


class Body(BaseModel):
    """A request's body. Names that are not known are left alone, so that a newer page can talk to an older API."""

    # Inputs stay out of an error's words: those of one that leaves a function are written into its log.
    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True, hide_input_in_errors=True)


class CodeRequest(Body):
    """Ask for a sign-in code; `join` is the code of a join link, for somebody new, and `name` what they are called: an
    organiser sees it where no mail brings the code. `language` is that of the mail."""

    email: Email
    name: Annotated[str, StringConstraints(max_length=80)] = ""
    join: Annotated[str, StringConstraints(max_length=64)] = ""
    language: Language = "en"


class SignInRequest(Body):
    """Sign in with a code; `name` and `join` for somebody new."""

    email: Email
    code: Code
    name: Annotated[str, StringConstraints(max_length=80)] = ""
    join: Annotated[str, StringConstraints(max_length=64)] = ""


class MeRequest(Body):
    """Change what is mine to decide: whether the others see my calls on leaderboards."""

    on_leaderboard: bool


class NextRequest(Body):
    """Claim the next household. `holding` names the claims that the page shows: one that it does not know of is
    given again instead of a new one."""

    holding: Annotated[list[Id], Field(max_length=10)] | None = None


class TriedIn(Body):
    """A number of the household that was rung in vain before the one the response is about."""

    number: NumberRef
    outcome: Outcome


class PersonIn(Body):
    """What one person said; without an outcome, that of the call holds."""

    person: Id
    outcome: Outcome | None = None
    answers: dict[Id, AnswerIn] = Field(default_factory=dict, max_length=60)
    note: Note | None = None
    flag: FlagIn | None = None


class ResponseRequest(Body):
    """What happened on the call. `people` may be empty: then the outcome holds for everyone who is rung on that
    number. Without `number`, the best one on the card is meant. `holding` names the claims that the page shows. `flag`
    is for the household, where nobody in it is named."""

    outcome: Outcome
    number: NumberRef | None = None
    people: list[PersonIn] = Field(default_factory=list, max_length=40)
    note: Note | None = None
    call_back_at: AwareDatetime | None = None
    call_back_for: Literal["me", "anyone"] = "me"
    language: Annotated[str, StringConstraints(max_length=40)] | None = None
    tried: list[TriedIn] = Field(default_factory=list, max_length=10)
    want_next: bool = False
    holding: Annotated[list[Id], Field(max_length=10)] | None = None
    flag: FlagIn | None = None

    def to_domain(self) -> Response:
        """The response as the domain knows it: times in epoch seconds."""
        return Response(
            outcome=self.outcome,
            number=self.number or "",
            people=tuple(
                PersonResponse(p.person, p.outcome, dict(p.answers), p.note or "", p.flag or "") for p in self.people
            ),
            note=self.note or "",
            call_back_at=int(self.call_back_at.timestamp()) if self.call_back_at else 0,
            call_back_for=self.call_back_for,
            language=self.language or "",
            tried=tuple(Tried(t.number, t.outcome) for t in self.tried),
            flag=self.flag or "",
        )


class SkipRequest(Body):
    """Skip a household, and say why. What is wrong (`problem`) goes to the organisers, with the note."""

    reason: Literal["know_them", "not_now", "problem", "other"] = "other"
    note: Note | None = None
    want_next: bool = False
    holding: Annotated[list[Id], Field(max_length=10)] | None = None


class RingingQuery(Body):
    """Who is ringing back: a whole number in any UK spelling, or its last four to eight digits (a local number without
    its area code, say)."""

    number: Annotated[str, StringConstraints(min_length=1, max_length=typed_number.LONGEST)]


class RingingRequest(Body):
    """Take the call of somebody who rings back; all three as the search gave them."""

    household: Id
    number: NumberRef
    bank: Id


class NoteRequest(Body):
    """Tell the organisers something. `id` is the page's own: the same id again is the same note."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]
    text: Annotated[str, StringConstraints(min_length=1, max_length=1_000, strip_whitespace=True)]
    bank: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")] | None = None


class FirstVolunteerIn(Body):
    """Somebody who may sign in from the start."""

    email: Email
    name: Annotated[str, StringConstraints(max_length=80)]
    role: Literal["caller", "organiser", "admin"] = "caller"


class CodeForRequest(Body):
    """Whom staff want a sign-in code for, by e-mail address (never over HTTP)."""

    code_for: Email


class SetUpRequest(Body):
    """What a campaign is set up with (never over HTTP). `ends` is when access ends."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    party: str = ""
    imprint: str = ""
    privacy_contact: str = ""
    brand: Annotated[str, StringConstraints(max_length=7)] = ""
    on_brand: Annotated[str, StringConstraints(max_length=7)] = ""
    poll_date: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""
    ends: AwareDatetime | None = None
    default_hours: dict[str, tuple[str, str] | None] | None = None
    volunteers: list[FirstVolunteerIn] = Field(default_factory=list)
    join_code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{0,64}$")] = ""
    queue_parts: Annotated[int, Field(ge=1, le=256)] = 1

    def to_wanted(self) -> Wanted:
        """The same as the use case knows it."""
        return Wanted(
            name=self.name,
            party=self.party,
            imprint=self.imprint,
            privacy_contact=self.privacy_contact,
            brand=self.brand,
            on_brand=self.on_brand,
            poll_date=self.poll_date,
            ends=int(self.ends.timestamp()) if self.ends else 0,
            default_hours=self.default_hours,
            volunteers=tuple(FirstVolunteer(v.email, v.name, v.role) for v in self.volunteers),
            join_code=self.join_code,
            queue_parts=self.queue_parts,
        )
