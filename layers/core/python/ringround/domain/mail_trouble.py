"""Mail that does not arrive: what the mail service says of it, and whether more is sent to that address.

The events are those that Amazon SES publishes of a configuration set (its developer guide, "Contents of event data
that Amazon SES publishes to Amazon SNS").
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any, Final, Literal

What = Literal["bounced", "complained", "delayed"]
"""It came back; the person said that it is unwanted; the other side takes it later, or not at all."""

_RECIPIENTS: Final[Mapping[str, tuple[str, str, What]]] = {
    "Bounce": ("bounce", "bouncedRecipients", "bounced"),
    "Complaint": ("complaint", "complainedRecipients", "complained"),
    "DeliveryDelay": ("deliveryDelay", "delayedRecipients", "delayed"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What became of a mail, at a time (epoch seconds). `lasting`: nothing more is sent to that address until an
    organiser says so. Each such mail counts against the organisation's reputation with the mail service."""

    what: What
    at: int
    lasting: bool


def troubles(event: Mapping[str, Any]) -> Iterator[tuple[str, Trouble]]:
    """The addresses that an event is about, with what became of mail to them; nothing for other events. Raises
    ValueError, KeyError or TypeError where it is no event of the mail service."""
    kind = event["eventType"]
    if kind not in _RECIPIENTS:
        return
    part, recipients, what = _RECIPIENTS[kind]
    said = event[part]
    at = int(datetime.fromisoformat(said["timestamp"]).timestamp())
    # A bounce that is not permanent is a full mailbox or the like, and one that is undetermined may be.
    lasting = what == "complained" or (what == "bounced" and said["bounceType"] == "Permanent")
    for address in _addresses(said[recipients]):
        yield address, Trouble(what, at, lasting)


def _addresses(recipients: Iterable[Mapping[str, str]]) -> Iterator[str]:
    for recipient in recipients:
        # Some services report the address as it was in the header: with a name.
        yield parseaddr(recipient["emailAddress"])[1]
