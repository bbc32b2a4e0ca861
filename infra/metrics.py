"""What is counted of a by-election beside AWS's own metrics: metric filters on lines that are logged anyway.

A metric that is written by a filter costs $0.30 a month and a request nothing. Embedded metrics (EMF) would cost the
same and some 300 bytes of log for each request; the API's own metrics by route, some eighty metrics. So what AWS
counts by itself is taken from there (latency, errors, throttles, failed conditions of the table), and here stands the
rest: what only the handlers know. No metric has a dimension, so nothing personal can get into one; a by-election's
have a namespace of their own.

Nothing here knows CDK: a test feeds what the handlers log through these patterns.
"""

from typing import Final, NamedTuple

NAMESPACE: Final = "ringround"

API: Final = "api"
"""The API's access log, among the names of functions."""


class Counted(NamedTuple):
    """One metric: each line of the `logs` (functions, or API) that fits `pattern` adds `value`: a number, or a field
    of the line. `mail`: only where the by-election has a sender. `says`: what one of them is."""

    name: str
    logs: tuple[str, ...]
    pattern: str
    says: str
    value: str = "1"
    mail: bool = False


HOT: Final = ("login", "next_contact", "submit_response")
"""The functions that a volunteer waits for."""
_CLAIMING: Final = ("next_contact", "submit_response")

CALLS: Final = Counted("Calls", ("submit_response",), "{ $.calls = 1 }", "a call recorded, not counting repeats")
CLAIMS: Final = Counted("Claims", _CLAIMING, "{ $.claims = 1 }", "a household handed to a caller")
EMPTY: Final = Counted(
    "EmptyHanded",
    _CLAIMING,
    '{ ($.empty = "finished") || ($.empty = "nothing_due") }',
    "a caller who asked within calling hours and got no household",
)
LOST: Final = Counted("LostRaces", _CLAIMING, "{ $.lost > 0 }", "a household that another caller took first", "$.lost")
CONFLICTS: Final = Counted(
    "Conflicts", HOT, "{ ($.status = 409) || ($.status = 503) }", "a request answered with a conflict, or “try again”"
)
SIGN_INS: Final = Counted(
    "SignIns", ("login",), '{ ($.operation = "sign_in") && ($.status = 200) }', "somebody signed in"
)
SIGN_INS_REFUSED: Final = Counted(
    "SignInsRefused",
    ("login",),
    '{ (($.operation = "sign_in") || ($.operation = "send_code")) && (($.status = 401) || ($.status = 429)) }',
    "a code that was wrong, or an address or a network that had asked too often",
)
API_THROTTLED: Final = Counted(
    "ApiThrottled",
    (API,),
    '{ ($.status = "429") && ($.function_milliseconds = "-") }',
    "a request that the API's own limit turned away, before any function saw it",
)
CODES_NOT_SENT: Final = Counted(
    "CodesNotSent",
    ("login",),
    '{ ($.message = "unexpected") && ($.operation = "send_mail") }',
    "a sign-in code that the mail service did not take",
    mail=True,
)

COUNTED: Final = (CALLS, CLAIMS, EMPTY, LOST, CONFLICTS, SIGN_INS, SIGN_INS_REFUSED, API_THROTTLED, CODES_NOT_SENT)


def namespace(election: str) -> str:
    """Where a by-election's own metrics stand."""
    return f"{NAMESPACE}/{election}"


def counted(*, mail: bool) -> tuple[Counted, ...]:
    """What is counted with or without a sender."""
    return tuple(each for each in COUNTED if mail or not each.mail)
