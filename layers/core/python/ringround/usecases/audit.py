"""Writing down what organisers do."""

import secrets
import time
from typing import Any

from ..domain.audit import Act
from ..storage import audit
from ..storage.audit import Entry
from .context import Context


def entry(who: str, act: Act, subject: str = "", *, now: int, **details: Any) -> Entry:
    """An act of a volunteer, to be written in the transaction of what it does."""
    # Acts of one second in the order in which they were done.
    within = time.time_ns() % 1_000_000_000
    return Entry(f"{now:010d}-{within:09d}-{secrets.token_hex(2)}", who, act, now, subject, details)


def note(context: Context, who: str, act: Act, subject: str = "", *, now: int, **details: Any) -> None:
    """Write down an act of a volunteer: before what it does, so that nothing is done and not written down."""
    audit.put(context.table, entry(who, act, subject, now=now, **details))
