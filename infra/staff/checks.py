"""One thing that is looked at before a deploy, and what to do where it is not right."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "stop"]


@dataclass(frozen=True, slots=True)
class Check:
    """`what` was looked at, and `said` is how it is. `note` is worth knowing and stops nothing; at `stop` a deploy
    would fail or make something that nobody could use. `do` is what to do about it: a command or an address, whole."""

    what: str
    state: State
    said: str
    do: str = ""


def ok(what: str, said: str) -> Check:
    """It is as it should be."""
    return Check(what, "ok", said)


def note(what: str, said: str, do: str = "") -> Check:
    """Worth knowing."""
    return Check(what, "note", said, do)


def stop(what: str, said: str, do: str) -> Check:
    """It has to be put right first."""
    return Check(what, "stop", said, do)


def stopping(checks: Iterable[Check]) -> list[Check]:
    """Those that have to be put right first."""
    return [check for check in checks if check.state == "stop"]
