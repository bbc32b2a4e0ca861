"""The command as a script runs it: no terminal, output and faults apart."""

from typer.testing import CliRunner, Result

from infra.cli import app

__all__ = ["Result", "run"]


def run(*words: str, typed: str | bytes = "") -> Result:
    """Run `ringround` with these words; `typed` is its standard input."""
    return CliRunner().invoke(app, list(words), input=typed)
