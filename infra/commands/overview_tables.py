"""The organisers' overview as tables."""

from typing import Any, Final

from rich.console import Group, RenderableType
from rich.text import Text

from .screen import counted, table, when

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


def overview(answer: dict[str, Any], callers: int) -> RenderableType:
    """The overview as tables."""
    totals, today, held = answer["totals"], answer["today"], answer["held"]
    oldest = f", the first until {when(held['oldest_until'])}" if held["oldest_until"] else ""
    # A site of an older version does not say it.
    waiting = counted(answer.get("waiting", 0), "person waits for a code", "people wait for a code")
    lines = [
        f"{totals['reached']:,} of {counted(totals['people'], 'person', 'people')} reached, "
        f"{counted(totals['calls'], 'call')}, {counted(totals['conversations'], 'conversation')}.",
        f"Today {counted(today['calls'], 'call')}, {counted(today['conversations'], 'conversation')}; "
        f"{counted(answer['calling_now'], 'caller')} now.",
        f"Held: {counted(held['count'], 'contact')}{oldest}.",
        *([f"{waiting}: ringround volunteers"] if answer.get("waiting") else []),
    ]
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
