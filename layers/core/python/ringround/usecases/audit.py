"""Writing down what organisers do."""

import secrets
from typing import Any

from ..domain.audit import Act
from ..storage import audit
from ..storage.audit import Entry
from .context import Context


def entry(who: str, act: Act, subject: str = "", *, now: int, **details: Any) -> Entry:
    """An act of a volunteer, to be written in the transaction of what it does."""
    return Entry(f"{now:010d}-{secrets.token_hex(4)}", who, act, now, subject, details)


def note(context: Context, who: str, act: Act, subject: str = "", *, now: int, **details: Any) -> None:
    """Write down an act of a volunteer: before what it does, so that nothing is done and not written down."""
    audit.put(context.table, entry(who, act, subject, now=now, **details))
