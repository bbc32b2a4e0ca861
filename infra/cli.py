"""The staff's command, `ringround`. Each word is a module of `infra.commands`."""

import typer

from infra.commands.sample import sample

app = typer.Typer(
    name="ringround",
    help="Run a virtual phone bank: import lists, try it with a sample.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command()(sample)


@app.callback()
def main() -> None:
    """Run a virtual phone bank: import lists, try it with a sample."""
