"""Rows straight from items: the same as of the household or the call that is made of the item."""

from dataclasses import replace
from typing import Any

import pytest

from ringround.domain.household import Household, Targeting, Tried
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Call
from ringround.storage import calls, flat, households
from ringround.storage.marshal import from_item, to_item
from tests.builders import (
    HOUR,
    LANDLINE,
    MOBILE,
    NOW,
    a_household,
    a_number,
    a_person,
    a_response,
    parts_of,
    recorded,
    said,
)

Row = tuple[Any, ...]

FULL = a_household(
    people=(
        a_person("p1", tags=("poster",), columns={"Ward": "North"}, marks={Outcome.ALREADY_VOTED: NOW}, imports=("i",)),
        a_person("p2", "Dev Shah", may_vote=False),
    ),
    numbers=(
        a_number(LANDLINE, "p1", "p2", screened_on="2027-02-01", suppressed=True, marked=NOW),
        a_number(MOBILE, dead=True),
    ),
    bank_ids=("main", "other"),
)
BARE = replace(
    FULL,
    address=(),
    town="",
    postcode="",
    people={"p1": a_person("p1", "X", first_name="", elector="")},
    numbers={MOBILE: a_number(MOBILE, kind="unknown")},
    banks={"main": Targeting((), since=NOW)},
)


def rows_of(flat_rows: Any, item: Any) -> list[Row]:
    made: list[Row] = []
    flat_rows(from_item(to_item(item)), lambda *row: made.append(row))
    return made


def of_household(h: Household) -> list[Row]:
    made: list[Row] = [("home", h.id, list(h.address), h.town, h.postcode)]
    for p in h.people.values():
        known = list(p.tags), dict(p.columns), {str(o): at for o, at in p.marks.items()}
        made.append(("person", p.id, h.id, p.name, p.first_name, p.elector, p.may_vote, *known))
    for n in h.numbers.values():
        made.append(("phone", n.e164, h.id, n.kind, n.screened_on, n.suppressed, n.dead))
        made += [("whose", n.e164, h.id, person) for person in n.whose]
    for bank, t in h.banks.items():
        made += [("target", person, h.id, bank, t.since, t.priority) for person in t.people]
    return made


def of_call(c: Call) -> list[Row]:
    e = c.entry
    about = e.claim, e.version, c.household, e.bank, e.caller, e.at, c.recorded_at, str(e.outcome), e.number, e.note
    back = e.call_back_at, e.call_back_for if e.call_back_at else ""
    made: list[Row] = [("call", *about, *back, c.language, e.late, c.script, c.script_version)]
    made += [("tried", e.claim, e.version, n, t.number, str(t.outcome)) for n, t in enumerate(e.tried)]
    for n, p in enumerate(c.people):
        told = p.person, p.name, p.elector, str(p.outcome), dict(p.answers), p.note
        made.append(("result", e.claim, e.version, n, *told))
    return made


@pytest.mark.parametrize("household", [FULL, BARE, replace(BARE, people={}, numbers={}, banks={})])
def test_rows_of_a_household(household: Household) -> None:
    item = households.to_item(household)
    assert rows_of(flat.household, item) == of_household(households.from_item(item))


@pytest.mark.parametrize(
    "response",
    [
        a_response(Outcome.NOT_HOME),
        a_response(Outcome.NOT_HOME, number=LANDLINE, note="Twice", tried=(Tried(MOBILE, Outcome.BUSY),)),
        a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR, call_back_for="me", number=LANDLINE, language="Welsh"),
        a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR, number=LANDLINE),
        a_response(
            Outcome.ANSWERED, said("p1", support="yes", help=["poster"], note="Keen"), said("p2"), number=LANDLINE
        ),
    ],
)
@pytest.mark.parametrize("changes", [{}, {"version": 3, "late": True}])
def test_rows_of_a_call(response: Any, changes: dict[str, Any]) -> None:
    home = replace(FULL, numbers={e: replace(n, suppressed=False, dead=False) for e, n in FULL.numbers.items()})
    made = recorded(home, response).call
    item = calls.to_item(replace(made, entry=replace(made.entry, **changes)), parts_of(home))
    assert rows_of(flat.call, item) == of_call(calls.from_item(from_item(to_item(item))))
