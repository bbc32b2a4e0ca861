"""What restoring says: figures of two tables side by side, and what came over."""

from collections.abc import Sequence

from infra.staff import counts
from infra.staff.after_restore import MadeSafe
from infra.staff.counts import Counts
from infra.staff.since_restore import TakenOver

from .screen import counted, pairs, say, show, table, tell

_MOST_LINES = 20


def show_counts(title: str, found: Counts) -> None:
    """The figures of one table, and where it does not agree with itself."""
    show(pairs(title, found.table().items()))
    _disagreeing(found)


def show_both(before: Counts, after: Counts, headings: tuple[str, str]) -> None:
    """The figures of two tables side by side, those that differ marked."""
    one, other = before.table(), after.table()
    names = dict.fromkeys((*one, *other))
    rows = [
        (name, one.get(name, 0), other.get(name, 0), "" if one.get(name) == other.get(name) else "differs")
        for name in names
    ]
    show(table("", ("What", *(f">{heading}" for heading in headings), " "), rows))
    _disagreeing(after)


def _disagreeing(found: Counts) -> None:
    for line in counts.disagreeing(found):
        tell(f"Within it: {line}. What broke off is finished by whoever takes that household next.")


def say_taken_over(done: TakenOver) -> None:
    """What came over of what was recorded since, and what did not."""
    came = [f"{count:,} {what}" for what, count in done.done.items() if count]
    say(f"Taken over from the table in use: {', '.join(came) or 'nothing new'}.")
    say_left(done.left, "not taken over")


def say_left(lines: Sequence[str], what: str) -> None:
    """What was left, and why; of very many the first ones."""
    for line in lines[:_MOST_LINES]:
        say(f"  {what}: {line}")
    if len(lines) > _MOST_LINES:
        say(f"  {what}: {len(lines) - _MOST_LINES} more")


def say_made_safe(safe: MadeSafe) -> None:
    """What was ended in the restored table."""
    ended = f"{counted(safe.sessions, 'session')} and {counted(safe.sign_ins, 'sign-in')} under way of then"
    say(f"Ended: {ended}. Paused: {', '.join(safe.banks) or 'no bank was open'}.")
