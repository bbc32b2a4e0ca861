"""`ringround rotate`: another secret between CloudFront and the API, without a request lost."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from infra.config import Election, ElectionError, elections_folder, read
from infra.staff import origin, smoke
from infra.staff.account import asking
from infra.staff.election_file import toml, with_value
from infra.staff.faults import AccountError

from . import deploying
from .deploy_screen import asked
from .deploying import ContextOption, NameArgument, YesOption
from .screen import counted, fail, say, tell

_EVERY: Final = 1.0


def rotate(name: NameArgument, yes: YesOption = False, context: ContextOption = None) -> None:
    """Change the secret by which the API knows that a request came through CloudFront.

    Counts origin_secret up in the file and deploys. The API takes the old one and the new one all the while.

    Example: [bold]ringround rotate runcorn-and-helsby[/]
    """
    ready = deploying.look(name, context, install=True, yes=yes)
    address = ready.there.address if ready.there else ""
    if not address:
        raise fail(f"{name} is not running: ringround deploy {name}")
    generation = _in_use(ready) + 1
    if not asked(f"Change the secret of {name} (to number {generation}) and deploy?", yes=yes):
        raise fail("Nothing was changed.")
    change_file(ready.election, "origin_secret", generation)
    ready = replace(ready, election=deploying.read_file(name))
    cdk, stacks = deploying.templates(ready)
    changes = deploying.changes_of(ready, cdk)
    with watching(f"{address}/api/campaign") as watched:
        deployed = deploying.carry_out(ready, cdk, stacks, deploying.totals_of(stacks, changes))
    deploying.tried(ready, deployed)
    say(f"Asked {counted(watched.asked, 'time')} meanwhile; {counted(len(watched.failures), 'answer')} went wrong.")
    if watched.failures:
        raise fail(f"The site did not answer all the while: {', '.join(sorted(set(watched.failures)))}")
    say(f"The secret is number {generation} (before: {generation - 1}). Keep the changed file: {file_of(name)}")


def _in_use(ready: deploying.Ready) -> int:
    """The number of the secret that is deployed. The file may be one ahead, where a change of it failed: to count that
    up once more would be a secret that no function knows."""
    try:
        with asking("look at the origin secret"):
            return origin.generation(ready.account, ready.name) or ready.election.origin_secret
    except AccountError as error:
        raise fail(str(error)) from None


def change_file(election: Election, setting: str, value: str | int | None) -> object:
    """Change one setting in a by-election's file, and leave the rest as it is; what it was before. Ends the command
    where that can't be done."""
    file = file_of(election.name)
    try:
        file.write_text(_changed(election.name, file.read_text("utf-8"), setting, value), encoding="utf-8")
    except (ElectionError, OSError) as error:
        raise fail(str(error)) from None
    tell(f"{file.name}: {setting} = {value}")
    return getattr(election, setting)


def _changed(name: str, text: str, setting: str, value: str | int | None) -> str:
    try:
        return with_value(name, text, setting, value)
    except ElectionError:
        # A file that somebody wrote by hand has no line for it yet: at the top it is always the file's own.
        added = f"{setting} = {toml(value)}\n{text}"
        if value is None or getattr(read(name, added), setting) != value:
            raise
        return added


def file_of(name: str) -> Path:
    """A by-election's file."""
    return elections_folder() / f"{name}.toml"


@dataclass
class Watched:
    """How often a site was asked, and each answer that was not 200."""

    asked: int = 0
    failures: list[str] = field(default_factory=list)


@contextmanager
def watching(url: str) -> Iterator[Watched]:
    """Ask a site every second while something else goes on."""
    watched, over = Watched(), threading.Event()

    def watch() -> None:
        while not over.is_set():
            answer = smoke.get(url)
            watched.asked += 1
            if answer.status != 200:
                watched.failures.append(f"{answer.status} {answer.code()}".strip())
            over.wait(_EVERY)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield watched
    finally:
        over.set()
        thread.join(smoke.TIMEOUT + _EVERY)
