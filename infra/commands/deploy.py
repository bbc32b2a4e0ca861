"""`ringround deploy` and `ringround update`: a by-election's stacks, from the file to a site that was tried."""

import time
from typing import Annotated, Final

import typer

from infra import costs
from infra.config import Election, names
from infra.staff import stacks as staff_stacks
from infra.staff.account import open_account
from infra.staff.changes import Change
from infra.staff.codes import NoCodeError, code_for
from infra.staff.faults import AccountError
from infra.staff.stacks import Deployed, State

from . import deploying, known_sites
from .deploy_screen import asked, in_calling_hours, show_changes
from .deploying import ContextOption, NameArgument, Ready, YesOption
from .screen import counted, fail, say, tell, usage, when

_RUNNING: Final = frozenset({State.RUNNING, State.ROLLED_BACK})


def deploy(
    name: NameArgument,
    check: Annotated[bool, typer.Option("--check", help="Only look at what a deploy depends on.")] = False,
    bootstrap: Annotated[bool, typer.Option("--bootstrap", help="Run CDK’s bootstrap where it is missing.")] = False,
    yes: YesOption = False,
    context: ContextOption = None,
) -> None:
    """Start a by-election in AWS from its file, or bring it up to date.

    Looks first at all that a deploy depends on, and says what to do about each.

    Example: [bold]ringround deploy runcorn-and-helsby[/]

    Example: [bold]ringround deploy runcorn-and-helsby --check[/]
    """
    ready = deploying.look(name, context, install=not check, bootstrap=bootstrap, yes=yes)
    if check:
        say(f"Ready: ringround deploy {name}")
        return
    deployed = _deployed(ready, yes=yes)
    _afterwards(ready.election, ready, deployed)


def update(
    name: Annotated[str | None, typer.Argument(help="The by-election: its file’s name.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Each running by-election in turn.")] = False,
    yes: YesOption = False,
    context: ContextOption = None,
) -> None:
    """Bring a running by-election up to date: shows what will change, deploys it, tries the site.

    Example: [bold]ringround update runcorn-and-helsby[/]

    Example: [bold]ringround update --all --yes[/]
    """
    if (name is None) != every:
        raise usage("Name one by-election, or say --all.")
    for one in [name] if name else _all_running():
        say(f"\n{one}" if every else "")
        ready = deploying.look(one, context, install=True, yes=yes)
        if ready.there is None or ready.there.state not in _RUNNING:
            state = ready.there.state if ready.there else State.NOT_DEPLOYED
            raise fail(f"{one} is not running ({state}), so there is nothing to update: ringround deploy {one}")
        _deployed(ready, yes=yes)
        say(f"\nSomething wrong with it? Back to what ran before, in seconds: ringround rollback {one}")


def _all_running() -> list[str]:
    """The by-elections that run in the account and have a file, of every region that a file names."""
    files = {name: deploying.read_file(name) for name in names()}
    try:
        found = [
            one.name
            for region in sorted({election.region for election in files.values()})
            for one in staff_stacks.deployed(open_account(region))
            if one.state in _RUNNING and one.name in files and files[one.name].region == region
        ]
    except AccountError as error:
        raise fail(str(error)) from None
    if not found:
        raise fail("No by-election that has a file here is running in this account.")
    tell(f"Running: {', '.join(found)}")
    return found


def _deployed(ready: Ready, *, yes: bool) -> Deployed:
    """Show what will change, ask, deploy and try the site. Ends the command where any of it goes wrong."""
    cdk, stacks = deploying.templates(ready)
    changes = deploying.changes_of(ready, cdk)
    if changes is not None:
        _look_at(ready, changes)
    number = sum(deploying.totals_of(stacks, changes).values())
    if changes is None or changes:
        where = f"account {ready.account.id}, {ready.account.region}"
        if not asked(f"Deploy {ready.name} to {where}: {counted(number, 'resource')}?", yes=yes):
            raise fail("Nothing was deployed.")
    # Also where nothing changes: cdk finds that out by itself, and what was rolled back by hand is put right below.
    deployed = deploying.carry_out(ready, cdk, stacks, deploying.totals_of(stacks, changes))
    known_sites.remember({ready.name: deployed.address})
    if ready.there is not None:
        deploying.newest_release(ready)
    deploying.tried(ready, deployed)
    return deployed


def _look_at(ready: Ready, changes: list[Change]) -> None:
    if not changes:
        say("Nothing changes: what runs is what is here.")
        return
    say(f"\n{counted(len(changes), 'resource')} will change:")
    show_changes(changes)
    if lost := [change for change in changes if change.loses]:
        raise fail(
            f"This would take away or replace {counted(len(lost), 'thing')} that can’t be made anew (above, “LOST”): "
            "people, calls, the key that decrypts them, or the address that volunteers have. Nothing was deployed. "
            "The change has to be made in another way: docs/operations.md, “Update one in the middle of a campaign”."
        )
    noticed = [change for change in changes if change.noticed]
    if noticed and in_calling_hours(ready.election, time.time()):
        kinds = ", ".join(sorted({change.kind for change in noticed}))
        tell(
            f"It is calling hours, and this changes what every request goes through ({kinds}). It should go unnoticed; "
            "if it can wait, do it when nobody is ringing."
        )


def _afterwards(election: Election, ready: Ready, deployed: Deployed) -> None:
    """The address, the first sign-in, and what it will cost."""
    say(f"\n{election.title} is up: {deployed.address}")
    _first_sign_in(election, ready, deployed)
    if election.alarm_emails and ready.there is None:
        say(
            "Alarms: each address of alarm_emails has got a mail from AWS, “Subscription Confirmation”, and hears "
            "nothing until the link in it is followed."
        )
    say("\nWhat it costs:")
    for line in costs.expected(election).lines():
        say(f"  {line}")


def _first_sign_in(election: Election, ready: Ready, deployed: Deployed) -> None:
    if not election.admins:
        say("Nobody can sign in yet: write admins into the file and deploy again.")
        return
    first = election.admins[0]
    if election.sender:
        say(f"First sign-in: open it and type {first.email}; a code is sent there.")
        return
    again = f"ringround code {election.name} {first.email}"
    try:
        code = code_for(ready.account, deployed, first.email)
    except (AccountError, NoCodeError) as error:
        tell(f"{error} Once more: {again}")
        return
    say(f"First sign-in of {first.name}: open {code.link}, or type {first.email} and the code {code.code}.")
    say(f"It works once, until {when(code.until)}; another one: {again}")
