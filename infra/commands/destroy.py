"""`ringround destroy`: a by-election out of AWS, with proof. The campaign's own end comes before: `ringround close`."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from infra.config import ElectionError, elections_folder, load, names
from infra.staff import belongings, evidence, proof, removal
from infra.staff.account import Account, open_account
from infra.staff.belongings import Belongings, Names
from infra.staff.evidence import Evidence
from infra.staff.faults import AccountError
from infra.staff.proof import Files, Proof
from infra.staff.stacks import APP, DATA, EDGE, EDGE_REGION, TABLE, Deployed, State, find, stack_name

from . import known_sites
from .deploying import NameArgument
from .screen import counted, err, fail, say, tell

_BUSY: Final = frozenset({State.DEPLOYING})
_THROW_AWAY: Final = "it was for throwing away: its file says so, and its table was never protected"
_DESTROYED: Final = "its campaign was closed, exported and destroyed, and the table holds the certificate"
_EMPTY: Final = "it never held an elector, a number, a call or a list"
_NO_TABLE: Final = "it has no table (any more)"
_TRIES_TO_FIND: Final = 3
_CLOCKS_DIFFER: Final = timedelta(minutes=1)


def destroy(
    name: NameArgument,
    out: Annotated[
        Path,
        typer.Option(
            "--out", help="Where the proof is written; made where it is not there.", metavar="FOLDER", file_okay=False
        ),
    ] = Path(),
    region: Annotated[
        str | None, typer.Option("--region", help="Where it is, if its file is gone.", metavar="REGION")
    ] = None,
    typed: Annotated[
        str | None,
        typer.Option("--name", help="The name once more, for scripts.", metavar="NAME"),
    ] = None,
) -> None:
    """Take a by-election down: stacks, table, files, backups, logs, key. With proof that nothing is left.

    Refuses while data is unexported: first “ringround close” (last export, then all personal data is destroyed).
    Broken off, the same words go on where it was.

    Example: [bold]ringround destroy runcorn-and-helsby --out proofs[/]
    """
    try:
        account, title, throw_away = _account(name, region)
        out.mkdir(parents=True, exist_ok=True)
    except AccountError as error:
        raise fail(str(error)) from None
    except OSError as error:
        raise fail(f"{out} can't be made: {error.strerror}.") from None
    try:
        _destroy(account, name, out, typed, title=title, throw_away=throw_away)
    except AccountError as error:
        raise fail(f"{error}\nGo on with the same words: ringround destroy {name}") from None
    except KeyboardInterrupt:
        tell("")
        raise fail(f"Stopped. What is gone is gone; go on with: ringround destroy {name}", code=130) from None
    file = elections_folder() / f"{name}.toml"
    if file.exists():
        say(f"Its own file is still here: {file}. Keep it elsewhere, and `ringround list` names it no more.")


def _destroy(account: Account, name: str, out: Path, typed: str | None, *, title: str, throw_away: bool) -> None:
    there = find(account, name)
    if there is not None and there.state in _BUSY:
        raise fail(f"{name} is being deployed just now: wait until that is over (ringround status {name}).")
    mine = belongings.names_in(account, name, names())
    found = belongings.look(account, mine)
    if there is None and found == Belongings():
        raise fail(f"There is nothing of {name} in account {account.id}, {account.region}.")
    files, written = proof.begin(
        out, name, title or (there.title if there else ""), account.id, account.region, account.user or "unknown"
    )
    if not written.nothing_lost_because:
        in_use = there.outputs.get(TABLE, "") if there else ""
        reason, witness = _why_it_may_go(account, name, found, in_use, throw_away=throw_away)
        written.lost_nothing(reason, witness)
    else:
        _only_what_was_there(account, name, found, files, written)
        tell(f"Going on with what was begun at {written.begun_at} ({files.machine}).")
    _show(account, name, there, found, written)
    _ask_for_name(name, typed)
    files.write(written)
    _take_down(account, name, mine, files, written)
    known_sites.remember({name: ""})
    _prove(account, mine, files, written)


def _account(name: str, region: str | None) -> tuple[Account, str, bool]:
    """The account, and what the file says: the title, and whether the by-election is for throwing away."""
    try:
        election = load(name)
    except ElectionError as error:
        if region is None:
            raise fail(f"{error}\nWithout its file, say where it is: --region eu-west-2") from None
        return open_account(region), "", False
    return open_account(region or election.region, election.account), election.title, election.throw_away


def _only_what_was_there(account: Account, name: str, found: Belongings, files: Files, written: Proof) -> None:
    """Ends the command where a table is newer than the deletion that broke off: a by-election of the same name was
    deployed since, and why the one before might go says nothing of it."""
    begun = datetime.fromisoformat(written.begun_at)
    newer = [one for one in found.tables if (made := removal.made_at(account, one)) and made > begun + _CLOCKS_DIFFER]
    if newer:
        raise fail(
            f"{', '.join(newer)} is newer than {written.begun_at}, when {files.machine} was begun: that is the proof "
            f"of another {name}, before this one. To take this one down, name another folder: --out FOLDER"
        )


def _why_it_may_go(
    account: Account, name: str, found: Belongings, in_use: str, *, throw_away: bool
) -> tuple[str, Evidence | None]:
    """Why nothing is lost with it. Ends the command where something would be. A certificate in a table that is not in
    use (any more) says nothing of the one that is."""
    tables = [one for one in (evidence.of(account, table) for table in found.tables) if one is not None]
    if not tables:
        return _NO_TABLE, None
    certified = next((one for one in tables if one.certificate), None)
    if certified and not any(one.table == in_use and not one.may_go for one in tables):
        for other in tables:
            if not other.may_go:
                tell(f"{other.table} holds people still, from before a restore: it goes as well.")
        return _DESTROYED, certified
    if all(one.may_go for one in tables):
        return _EMPTY, None
    if throw_away and not any(removal.is_protected(account, table) for table in found.tables):
        return _THROW_AWAY, None
    held = min((one for one in tables if not one.may_go), key=lambda one: one.table != in_use)
    if held.destroying:
        raise fail(
            f"{name} is being destroyed just now: wait for its certificate (ringround close --site {name} --state)."
        )
    # Whether somebody has begun to close it decides what comes next.
    close = f"ringround close --site {name}"
    step = f"{close} --destroy --certificate certificate.json"
    if not held.closing:
        step = f"{close} --out last.zip, and then: {step}"
    raise fail(
        f"{name} is not taken down: its table holds people or calls that nobody may have exported, and no certificate "
        f"of their destruction. Organisers end a campaign first: {step}"
    )


def _show(account: Account, name: str, there: Deployed | None, found: Belongings, written: Proof) -> None:
    say(f"{written.title or name} in account {account.id}, {account.region}, as {account.user}")
    say(f"Nothing is lost: {written.nothing_lost_because}.")
    stacks = [stack_name(name, kind) for kind in (there.stacks if there else ())]
    for what, every in (
        ("stack", stacks),
        ("table", found.tables),
        ("backup", found.backups),
        ("bucket", found.buckets),
        ("key", found.keys),
        ("layer", found.layers),
        ("log", found.log_groups),
    ):
        if every:
            say(f"  {counted(len(every), what)}: {', '.join(every)}")


def _ask_for_name(name: str, typed: str | None) -> None:
    tell("This takes all of it out of AWS for good. Nothing can bring it back.")
    if typed is None:
        typed = str(typer.prompt(f"Type the by-election’s name ({name}) to go on", err=True))
    if typed.strip() != name:
        raise fail("That is not its name: nothing was deleted.")


def _take_down(account: Account, name: str, mine: Names, files: Files, written: Proof) -> None:
    """The app first, so that nothing writes any more; the data's own stack last, so that it can be found until then."""
    with err.status("Deleting …") as shown:
        alive: Callable[[str], None] = shown.update

        def done(what: str, which: str, **more: object) -> None:
            written.step(what, which, **more)
            files.write(written)
            tell(f"  gone: {what} {which}")

        # Known now, by the tag: afterwards the tag is all there is of a key, and its index lags.
        keys = {*belongings.look(account, mine).keys, *written.keys_deleted_on}
        for kind, place in ((APP, account), (EDGE, account.in_region(EDGE_REGION))):
            if removal.stack(place, stack_name(name, kind), alive, time.sleep):
                done("stack", stack_name(name, kind))
        found = belongings.look(account, mine)
        for table in found.tables:
            keys |= removal.keys_of(account, table, name)
            backups = removal.table(account, table, time.sleep)
            if backups is not None:
                done("table", table, backups=backups)
        # What S3 writes about the others goes last.
        for bucket in sorted(found.buckets, key=lambda one: "logs" in one):
            objects = removal.bucket(account, bucket, alive, time.sleep)
            if objects is not None:
                done("bucket", bucket, objects=objects)
        if removal.stack(account, stack_name(name, DATA), alive, time.sleep):
            done("stack", stack_name(name, DATA))
        for arn in sorted(keys):
            written.keys_deleted_on[arn] = f"{removal.key(account, arn):%Y-%m-%d}"
            files.write(written)
            tell(f"  key {arn}: deleted by AWS on {written.keys_deleted_on[arn]}")
        _rest(account, belongings.look(account, mine), done)


def _rest(account: Account, found: Belongings, done: Callable[..., None]) -> None:
    """What stacks leave behind: layers of earlier releases, logs that were written at the very end."""
    for layer in found.layers:
        done("layer", layer, versions=removal.layer(account, layer))
    for group in found.log_groups:
        removal.log_group(account, group)
        done("log", group)
    for secret in found.secrets:
        removal.secret(account, secret)
        done("secret", secret)
    for mail_set in found.mail_sets:
        removal.mail_set(account, mail_set)
        done("configuration set", mail_set)
    if found.alarms:
        removal.alarms(account, found.alarms)
        done("alarms", ", ".join(found.alarms))
    for arn in found.backups:
        removal.backup(account, arn)
        done("backup", arn)


def _prove(account: Account, mine: Names, files: Files, written: Proof) -> None:
    """Look for anything that is left, write the proof and print it. Ends the command with 1 where something is."""
    for _ in range(_TRIES_TO_FIND):
        found = belongings.look(account, mine)
        written.left, written.tags_still_name = proof.what_is_left(found, written.keys_deleted_on)
        if not written.left:
            break
        time.sleep(removal.PAUSE)
    if not written.left:
        written.finished_at = proof.now()
    files.write(written)
    say("")
    say(proof.in_words(written).rstrip())
    say(f"\nThe proof: {files.machine} and {files.people}. Keep both.")
    if written.left:
        raise fail("Something is left (above). Try again in some minutes with the same words.")
