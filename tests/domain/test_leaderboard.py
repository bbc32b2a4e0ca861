"""Who is on a leaderboard, by what name, in what order."""

from typing import Any

import pytest

from ringround.domain.desk import Desk
from ringround.domain.leaderboard import leaders, shown_as


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Sam Rees", "Sam R."),
        ("Sam", "Sam"),
        ("  Sam   de  la  Tour ", "Sam T."),
        ("Zoë Ångström", "Zoë Å."),
        ("sam rees", "sam R."),
        ("Sam Rees-Jones", "Sam R."),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_name_is_a_first_name_and_an_initial(name: str, shown: str) -> None:
    assert shown_as(name) == shown


def a_desk(caller: str, calls: int, *, spoke: int = 0, bank: str = "main", shown: str | None = None) -> Desk:
    """A caller's desk with so many calls."""
    tally: dict[str, Any] = {bank: {"calls": calls, "conversations": spoke}}
    return Desk("2027-02-20", caller, tally=tally, shown_as=caller.title() if shown is None else shown)


def test_most_calls_first_then_most_conversations_then_by_name() -> None:
    desks = [a_desk("cleo", 2), a_desk("bea", 2), a_desk("dan", 2, spoke=1), a_desk("abe", 9)]
    assert [m.caller for m in leaders(desks, "main")] == ["abe", "dan", "bea", "cleo"]


def test_only_calls_of_this_bank_and_only_those_who_want_to_be_seen() -> None:
    desks = [a_desk("abe", 2, bank="other"), a_desk("bea", 2, shown=""), a_desk("cleo", 0), a_desk("dan", 1)]
    assert [(m.name, m.calls, m.conversations) for m in leaders(desks, "main")] == [("Dan", 1, 0)]
