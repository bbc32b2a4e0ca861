"""The list of an evening: campaign, banks, callers, and households that are made when somebody looks at them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from bench.scale.setting import Setting
from bench.scale.table import SimTable, Store
from ringround.domain.bank import Bank, Campaign
from ringround.domain.hours import ALWAYS
from ringround.domain.placement import RETRY_TIER
from ringround.storage import banks
from ringround.storage.keys import QueueKey
from ringround.storage.schema import EXPIRES, QUEUE_PK, QUEUE_SK
from tests import builders

EPOCH: Final = int(datetime(2027, 3, 4, 18, 0, tzinfo=UTC).timestamp())
"""18:00 on polling day, in epoch seconds."""

Item = dict[str, Any]


class List:
    """Who rings and who is rung."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        rounds = 2 + 2 * setting.duration / setting.every
        self.households = setting.few_households or int(setting.callers * rounds)
        self.parts = setting.queue_parts
        people = [
            {"id": "p1", "name": "Priya Shah", "elector": "AB-1"},
            {"id": "p2", "name": "Robin Shah", "elector": "AB-2"},
        ]
        self._shared = {
            "v": 1,
            "address": ["1 High Street"],
            "town": "Runcorn",
            "postcode": "WA7 1AA",
            "people": people,
        }

    def bank(self, n: int) -> str:
        """The id of a bank."""
        return f"bank{n:03d}"

    def bank_of(self, n: int) -> str:
        """The bank that a caller rings for, or a household waits in."""
        return self.bank(n % self.setting.banks)

    def caller(self, n: int) -> str:
        """The id of a caller."""
        return f"c{n:011d}"

    def campaign(self) -> Campaign:
        """The campaign."""
        return replace(builders.a_campaign(), queue_parts=self.parts, ends=EPOCH + 36 * 3600)

    def rules(self, n: int) -> Bank:
        """A bank."""
        return replace(
            builders.a_bank(self.bank(n)),
            hours=ALWAYS,
            claims_per_hour=10**6,
            queue_parts=self.parts,
            purpose="Polling day: have they voted, and do they need a lift?",
        )

    def fill(self, store: Store) -> None:
        """Store the campaign and its banks, and show the queues."""
        writer = _Writer(store)
        banks.put_campaign(writer, self.campaign())
        for n in range(self.setting.banks):
            banks.create(writer, self.rules(n))
        banks.put_script(writer, builders.a_script())
        for n in range(self.households):
            place = self._place(n)
            store.enqueue(place.partition, place.sort)

    def _place(self, n: int) -> QueueKey:
        tier, due = (RETRY_TIER, EPOCH - 10**6 + n) if self.setting.in_order else ("3", 0)
        return QueueKey(self.bank_of(n), tier, due, f"h{n:011d}", self.parts)

    def item(self, pk: str, sk: str) -> Item | None:
        """What an item was before the evening."""
        kind, _, ident = pk.partition("#")
        if kind == "V":
            if sk == "V":
                return {
                    "pk": pk,
                    "sk": sk,
                    "email": "v@example.org",
                    "name": "A Volunteer",
                    "role": "caller",
                    "active": True,
                }
            return {"pk": pk, "sk": sk, EXPIRES: EPOCH + 86_400}
        if kind == "H":
            return self._household(pk, int(ident[1:]))
        return None

    def _household(self, pk: str, n: int) -> Item:
        place = self._place(n)
        number = {"e164": f"+447700{n:07d}", "kind": "mobile", "whose": ["p1"]}
        wanted = {place.bank: {"people": ["p1", "p2"], "since": 0, "priority": 3}}
        return {
            "pk": pk,
            "sk": "H",
            **self._shared,
            "numbers": [number],
            "banks": wanted,
            "rev": 1,
            QUEUE_PK: place.partition,
            QUEUE_SK: place.sort,
        }


class _Writer(SimTable):
    """Puts items into the store before the evening begins, when no time passes."""

    def put(self, item: Mapping[str, Any], *_condition: Any) -> None:
        """Store an item; conditions are not looked at."""
        self.store.put({name: value for name, value in item.items() if value is not None})
