"""`ringround suppress` and `ringround screened`: numbers that may not be rung, and numbers that were looked up."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final

import typer

from .lists import ListArgument, UnmatchedOption, entries, report, send
from .progress import follow_job
from .screen import LONDON, JsonOption, as_json, counted, say, usage
from .sign_in import SiteOption, organising

_UNREADABLE: Final = "no telephone number"


class Reason(StrEnum):
    """Why a number may not be rung."""

    TPS = "tps"
    OBJECTION = "objection"


def suppress(
    source: ListArgument,
    reason: Annotated[
        Reason, typer.Option("--reason", help="tps: registered with the TPS or CTPS; objection: “do not call me”.")
    ],
    unmatched: UnmatchedOption = None,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Suppress numbers: nobody is given them again, whoever has them. An objection holds for good.

    Ends with 1 where some could not be read.

    Example: [bold]ringround suppress tps-matches.csv --reason tps[/]
    """
    numbers = entries(source)
    with organising(site) as found:
        answers = send(
            "Suppressing",
            numbers,
            lambda some: found.ask("POST", "/api/organiser/suppression", {"numbers": some, "reason": reason.value}),
        )
    total = _total(answers, "suppressed", "already", "unknown")
    if json:
        as_json(total)
    else:
        say(
            f"{counted(total['suppressed'], 'number')} suppressed, {total['already']:,} before, "
            f"{total['unknown']:,} in no list."
        )
    _unreadable(total, unmatched, json=json)


def screened(
    on: Annotated[str, typer.Option("--on", help="The day of the look-up, as 2027-03-01.", metavar="DATE")],
    source: Annotated[
        str | None, typer.Argument(help="A file of the numbers that were looked up, or -.", metavar="FILE|-")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every number in the table was looked up.")] = False,
    unmatched: UnmatchedOption = None,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Record that numbers were screened against the Telephone Preference Service: it holds for 28 days.

    First suppress those that were found there. Ends with 1 where some numbers could not be read.

    Example: [bold]ringround screened --all --on 2027-03-01[/]
    """
    if every == (source is not None):
        raise usage("Take a file, or --all.")
    day = _day(on)
    with organising(site) as found:
        if every:
            begun = found.ask("POST", "/api/organiser/screening", {"screened_on": day, "all": True})
            done = follow_job(found, begun["job"], "Screening")
            total = {"screened": done["numbers"], "unknown": 0, "unreadable": []}
        else:
            answers = send(
                "Screening",
                entries(source or "-"),
                lambda some: found.ask("POST", "/api/organiser/screening", {"screened_on": day, "numbers": some}),
            )
            total = _total(answers, "screened", "unknown")
    if json:
        as_json(total)
    else:
        strangers = f", {total['unknown']:,} in no list" if total["unknown"] else ""
        say(f"{counted(total['screened'], 'number')} screened on {day}{strangers}.")
    _unreadable(total, unmatched, json=json)


def _day(given: str) -> str:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise usage(f"“{given}” is not a date. Write it as 2027-03-01.") from None
    if day > datetime.now(LONDON).date():
        raise usage(f"{given} is still to come: give the day on which the numbers were looked up.")
    return day.isoformat()


def _total(answers: list[dict[str, Any]], *names: str) -> dict[str, Any]:
    counts: dict[str, Any] = {name: sum(answer[name] for answer in answers) for name in names}
    return {**counts, "unreadable": [text for answer in answers for text in answer["unreadable"]]}


def _unreadable(total: dict[str, Any], unmatched: Any, *, json: bool) -> None:
    rows = [(text, _UNREADABLE) for text in total["unreadable"]]
    report(rows, unmatched, title="Not read", heading="Typed", quiet=json)
    if rows:
        raise typer.Exit(1)
