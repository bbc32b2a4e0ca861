"""What the mail service tells of mails that did not arrive, written down for whom they were sent to."""

from collections.abc import Mapping
from typing import Any

from ..domain.errors import Malformed
from ..domain.mail_trouble import What, troubles
from ..storage import mail_troubles
from .context import Context
from .sign_in import caller_id


def hear_of_mail(context: Context, event: Mapping[str, Any]) -> list[What]:
    """Write down what an event says, by the hash of each address; what was new in it. Heard again, it changes nothing.
    Raises ValueError, KeyError or TypeError where it is no event of the mail service."""
    new: list[What] = []
    for address, trouble in troubles(event):
        try:
            who = caller_id(context, address)
        except Malformed:
            continue
        if mail_troubles.note(context.table, who, trouble):
            new.append(trouble.what)
    return new
