"""A sign-in code made with AWS credentials: for the first admin of a by-election that sends no mail, and for whoever
has locked themselves out. The function that makes it can be asked by IAM only, and writes down that it was."""

import json
from dataclasses import dataclass
from typing import Any, Final

from .account import Account, asking
from .stacks import SET_UP_FUNCTION, Deployed

_WHY: Final = {
    "NotThere": "nobody on the list of volunteers has this address",
    "Malformed": "this does not look like an e-mail address",
    "BreaksRule": "they were removed from the campaign, or it is over",
    "TooMany": "too many codes were made for them within the hour",
}


class NoCodeError(Exception):
    """No code was made. The message says why."""


@dataclass(frozen=True)
class Code:
    """A code, the link that fills it in, and when both end (ISO 8601)."""

    code: str
    link: str
    until: str


def code_for(account: Account, deployed: Deployed, email: str) -> Code:
    """Have a code made for somebody on the list. Raises AccountError, NoCodeError."""
    function = deployed.outputs.get(SET_UP_FUNCTION)
    if not function:
        raise NoCodeError(f"{deployed.name} has no app to sign in to: {deployed.state}.")
    with asking("make a sign-in code"):
        answer = account.client("lambda").invoke(
            FunctionName=function, Payload=json.dumps({"code_for": email}).encode()
        )
        said: dict[str, Any] = json.loads(answer["Payload"].read())
    if answer.get("FunctionError"):
        # What it was is a class of ours; its words are for the log.
        kind = str(said.get("errorType", "an error"))
        raise NoCodeError(f"No code: {_WHY.get(kind, f'the function failed ({kind})')}.")
    return Code(str(said["code"]), str(said["link"]), str(said["until"]))
