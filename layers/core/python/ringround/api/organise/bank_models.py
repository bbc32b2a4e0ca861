"""What requests about phone banks hold, and what is answered."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ...domain.bank import Kind
from ..answers import Answered, Bank, QuestionBlock, TextBlock
from ..models import Body
from .jobs import JobBody
from .words import BankId, Name

Minutes = Annotated[int, Field(ge=1, le=14 * 24 * 60)]
Purpose = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
Reason = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)]
AnHour = Annotated[int, Field(ge=1, le=1_000)]


class RulesIn(Body):
    """Rules of a bank, those that are given. `hours` are Europe/London. `return_number`, in any UK spelling, is where
    people can ring back: callers give it to whoever asks (PECR regulation 21(A1)); null takes it away. `screening` asks
    for numbers screened within 28 days, unless `screening_waived` holds a reason. `target` says whom the bank wants."""

    purpose: Purpose | None = None
    hours: dict[str, tuple[str, str] | None] | None = None
    cool_down_minutes: Minutes | None = None
    busy_wait_minutes: Minutes | None = None
    max_attempts: Annotated[int, Field(ge=1, le=20)] | None = None
    left_message_allowed: bool | None = None
    screening: bool | None = None
    screening_waived: Reason | None = None
    return_number: Annotated[str, StringConstraints(max_length=40)] | None = None
    leaderboard: bool | None = None
    priority: Annotated[int, Field(ge=1, le=5)] | None = None
    claims_per_hour: AnHour | None = None
    skips_per_hour: AnHour | None = None
    target: dict[str, Any] | None = None

    def changes(self) -> dict[str, Any]:
        """What was given, as fields of the bank: times in seconds. Only a number and a target can be taken away."""
        given = {name: getattr(self, name) for name in self.model_fields_set & RulesIn.model_fields.keys()}
        given = {n: v for n, v in given.items() if v is not None or n in {"return_number", "target"}}
        for minutes, seconds in (("cool_down_minutes", "cool_down"), ("busy_wait_minutes", "busy_wait")):
            if minutes in given:
                given[seconds] = given.pop(minutes) * 60
        return given


class BankRequest(RulesIn):
    """Make a bank; without an id one is made from the name, and what is not given is as the kind has it.
    `copy_script_of` is a bank whose script it begins with. `leaderboard` shows volunteers who want to be seen to one
    another."""

    name: Name
    id: BankId | None = None
    kind: Kind = "voter_id"
    status: Literal["open", "paused"] = "open"
    copy_script_of: BankId | None = None


class BankChangeRequest(RulesIn):
    """Change a bank: what is given changes, all else stays."""

    name: Name | None = None

    def changes(self) -> dict[str, Any]:
        """What was given, as fields of the bank."""
        return {**RulesIn.changes(self), **({"name": self.name} if self.name else {})}


class TargetRule(Answered):
    """One rule of a target: see `domain.targets`."""

    field: Literal["tag", "column", "outcome", "answer", "import"]
    is_: Annotated[Literal["in", "not_in", "contains", "empty", "not_empty"], Field(alias="is")]
    values: list[str] = Field(default_factory=list)
    name: str | None = None
    bank: str | None = None
    question: str | None = None


class Target(Answered):
    """Whom a bank wants; without rules, everybody who may vote."""

    match: Literal["all", "any"]
    rules: list[TargetRule]


class ManagedBank(Bank):
    """A bank as organisers see it. `people` and `households` are its targets who have a number; `job` is the id of one
    that is at its households."""

    target: Target | None
    priority: int
    screening: bool
    screening_waived: str
    busy_wait_minutes: int
    claims_per_hour: int
    skips_per_hour: int
    script_version: int
    people: int
    households: int
    created_at: AwareDatetime
    job: str | None


class ManagedBanksAnswer(Answered):
    """Every phone bank."""

    banks: list[ManagedBank]


class ManagedBankAnswer(Answered):
    """A bank."""

    bank: ManagedBank


class ChangedBank(Answered):
    """A bank, and the job by which households follow; null where none needs to."""

    bank: ManagedBank
    job: JobBody | None


class ScriptWords(Answered):
    """A script without its version."""

    title: str
    blocks: list[TextBlock | QuestionBlock]


class KindRules(Answered):
    """The rules with which a bank of a kind begins."""

    hours: dict[str, tuple[str, str] | None]
    cool_down_minutes: int
    busy_wait_minutes: int
    max_attempts: int
    left_message_allowed: bool
    screening: bool
    leaderboard: bool
    priority: int
    claims_per_hour: int
    skips_per_hour: int


class KindBody(Answered):
    """A kind of bank. `target` is a suggestion; null where no earlier bank asked what it would go by."""

    kind: Kind
    name: str
    defaults: KindRules
    script: ScriptWords
    target: Target | None


class KindsAnswer(Answered):
    """The kinds of banks there are."""

    kinds: list[KindBody]
