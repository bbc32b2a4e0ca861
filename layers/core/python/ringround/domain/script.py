"""Scripts: text and question blocks, branching on answers, merge fields. Organisers write them; they are data.

A version of a script never changes once it is saved, so answers stay with the words that were read out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from .errors import BreaksRule

QuestionKind = Literal["single", "several", "text"]
Answer = str | list[str]
Answers = Mapping[str, Answer]

MERGE_FIELDS: Final = ("first_name", "name", "town", "caller", "party", "campaign", "return_number")
KINDS: Final = ("single", "several", "text")
MOST_BLOCKS: Final = 60
MOST_OPTIONS: Final = 30
LONGEST_TEXT: Final = 2_000
LONGEST_LABEL: Final = 300
LONGEST_ANSWER: Final = 1_000

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_MERGE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class ShowIf:
    """Branching: the block is there when the answer to an earlier question holds one of these options."""

    question: str
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words to be read out. Merge fields in double braces are filled by the page."""

    id: str
    text: str
    show_if: ShowIf | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question: one choice, several choices, or free text (then without options)."""

    id: str
    kind: QuestionKind
    label: str
    options: tuple[Option, ...] = ()
    help: str = ""
    show_if: ShowIf | None = None


Block = Text | Question


@dataclass(frozen=True, slots=True)
class Script:
    """One version of a script."""

    id: str
    version: int
    title: str
    blocks: tuple[Block, ...]

    def question(self, question_id: str) -> Question | None:
        """The question with this id, if there is one."""
        return next((b for b in self.blocks if isinstance(b, Question) and b.id == question_id), None)

    def visible(self, answers: Answers) -> list[Block]:
        """The blocks that are there for these answers. An answer to a question that is not there counts for
        nothing, so a branch closes with the branch it hangs on."""
        shown: list[Block] = []
        given: dict[str, set[str]] = {}
        for block in self.blocks:
            condition = block.show_if
            if condition and not given.get(condition.question, set()) & set(condition.any_of):
                continue
            shown.append(block)
            if isinstance(block, Question):
                given[block.id] = set(_chosen(answers.get(block.id)))
        return shown

    def accept(self, answers: Mapping[str, object]) -> dict[str, Answer]:
        """The answers to keep: of the questions that are there, in the script's order, empty ones left out.

        Raises BreaksRule (`answer_invalid`) for a question that is not in this version, an option that it does not
        have, several where one may be chosen, or a text over 1,000 characters.
        """
        for question_id in answers:
            if self.question(question_id) is None:
                raise BreaksRule("This answer is to a question that the script does not have.", code="answer_invalid")
        kept = {q: _checked(question, answers[q]) for q in answers if (question := self.question(q))}
        there = [b.id for b in self.visible(kept) if isinstance(b, Question)]
        return {q: kept[q] for q in there if kept.get(q)}

    def chosen(self, answers: Answers) -> list[tuple[str, str]]:
        """A pair of question and option for each choice in accepted answers; free text is no choice."""
        questions = [b for b in self.blocks if isinstance(b, Question) and b.kind != "text"]
        return [(q.id, option) for q in questions for option in _chosen(answers.get(q.id)) if option]


def _chosen(answer: Answer | None) -> Sequence[str]:
    if answer is None:
        return ()
    return (answer,) if isinstance(answer, str) else answer


def _checked(question: Question, value: object) -> Answer:
    def refuse(why: str) -> BreaksRule:
        return BreaksRule(why, {"question": question.id}, code="answer_invalid")

    if question.kind == "text":
        if not isinstance(value, str):
            raise refuse("This question takes a text.")
        if len(value) > LONGEST_ANSWER:
            raise refuse(f"An answer has at most {LONGEST_ANSWER:,} characters.")
        return value.strip()
    chosen = [value] if isinstance(value, str) else value
    if not isinstance(chosen, list) or not all(isinstance(c, str) for c in chosen):
        raise refuse("Choose among the options of this question.")
    ids = [o.id for o in question.options]
    if any(c and c not in ids for c in chosen):
        raise refuse("This is not an option of the question.")
    picked = [i for i in ids if i in chosen]
    if question.kind == "several":
        return picked
    if len(picked) > 1:
        raise refuse("This question takes one answer.")
    return picked[0] if picked else ""


def parse(script_id: str, version: int, data: Mapping[str, Any]) -> Script:
    """A script from what an organiser wrote: `{"title", "blocks": […]}` in the API's shape.

    Raises BreaksRule (`script_invalid`) with every problem in `details["problems"]`, each in words and with the
    number of its block, counted from 1.
    """
    problems: list[str] = []
    title = str(data.get("title") or "").strip()
    if not title or len(title) > LONGEST_LABEL:
        problems.append("The script needs a title of at most 300 characters.")
    raw_blocks = data.get("blocks")
    if not isinstance(raw_blocks, list) or not raw_blocks:
        problems.append("The script needs at least one block.")
        raw_blocks = []
    if len(raw_blocks) > MOST_BLOCKS:
        problems.append(f"A script has at most {MOST_BLOCKS} blocks.")
    blocks: list[Block] = []
    for place, raw in enumerate(raw_blocks[:MOST_BLOCKS], start=1):
        found: list[str] = []
        block = _block(raw, blocks, found) if isinstance(raw, Mapping) else None
        if block is None and not found:
            found.append("is neither a text nor a question")
        problems += [f"Block {place} {what}." for what in found]
        if block is not None:
            blocks.append(block)
    if problems:
        raise BreaksRule("The script cannot be used as it is.", {"problems": problems}, code="script_invalid")
    return Script(script_id, version, title, tuple(blocks))


def _block(raw: Mapping[str, Any], before: Sequence[Block], problems: list[str]) -> Block | None:
    block_id = str(raw.get("id") or "")
    if not _ID.fullmatch(block_id):
        problems.append("needs an id of small letters, digits, - and _")
    if any(b.id == block_id for b in before):
        problems.append(f"has the id “{block_id}”, which an earlier block has")
    show_if = _show_if(raw.get("show_if"), before, problems)
    if raw.get("type") == "text":
        text = _words(raw.get("text"), LONGEST_TEXT, "text", problems)
        return Text(block_id, text, show_if)
    if raw.get("type") != "question":
        problems.append("is neither a text nor a question")
        return None
    kind = raw.get("kind")
    if kind not in KINDS:
        problems.append(f"has a kind of question that does not exist: use {', '.join(KINDS)}")
        return None
    label = _words(raw.get("label"), LONGEST_LABEL, "question", problems)
    help_text = _words(raw.get("help"), LONGEST_LABEL, "help", problems, needed=False)
    options = _options(kind, raw.get("options"), problems)
    return Question(block_id, kind, label, options, help_text, show_if)


def _words(value: object, most: int, what: str, problems: list[str], *, needed: bool = True) -> str:
    words = value.strip() if isinstance(value, str) else ""
    if needed and not words:
        problems.append(f"has no {what}")
    if len(words) > most:
        problems.append(f"has a {what} of over {most:,} characters")
    problems.extend(
        f"has the placeholder “{{{{{name}}}}}”, which does not exist: use {', '.join(MERGE_FIELDS)}"
        for name in unknown_merge_fields(words)
    )
    return words


def _options(kind: str, raw: object, problems: list[str]) -> tuple[Option, ...]:
    if kind == "text":
        if raw:
            problems.append("asks for a free text, so it has no options")
        return ()
    if not isinstance(raw, list) or not 2 <= len(raw) <= MOST_OPTIONS:
        problems.append(f"needs 2 to {MOST_OPTIONS} options")
        return ()
    options: list[Option] = []
    for entry in raw:
        option_id = str(entry.get("id") or "") if isinstance(entry, Mapping) else ""
        label = entry.get("label") if isinstance(entry, Mapping) else None
        if not _ID.fullmatch(option_id) or any(o.id == option_id for o in options):
            problems.append(f"has an option with no id of its own (“{option_id}”)")
            continue
        options.append(Option(option_id, _words(label, LONGEST_LABEL, "label of an option", problems)))
    return tuple(options)


def _show_if(raw: object, before: Iterable[Block], problems: list[str]) -> ShowIf | None:
    if raw is None:
        return None
    question_id = raw.get("question") if isinstance(raw, Mapping) else None
    any_of = raw.get("any_of") if isinstance(raw, Mapping) else None
    asked = next((b for b in before if isinstance(b, Question) and b.id == question_id), None)
    if asked is None:
        problems.append("depends on a question that does not come before it")
        return None
    known = {o.id for o in asked.options}
    if not isinstance(any_of, list) or not any_of or not all(isinstance(o, str) and o in known for o in any_of):
        problems.append(f"depends on options that “{asked.id}” does not have")
        return None
    return ShowIf(asked.id, tuple(any_of))


def unknown_merge_fields(text: str) -> list[str]:
    """The merge fields of a text that do not exist."""
    return [name for name in _MERGE.findall(text) if name not in MERGE_FIELDS]


def to_data(script: Script) -> dict[str, Any]:
    """A script in the API's shape; `parse` reads it back."""
    return {
        "id": script.id,
        "version": script.version,
        "title": script.title,
        "blocks": [_block_data(block) for block in script.blocks],
    }


def _block_data(block: Block) -> dict[str, Any]:
    data: dict[str, Any] = {"id": block.id}
    if isinstance(block, Text):
        data |= {"type": "text", "text": block.text}
    else:
        data |= {"type": "question", "kind": block.kind, "label": block.label}
        data["options"] = [{"id": o.id, "label": o.label} for o in block.options]
        if block.help:
            data["help"] = block.help
    if block.show_if:
        data["show_if"] = {"question": block.show_if.question, "any_of": list(block.show_if.any_of)}
    return data
