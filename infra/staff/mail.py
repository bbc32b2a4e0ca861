"""Whether SES lets a by-election send its sign-in codes: identity, sandbox, quota."""

from collections.abc import Iterator
from typing import Any, Final

from botocore.exceptions import ClientError

from infra.config import Election

from .account import Account, asking
from .checks import Check, note, ok, stop

CODES_A_DAY: Final = 2
"""A volunteer asks for a code on a new device, and once more where the first got lost."""


def look(election: Election, account: Account) -> list[Check]:
    """What sign-in by e-mail depends on. Raises AccountError."""
    if election.sender is None:
        said = "no sender in the file: organisers hand codes and join links out"
        return [note("E-mail", said, "to have codes sent, verify an address in SES and write sender = … into the file")]
    with asking("look at SES"):
        ses = account.client("sesv2")
        return [_identity(ses, election.sender, account.region), *_sending(ses, election, account.region)]


def _identity(ses: Any, sender: str, region: str) -> Check:
    """SES knows an address by itself or by its domain."""
    domain = sender.rpartition("@")[2]
    known = [(name, _identity_of(ses, name)) for name in (sender, domain)]
    for name, identity in known:
        if identity and identity.get("VerifiedForSendingStatus"):
            return ok("Sender", f"{sender}, by the identity {name}")
    waiting = next((name for name, identity in known if identity), "")
    or_without = "or take sender out of the file until then: organisers hand codes out"
    if waiting:
        how = (
            "open the link in the mail that AWS sent to it"
            if "@" in waiting
            else f"the domain’s DNS needs the records that “aws sesv2 get-email-identity --region {region} "
            f"--email-identity {waiting}” lists"
        )
        return stop("Sender", f"SES has not verified {waiting} yet", f"{how}; {or_without}")
    return stop(
        "Sender",
        f"SES in {region} knows neither {sender} nor {domain}",
        f"aws sesv2 create-email-identity --region {region} --email-identity {domain}; {or_without}",
    )


def _identity_of(ses: Any, name: str) -> dict[str, Any] | None:
    try:
        return dict(ses.get_email_identity(EmailIdentity=name))
    except ClientError as error:
        if error.response["Error"]["Code"] == "NotFoundException":
            return None
        raise


def _sending(ses: Any, election: Election, region: str) -> Iterator[Check]:
    account = ses.get_account()
    console = f"https://{region}.console.aws.amazon.com/ses/home?region={region}#/account"
    if not account.get("SendingEnabled", True) or account.get("EnforcementStatus") == "SHUTDOWN":
        yield stop("SES", "AWS has stopped this account’s sending", f"see why, and answer AWS: {console}")
        return
    if not account.get("ProductionAccessEnabled"):
        yield note(
            "SES",
            "in its sandbox: mail goes to verified addresses only, 200 a day",
            f"ask AWS for production access (a day or so): {console}; until then hand codes out",
        )
        return
    quota, size = account["SendQuota"], election.made_for
    # Without a limit, SES says -1.
    a_day = quota["Max24HourSend"] if quota["Max24HourSend"] >= 0 else float("inf")
    a_second = quota["MaxSendRate"] if quota["MaxSendRate"] >= 0 else float("inf")
    need_a_day, need_a_second = CODES_A_DAY * size.callers, size.mails_per_second
    said = f"in production, {a_day:,.0f} mails a day, {a_second:,.0f} a second"
    if a_day < need_a_day or a_second < need_a_second:
        need = f"{need_a_day:,} a day and {need_a_second:,.0f} a second"
        yield note(
            "SES", f"{said}; “{election.size}” may need {need}", f"ask AWS for a higher sending quota: {console}"
        )
    else:
        yield ok("SES", said)
