"""What callers are told of anybody, field by field: each has a reason, and there is no other.

Answers are held against their models wherever tests ask for one (`tests.events.call`), and models take nothing beyond
their fields: so what stands here is all that reaches a caller's device.
"""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from ringround.api import openapi
from ringround.api.routes import ROUTES

CALLERS = {"public", "anyone", "caller", "always"}

OF_ELECTORS: dict[str, dict[str, str]] = {
    "Claim": {
        "id": "to record the call under",
        "bank": "whose script it is",
        "until": "to say how long the household is theirs",
        "household": "see below",
        "people": "see below",
        "numbers": "see below",
        "ask_for": "whom to ask for, by id",
        "history": "not to ask again what was said",
        "call_back": "what was promised",
        "ringing_back": "which number rings, by id",
        "script": "what to say",
    },
    "ClaimHousehold": {
        "id": "to tell it from others",
        "address": "“is that 12 Mill Lane?”: to tell a wrong number",
        "town": "words of the script",
        "postcode": "to tell two streets of one name apart",
    },
    "ClaimPerson": {
        "id": "to record for them",
        "name": "to ask for them",
        "first_name": "words of the script",
        "target": "whether to ask them",
        "settled": "not to ask them again",
    },
    "ClaimNumber": {
        "id": "to record without the number",
        "e164": "to ring it",
        "display": "to read it",
        "kind": "what to choose where there are several",
        "whose": "whom it reaches, by id",
        "shared": "to ask who is speaking",
    },
    "Earlier": {
        "at": "when",
        "outcome": "how it ended",
        "by_me": "whether they may say “we spoke”",
        "number_display": "which of the numbers on the card",
        "people": "see below",
        "note": "what the caller before left for the next",
    },
    "PersonOutcome": {"person": "who, by id", "outcome": "how it ended for them"},
    "Promised": {"at": "when", "person": "to whom, by id", "note": "what was said"},
    "Call": {
        "id": "to correct it",
        "bank": "where",
        "at": "when",
        "outcome": "to be corrected",
        "number": "which was rung, to correct it",
        "number_id": "the same, to be kept on a device",
        "number_display": "to read it",
        "tried": "to be corrected",
        "people": "to be corrected",
        "note": "their own, to be corrected",
        "language": "to be corrected",
        "call_back_at": "to be corrected",
        "call_back_for": "to be corrected",
        "version": "which is the last",
        "late": "why it is not among the others",
        "flag": "to be corrected",
    },
    "CallPerson": {
        "person": "to correct it",
        "name": "to know which call it was",
        "outcome": "to be corrected",
        "answers": "their own, to be corrected",
        "note": "to be corrected",
        "flag": "to be corrected",
    },
    "TriedNumber": {"number": "to correct it", "number_id": "to be kept on a device", "outcome": "to be corrected"},
    "CallBack": {
        "id": "which call it was",
        "bank": "where",
        "bank_name": "where, in words",
        "at": "when",
        "person": "to whom: they promised it",
        "town": "to tell two of one name apart",
        "note": "what was said",
        "mine_until": "when it goes to anybody",
    },
    "Ringing": {
        "household": "to take the call",
        "bank": "where it was rung",
        "bank_name": "in words",
        "number": "see below",
        "people": "who may be on the line",
        "town": "to tell two of one name apart",
        "last_call": "what they may ring about",
        "state": "whether to talk to them",
        "claim": "where the caller has them in hand",
        "my_call": "to correct it",
    },
    "RingingNumber": {"id": "to take the call", "display": "what was typed, whole"},
    "RingingPerson": {"id": "to record for them", "name": "to greet them", "first_name": "to greet them"},
    "LastCall": {"at": "when", "outcome": "how it ended", "by_me": "whether it was the caller"},
}
"""Models that hold something of electors: why each field is there."""

OF_OTHERS = {
    "Bank",
    "BankAnswer",
    "BanksAnswer",
    "CallAndCard",
    "CallBacksAnswer",
    "Caller",
    "CallerAnswer",
    "CallsAnswer",
    "Campaign",
    "CampaignAnswer",
    "Claimed",
    "ClaimsAnswer",
    "ClosedAnswer",
    "Corrected",
    "Counts",
    "Empty",
    "ErrorBody",
    "JoinAnswer",
    "Leader",
    "Leaderboard",
    "LogoAnswer",
    "Me",
    "NoNext",
    "NothingNow",
    "Option",
    "Progress",
    "QuestionBlock",
    "Recorded",
    "RingingAnswer",
    "Script",
    "ShowIf",
    "Skipped",
    "Standing",
    "StandingAnswer",
    "Start",
    "TextBlock",
    "Until",
}
"""Models that hold the volunteer's own, the bank's and the campaign's, or only those above."""


def models_of(kind: Any) -> Iterator[type[BaseModel]]:
    """A model and all that it holds."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        for field in kind.model_fields.values():
            yield from models_of(field.annotation)
    for inner in get_args(kind):
        yield from models_of(inner)


def told() -> dict[str, type[BaseModel]]:
    """Every model in an answer that a caller can have."""
    named = {route.operation for route in ROUTES if route.access in CALLERS}
    answers = [openapi.ANSWERS[operation] for operation in named if operation in openapi.ANSWERS]
    return {model.__name__: model for _, models in answers for each in models for model in models_of(each)}


@pytest.mark.parametrize("name", sorted(OF_ELECTORS))
def test_what_is_told_of_electors_has_these_fields_and_no_other(name: str) -> None:
    assert set(told()[name].model_fields) == set(OF_ELECTORS[name])


def test_nothing_else_that_callers_are_told_holds_electors() -> None:
    # One that is new here: does it hold anything of electors, and does the call need it?
    assert set(told()) - OF_ELECTORS.keys() == OF_OTHERS
    held_in = {name for name, model in told().items() if OF_ELECTORS.keys() & {m.__name__ for m in models_of(model)}}
    assert held_in - OF_ELECTORS.keys() <= {
        *("CallAndCard", "CallBacksAnswer", "CallsAnswer", "Claimed", "ClaimsAnswer", "Corrected", "Recorded"),
        *("RingingAnswer", "Skipped", "Start"),
    }


def test_every_model_takes_nothing_beyond_its_fields() -> None:
    assert [name for name, model in told().items() if model.model_config.get("extra") != "forbid"] == []
