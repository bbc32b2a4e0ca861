"""Mail: the one interface in ringround, for it is the one thing that not every stack has. A stack without a sender's
address has no Mailer: organisers hand codes out."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client


Language = Literal["en", "cy"]
"""English, Welsh."""

NOBODY = "success@simulator.amazonses.com"
"""SES's own mailbox simulator, which takes a mail as any other and delivers it to nobody, at no cost to the sender's
standing (docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html)."""


class Mailer(Protocol):
    """Sends a plain text to one address."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Send a mail now. A fault of the mail service is logged and not raised: whether somebody has an account must
        not show in an answer, and whoever waits for a code can have another one sent."""

    def send_to_nobody(self, subject: str, text: str) -> None:
        """Do all that sending takes, for somebody who is to have no mail: by the time that an answer takes nobody can
        tell who has an account. Neither words nor address may be those of whoever asked."""


class SesMail:
    """Mail by Amazon SES; `faulty` is told of a fault. `configuration_set` is the name of that by which SES counts the
    mails and tells of those that come back; empty: none."""

    def __init__(
        self, client: "SESV2Client", sender: str, faulty: Callable[[Exception], None], configuration_set: str = ""
    ) -> None:
        self.client = client
        self.sender = sender
        self.faulty = faulty
        self.more: Any = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    def send(self, to: str, subject: str, text: str) -> None:
        """Send a mail by SES."""
        body: Any = {
            "Simple": {
                "Subject": {"Data": subject, "Charset": "UTF-8"},
                "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
            }
        }
        try:
            self.client.send_email(
                FromEmailAddress=self.sender, Destination={"ToAddresses": [to]}, Content=body, **self.more
            )
        except Exception as error:  # noqa: BLE001 - whatever it was, the answer is the same
            self.faulty(error)

    def send_to_nobody(self, subject: str, text: str) -> None:
        """Send a mail to SES's mailbox simulator."""
        self.send(NOBODY, subject, text)
