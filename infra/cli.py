"""The staff's command, `ringround`. Each word is a module of `infra.commands`."""

import typer

from infra.commands.import_files import import_files
from infra.commands.sample import sample
from infra.commands.sign_in import sign_in

app = typer.Typer(
    name="ringround",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command("import")(import_files)
app.command("sample")(sample)
app.command("sign-in")(sign_in)


@app.callback()
def main() -> None:
    """Run a virtual phone bank: import lists of electors, or make a sample to try things with."""
