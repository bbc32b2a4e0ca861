"""Answers to a script: which blocks are there, and what is kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringround.domain import script
from ringround.domain.errors import BreaksRule
from ringround.domain.script import Script
from tests.builders import a_script


def a_nested_script() -> Script:
    """Support, then (if yes) help, then (if leaflets) when and how many."""
    options = {
        "support": ["yes", "no"],
        "help": ["leaflets", "poster"],
        "when": ["weekday", "weekend"],
    }

    def question(question_id: str, kind: str, after: tuple[str, str] | None = None) -> dict[str, Any]:
        block: dict[str, Any] = {"id": question_id, "type": "question", "kind": kind, "label": f"{question_id}?"}
        if question_id in options:
            block["options"] = [{"id": o, "label": o.title()} for o in options[question_id]]
        if after:
            block["show_if"] = {"question": after[0], "any_of": [after[1]]}
        return block

    blocks = [
        question("support", "single"),
        question("help", "several", ("support", "yes")),
        question("when", "single", ("help", "leaflets")),
        question("how_many", "text", ("when", "weekend")),
        {"id": "bye", "type": "text", "text": "Thank you.", "show_if": {"question": "when", "any_of": ["weekday"]}},
    ]
    return script.parse("nested", 3, {"title": "Nested", "blocks": blocks})


def there(of: Script, answers: dict[str, Any]) -> list[str]:
    """The ids of the blocks that are there."""
    return [b.id for b in of.visible(answers)]


class TestBranching:
    """A block with a condition is there when the answer holds one of its options."""

    def test_without_answers_only_unconditional_blocks_are_there(self) -> None:
        assert there(a_script(), {}) == ["hello", "support"]

    @pytest.mark.parametrize(
        ("support", "follows"),
        [("yes", ["help"]), ("unsure", ["issue"]), ("no", [])],
    )
    def test_each_answer_opens_its_branch(self, support: str, follows: list[str]) -> None:
        assert there(a_script(), {"support": support}) == ["hello", "support", *follows]

    def test_one_of_several_choices_is_enough_to_open_a_branch(self) -> None:
        answers = {"support": "yes", "help": ["poster", "leaflets"]}
        assert there(a_nested_script(), answers) == ["support", "help", "when"]

    def test_a_branch_within_a_branch_opens_step_by_step(self) -> None:
        answers: dict[str, Any] = {"support": "yes", "help": ["leaflets"], "when": "weekend"}
        assert there(a_nested_script(), answers) == ["support", "help", "when", "how_many"]

    def test_a_branch_closes_with_the_branch_it_hangs_on(self) -> None:
        answers: dict[str, Any] = {"support": "no", "help": ["leaflets"], "when": "weekend", "how_many": "200"}
        assert there(a_nested_script(), answers) == ["support"]


class TestAccepting:
    """What is kept of the answers that were sent."""

    def test_answers_to_what_is_there_are_kept_in_the_order_of_the_script(self) -> None:
        sent = {"help": ["poster", "leaflets"], "support": "yes"}
        kept = a_script().accept(sent)
        assert kept == {"support": "yes", "help": ["leaflets", "poster"]}
        assert list(kept) == ["support", "help"]

    def test_answers_of_a_closed_branch_are_dropped(self) -> None:
        assert a_script().accept({"support": "no", "help": ["leaflets"], "issue": "Buses"}) == {"support": "no"}

    def test_answers_below_a_closed_branch_are_dropped_with_it(self) -> None:
        sent = {"support": "no", "help": ["leaflets"], "when": "weekend", "how_many": "200"}
        assert a_nested_script().accept(sent) == {"support": "no"}

    def test_empty_answers_are_left_out(self) -> None:
        assert a_script().accept({"support": "yes", "help": []}) == {"support": "yes"}
        assert a_script().accept({"support": ""}) == {}
        assert a_script().accept({"support": "unsure", "issue": "  "}) == {"support": "unsure"}

    def test_a_free_text_is_kept_without_the_space_around_it(self) -> None:
        assert a_script().accept({"support": "unsure", "issue": " Buses \n"})["issue"] == "Buses"

    def test_one_choice_may_come_as_a_list_of_one(self) -> None:
        assert a_script().accept({"support": ["yes"]}) == {"support": "yes"}

    def test_the_same_choice_twice_is_one(self) -> None:
        assert a_script().accept({"support": "yes", "help": ["poster", "poster"]})["help"] == ["poster"]

    @pytest.mark.parametrize(
        ("answers", "why"),
        [
            ({"colour": "blue"}, "This answer is to a question that the script does not have."),
            ({"hello": "yes"}, "This answer is to a question that the script does not have."),
            ({"support": "perhaps"}, "This is not an option of the question."),
            ({"support": ["yes", "no"]}, "This question takes one answer."),
            ({"support": 1}, "Choose among the options of this question."),
            ({"support": None}, "Choose among the options of this question."),
            ({"support": ["yes", 1]}, "Choose among the options of this question."),
            ({"support": "yes", "help": ["leaflets", "money"]}, "This is not an option of the question."),
            ({"support": "unsure", "issue": ["Buses"]}, "This question takes a text."),
            ({"support": "unsure", "issue": "x" * 1001}, "An answer has at most 1,000 characters."),
        ],
    )
    def test_an_answer_that_the_script_cannot_take_is_refused_in_words(
        self, answers: dict[str, object], why: str
    ) -> None:
        with pytest.raises(BreaksRule) as refused:
            a_script().accept(answers)
        assert refused.value.reason == "answer_invalid"
        assert refused.value.message == why
        # A question of the script's own is named, one that was made up is not: nothing that was sent is said back.
        details = refused.value.details or {}
        assert set(details.values()) <= set(answers) - {"colour", "hello"}
        assert bool(details) is not why.startswith("This answer is to a question")

    def test_an_answer_in_a_closed_branch_is_still_checked(self) -> None:
        with pytest.raises(BreaksRule):
            a_script().accept({"support": "no", "help": ["money"]})

    def test_a_text_of_exactly_a_thousand_characters_is_kept(self) -> None:
        assert len(str(a_script().accept({"support": "unsure", "issue": "x" * 1000})["issue"])) == 1000


class TestChoices:
    """What the counters are told of accepted answers."""

    def test_each_choice_is_a_pair_of_question_and_option(self) -> None:
        answers = a_script().accept({"support": "yes", "help": ["leaflets", "poster"]})
        assert a_script().chosen(answers) == [("support", "yes"), ("help", "leaflets"), ("help", "poster")]

    def test_free_text_is_no_choice(self) -> None:
        assert a_script().chosen({"support": "unsure", "issue": "Buses"}) == [("support", "unsure")]


def test_a_question_is_found_by_its_id_and_a_text_is_no_question() -> None:
    assert a_script().question("support") is not None
    assert a_script().question("hello") is None


_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "support": st.sampled_from(["yes", "no", ""]) | st.sampled_from([["yes"], ["no"], []]),
        "help": st.lists(st.sampled_from(["leaflets", "poster"]), max_size=3),
        "when": st.sampled_from(["weekday", "weekend", ""]),
        "how_many": st.text(max_size=5),
    },
)


@given(_ANSWERS)
def test_accepting_what_was_accepted_changes_nothing(answers: dict[str, object]) -> None:
    kept = a_nested_script().accept(answers)
    assert a_nested_script().accept(kept) == kept


@given(_ANSWERS)
def test_nothing_is_kept_of_a_question_that_is_not_there(answers: dict[str, object]) -> None:
    kept = a_nested_script().accept(answers)
    assert set(kept) <= set(there(a_nested_script(), kept))
    assert all(kept.values())
