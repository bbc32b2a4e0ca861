"""Scripts that organisers write: what is refused, and that every problem is told at once, in words."""

from typing import Any

import pytest

from ringround.domain import script
from ringround.domain.errors import BreaksRule
from tests.builders import SCRIPT_DATA, a_script

YES_NO = [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}]


def a_text(block_id: str = "hello", **changes: Any) -> dict[str, Any]:
    """A block of words to read out."""
    return {"id": block_id, "type": "text", "text": "Hello.", **changes}


def a_question(block_id: str = "support", **changes: Any) -> dict[str, Any]:
    """A question with one choice between two."""
    return {"id": block_id, "type": "question", "kind": "single", "label": "Yes?", "options": YES_NO, **changes}


def problems_of(*blocks: Any, title: Any = "A script") -> list[str]:
    """What is said of a script that cannot be used."""
    with pytest.raises(BreaksRule) as refused:
        script.parse("main", 1, {"title": title, "blocks": list(blocks)})
    assert refused.value.reason == "script_invalid"
    assert refused.value.details is not None
    return list(refused.value.details["problems"])


def parsed(*blocks: dict[str, Any]) -> script.Script:
    """A script that can be used."""
    return script.parse("main", 1, {"title": "A script", "blocks": list(blocks)})


def test_a_script_of_a_text_and_a_question_can_be_used() -> None:
    assert [type(b) for b in parsed(a_text(), a_question()).blocks] == [script.Text, script.Question]


def test_a_script_survives_being_written_and_read_again() -> None:
    read = a_script()
    assert script.parse("main", 1, script.to_data(read)) == read
    assert script.to_data(read)["blocks"][2]["show_if"] == {"question": "support", "any_of": ["yes"]}


def test_words_are_kept_without_the_space_around_them() -> None:
    made = script.parse("main", 1, {"title": " Voter ID ", "blocks": [a_text(text="  Hello. ")]})
    assert made.title == "Voter ID"
    assert made.blocks[0] == script.Text("hello", "Hello.")


@pytest.mark.parametrize("title", ["", "   ", None, "x" * 301])
def test_a_script_needs_a_title(title: object) -> None:
    assert problems_of(a_text(), title=title) == ["The script needs a title of at most 300 characters."]


@pytest.mark.parametrize("blocks", [None, [], "text", {"id": "hello"}])
def test_a_script_needs_a_block(blocks: object) -> None:
    with pytest.raises(BreaksRule) as refused:
        script.parse("main", 1, {"title": "Empty", "blocks": blocks})
    assert refused.value.details == {"problems": ["The script needs at least one block."]}


def test_a_script_has_at_most_sixty_blocks() -> None:
    assert len(parsed(*(a_text(f"t{n}") for n in range(60))).blocks) == 60
    assert problems_of(*(a_text(f"t{n}") for n in range(61))) == ["A script has at most 60 blocks."]


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ("words", "Block 1 is neither a text nor a question."),
        ({"id": "a", "type": "video"}, "Block 1 is neither a text nor a question."),
        (a_text(""), "Block 1 needs an id of small letters, digits, - and _."),
        (a_text("Hello World"), "Block 1 needs an id of small letters, digits, - and _."),
        (a_text("x" * 41), "Block 1 needs an id of small letters, digits, - and _."),
        (a_text(text="  "), "Block 1 has no text."),
        (a_text(text=["Hello"]), "Block 1 has no text."),
        (a_text(text="x" * 2001), "Block 1 has a text of over 2,000 characters."),
        (
            a_text(text="Dear {{ surname }}"),
            "Block 1 has the placeholder “{{surname}}”, which does not exist: "
            "use first_name, name, town, caller, party, campaign, return_number.",
        ),
        (a_question(label=""), "Block 1 has no question."),
        (a_question(label="x" * 301), "Block 1 has a question of over 300 characters."),
        (a_question(help="x" * 301), "Block 1 has a help of over 300 characters."),
        (
            a_question(kind="scale"),
            "Block 1 has a kind of question that does not exist: use single, several, text.",
        ),
        (a_question(options=None), "Block 1 needs 2 to 30 options."),
        (a_question(options=YES_NO[:1]), "Block 1 needs 2 to 30 options."),
        (
            a_question(options=[{"id": f"o{n}", "label": "x"} for n in range(31)]),
            "Block 1 needs 2 to 30 options.",
        ),
        (a_question(options=[*YES_NO, YES_NO[0]]), "Block 1 has an option with no id of its own (“yes”)."),
        (a_question(options=[*YES_NO, "maybe"]), "Block 1 has an option with no id of its own (“”)."),
        (a_question(options=[*YES_NO, {"id": "maybe"}]), "Block 1 has no label of an option."),
        (a_question(kind="text"), "Block 1 asks for a free text, so it has no options."),
    ],
)
def test_what_is_wrong_with_a_block_is_said_in_words(block: object, problem: str) -> None:
    assert problems_of(block) == [problem]


def test_two_blocks_cannot_have_one_id() -> None:
    assert problems_of(a_text("same"), a_question("same")) == ["Block 2 has the id “same”, which an earlier block has."]


@pytest.mark.parametrize(
    "condition",
    [
        {"question": "later", "any_of": ["yes"]},
        {"question": "hello", "any_of": ["yes"]},
        {"any_of": ["yes"]},
        "support",
    ],
)
def test_a_branch_hangs_on_a_question_that_comes_before_it(condition: object) -> None:
    said = problems_of(a_text(), a_question(), a_text("branch", show_if=condition), a_question("later"))
    assert said == ["Block 3 depends on a question that does not come before it."]


@pytest.mark.parametrize("any_of", [[], ["perhaps"], ["yes", "perhaps"], "yes", None, [["yes"]]])
def test_a_branch_hangs_on_options_of_that_question(any_of: object) -> None:
    said = problems_of(a_question(), a_text("branch", show_if={"question": "support", "any_of": any_of}))
    assert said == ["Block 2 depends on options that “support” does not have."]


def test_a_branch_cannot_hang_on_a_free_text() -> None:
    why = a_question("why", kind="text", options=None)
    said = problems_of(why, a_text("branch", show_if={"question": "why", "any_of": ["yes"]}))
    assert said == ["Block 2 depends on options that “why” does not have."]


def test_every_problem_is_told_at_once_with_the_number_of_its_block() -> None:
    said = problems_of(
        a_text(text=""),
        a_text("ok"),
        a_question("Bad Id", kind="several", label="{{surname}}?", options=[]),
        title="",
    )
    assert [s.split(" ", 2)[:2] for s in said] == [
        ["The", "script"],
        ["Block", "1"],
        ["Block", "3"],
        ["Block", "3"],
        ["Block", "3"],
    ]


@pytest.mark.parametrize("name", script.MERGE_FIELDS)
def test_merge_fields_that_exist_are_accepted_wherever_words_stand(name: str) -> None:
    words = f"{{{{{name}}}}} and {{{{ {name} }}}}"
    options = [{"id": "a", "label": words}, {"id": "b", "label": "B"}]
    made = parsed(a_text(text=words), a_question(label=words, help=words, options=options))
    assert made.blocks[0] == script.Text("hello", words)


def test_single_braces_are_only_braces() -> None:
    assert script.unknown_merge_fields("{first_name} {} {{first_name}}") == []


def test_merge_fields_are_checked_in_options_and_help_too() -> None:
    options = [{"id": "a", "label": "{{a}}"}, {"id": "b", "label": "B"}]
    said = problems_of(a_question(help="{{h}}", options=options))
    assert ["“{{h}}”" in said[0], "“{{a}}”" in said[1]] == [True, True]


def test_the_example_of_the_builders_is_what_it_seems() -> None:
    assert [b.id for b in a_script().blocks] == [b["id"] for b in SCRIPT_DATA["blocks"]]
