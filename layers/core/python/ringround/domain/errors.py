"""What can be refused, each by its own class. `api.http` maps each class to one status in one place."""

from collections.abc import Mapping
from typing import Any, ClassVar


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """A request that is answered with a reason. `code` is for programs, the message for people."""

    code: ClassVar[str] = "refused"

    def __init__(self, message: str, details: Mapping[str, Any] | None = None, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        self.reason = code or self.code


class Malformed(Refused):
    """The request cannot be read."""

    code = "malformed"


class NotSignedIn(Refused):
    """No session, or one that has ended."""

    code = "not_signed_in"


class NotAllowed(Refused):
    """Signed in, but this is somebody else's."""

    code = "not_allowed"


class NotThere(Refused):
    """What is asked for does not exist."""

    code = "not_found"


class Conflict(Refused):
    """What is there now does not allow it."""

    code = "conflict"


class BreaksRule(Refused):
    """Well formed, but a rule of the field forbids it."""

    code = "breaks_rule"


class TooMany(Refused):
    """Asked too often. `details["retry_after"]` is in seconds."""

    code = "too_many"


class TooLarge(Refused):
    """The body is larger than a response may be."""

    code = "too_large"


class TryAgain(Refused):
    """Nothing was written, and the same request may succeed in a moment."""

    code = "try_again"
