"""Why CloudFormation stopped, in plain words with what to do."""

import re
from typing import Final

from .following import Event

_KNOWN: Final[tuple[tuple[str, str], ...]] = (
    (
        r"ReservedConcurrentExecutions|UnreservedConcurrentExecution",
        "The account has too few concurrent Lambda executions left to reserve some. Ask AWS for more (“ringround "
        "deploy NAME --check” has the command), or choose a smaller size in the file.",
    ),
    (
        r"not authorized to perform|AccessDenied|Access Denied",
        "The role that CDK deploys with may not do this: whoever looks after the account has limited it (a permissions "
        "boundary, or a service control policy).",
    ),
    (
        r"already exists",
        "Something of this name is in the account already: left from an earlier by-election of the same name, or made "
        "by hand. “ringround destroy NAME” finds and removes what is left of one.",
    ),
    (
        r"certificate|DNS validation|CNAMEAlreadyExists",
        "The domain’s certificate is not valid yet, or another distribution has the domain: look at its DNS records.",
    ),
    (
        r"account must be verified|verify your account",
        "AWS lets new accounts make CloudFront distributions only once it has verified them: open a support case "
        "(AWS console, Support) and ask for it.",
    ),
    (
        r"LimitExceeded|limit exceeded|quota|TooMany",
        "A limit of the account is reached: the reason names it. Ask for more under Service Quotas, or take down a "
        "by-election that is over.",
    ),
    (r"Rate exceeded|Throttl", "AWS was asked too much at once. Deploy again: it goes on where it stopped."),
    (
        r"is in use by|cannot be deleted as it is in use|Export .* cannot be",
        "Another stack uses it still. Deploy again; if it stays so, one of the stacks was changed by hand.",
    ),
    (
        r"ServiceTimeout|did not receive a response|Custom Resource failed to stabilize",
        "The function that makes the campaign did not answer. Its log says why: “ringround status NAME”.",
    ),
)
_WRAPPED: Final = re.compile(r'^Resource handler returned message: "(.*)" \(RequestToken.*$', re.DOTALL)


def in_words(event: Event) -> str:
    """The resource that failed, AWS's own reason, and what it means where it is known."""
    reason = _WRAPPED.sub(r"\1", event.reason).strip() or event.status
    known = next((words for pattern, words in _KNOWN if re.search(pattern, event.reason)), "")
    lines = [f"{event.resource} ({event.kind}) in {event.stack} failed first:", f"  {reason}"]
    return "\n".join([*lines, *([known] if known else [])])
