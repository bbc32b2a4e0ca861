"""Recordings that end between two of their writes, and how often the call stands afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from ringround.domain.hours import uk_day
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Response
from ringround.storage import calls
from ringround.storage.table import Table
from ringround.usecases.claim_next import Handed
from ringround.usecases.in_hand import own
from tests.builders import HOUR, LANDLINE, NOW, a_household, a_number, a_person, a_response
from tests.shift import Shift, a_shift

LAPSED = NOW + HOUR
COOL_DOWN = 4 * HOUR
SAID = a_response(Outcome.NOT_HOME)
STEPS = (1, 2, 3)
"""Writes of a response that were done before the process ended: the call, its household, the desk."""


class Ends(BaseException):
    """The process is gone."""


@contextmanager
def ending_after(table: Table, writes: int) -> Iterator[None]:
    """A process that ends once it has written so often, whatever catches exceptions."""
    left = writes
    ask = table._ask

    def asked(operation: str, **request: Any) -> dict[str, Any]:
        nonlocal left
        writing = operation in {"put_item", "update_item", "transact_write_items", "delete_item"}
        if writing and left == 0:
            raise Ends
        left -= writing
        return ask(operation, **request)

    table._ask = asked  # type: ignore[method-assign]
    try:
        with pytest.raises(Ends):
            yield
    finally:
        table._ask = ask  # type: ignore[method-assign]


def two_at_home(table: Table) -> Shift:
    """One household with two people."""
    people = (a_person("priya"), a_person("robin", "Robin Shah"))
    return a_shift(table, a_household("house1", people=people, numbers=(a_number(LANDLINE, "priya"),)))


def broken_off(shift: Shift, after: int, response: Response = SAID) -> Handed:
    """A call of Sam's whose recording ended after so many writes."""
    claim = shift.claim()
    with ending_after(shift.table, after):
        shift.respond(claim, response)
    return claim


def settled(shift: Shift, claim: Handed) -> tuple[int, int, int, object, dict[str, int]]:
    """How often a call stands: items, entries on the log, in the tally; whose claim is left, and slots."""
    parts = own(shift.context, "sam", [claim.claim.id])[claim.claim.id]
    home, desk = shift.household(), shift.desk()
    items = calls.of_day(shift.table, "sam", uk_day(parts.at))
    left = home.claim if home.claim and home.claim.id == claim.claim.id else None
    return len(items), len(home.log), shift.tally()["calls"], left, dict(desk.slots)


ONCE: Final[tuple[int, int, int, object, dict[str, int]]] = (1, 1, 1, None, {})
