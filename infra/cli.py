"""The staff's command, `ringround`. Each word is a module of `infra.commands`."""

import typer

from infra.commands import banks, held, quality, script, settings, volunteers
from infra.commands.audit import audit
from infra.commands.backup import backup
from infra.commands.bank_status import open_bank, pause_bank
from infra.commands.close import close
from infra.commands.deploy import deploy, update
from infra.commands.destroy import destroy
from infra.commands.elections import list_elections
from infra.commands.exports import export, exports
from infra.commands.import_files import import_files, imports
from infra.commands.new import new
from infra.commands.numbers import screened, suppress
from infra.commands.replay import replay
from infra.commands.restore import restore
from infra.commands.rollback import rollback
from infra.commands.rotate import rotate
from infra.commands.sample import sample
from infra.commands.sign_in import sign_in
from infra.commands.staff_code import staff_code
from infra.commands.status import status
from infra.commands.subjects import erase, subject_access
from infra.commands.voted import voted

app = typer.Typer(
    name="ringround",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
_ELECTIONS = "By-elections"
_LISTS = "Lists"
_BANKS = "Phone banks"
_PEOPLE = "Volunteers"
_RESULTS = "Results"
_DATA = "People who ask about their data"
_CAMPAIGN = "The campaign"

app.command("new", rich_help_panel=_ELECTIONS)(new)
app.command("list", rich_help_panel=_ELECTIONS)(list_elections)
app.command("deploy", rich_help_panel=_ELECTIONS)(deploy)
app.command("update", rich_help_panel=_ELECTIONS)(update)
app.command("rollback", rich_help_panel=_ELECTIONS)(rollback)
app.command("rotate", rich_help_panel=_ELECTIONS)(rotate)
app.command("backup", rich_help_panel=_ELECTIONS)(backup)
app.command("restore", rich_help_panel=_ELECTIONS)(restore)
app.command("replay", rich_help_panel=_ELECTIONS)(replay)
app.command("code", rich_help_panel=_ELECTIONS)(staff_code)
app.command("destroy", rich_help_panel=_ELECTIONS)(destroy)
app.command("import", rich_help_panel=_LISTS)(import_files)
app.command("imports", rich_help_panel=_LISTS)(imports)
app.command("voted", rich_help_panel=_LISTS)(voted)
app.command("suppress", rich_help_panel=_LISTS)(suppress)
app.command("screened", rich_help_panel=_LISTS)(screened)
app.add_typer(quality.app, name="quality", rich_help_panel=_LISTS)
app.add_typer(banks.app, name="banks", rich_help_panel=_BANKS)
app.command("open", rich_help_panel=_BANKS)(open_bank)
app.command("pause", rich_help_panel=_BANKS)(pause_bank)
app.add_typer(script.app, name="script", rich_help_panel=_BANKS)
app.add_typer(volunteers.app, name="volunteers", rich_help_panel=_PEOPLE)
app.command("status", rich_help_panel=_PEOPLE)(status)
app.add_typer(held.app, name="held", rich_help_panel=_PEOPLE)
app.command("export", rich_help_panel=_RESULTS)(export)
app.command("exports", rich_help_panel=_RESULTS)(exports)
app.command("audit", rich_help_panel=_RESULTS)(audit)
app.command("subject-access", rich_help_panel=_DATA)(subject_access)
app.command("erase", rich_help_panel=_DATA)(erase)
app.add_typer(settings.app, name="settings", rich_help_panel=_CAMPAIGN)
app.command("close", rich_help_panel=_CAMPAIGN)(close)
app.command("sign-in", rich_help_panel=_CAMPAIGN)(sign_in)
app.command("sample", rich_help_panel=_CAMPAIGN)(sample)


@app.callback()
def main() -> None:
    """Run a virtual phone bank: from a register of electors to results.

    By-elections are made and taken down in the party's AWS account; all else is the organisers' API of a site, as on
    its pages.

    Ends with 0 when all is well, 1 when something was refused or failed, 2 when the words were wrong.
    """
