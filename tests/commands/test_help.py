"""Every word of the command explains itself, with an example that has such words."""

from collections.abc import Iterator

import pytest
import typer.main

from infra.cli import app

from .runner import run


def _words(command: object, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    below = getattr(command, "commands", {})
    if before and (not below or getattr(command, "invoke_without_command", False)):
        yield before
    for name, each in below.items():
        yield from _words(each, (*before, name))


WORDS = sorted(_words(typer.main.get_command(app)))


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_a_word_explains_itself_with_an_example(words: tuple[str, ...]) -> None:
    result = run(*words, "--help")
    assert result.exit_code == 0, result.output
    assert f"Example: ringround {' '.join(words)}" in " ".join(result.stdout.split())


def test_all_words_are_there() -> None:
    named = {words[0] for words in WORDS}
    assert named >= {"import", "voted", "suppress", "screened", "banks", "open", "pause", "status", "volunteers"}
    assert named >= {"held", "script", "export", "quality", "audit", "settings", "close"}


@pytest.mark.parametrize("words", [["held"], ["script"], []])
def test_a_word_alone_that_does_nothing_shows_its_words(words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "Usage" in result.output
