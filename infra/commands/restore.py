"""`ringround restore`: a table of before beside the one in use, of a moment of the last 35 days or from a copy."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from infra.staff import after_restore, copies, counts, loading, restoring, since_restore, torn
from infra.staff.account import Account, asking, open_account
from infra.staff.copies import Copy, CopyError
from infra.staff.faults import AccountError
from infra.staff.stacks import Deployed, find
from ringround.domain.errors import Refused
from ringround.storage.table import Table

from . import deploy
from .deploy_screen import asked
from .deploying import ContextOption, NameArgument, YesOption, read_file
from .restore_screen import say_made_safe, say_taken_over, show_both
from .rotate import change_file, file_of
from .screen import LONDON, counted, err, fail, moment, say, tell, usage

TABLE: Final = "TableName"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A table to be made beside the one in use (`source`), as it was at a moment, or as a copy has it."""

    account: Account
    there: Deployed
    source: str
    target: str
    at: datetime
    copy: Copy | None
    protect: bool

    def table(self, name: str) -> Table:
        """One of the two."""
        return Table(self.account.client("dynamodb"), name)


def restore(
    name: NameArgument,
    to: Annotated[
        str | None, typer.Option("--to", help="As it was then, as “2027-02-20 18:00” (London).", metavar="TIME")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--from", help="A copy (ringround backup), or an export of DynamoDB’s.")
    ] = None,
    use: Annotated[
        bool, typer.Option("--use", help="Also have the by-election use it: changes the file, and updates.")
    ] = False,
    as_it_was: Annotated[
        bool, typer.Option("--as-it-was", help="Take nothing over of what was recorded since then.")
    ] = False,
    yes: YesOption = False,
    context: ContextOption = None,
) -> None:
    """Restore the by-election's table into a table of its own. Nothing is overwritten.

    What was recorded since then is taken over from the table in use: calls, objections, who has voted, who may sign
    in. Sessions are ended and banks paused, so that nobody is rung before you have looked at it.

    Example: [bold]ringround restore runcorn-and-helsby --to "2027-02-20 18:00"[/]

    Example: [bold]ringround restore runcorn-and-helsby --from /secure/runcorn-2027-02-20[/]
    """
    if (to is None) == (folder is None):
        raise usage("Say as of when, with --to, or which copy, with --from.")
    election = read_file(name)
    try:
        copy = copies.read(folder) if folder else None
        at = copy.at if copy else datetime.fromisoformat(moment(to or "")).astimezone(UTC)
        account = open_account(election.region, election.account)
        there = find(account, name)
        source = there.outputs.get(TABLE, "") if there else ""
        if there is None or not source:
            raise fail(f"{name} has no table in account {account.id}, {account.region}.")
        target = restoring.restored_name(name, at)
        wanted = _Wanted(account, there, source, target, at, copy, not election.throw_away)
        if source == target:
            _catch_up(wanted, as_it_was=as_it_was)
            return
        if copy is None:
            _check(account, source, at)
        tell(f"{source if copy is None else copy.folder} as of {_in_london(at)} (London) into {target}.")
    except (AccountError, CopyError) as error:
        raise fail(str(error)) from None
    if not asked("Restore it? That takes some twenty minutes, and costs by its size.", yes=yes):
        raise fail("Nothing was restored.")
    try:
        _restore(wanted)
        _ready(wanted, as_it_was=as_it_was)
    except (AccountError, CopyError, Refused) as error:
        raise fail(f"{error}\nGo on with the same words.") from None
    except KeyboardInterrupt:
        tell("")
        raise fail("You stopped watching; AWS goes on. The same words wait for it again.", code=130) from None
    _what_now(name, election.table, wanted)
    if use:
        change_file(election, "table", target)
        deploy.update(name, yes=yes, context=context)
        _last(wanted, as_it_was=as_it_was)
        say(f"{name} works on {target} now.")


def _in_london(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y %H:%M:%S}"


def _check(account: Account, source: str, at: datetime) -> None:
    window = restoring.window(account, source)
    if not window.earliest <= at <= window.latest:
        first, last = _in_london(window.earliest), _in_london(window.latest)
        raise fail(f"It can be restored as it was from {first} to {last} (London).")


def _restore(wanted: _Wanted) -> None:
    account, source, target = wanted.account, wanted.source, wanted.target
    begun = (
        restoring.make(account, source, target) if wanted.copy else restoring.begin(account, source, target, wanted.at)
    )
    if not begun:
        tell(f"{target} is there already, or on its way: going on with it.")
    began = time.monotonic()
    with err.status("Restoring …") as shown:

        def alive(state: str) -> None:
            shown.update(f"Restoring: {state.lower()}, {(time.monotonic() - began) / 60:.0f} min")

        restoring.wait(account, target, alive, time.sleep)
        # One that was filled is not filled again: it may have some of what came since.
        if wanted.copy and not restoring.is_filled(account, target):
            _fill(wanted, wanted.copy, shown.update)
            restoring.note_filled(account, target)
    restoring.set_again(account, wanted.there, source, target, wanted.at, protect=wanted.protect)
    lacking = restoring.settled(account, target)
    lacking = [one for one in lacking if wanted.protect or one != "deletion protection"]
    if lacking:
        raise AccountError(f"{target} still lacks: {', '.join(lacking)}.")
    minutes = counted(round((time.monotonic() - began) / 60), "minute")
    tell(f"Restored in {minutes}; time to live, backups, tags and protection are set.")


def _fill(wanted: _Wanted, copy: Copy, shown: Callable[[str], None]) -> None:
    """Write the copy into the new table, and count what is in it then."""
    client = wanted.account.client("dynamodb")
    with asking("write the copy into the table"):
        loading.put_all(client, wanted.target, copy.pages(), lambda n: shown(f"Writing: {n:,} of {copy.items:,} items"))
        there = counts.of(loading.pages(client, wanted.target))
    differ = counts.differences(counts.of(copy.pages()), there)
    if differ:
        said = ", ".join(f"{what} {before:,} in the copy, {after:,} in the table" for what, before, after in differ)
        raise AccountError(f"{wanted.target} is not what the copy holds: {said}.")
    say(f"{counted(copy.items, 'item')} are in {wanted.target}, the same as in the copy.")


def _ready(wanted: _Wanted, *, as_it_was: bool) -> None:
    """What came since, the end of sessions, and the figures of both tables."""
    used, restored = wanted.table(wanted.source), wanted.table(wanted.target)
    with asking("compare the two tables"):
        if finished := torn.finish(restored):
            say(f"{counted(finished, 'call')} that the copy holds in part: put on their households.")
        if not as_it_was and since_restore.same_campaign(used, restored):
            say_taken_over(since_restore.take_over(used, restored, now=int(time.time())))
        say_made_safe(after_restore.make_safe(restored))
        before, after = (counts.of(loading.pages(one.client, one.name)) for one in (used, restored))
    show_both(before, after, ("in use", "restored"))


def _last(wanted: _Wanted, *, as_it_was: bool) -> None:
    """What was recorded while the by-election was changed over. Ends the command where AWS does not answer."""
    used, restored = wanted.table(wanted.source), wanted.table(wanted.target)
    try:
        with asking("look at the table of before"):
            if not as_it_was and since_restore.same_campaign(used, restored):
                say_taken_over(since_restore.take_over(used, restored, now=int(time.time()), again=True))
    except (AccountError, Refused) as error:
        raise fail(f"{error}\nGo on with the same words.") from None


def _catch_up(wanted: _Wanted, *, as_it_was: bool) -> None:
    """The same words once it is in use: what the table of before still got."""
    before = restoring.restored_from(wanted.account, wanted.target)
    tell(f"The by-election works on {wanted.target} already; before, it worked on {before}.")
    _last(_Wanted(wanted.account, wanted.there, before, *_rest(wanted)), as_it_was=as_it_was)


def _rest(wanted: _Wanted) -> tuple[str, datetime, Copy | None, bool]:
    return wanted.target, wanted.at, wanted.copy, wanted.protect


def _what_now(name: str, before: str | None, wanted: _Wanted) -> None:
    back = f'table = "{before}"' if before else "without the line “table = …”"
    say(
        f"\n{wanted.target} is there, and nothing uses it yet.\n"
        "To use it: the same words with --use; or write\n"
        f'  table = "{wanted.target}"\n'
        f"into {file_of(name)}, and: ringround update {name}\n"
        "Then say the first words once more: they bring what was recorded until the change.\n"
        f"Not in it: imports of after {wanted.at.astimezone(LONDON):%-d %b %H:%M}, and settings, scripts and banks "
        "that were made since. The table of before is kept. All banks are paused: look at the figures, import again "
        "what you want, and open them half an hour after the change, when no call is under way any more.\n"
        f"To go back: the file {back}, and ringround update {name}."
    )
