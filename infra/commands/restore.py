"""`ringround restore`: the table as it was at a moment of the last 35 days, beside the one that is in use."""

import time
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from infra.staff import restoring
from infra.staff.account import Account, open_account
from infra.staff.faults import AccountError
from infra.staff.stacks import Deployed, find

from . import deploy
from .deploy_screen import asked
from .deploying import ContextOption, NameArgument, YesOption, read_file
from .rotate import change_file, file_of
from .screen import LONDON, counted, err, fail, moment, say, tell

TABLE: Final = "TableName"


def restore(
    name: NameArgument,
    to: Annotated[str, typer.Option("--to", help="As it was then, as “2027-02-20 18:00” (London).", metavar="TIME")],
    use: Annotated[
        bool, typer.Option("--use", help="Also have the by-election use it: changes the file, and updates.")
    ] = False,
    yes: YesOption = False,
    context: ContextOption = None,
) -> None:
    """Restore the by-election's table, as it was at a moment, into a table of its own. Nothing is overwritten.

    Example: [bold]ringround restore runcorn-and-helsby --to "2027-02-20 18:00"[/]
    """
    election = read_file(name)
    wanted = datetime.fromisoformat(moment(to)).astimezone(UTC)
    try:
        account = open_account(election.region, election.account)
        there = find(account, name)
        source = there.outputs.get(TABLE, "") if there else ""
        if there is None or not source:
            raise fail(f"{name} has no table in account {account.id}, {account.region}.")
        target = restoring.restored_name(name, wanted)
        _check(account, source, wanted)
        tell(f"{source} as of {wanted.astimezone(LONDON):%-d %B %Y %H:%M:%S} (London) into {target}.")
    except AccountError as error:
        raise fail(str(error)) from None
    if not asked("Restore it? That takes some twenty minutes, and costs by its size.", yes=yes):
        raise fail("Nothing was restored.")
    try:
        _restore(account, there, source, target, wanted, protect=not election.throw_away)
    except AccountError as error:
        raise fail(f"{error}\nGo on with the same words.") from None
    except KeyboardInterrupt:
        tell("")
        raise fail("You stopped watching; AWS goes on. The same words wait for it again.", code=130) from None
    _what_now(name, election.table, target, wanted)
    if use:
        change_file(election, "table", target)
        deploy.update(name, yes=yes, context=context)
        say(f"{name} works on {target} now.")


def _check(account: Account, source: str, wanted: datetime) -> None:
    window = restoring.window(account, source)
    if not window.earliest <= wanted <= window.latest:
        first, last = (f"{one.astimezone(LONDON):%-d %B %Y %H:%M:%S}" for one in (window.earliest, window.latest))
        raise fail(f"It can be restored as it was from {first} to {last} (London).")


def _restore(account: Account, there: Deployed, source: str, target: str, wanted: datetime, *, protect: bool) -> None:
    if not restoring.begin(account, source, target, wanted):
        tell(f"{target} is there already, or on its way: going on with it.")
    began = time.monotonic()
    with err.status("Restoring …") as shown:

        def alive(state: str) -> None:
            shown.update(f"Restoring: {state.lower()}, {(time.monotonic() - began) / 60:.0f} min")

        restoring.wait(account, target, alive, time.sleep)
    restoring.set_again(account, there, source, target, wanted, protect=protect)
    lacking = [one for one in restoring.settled(account, target) if protect or one != "deletion protection"]
    if lacking:
        raise AccountError(f"{target} still lacks: {', '.join(lacking)}.")
    minutes = counted(round((time.monotonic() - began) / 60), "minute")
    tell(f"Restored in {minutes}; time to live, backups, tags and protection are set.")


def _what_now(name: str, before: str | None, target: str, wanted: datetime) -> None:
    back = f'table = "{before}"' if before else "without the line “table = …”"
    say(
        f"\n{target} is there, and nothing uses it yet.\n"
        "To use it: the same words with --use; or write\n"
        f'  table = "{target}"\n'
        f"into {file_of(name)}, and: ringround update {name}\n"
        f"What was recorded after {wanted.astimezone(LONDON):%-d %b %H:%M} is not in it: calls, bans, volunteers and "
        "imports of since then stay in the table of before, which is kept. Households that were rung since are handed "
        "out again, and people who asked not to be called since then too: pause the banks first, export what is new "
        "(ringround export attempts), and suppress those numbers again (ringround suppress).\n"
        f"To go back: the file {back}, and ringround update {name}."
    )
