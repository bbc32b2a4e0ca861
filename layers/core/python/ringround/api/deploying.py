"""CloudFormation's way to ask a function for something: an event with the address that waits for the answer.

The protocol: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html. A request that is never answered
holds up the deploy until CloudFormation loses patience: so whatever goes wrong is an answer too.
"""

import http.client
import json
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from .. import observability, wiring
from ..domain.errors import Refused

THE_ONE: Final = "campaign"
"""What the thing that is made is called: always the same, so that an update never replaces it."""

_NO_RIGHT_YET: Final = "AccessDeniedException"
_MOST_TRIES: Final = 8
_BETWEEN_TRIES: Final = 5
"""Seconds. A role's policy, just made, is known everywhere within some ten."""
_ANSWER_TRIES: Final = 4
_ANSWER_PATIENCE: Final = 10
_LONGEST_REASON: Final = 500
"""Letters, each of up to six bytes: the whole answer may have 4,096."""


class NoAnswerError(Exception):
    """CloudFormation could not be told how it went. Lambda runs the event again by itself, twice."""


def is_asked(event: Mapping[str, Any]) -> bool:
    """Whether it is CloudFormation that asks."""
    return "RequestType" in event and "ResponseURL" in event


def carry_out(event: Mapping[str, Any], work: Callable[[Mapping[str, Any], str], None]) -> None:
    """Do what CloudFormation asks for, and tell it how it went. `work` gets the properties and what is to be done with
    them, `Create` or `Update`; to delete is to do nothing. Raises NoAnswerError where the answer can't be sent."""
    try:
        kind = event["RequestType"]
        if kind != "Delete":
            _patiently(lambda: work(event.get("ResourceProperties") or {}, kind))
        reason = ""
    except Exception as error:  # noqa: BLE001 - the edge: whatever it was, it is the answer
        observability.unexpected("deploy", error)
        reason = reason_of(error)
    _answer(event, reason)


def reason_of(error: Exception) -> str:
    """Why it failed, for the deploy's log: fields and codes, never what stood in them."""
    if isinstance(error, Refused):
        details = f" {json.dumps(error.details)}" if error.details else ""
        return f"{error.message} ({error.reason}){details}"
    if isinstance(error, ValidationError):
        wrong = error.errors(include_input=False, include_context=False, include_url=False)
        return "The campaign is not right: " + "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in wrong)
    code = _code_of(error)
    return f"{type(error).__name__}{f' {code}' if code else ''}: the log of the function set_up says where"


def _patiently(work: Callable[[], None]) -> None:
    for left in reversed(range(_MOST_TRIES)):
        try:
            work()
        except Exception as error:
            if not left or _code_of(error) != _NO_RIGHT_YET:
                raise
            wiring.sleep(_BETWEEN_TRIES)
        else:
            break


def _code_of(error: Exception) -> str:
    """AWS's own code of an error; empty for others."""
    answer = getattr(error, "response", None)
    return str(answer.get("Error", {}).get("Code", "")) if isinstance(answer, dict) else ""


def _answer(event: Mapping[str, Any], reason: str) -> None:
    said = {
        "Status": "FAILED" if reason else "SUCCESS",
        "Reason": reason[:_LONGEST_REASON],
        "PhysicalResourceId": event.get("PhysicalResourceId") or THE_ONE,
        **{name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")},
    }
    # The address is signed for a request without a content type, and urllib would add one.
    request = urllib.request.Request(  # noqa: S310 - the address is CloudFormation's own, and only IAM lets anybody ask
        event["ResponseURL"], json.dumps(said).encode(), {"Content-Type": ""}, method="PUT"
    )
    for left in reversed(range(_ANSWER_TRIES)):
        try:
            with urllib.request.urlopen(request, timeout=_ANSWER_PATIENCE):  # noqa: S310
                return
        except (OSError, http.client.HTTPException) as error:
            observability.unexpected("deploy", error)
            if not left:
                # Without the cause: its words may hold the address, to which anybody could answer.
                raise NoAnswerError("CloudFormation could not be told how it went.") from None
        wiring.sleep(1)
