"""What a table of an earlier moment must not bring back, before anybody rings from it.

Sessions and codes of then would let in whoever has signed out or been removed since. Banks of then would hand out
households while calls of later are still on callers' devices. Leases need nothing: they are ends in time.
"""

from dataclasses import dataclass
from typing import Any, Final

from ringround.storage import banks
from ringround.storage.marshal import to_item
from ringround.storage.schema import PK, SK
from ringround.storage.table import Table

from . import loading
from .copies import by

_SIGN_INS: Final = ("LOGIN#", "RATE#", "WAITING")
"""What the partitions of codes, of counted tries and of who waits for a code begin with (`ringround.storage.keys`)."""


@dataclass(frozen=True, slots=True)
class MadeSafe:
    """What was ended: sessions, sign-ins under way, and banks that were open."""

    sessions: int
    sign_ins: int
    banks: tuple[str, ...]


def make_safe(table: Table) -> MadeSafe:
    """End every session and sign-in, and pause every open bank. Again, it finds nothing to do."""
    sessions, sign_ins = [], []
    for page in loading.pages(table.client, table.name):
        for item in page:
            pk, sk = item[PK]["S"], item[SK]["S"]
            if pk.startswith("V#") and sk.startswith("S#"):
                sessions.append({PK: pk, SK: sk})
            elif pk.startswith(_SIGN_INS):
                sign_ins.append({PK: pk, SK: sk})
    for some in by(loading.MOST_TOGETHER, sessions + sign_ins):
        waiting: list[Any] = [{"DeleteRequest": {"Key": to_item(key)}} for key in some]
        while waiting:
            waiting = table.write_batch(waiting)
    opened = tuple(bank.id for bank in banks.every(table) if bank.status == "open")
    for bank in opened:
        banks.update(table, bank, {"status": "paused"})
    return MadeSafe(len(sessions), len(sign_ins), opened)
