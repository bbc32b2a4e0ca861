"""`ringround voted`: who has voted is asked no more."""

from typing import Annotated, Any, Final

import typer

from .lists import ListArgument, UnmatchedOption, entries, report, send
from .screen import JsonOption, as_json, counted, say
from .sign_in import SiteOption, organising

_WHY: Final = {
    "unknown": "no such elector in the lists",
    "ambiguous": "several electors have it",
    "unreadable": "no elector number",
}


def voted(
    source: ListArgument,
    prefix: Annotated[
        str, typer.Option("--prefix", help="The polling district of numbers without one: AB for 124 and 124/1.")
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the mark away again.")] = False,
    unmatched: UnmatchedOption = None,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Mark electors as having voted, by elector number as people type it: AB-124/1, AB124, 124/1.

    They leave the queue at once. The same list again changes nothing. Ends with 1 where some were not matched.

    Example: [bold]ringround voted tellers.txt --unmatched to-check.csv[/]

    Example: [bold]echo 124, 125/1 | ringround voted - --prefix AB[/]
    """
    numbers = entries(source)
    with organising(site) as found:
        answers = send(
            "Marking",
            numbers,
            lambda some: found.ask(
                "POST",
                "/api/organiser/voted",
                {"electors": some, "voted": not undo, **({"prefix": prefix} if prefix else {})},
            ),
        )
    strangers = [one for answer in answers for one in answer["unmatched"]]
    total = {
        **{name: sum(answer[name] for answer in answers) for name in ("marked", "already", "households")},
        "unmatched": strangers,
    }
    if json:
        as_json(total)
    else:
        what = "not marked any more" if undo else "marked"
        say(
            f"{counted(total['marked'], 'elector')} {what} in {counted(total['households'], 'household')}, "
            f"{total['already']:,} before."
        )
    report(((one["text"], _why(one)) for one in strangers), unmatched, title="Not matched", heading="Typed", quiet=json)
    if strangers:
        raise typer.Exit(1)


def _why(one: dict[str, Any]) -> str:
    words = _WHY.get(one["why"], one["why"])
    candidates = one.get("candidates") or []
    return f"{words}: {', '.join(map(str, candidates))}" if candidates else words
