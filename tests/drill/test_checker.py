"""The checker, held against a small drill in which everything is right, and against the same with one thing wrong."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.drill.checker import PROPERTIES, check
from tests.drill.defects import (
    DEFECTS,
    Break,
    call_of_an_undone_household_refused,
    handed_while_paused,
    removed,
    undoing_cut_off,
    undone_import,
)
from tests.drill.small import LEASE, T, card, claimed, good, household, line, numbered


def test_nothing_is_wrong_where_nothing_is() -> None:
    assert check(good()) == []


@pytest.mark.parametrize(("broken", "name"), DEFECTS, ids=lambda x: getattr(x, "__name__", ""))
def test_one_defect_is_found(broken: Break, name: str) -> None:
    evidence = good()
    broken(evidence)
    numbered(evidence)
    assert list(PROPERTIES[name](evidence))


def test_each_property_has_a_defect_that_it_finds() -> None:
    assert {name for _, name in DEFECTS} == set(PROPERTIES)


def test_a_pause_counts_from_when_it_holds() -> None:
    evidence = good()
    handed_while_paused(evidence)
    evidence.lines[7]["what"] = "pause_bank"
    assert not list(PROPERTIES["nobody handed out by a paused bank"](evidence))


def test_a_household_in_hand_may_stand_in_another_queue_until_its_lease_ends() -> None:
    evidence = good()
    standing = next(i for i in evidence.before if i["pk"] == "H#two")
    standing |= {"q_pk": "second", "claim": {"id": "c9", "caller": "id-bob", "until": int(T) + 3050}}
    assert not list(PROPERTIES["no household lost from its queue"](evidence))


def test_an_export_of_what_is_new_needs_not_hold_what_is_old() -> None:
    evidence = good()
    evidence.lines[10]["body"] = {"since_last": True}
    evidence.exports = {"export0": evidence.exports["export1"][:1], "export1": evidence.exports["export1"][1:]}
    assert not list(PROPERTIES["exports hold the calls"](evidence))


def test_a_claim_that_ran_out_and_one_that_was_let_go_are_held_no_more() -> None:
    evidence = good()
    evidence.lines.insert(4, line(4, "put_away", "ann", T + 20, claim="c1"))
    evidence.lines.insert(5, claimed(4, "bob", T + 30, card("c9", "one", T + 30, "+44a", "person-one")))
    again = claimed(4, "ann", T + 31 + LEASE, card("c10", "one", T + 31 + LEASE, "+44a", "person-one"))
    evidence.lines.insert(6, again)
    numbered(evidence)
    assert not list(PROPERTIES["nobody held twice at once"](evidence))


def test_what_was_taken_back_bars_nobody() -> None:
    """A correction of “do not call”: the household may be rung from then on."""
    evidence = good()
    body = {"outcome": "not_home", "note": "a3"}
    evidence.lines.append(line(19, "correct_response", "ann", T + 4000, claim="c1", body=body, answer={}))
    evidence.lines.append(claimed(20, "bob", T + 7000, card("c9", "one", T + 7000, "+44a", "person-one")))
    assert not list(PROPERTIES["nobody rung after “do not call”, a vote or a suppression"](evidence))


def test_a_removed_volunteer_may_ask_be_refused_and_come_back() -> None:
    evidence = good()
    lost = claimed(20, "ann", T + 3300, card("c9", "nine", T + 3300, "+44c", "person-nine"))
    refused = line(20, "claim_next", "bob", T + 3300, status=401, answer={"error": {"code": "not_signed_in"}})
    stranger = line(20, "get_start", "bob", T + 3310, answer={"caller": None, "claims": []})
    removed(evidence, lost, refused, stranger)
    evidence.lines.append(claimed(22, "bob", T + 7000, card("c8", "eight", T + 7000, "+44d", "person-eight")))
    numbered(evidence)
    assert not list(PROPERTIES["nothing for a volunteer who was removed"](evidence))


def test_what_a_removed_volunteer_held_may_be_handed_to_another() -> None:
    evidence = good()
    evidence.lines[4:4] = [
        line(4, "remove_volunteer", "organiser", T + 20, claim="id-ann", answer={"returned": 1}),
        claimed(4, "bob", T + 30, card("c9", "one", T + 30, "+44a", "person-one")),
    ]
    numbered(evidence)
    assert not list(PROPERTIES["nobody held twice at once"](evidence))


def test_a_list_that_was_undone_leaves_those_who_were_called_and_whom_another_list_has() -> None:
    evidence = good()
    undone_import(evidence)
    # Somebody of it was on a card before.
    evidence.lines.insert(10, claimed(10, "bob", T + 93, card("c9", "nine", T + 93, "+44c", "person-nine")))
    evidence.after += household("nine", "+44c", [])
    evidence.lines[11]["body"] += "AB-two\n"
    numbered(evidence)
    assert not list(PROPERTIES["nobody of a list that was undone"](evidence))


def test_a_response_long_after_the_lease_of_a_household_that_was_undone_may_be_refused() -> None:
    evidence = good()
    call_of_an_undone_household_refused(evidence)
    late = T + 80 + LEASE + 3 * 3600
    evidence.lines[-1] |= {"from": late, "to": late + 1}
    numbered(evidence)
    assert not list(PROPERTIES["no response refused but for a call-back's time"](evidence))


def test_an_undoing_that_was_refused_is_over() -> None:
    evidence = good()
    undoing_cut_off(evidence)
    evidence.after[-1]["error_code"] = "import_called"
    assert not list(PROPERTIES["imports, exports and jobs are finished"](evidence))


def test_the_checker_shares_no_rule_with_the_code() -> None:
    for path in (Path(__file__).parent / "checker").glob("*.py"):
        tree = ast.parse(path.read_text())
        found = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        found |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
        ours = {name for name in found if name.partition(".")[0] in {"ringround", "infra", "functions", "tests"}}
        assert all(name.startswith("tests.drill.checker") for name in ours), path.name
