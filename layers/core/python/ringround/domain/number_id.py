"""Ids of phone numbers that tell nothing of the number, so that a device need keep none.

An id is a keyed hash of the E.164, made with the campaign's secret: the same number has the same id in every claim,
and nobody without the secret can try numbers until one fits.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from .claim_id import short_hash
from .errors import BreaksRule
from .outcomes import CONSEQUENCES, NumberFate, Outcome

if TYPE_CHECKING:
    from .recording import Response

PATTERN: Final = r"n[a-z2-7]{13}"
_ID: Final = re.compile(PATTERN)


def number_id(e164: str, secret: bytes) -> str:
    """The id of a number in E.164."""
    return "n" + short_hash(secret, "number", e164)


def find(named: str, among: Iterable[str], secret: bytes) -> str:
    """The number of `among` (E.164) that an id names, empty where it is none of them; E.164 stays as it is."""
    if not _ID.fullmatch(named):
        return named
    return next((e164 for e164 in among if number_id(e164, secret) == named), "")


def with_numbers(response: "Response", among: Iterable[str], secret: bytes) -> "Response":
    """A response whose numbers are E.164, whatever it named them by.

    An id that is no number of the household any more counts as not given where the outcome says nothing of a number:
    an import may have moved it while the call went on, and the call is not lost for that. Raises BreaksRule
    (`number_unknown`) where the outcome does say something of it.
    """
    known = tuple(among)
    number = find(response.number, known, secret)
    said = (response.outcome, *(p.outcome for p in response.people if p.outcome))
    if response.number and not number and any(map(_says_something, said)):
        raise unknown_number()
    tried = tuple(replace(t, number=find(t.number, known, secret)) for t in response.tried)
    if any(not t.number and _says_something(t.outcome) for t in tried):
        raise unknown_number()
    return replace(response, number=number, tried=tuple(t for t in tried if t.number))


def unknown_number() -> BreaksRule:
    """The refusal for a number that is not the household's."""
    return BreaksRule("This number is not one of the household’s.", code="number_unknown")


def _says_something(outcome: Outcome) -> bool:
    return CONSEQUENCES[outcome].number is not NumberFate.KEPT
