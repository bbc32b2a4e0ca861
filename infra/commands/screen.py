"""What the command says, and how it ends when something is wrong: in words, never with a traceback."""

import typer
from rich.console import Console
from rich.markup import escape

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def fail(message: str, *, code: int = 1) -> typer.Exit:
    """Say what is wrong and give the exception that ends the command: `raise fail("…")`."""
    err.print(f"[bold red]Error:[/] {escape(message)}", soft_wrap=True)
    return typer.Exit(code)
