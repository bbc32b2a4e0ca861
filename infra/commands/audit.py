"""`ringround audit`: what organisers did."""

from typing import Annotated, Any

import typer

from .screen import JsonOption, as_json, say, show, table, when
from .sign_in import SiteOption, organising


def audit(
    most: Annotated[int, typer.Option("--last", help="How many acts, newest first.", min=1)] = 50,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """List what organisers did: who, when, to what.

    Example: [bold]ringround audit --last 200 --json > audit.json[/]
    """
    entries: list[dict[str, Any]] = []
    more = True
    with organising(site) as found:
        while more and len(entries) < most:
            before = f"?before={entries[-1]['id']}" if entries else ""
            answer = found.ask("GET", f"/api/organiser/audit{before}")
            entries += answer["entries"]
            more = answer["more"] and bool(answer["entries"])
    more = more or len(entries) > most
    entries = entries[:most]
    if json:
        as_json({"entries": entries, "more": more})
        return
    rows = (
        (
            when(one["at"]),
            one["who"]["name"] or one["who"]["id"],
            one["act"].replace("_", " "),
            one["subject"],
            _said(one),
        )
        for one in entries
    )
    show(table("", ("When", "Who", "Did", "To", "Details"), rows))
    if more:
        say(f"There are older ones: ringround audit --last {most * 4}")


def _said(entry: dict[str, Any]) -> str:
    said = ((name, " ".join(map(str, one)) if isinstance(one, list) else one) for name, one in entry["details"].items())
    return ", ".join(f"{name} {one}".replace("_", " ") for name, one in said)
