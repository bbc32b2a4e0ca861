"""What answers about calls hold: recorded calls, call-backs, who is ringing back, and all that a page begins with."""

from typing import Literal

from pydantic import AwareDatetime

from ..domain.household import For
from ..domain.outcomes import Outcome
from ..domain.ringing_back import State
from .answers import Answered, Bank, Caller, Campaign, Claim, Claimed, Counts, NoNext, NothingNow


class CallPerson(Answered):
    """What was recorded of one person."""

    person: str
    name: str
    outcome: Outcome
    answers: dict[str, str | list[str]]
    note: str | None
    flag: Literal["please_look", "question"] | None


class TriedNumber(Answered):
    """A number that was rung in vain before the one that the call is about."""

    number: str
    number_id: str
    outcome: Outcome


class Call(Answered):
    """A recorded call. `late`: its claim had ended, and it counts all the same."""

    id: str
    bank: str
    at: AwareDatetime
    outcome: Outcome
    number: str | None
    number_id: str | None
    number_display: str | None
    tried: list[TriedNumber]
    people: list[CallPerson]
    note: str | None
    language: str | None
    call_back_at: AwareDatetime | None
    call_back_for: For | None
    version: int
    late: bool
    flag: Literal["please_look", "question"] | None


class Recorded(Answered):
    """A recorded call, with the next household where it was asked for. `gone` names claims of `holding` that are not
    mine any more or may not be rung."""

    call: Call
    gone: list[str]
    next: Claimed | NothingNow | NoNext | None = None


class Corrected(Answered):
    """A corrected call."""

    call: Call


class Skipped(Answered):
    """Skipped, with the next household where it was asked for. `gone` as with a recorded call."""

    gone: list[str]
    next: Claimed | NothingNow | NoNext | None = None


class CallsAnswer(Answered):
    """My calls of today, newest first."""

    calls: list[Call]


class CallAndCard(Answered):
    """A call of mine with its card as it was then, to correct it by; no call where nothing was recorded of the claim
    yet: then the card is the one that was handed out, to record it by."""

    call: Call | None
    claim: Claim


class CallBack(Answered):
    """A call-back that I promised; `id` is the claim of the call. After `mine_until` anyone gets it."""

    id: str
    bank: str
    bank_name: str
    at: AwareDatetime
    person: str | None
    town: str
    note: str | None
    mine_until: AwareDatetime


class CallBacksAnswer(Answered):
    """My call-backs, in order of time."""

    call_backs: list[CallBack]


class Start(Answered):
    """All that a page needs to begin. Without a caller, the lists are empty."""

    campaign: Campaign
    caller: Caller | None
    today: Counts | None
    banks: list[Bank]
    claims: list[Claim]
    call_backs: list[CallBack]


class RingingNumber(Answered):
    """The number that somebody is ringing from."""

    id: str
    display: str


class RingingPerson(Answered):
    """Somebody who was rung on it."""

    id: str
    name: str
    first_name: str


class LastCall(Answered):
    """The latest call to the number."""

    at: AwareDatetime
    outcome: Outcome
    by_me: bool


class Ringing(Answered):
    """Who may be ringing back. `claim` where I hold the household now; `my_call` is my latest call to the number that
    can still be corrected."""

    household: str
    bank: str
    bank_name: str
    number: RingingNumber
    people: list[RingingPerson]
    town: str
    last_call: LastCall
    state: State
    claim: str | None
    my_call: str | None


class RingingAnswer(Answered):
    """Who may be ringing back, newest call first, 10 at most."""

    matches: list[Ringing]
