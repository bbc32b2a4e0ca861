"""What answers hold, as models: for the OpenAPI document and the tests that hold real answers against it.

The hot handlers do not import this: `views` makes plain dictionaries.
"""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from ..domain.bank import Kind, Status
from ..domain.outcomes import Outcome
from ..usecases.claim_next import Reason


class Answered(BaseModel):
    """A part of an answer: nothing beyond what is written here."""

    model_config = ConfigDict(extra="forbid")


class ErrorBody(Answered):
    """What went wrong: `code` for programs, `message` for people."""

    code: str
    message: str
    details: dict[str, JsonValue] | None


class Error(Answered):
    """The one shape of every error."""

    error: ErrorBody


class Empty(Answered):
    """Nothing more to say."""


class Caller(Answered):
    """Who is signed in."""

    id: str
    name: str
    email: str
    role: Literal["caller", "organiser", "admin"]
    on_leaderboard: bool


class CallerAnswer(Answered):
    """The answer to a sign-in."""

    caller: Caller


class Campaign(Answered):
    """What every page may say of the campaign. `has_logo`: there is one at /api/campaign/logo. `codes_by`: whether
    sign-in codes are sent by mail, or handed out by an organiser."""

    name: str
    party: str
    imprint: str
    privacy_contact: str
    brand: str
    on_brand: str
    poll_date: str | None
    has_logo: bool
    codes_by: Literal["mail", "organiser"]


class CampaignAnswer(Answered):
    """The campaign."""

    campaign: Campaign


class LogoAnswer(Answered):
    """The campaign's logo as a data URI."""

    logo: str | None


class JoinAnswer(Answered):
    """Whether a join link works now, and the campaign that it leads to."""

    open: bool
    campaign: Campaign


class Counts(Answered):
    """Calls and conversations."""

    calls: int
    conversations: int


class Me(Answered):
    """Who is signed in, and their day so far."""

    caller: Caller
    campaign: Campaign
    today: Counts


class Progress(Counts):
    """How far a bank is; `people` are those it wants, `reached` those with a result."""

    people: int
    reached: int
    as_of: AwareDatetime


class Bank(Answered):
    """A phone bank. `hours` are Europe/London; a day without them is closed."""

    id: str
    name: str
    purpose: str
    kind: Kind
    status: Status
    hours: dict[str, tuple[str, str] | None]
    open_now: bool
    opens_at: AwareDatetime | None
    closes_at: AwareDatetime | None
    return_number: str | None
    return_number_display: str | None
    cool_down_minutes: int
    max_attempts: int
    left_message_allowed: bool
    leaderboard: bool
    progress: Progress
    mine: Counts


class BanksAnswer(Answered):
    """Phone banks."""

    banks: list[Bank]


class ShowIf(Answered):
    """A block is there when the answer to an earlier question holds one of these options."""

    question: str
    any_of: list[str]


class Option(Answered):
    """One answer to choose."""

    id: str
    label: str


class TextBlock(Answered):
    """Words to be read out."""

    id: str
    type: Literal["text"]
    text: str
    show_if: ShowIf | None = None


class QuestionBlock(Answered):
    """A question."""

    id: str
    type: Literal["question"]
    kind: Literal["single", "several", "text"]
    label: str
    options: list[Option]
    help: str | None = None
    show_if: ShowIf | None = None


class Script(Answered):
    """One version of a script."""

    id: str
    version: int
    title: str
    blocks: list[TextBlock | QuestionBlock]


class BankAnswer(Answered):
    """A bank with its script."""

    bank: Bank
    script: Script


class ClaimHousehold(Answered):
    """Where the household is."""

    id: str
    address: list[str]
    town: str
    postcode: str


class ClaimPerson(Answered):
    """Somebody at the address. `target` is false where the bank does not want them asked."""

    id: str
    name: str
    first_name: str
    target: bool
    settled: Outcome | None


class ClaimNumber(Answered):
    """A number that may be rung. `id` names it without telling it; `whose` is empty where that is not known."""

    id: str
    e164: str
    display: str
    kind: Literal["mobile", "landline", "unknown"]
    whose: list[str]
    shared: bool


class PersonOutcome(Answered):
    """A person's outcome in an earlier call."""

    person: str
    outcome: Outcome


class Earlier(Answered):
    """An earlier call to the household."""

    at: AwareDatetime
    outcome: Outcome
    by_me: bool
    number_display: str | None
    people: list[PersonOutcome]
    note: str | None


class Promised(Answered):
    """A call-back that was promised."""

    at: AwareDatetime
    person: str | None
    note: str | None


class Claim(Answered):
    """The caller's card. The first number is the best to ring first; `ringing_back` is the id of the number on which
    the household rang."""

    id: str
    bank: str
    until: AwareDatetime
    household: ClaimHousehold
    people: list[ClaimPerson]
    numbers: list[ClaimNumber]
    ask_for: str | None
    history: list[Earlier]
    call_back: Promised | None
    ringing_back: str | None
    script: Script


class Claimed(Answered):
    """A household for the caller."""

    claim: Claim


class NothingNow(Answered):
    """No household now, why, and when to ask again."""

    claim: None
    reason: Reason
    retry_at: AwareDatetime | None


class NoNext(Answered):
    """What was sent is recorded, but no next household could be claimed."""

    claim: None
    error: ErrorBody


class ClaimsAnswer(Answered):
    """My live claims, oldest first."""

    claims: list[Claim]


class Until(Answered):
    """The end of the lease."""

    until: AwareDatetime


class Standing(Answered):
    """A live claim, and whether what was recorded since still allows to ring it."""

    id: str
    until: AwareDatetime
    may_be_rung: bool


class StandingAnswer(Answered):
    """My live claims, oldest first."""

    claims: list[Standing]


class Leader(Answered):
    """A volunteer who wants to be seen: first name and initial."""

    name: str
    calls: int
    conversations: int
    me: bool


class Leaderboard(Answered):
    """The most calls of today in one bank, most first; empty where the bank has no leaderboard."""

    on: bool
    entries: list[Leader]
    as_of: AwareDatetime | None
