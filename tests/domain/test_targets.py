"""Targets: rules in words, applied to what is known of a person."""

from typing import Any

import pytest

from ringround.domain.errors import BreaksRule
from ringround.domain.outcomes import Outcome
from ringround.domain.placement import facts_of
from ringround.domain.targets import Target, parse, to_data, traits_of, wanted
from tests.builders import NOW, a_household, a_person, an_entry


def target(*rules: dict[str, Any], match: str = "all") -> Target:
    return parse({"match": match, "rules": list(rules)})


MEMBER: dict[str, Any] = {"field": "tag", "is": "in", "values": ["member"]}
NO_MEMBER = {"field": "tag", "is": "not_in", "values": ["member"]}
MILL: dict[str, Any] = {"field": "column", "name": "Ward", "is": "in", "values": ["Mill", "Quay"]}
NOT_HOME: dict[str, Any] = {"field": "outcome", "bank": "main", "is": "in", "values": ["not_home"]}
YES: dict[str, Any] = {
    "field": "answer",
    "bank": "main",
    "question": "support",
    "is": "in",
    "values": ["yes", "leaning"],
}


def whom(found: Target, *people: Any, answers: Any = None, **changes: Any) -> tuple[str, ...]:
    household = a_household(people=people, **changes)
    return wanted(household, facts_of(household), found, traits_of(household, answers or {}))


PEOPLE = (
    a_person("p1", tags=("member", "donor"), columns={"Ward": "Mill"}, imports=("i1", "i2")),
    a_person("p2", columns={"Ward": "Hill"}, imports=("i1",)),
    a_person("p3", columns={"Ward": ""}),
)


@pytest.mark.parametrize(
    ("rules", "match", "who"),
    [
        ((), "all", "p1 p2 p3"),
        ((MEMBER,), "all", "p1"),
        ((NO_MEMBER,), "all", "p2 p3"),
        ((MILL,), "all", "p1"),
        (({**MILL, "is": "not_in"},), "all", "p2 p3"),
        (({**MILL, "is": "contains", "values": ["IL"]},), "all", "p1 p2"),
        (({**MILL, "is": "empty"},), "all", "p3"),
        (({**MILL, "is": "not_empty"},), "all", "p1 p2"),
        (({"field": "import", "is": "in", "values": ["i2"]},), "all", "p1"),
        ((NO_MEMBER, MILL), "all", ""),
        ((NO_MEMBER, MILL), "any", "p1 p2 p3"),
    ],
)
def test_rules_on_what_lists_say(rules: Any, match: str, who: str) -> None:
    assert " ".join(whom(target(*rules, match=match), *PEOPLE)) == who


def test_the_latest_outcome_of_a_bank_counts_and_that_of_any_bank_where_any_is_meant() -> None:
    log = (
        an_entry(Outcome.BUSY, claim="c1", at=NOW, people={"p1": Outcome.BUSY}),
        an_entry(Outcome.NOT_HOME, claim="c2", at=NOW + 9, people={"p1": Outcome.NOT_HOME}),
        an_entry(Outcome.BUSY, claim="c3", at=NOW + 20, bank="other", people={"p2": Outcome.BUSY}),
    )
    people = (a_person("p1"), a_person("p2"), a_person("p3"))
    busy = {**NOT_HOME, "values": ["busy"]}
    assert whom(target(NOT_HOME), *people, log=log) == ("p1",)
    assert whom(target(busy), *people, log=log) == ()
    assert whom(target({**busy, "bank": "*"}), *people, log=log) == ("p2",)
    assert whom(target({**busy, "bank": "*", "is": "not_in"}), *people, log=log) == ("p1", "p3")


def test_answers_count_by_bank_and_question() -> None:
    answers = {
        "p1": {("main", "support"): ("yes",)},
        "p2": {("main", "support"): ("against",), ("x", "support"): ("yes",)},
    }
    people = (a_person("p1"), a_person("p2"), a_person("p3"))
    assert whom(target(YES), *people, answers=answers) == ("p1",)
    assert whom(target({**YES, "is": "not_in"}), *people, answers=answers) == ("p2", "p3")
    assert target(YES, MEMBER).asks_for == {("main", "support")}


@pytest.mark.parametrize("outcome", [Outcome.DECEASED, Outcome.MOVED, Outcome.ALREADY_VOTED, Outcome.DO_NOT_CALL])
def test_who_is_done_everywhere_is_never_wanted_whether_a_call_or_a_list_says_so(outcome: Outcome) -> None:
    marked = a_person("p1", marks={outcome: NOW})
    called = an_entry(outcome, people={"p2": outcome})
    assert whom(Target(), marked, a_person("p2"), a_person("p3"), log=(called,)) == ("p3",)
    rule = {"field": "outcome", "bank": "*", "is": "in", "values": [str(outcome)]}
    assert whom(target(rule), marked, a_person("p2"), a_person("p3"), log=(called,)) == ()


def test_who_may_not_vote_is_never_wanted() -> None:
    assert whom(Target(), a_person("p1", may_vote=False), a_person("p2")) == ("p2",)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("everybody", "A target has “match” and “rules”"),
        ({"match": "some", "rules": []}, "“match” says whether all rules must hold or any of them"),
        ({"rules": "none"}, "“rules” is a list"),
        ({"rules": [{"field": "age"}]}, "Rule 1 looks at something that there is not: use tag, column, outcome"),
        (
            {"rules": [{**MEMBER, "is": "contains"}]},
            "Rule 1 compares in a way that there is not for this: use in, not_in",
        ),
        ({"rules": [{**MEMBER, "field": ["tag"]}]}, "Rule 1 looks at something that there is not"),
        ({"rules": [{**MEMBER, "is": {}}]}, "Rule 1 compares in a way that there is not for this"),
        ({"rules": [MEMBER, {**MILL, "name": " "}]}, "Rule 2 does not say which column"),
        ({"rules": [{**YES, "question": 7}]}, "Rule 1 does not say which question"),
        ({"rules": [{**YES, "bank": "*"}]}, "Rule 1 asks for an answer without naming the bank"),
        ({"rules": [{**MEMBER, "values": []}]}, "Rule 1 has nothing to compare with"),
        ({"rules": [{**MEMBER, "values": ["a", ""]}]}, "Rule 1 has nothing to compare with"),
        ({"rules": [{**MEMBER, "values": ["a" * 201]}]}, "Rule 1 has more than 200 values, or one of over 200"),
        ({"rules": [{**NOT_HOME, "values": ["out"]}]}, "Rule 1 has an outcome that does not exist: “out”"),
        ({"rules": [MEMBER] * 21}, "A target has at most 20 rules"),
    ],
)
def test_what_is_wrong_with_a_target_is_said_in_words(data: object, problem: str) -> None:
    with pytest.raises(BreaksRule) as refused:
        parse(data)
    assert refused.value.reason == "target_invalid"
    problems = (refused.value.details or {})["problems"]
    assert [p for p in problems if p.startswith(problem)], problems


def test_a_target_is_read_back_as_it_was_written() -> None:
    for rules in ((), (MEMBER, MILL, NOT_HOME, YES), ({**MILL, "is": "empty"},)):
        found = target(*rules, match="any")
        assert parse(to_data(found)) == found
