"""What organisers are to decide about the list: numbers that do not fit, and what volunteers asked them to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from .outcomes import Outcome
from .recording import Call

Kind = Literal["several_addresses", "wrong_number", "dead_number", "please_look", "question", "language"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

Decision = Literal["keep", "give", "nobody", "merge", "leave", "works", "done"]

DECISIONS: Final[Mapping[Kind, tuple[Decision, ...]]] = {
    "several_addresses": ("keep", "give", "nobody", "merge"),
    "wrong_number": ("leave", "works"),
    "dead_number": ("leave", "works"),
    "please_look": ("done",),
    "question": ("done",),
    "language": ("done",),
}
"""What may be decided. Of a number at several addresses: the household that has it keeps it, the other one is given it,
nobody is rung on it, or both are one household. Of a wrong or dead number: it is left so, or it works after all."""

_SAID_OF_NUMBERS: Final[Mapping[Outcome, Kind]] = {
    Outcome.WRONG_NUMBER: "wrong_number",
    Outcome.DISCONNECTED: "dead_number",
}


@dataclass(frozen=True, slots=True)
class About:
    """What something is about: a household, and a number (E.164) where it is about one."""

    kind: Kind
    household: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """Who raised something, when, and what they wrote. `people` are the ids of those it is about."""

    caller: str
    at: int
    bank: str = ""
    people: tuple[str, ...] = ()
    note: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What was decided, by whom and when."""

    decision: Decision
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to decide. `raised` is by claim; a number at several addresses is raised by an import, at `since`."""

    about: About
    raised: Mapping[str, Raised] = field(default_factory=dict)
    since: int = 0
    settled: Settled | None = None

    @property
    def at(self) -> int:
        """When it was raised last."""
        return max((r.at for r in self.raised.values()), default=self.since)

    @property
    def there(self) -> bool:
        """Whether it is there at all: corrections take back what calls raised."""
        return bool(self.raised or self.since)

    @property
    def open(self) -> bool:
        """Whether it is still to be decided: raised again after a decision, it is."""
        return self.there and (self.settled is None or self.at > self.settled.at)


def raised_by(call: Call) -> dict[About, Raised]:
    """What a version of a call raises, at the time when that version was recorded: what a correction adds is to be
    decided though an organiser settled the matter since the call. Nothing for most calls: then nothing is written."""
    entry, home = call.entry, call.household
    found: dict[About, Raised] = {}

    def add(about: About, person: str = "", note: str = "", language: str = "") -> None:
        known = found.get(about, Raised(entry.caller, call.recorded_at, entry.bank))
        found[about] = Raised(
            caller=entry.caller,
            at=call.recorded_at,
            bank=entry.bank,
            people=(*known.people, person) if person else known.people,
            note="\n".join(n for n in (known.note, note) if n),
            language=known.language or language,
        )

    for outcome, number in [(entry.outcome, entry.number), *((t.outcome, t.number) for t in entry.tried)]:
        if number and outcome in _SAID_OF_NUMBERS:
            add(About(_SAID_OF_NUMBERS[outcome], home, number), note=entry.note if number == entry.number else "")
    for result in call.people:
        if entry.number and result.outcome in _SAID_OF_NUMBERS:
            add(About(_SAID_OF_NUMBERS[result.outcome], home, entry.number), result.person, result.note)
        if result.outcome is Outcome.LANGUAGE_BARRIER:
            add(About("language", home), result.person, result.note, call.language)
        if result.flag:
            add(About(result.flag, home), result.person, result.note or entry.note)
    if call.flag:
        add(About(call.flag, home), note=entry.note)
    return found
