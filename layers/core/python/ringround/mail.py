"""Mail: the one interface in ringround, for it is the one thing that not every stack has."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client


class Mailer(Protocol):
    """Sends a plain text to one address."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Send a mail now, or raise what the mail service answers."""


class NoMail:
    """For a stack without a sender address: organisers hand codes out."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Do nothing."""


class SesMail:
    """Mail by Amazon SES."""

    def __init__(self, client: "SESV2Client", sender: str) -> None:
        self.client = client
        self.sender = sender

    def send(self, to: str, subject: str, text: str) -> None:
        """Send a mail by SES."""
        self.client.send_email(
            FromEmailAddress=self.sender,
            Destination={"ToAddresses": [to]},
            Content={
                "Simple": {
                    "Subject": {"Data": subject, "Charset": "UTF-8"},
                    "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
                }
            },
        )
