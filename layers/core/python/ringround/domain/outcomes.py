"""The closed table of outcomes: what each touches and what follows (field.md, section 3).

A client sends a name; what it means is decided here and nowhere else.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """What happened on a call, in the field's terms."""

    ANSWERED = "answered"
    NOT_HOME = "not_home"
    BUSY = "busy"
    CALL_BACK = "call_back"
    LEFT_MESSAGE = "left_message"
    REFUSED = "refused"
    WRONG_NUMBER = "wrong_number"
    DISCONNECTED = "disconnected"
    MOVED = "moved"
    DECEASED = "deceased"
    LANGUAGE_BARRIER = "language_barrier"
    ALREADY_VOTED = "already_voted"
    DO_NOT_CALL = "do_not_call"


class Settles(StrEnum):
    """For how long a person is done."""

    NOTHING = "nothing"
    BANK = "bank"
    EVERYWHERE = "everywhere"


class NumberFate(StrEnum):
    """What becomes of the number that was rung."""

    KEPT = "kept"
    WRONG_FOR_PERSON = "wrong_for_person"
    DEAD = "dead"
    SUPPRESSED = "suppressed"


class Wait(StrEnum):
    """How long a household waits before it may be rung again, where somebody in it is still to be asked."""

    COOL_DOWN = "cool_down"
    BUSY = "busy"
    PROMISED = "promised"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from one outcome.

    `attempt` counts towards the bank's most attempts. `spoken` is a conversation: somebody of the household was
    spoken to and gave an answer.
    """

    settles: Settles
    number: NumberFate
    wait: Wait
    attempt: bool
    spoken: bool


_NO_ONE_REACHED = Consequence(Settles.NOTHING, NumberFate.KEPT, Wait.COOL_DOWN, attempt=True, spoken=False)


def _person(settles: Settles, *, number: NumberFate = NumberFate.KEPT, spoken: bool = False) -> Consequence:
    return Consequence(settles, number, Wait.COOL_DOWN, attempt=False, spoken=spoken)


CONSEQUENCES: Final[dict[Outcome, Consequence]] = {
    Outcome.ANSWERED: _person(Settles.BANK, spoken=True),
    Outcome.NOT_HOME: _NO_ONE_REACHED,
    Outcome.LEFT_MESSAGE: _NO_ONE_REACHED,
    Outcome.BUSY: Consequence(Settles.NOTHING, NumberFate.KEPT, Wait.BUSY, attempt=True, spoken=False),
    Outcome.CALL_BACK: Consequence(Settles.NOTHING, NumberFate.KEPT, Wait.PROMISED, attempt=False, spoken=False),
    Outcome.REFUSED: _person(Settles.BANK),
    Outcome.WRONG_NUMBER: _person(Settles.NOTHING, number=NumberFate.WRONG_FOR_PERSON),
    Outcome.DISCONNECTED: _person(Settles.NOTHING, number=NumberFate.DEAD),
    Outcome.MOVED: _person(Settles.EVERYWHERE),
    Outcome.DECEASED: _person(Settles.EVERYWHERE),
    Outcome.LANGUAGE_BARRIER: _person(Settles.BANK),
    Outcome.ALREADY_VOTED: _person(Settles.EVERYWHERE),
    Outcome.DO_NOT_CALL: _person(Settles.EVERYWHERE, number=NumberFate.SUPPRESSED),
}

NEVER_SHOWN: Final = frozenset({Outcome.DECEASED})
"""Settled so that no caller sees the person again, not even as somebody else at the address (field.md, section 3)."""

TRIED: Final = frozenset(
    {Outcome.NOT_HOME, Outcome.BUSY, Outcome.LEFT_MESSAGE, Outcome.WRONG_NUMBER, Outcome.DISCONNECTED}
)
"""How a first number may have failed before another was rung within the same claim."""

REACHED: Final = frozenset(o for o, c in CONSEQUENCES.items() if c.settles is not Settles.NOTHING)
"""With one of these a person counts as reached in the bank's progress."""
