"""`ringround status`: how it goes, once or watched."""

from time import sleep
from typing import Annotated, Any, Final

import typer
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from .bank_names import BankOption, find_bank
from .progress import BUSY
from .screen import JsonOption, as_json, counted, err, out, show, table, when
from .sign_in import SiteOption, organising
from .site import Answered, Site

_EVERY: Final = 15.0
"""Seconds: the site's figures are no younger."""
_CALLERS: Final = 15
_ESTIMATES: Final = {
    "done": "done",
    "no_people": "nobody in it",
    "nobody_ringing": "nobody is ringing",
    "paused": "paused",
    "closed": "closed",
    "no_hours": "no calling hours",
    "attempts_used": "all attempts used",
    "too_far": "more than a year at this pace",
}


def status(
    watch: Annotated[bool, typer.Option("--watch", help="Show it anew every 15 seconds, until Ctrl-C.")] = False,
    bank: BankOption = None,
    callers: Annotated[int, typer.Option("--callers", help="How many callers to list.", min=0)] = _CALLERS,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Show how the campaign goes: banks, calls, callers, contacts that are held, and when a list will be done.

    Example: [bold]ringround status --watch[/]
    """
    with organising(site) as found:
        path = "/api/organiser/overview"
        if bank:
            path += f"?bank={find_bank(found, bank)['id']}"
        answer = found.ask("GET", path)
        if not watch:
            _once(answer, callers, json=json)
            return
        try:
            _watch(found, path, answer, callers, json=json)
        except KeyboardInterrupt:
            return


def _once(answer: dict[str, Any], callers: int, *, json: bool) -> None:
    if json:
        as_json(answer)
    else:
        show(overview(answer, callers))


def _watch(site: Site, path: str, answer: dict[str, Any], callers: int, *, json: bool) -> None:
    """Until it is interrupted. In a pipe each look follows the last one."""
    if json or not out.is_terminal:
        while True:
            _once(answer, callers, json=json)
            sleep(_EVERY)
            answer = _ask_again(site, path, answer, err)[0]
    with Live(overview(answer, callers), console=out, auto_refresh=False, vertical_overflow="crop") as live:
        while True:
            sleep(_EVERY)
            answer, fault = _ask_again(site, path, answer, None)
            live.update(Group(overview(answer, callers), Text(fault, style="yellow")), refresh=True)


def _ask_again(site: Site, path: str, last: dict[str, Any], tell: Console | None) -> tuple[dict[str, Any], str]:
    """The next figures, or the last ones and what was wrong: one lost answer does not end a long watch."""
    try:
        return site.ask("GET", path), ""
    except Answered as refused:
        if refused.status and refused.status not in BUSY and refused.status < 500:
            raise
        fault = f"{refused.message} These are the figures of {when(last['as_of'])}; asking again."
        if tell:
            tell.print(Text(fault))
        return last, fault


def overview(answer: dict[str, Any], callers: int) -> RenderableType:
    """The overview as tables."""
    totals, today, held = answer["totals"], answer["today"], answer["held"]
    oldest = f", the first until {when(held['oldest_until'])}" if held["oldest_until"] else ""
    lines = (
        f"{totals['reached']:,} of {counted(totals['people'], 'person', 'people')} reached, "
        f"{counted(totals['calls'], 'call')}, {counted(totals['conversations'], 'conversation')}.",
        f"Today {counted(today['calls'], 'call')}, {counted(today['conversations'], 'conversation')}; "
        f"{counted(answer['calling_now'], 'caller')} now.",
        f"Held: {counted(held['count'], 'contact')}{oldest}.",
    )
    parts: list[RenderableType] = [Text("\n".join(lines)), _banks(answer["banks"])]
    outcomes = [one for one in answer["outcomes"] if one["calls"]]
    if outcomes:
        parts.append(
            table(
                "Outcomes",
                ("Outcome", ">Calls", ">People"),
                ((_plain(one["outcome"]), one["calls"], one["people"]) for one in outcomes),
            )
        )
    if answer["callers"] and callers:
        parts.append(_callers(answer["callers"], callers))
    parts.append(Text(f"As of {when(answer['as_of'])}.", style="dim"))
    return Group(*parts)


def _banks(banks: list[dict[str, Any]]) -> RenderableType:
    columns = ("Bank", "Status", ">Reached", ">People", ">Calls", ">Conversations", ">Calls an hour", "Done")
    return table(
        "Banks",
        columns,
        (
            (
                bank["name"],
                bank["status"] + ("" if bank["open_now"] or bank["status"] != "open" else ", out of hours"),
                bank["reached"],
                bank["people"],
                bank["calls"],
                bank["conversations"],
                bank["estimate"]["pace_per_hour"],
                _done(bank["estimate"]),
            )
            for bank in banks
        ),
    )


def _done(estimate: dict[str, Any]) -> str:
    if estimate["done_at"]:
        return f"about {when(estimate['done_at'])}, {estimate['calls_left']:,} calls on"
    reason = estimate["reason"] or ""
    return _ESTIMATES.get(reason, _plain(reason))


def _callers(callers: list[dict[str, Any]], most: int) -> RenderableType:
    more = len(callers) - most
    return table(
        "Callers today" + (f" (the first {most} of {len(callers):,})" if more > 0 else ""),
        ("Caller", ">Calls", ">Conversations", "Last call", ">Holding", "To look at"),
        (
            (
                one["name"],
                one["calls"],
                one["conversations"],
                when(one["last_call_at"]),
                one["holding"],
                "; ".join(flag["message"] for flag in one["flags"]),
            )
            for one in callers[:most]
        ),
    )


def _plain(word: str) -> str:
    return word.replace("_", " ")
