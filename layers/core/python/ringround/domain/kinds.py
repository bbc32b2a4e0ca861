"""Kinds of phone banks: the rules, the script and the target with which a new one begins.

The figures are ours: a first conversation may come back the same day, polling day presses, an invitation does not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from . import kind_scripts
from .bank import Bank, Kind
from .script import Script
from .targets import Rule, Subject, Target


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new bank of a kind begins with. `rules` are fields of `Bank`, those that differ from its own defaults;
    `asked` is the question, with its options, that earlier banks must have asked for there to be a target."""

    name: str
    script: Mapping[str, Any]
    rules: Mapping[str, int]
    asked: tuple[str, tuple[str, ...]] | None = None

    def bank(self, kind: Kind) -> Bank:
        """A bank as it begins, to read its rules off."""
        rules: dict[str, Any] = dict(self.rules)
        return Bank("new", self.name, kind=kind, **rules)


_HOUR: Final = 3600
_WARM: Final = (kind_scripts.SUPPORT, kind_scripts.WARM)

KINDS: Final[Mapping[Kind, Beginning]] = {
    "voter_id": Beginning("Voter ID", kind_scripts.VOTER_ID, {}),
    "get_out_the_vote": Beginning(
        "Get out the vote",
        kind_scripts.GET_OUT_THE_VOTE,
        {"cool_down": 2 * _HOUR, "busy_wait": 10 * 60, "max_attempts": 4, "priority": 1},
        _WARM,
    ),
    "postal_votes": Beginning(
        "Postal votes",
        kind_scripts.POSTAL_VOTES,
        {"cool_down": 24 * _HOUR, "priority": 2},
        (kind_scripts.VOTING, (kind_scripts.BY_POST,)),
    ),
    "invitation": Beginning("Invitation", kind_scripts.INVITATION, {"cool_down": 24 * _HOUR, "max_attempts": 2}, _WARM),
    "membership": Beginning(
        "Membership",
        kind_scripts.MEMBERSHIP,
        {"cool_down": 72 * _HOUR, "max_attempts": 2, "priority": 4},
        (kind_scripts.SUPPORT, kind_scripts.WARM[:1]),
    ),
}


def suggested_target(kind: Kind, asked_before: Iterable[tuple[Bank, Script]]) -> Target | None:
    """Whom a new bank of a kind may want: everybody for a first conversation, else those who answered as it takes in
    any bank there is; None where none has asked. Who has voted is never a target, whatever it says."""
    wanted = KINDS[kind].asked
    if wanted is None:
        return Target()
    question, options = wanted
    rules = []
    for bank, script in asked_before:
        known = script.question(question)
        there = frozenset(options) & {o.id for o in known.options} if known else frozenset()
        if there:
            rules.append(Rule(Subject("answer", bank=bank.id, question=question), "in", there))
    return Target(tuple(rules), every=False) if rules else None
