"""Ids of phone numbers that tell nothing of the number, so that a device need keep none.

An id is a keyed hash of the E.164, made with the campaign's secret: the same number has the same id in every claim,
and nobody without the secret can try numbers until one fits.
"""

import re
from collections.abc import Collection, Iterable
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


def with_numbers(
    response: "Response", among: Collection[str], secret: bytes, *, some_erased: bool = False
) -> "Response":
    """A response whose numbers are E.164, whatever it named them by; `among` are all that it can mean.

    An import may have moved a number while the call went on, and no call is lost for that. An id that is none of these
    counts as not given where the outcome says nothing of a number: then the best one on the card was meant. Where it
    does (`do_not_call`, `wrong_number`, `disconnected`), the call is recorded without a number (`number_lost`): nothing
    is said of another one by mistake, and what was said by people holds. A number tried first that is none of these is
    left out.

    A number in E.164 stays as it is and is checked with the rest, for no import makes one up; but an objection
    (`do_not_call`) is never refused for its number, however it was named: such a number is left out as well, and not
    suppressed on the word of whoever sent it. Where somebody was erased (`some_erased`), their numbers were too. One
    that was lost before stays so.
    """
    objection = any(CONSEQUENCES[o].number is NumberFate.SUPPRESSED for o in _outcomes(response))

    def read(named: str) -> str:
        e164 = find(named, among, secret)
        return "" if (objection or some_erased) and e164 not in among else e164

    number = read(response.number)
    matters = some_erased or any(map(_says_something, _outcomes(response)))
    lost = not number and (response.number_lost or (bool(response.number) and matters))
    tried = tuple(replace(t, number=read(t.number)) for t in response.tried)
    return replace(response, number=number, number_lost=lost, tried=tuple(t for t in tried if t.number))


def missed(response: "Response", among: Collection[str], secret: bytes) -> bool:
    """Whether a response says something of a number that is none of these: worth to look for it elsewhere."""
    said = [(response.number, outcome) for outcome in _outcomes(response)]
    said += [(tried.number, tried.outcome) for tried in response.tried]
    return any(
        named and _says_something(outcome) and find(named, among, secret) not in among for named, outcome in said
    )


def unknown_number() -> BreaksRule:
    """The refusal for a number that is not the household's."""
    return BreaksRule("This number is not one of the household’s.", code="number_unknown")


def _outcomes(response: "Response") -> list[Outcome]:
    return [response.outcome, *(p.outcome for p in response.people if p.outcome)]


def _says_something(outcome: Outcome) -> bool:
    return CONSEQUENCES[outcome].number is not NumberFate.KEPT
