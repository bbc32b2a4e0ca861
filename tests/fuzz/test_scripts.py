"""Scripts and answers that nobody would write: each is a script, or refused in words with all that is wrong."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ringround.domain.errors import BreaksRule
from ringround.domain.script import KINDS, Script, parse, to_data
from tests.fuzz import bounded

ids = st.sampled_from(["a", "b", "c", "", "A", "a b", "x" * 300]) | st.text(max_size=4)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
words = st.text(max_size=20) | st.sampled_from(["Hello {{first_name}}", "{{nobody}}", "{{", "{{{{}}}}", "<b>", " "])


def or_anything(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly what is meant."""
    return st.one_of(usual, usual, usual, anything)


options = st.fixed_dictionaries({"id": or_anything(ids), "label": or_anything(words)})
blocks = st.fixed_dictionaries(
    {
        "id": or_anything(ids),
        "type": or_anything(st.sampled_from(["text", "question"])),
    },
    optional={
        "text": or_anything(words),
        "kind": or_anything(st.sampled_from(sorted(KINDS))),
        "label": or_anything(words),
        "help": or_anything(words),
        "options": or_anything(st.lists(or_anything(options), max_size=4)),
        "show_if": or_anything(
            st.fixed_dictionaries({"question": or_anything(ids), "any_of": or_anything(st.lists(ids, max_size=2))})
        ),
    },
)
scripts = st.fixed_dictionaries(
    {"title": or_anything(words), "blocks": or_anything(st.lists(or_anything(blocks), max_size=5))}
)


def parsed(data: Any) -> Script | None:
    """The script, None where it was refused in words."""
    try:
        return parse("main", 1, data)
    except BreaksRule as found:
        refused = found
    problems = (refused.details or {})["problems"]
    assert refused.reason == "script_invalid"
    assert problems
    assert all(isinstance(each, str) and each.endswith(".") for each in problems)
    return None


@bounded(300)
@given(data=scripts)
def test_whatever_is_written_is_a_script_or_is_refused_in_words(data: Any) -> None:
    script = parsed(data)
    if script is not None:
        assert parse("main", 1, to_data(script)) == script


@bounded(150)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    answers=st.dictionaries(st.sampled_from(["a", "b", "x"]), or_anything(ids | st.lists(ids, max_size=3)), max_size=3),
)
def test_whatever_is_answered_is_taken_or_refused_in_words(kind: str, answers: Any) -> None:
    choice = [] if kind == "text" else [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]
    question = {"id": "a", "type": "question", "kind": kind, "label": "Which?", "options": choice}
    script = parse("main", 1, {"title": "Script", "blocks": [question]})
    taken, refused = {}, ""
    try:
        taken = script.accept(answers)
    except BreaksRule as found:
        refused = found.message
    assert not refused or refused.endswith(".")
    assert set(taken) <= {"a"}
    script.visible(taken)
    script.chosen(taken)
