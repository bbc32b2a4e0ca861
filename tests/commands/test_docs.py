"""What the documents, and the command itself, tell people to type is there to be typed."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from infra.cli import app
from infra.staff.stacks import State

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))))
FENCED = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
INLINE = re.compile(r"`((?:\.venv/bin/)?ringround [^`]*)`")
TYPED = re.compile(r"(?:^|\| |/bin/)ringround (.*)")
STAND_IN = "WORD"
SAID = re.compile(r"ringround ([a-z]+(?:-[a-z]+)*)\b")
NO_WORDS = {"site"}
"""What stands after the name in a sentence: “is no ringround site”."""


def typed(document: str) -> Iterator[str]:
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks = (line for block in FENCED.findall(text) for line in block.replace("\\\n", " ").splitlines())
    for line in (*blocks, *INLINE.findall(FENCED.sub("", text))):
        found = TYPED.search(line.strip())
        if found and not found[1].startswith(("-", STAND_IN)):
            yield found[1]


def word_of(words: list[str]) -> tuple[Any, list[str]]:
    """The word of the command, and what follows it. Raises LookupError where there is none."""
    command: Any = typer.main.get_command(app)
    while getattr(command, "commands", {}) and words and not words[0].startswith("-"):
        if words[0] not in command.commands:
            raise LookupError(words[0])
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_says_to_type_can_be_typed(document: str) -> None:
    for line in typed(document):
        command, rest = word_of([word for word in shlex.split(line, comments=True) if word != "…"])
        if rest:
            # Without anything it is named in a sentence, not typed as it stands.
            command.make_context("ringround", rest)


def test_every_state_is_explained() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for state in State:
        assert f"\n| {state} |" in text


def test_there_is_something_to_type() -> None:
    assert len([line for document in DOCUMENTS for line in typed(document)]) > 40


def test_what_the_command_tells_people_to_type_is_a_word_of_it() -> None:
    known = NO_WORDS | set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    for source in [*(ROOT / "infra" / "commands").rglob("*.py"), *(ROOT / "infra" / "staff").glob("*.py")]:
        said = set(SAID.findall(source.read_text(encoding="utf-8")))
        assert said <= known, f"{source.name}: {said - known}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_make_is_asked_for_is_a_target(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    said = set(re.findall(r"`make ([a-z][a-z-]*)[` ]|^make ([a-z][a-z-]*)", text, re.MULTILINE))
    assert {one or other for one, other in said} <= targets
