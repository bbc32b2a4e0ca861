"""What a deploy shows: checks, changes, how far it is."""

import sys
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from infra.config import Election
from infra.staff.changes import Change, counts
from infra.staff.checks import Check
from infra.staff.following import Following
from ringround.domain import hours

from .screen import LONDON, counted, err, out, safe, say, tell

_MARKS: Final = {"ok": ("ok", "green"), "note": ("note", "yellow"), "stop": ("stop", "bold red")}
_SAID_EVERY: Final = 15.0
"""Seconds between two lines where there is no terminal."""


def show_checks(checks: Iterable[Check]) -> None:
    """A line for each, and what to do below it."""
    for check in checks:
        word, style = _MARKS[check.state]
        out.print(Text(f"{word:<5}", style), Text(safe(f"{check.what}: {check.said}")), soft_wrap=True)
        if check.do:
            say(f"      → {check.do}")


def show_changes(changes: Sequence[Change]) -> None:
    """What is added, changed and removed, by kind; each removal and replacement by itself."""
    for (kind, how), number in sorted(counts(changes).items(), key=lambda one: (one[0][1], one[0][0])):
        say(f"  {how:<8} {number:>4}  {kind}")
    for change in changes:
        if change.loses:
            say(f"  LOST: {change.kind} {change.place} in {change.stack}")


def in_calling_hours(election: Election, now: float) -> bool:
    """Whether volunteers may be ringing just now, by the file's hours, or the usual ones."""
    given = {day: (span[0], span[1]) if span else None for day, span in (election.hours or {}).items()}
    return hours.is_open(given if election.hours else hours.DEFAULT_HOURS, int(now))


class Shown:
    """How far a deploy is: a bar for each stack at a terminal, a line now and then elsewhere."""

    def __init__(self, following: Following) -> None:
        self._following = following
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[now]}"),
            console=err,
            disable=not err.is_terminal,
        )
        self._tasks = {
            name: self._bar.add_task(name, total=progress.total or None, now="")
            for name, progress in following.stacks.items()
        }
        self._said = ("", time.monotonic())

    def __enter__(self) -> "Shown":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def look(self) -> None:
        """Ask CloudFormation and show it. A moment without an answer is no failure of the deploy."""
        try:
            self._following.look()
        except (ClientError, BotoCoreError):
            return
        for name, progress in self._following.stacks.items():
            done = len(progress.done)
            self._bar.update(
                self._tasks[name], completed=done, total=max(progress.total, done) or None, now=progress.now
            )
        self._line()

    def _line(self) -> None:
        words = ", ".join(
            f"{name} {len(one.done)} of {max(one.total, len(one.done))}"
            for name, one in self._following.stacks.items()
            if one.total or one.done
        )
        before, at = self._said
        if not err.is_terminal and words != before and time.monotonic() - at >= _SAID_EVERY:
            tell(f"  {datetime.now(LONDON):%H:%M:%S}  {words}")
            self._said = (words, time.monotonic())


def asked(question: str, *, yes: bool) -> bool:
    """Whether the person says yes; `yes` is their answer given in advance."""
    if yes:
        return True
    if not sys.stdin.isatty():
        tell(f"{question}: nobody is here to answer. Say it in advance with --yes.")
        return False
    err.print(Text(f"{question} [y/N] "), end="")
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def ago(moment: datetime) -> str:
    """A moment of AWS as London clocks show it, and how long ago that was."""
    past = datetime.now(UTC) - moment
    days, minutes = past.days, past.seconds // 60
    words = counted(days, "day") if days else counted(minutes // 60, "hour") if minutes >= 60 else f"{minutes} min"
    return f"{moment.astimezone(LONDON):%-d %b %H:%M}, {words} ago"
