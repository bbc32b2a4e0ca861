"""The words of exports: kinds of files, and what outcomes are called in them (field.md, section 3)."""

from typing import Final, Literal, get_args

from .outcomes import Outcome

ExportKind = Literal["attempts", "latest", "van", "register", "numbers"]
EXPORT_KINDS: Final[tuple[ExportKind, ...]] = get_args(ExportKind)

SINCE_LAST: Final[frozenset[ExportKind]] = frozenset({"attempts", "latest", "van"})
"""Those of which only what is new can be had; the others are lists of everybody."""

OUTCOME_WORDS: Final[dict[Outcome, str]] = {
    Outcome.ANSWERED: "Answered",
    Outcome.NOT_HOME: "Not home",
    Outcome.BUSY: "Busy",
    Outcome.CALL_BACK: "Call back",
    Outcome.LEFT_MESSAGE: "Left message",
    Outcome.REFUSED: "Refused",
    Outcome.WRONG_NUMBER: "Wrong number",
    Outcome.DISCONNECTED: "Disconnected",
    Outcome.MOVED: "Moved",
    Outcome.DECEASED: "Deceased",
    Outcome.LANGUAGE_BARRIER: "Language barrier",
    Outcome.ALREADY_VOTED: "Already voted",
    Outcome.DO_NOT_CALL: "Do not call",
}

VAN_RESULTS: Final[dict[Outcome, str]] = {
    **{outcome: words.title() for outcome, words in OUTCOME_WORDS.items()},
    Outcome.ANSWERED: "Canvassed",
}
"""Result codes as VAN and Connect call them. `Already Voted` is none of VAN's own: it is mapped when the file is
uploaded."""
