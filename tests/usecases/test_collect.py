"""The whole table in one temporary file: people, numbers, targets, and every version of every call."""

from pathlib import Path
from typing import Any

import pytest

from ringround.domain.outcomes import Outcome
from ringround.storage import keys
from ringround.storage.table import Table
from ringround.usecases.collect import FILE, collect
from ringround.usecases.collected import ElectorNumber, elector_number
from tests.builders import (
    LANDLINE,
    MOBILE,
    NOW,
    a_household,
    a_number,
    a_person,
    a_response,
    not_home,
    said,
)
from tests.shift import a_shift


def rows(table: Table, folder: Path, sql: str) -> list[Any]:
    with collect(table, folder) as found:
        return found.db.execute(sql).fetchall()


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("AB-124/1", ("AB", 124, "1")),
        ("AB-7", ("AB", 7, "")),
        ("124", ("", 124, "")),
        ("A-B-3", ("A-B", 3, "")),
        ("SOMETHING", ("SOMETHING", None, "")),
        ("", ("", None, "")),
    ],
)
def test_an_elector_number_has_three_parts(key: str, parts: tuple[Any, ...]) -> None:
    assert elector_number(key) == ElectorNumber(*parts)


def test_people_come_with_their_home_their_number_and_who_wants_them(table: Table, tmp_path: Path) -> None:
    priya = a_person("p1", tags=("poster",), columns={"Ward": "North"}, marks={Outcome.ALREADY_VOTED: NOW})
    dev = a_person("p2", "Dev Shah", may_vote=False)
    a_shift(table, a_household(people=(priya, dev), numbers=(a_number(MOBILE, "p1", screened_on="2027-02-01"),)))
    with collect(table, tmp_path) as found:
        ask = found.db.execute
        assert ask("SELECT name, may_vote, tags, columns, marks FROM person ORDER BY id").fetchall() == [
            ("Priya Shah", 1, '["poster"]', '{"Ward":"North"}', f'{{"already_voted":{NOW}}}'),
            ("Dev Shah", 0, "[]", "{}", "{}"),
        ]
        assert ask("SELECT * FROM phone").fetchall() == [(MOBILE, "house1", "mobile", "2027-02-01", 0, 0)]
        assert ask("SELECT * FROM whose").fetchall() == [(MOBILE, "house1", "p1")]
        assert ask("SELECT person, bank, priority FROM target ORDER BY person").fetchall() == [
            ("p1", "main", 3),
            ("p2", "main", 3),
        ]
        assert ask("SELECT address, town, postcode FROM home").fetchall() == [
            ('["12 Mill Lane"]', "Riverside", "RS1 2AB")
        ]
        assert ask("SELECT id, name FROM volunteer ORDER BY id").fetchall() == [("alex", "Alex"), ("sam", "Sam")]
        assert ask("SELECT id, name FROM bank").fetchall() == [("main", "Main bank")]


def test_every_version_of_a_call_is_there_and_the_last_one_stands(table: Table, tmp_path: Path) -> None:
    shift = a_shift(table, a_household())
    claim = shift.claim()
    shift.respond(claim, not_home())
    shift.correct(claim, a_response(Outcome.ANSWERED, said(note="keen", support="yes")), at=NOW + 60)
    with collect(table, tmp_path) as found:
        ask = found.db.execute
        assert ask("SELECT version, latest, outcome, recorded_at FROM call ORDER BY version").fetchall() == [
            (1, 0, "not_home", NOW),
            (2, 1, "answered", NOW + 60),
        ]
        assert ask("SELECT version, outcome, answers, note FROM result ORDER BY version").fetchall() == [
            (1, "not_home", "{}", ""),
            (2, "answered", '{"support":"yes"}', "keen"),
        ]


def test_a_mark_on_the_number_itself_holds_for_its_household(table: Table, tmp_path: Path) -> None:
    a_shift(table, a_household(numbers=(a_number(LANDLINE, "p1"), a_number(MOBILE))))
    table.put({**keys.number(LANDLINE), "household": "house1", "suppressed": True})
    table.put({**keys.number(MOBILE), "household": "house1", "d|claim": NOW})
    assert rows(table, tmp_path, "SELECT e164, suppressed, dead FROM phone ORDER BY e164") == [
        (LANDLINE, 1, 0),
        (MOBILE, 0, 1),
    ]


def test_the_file_goes_when_it_is_not_needed_any_more(table: Table, tmp_path: Path) -> None:
    a_shift(table, a_household())
    with collect(table, tmp_path):
        assert (tmp_path / FILE).exists()
    assert list(tmp_path.iterdir()) == []
