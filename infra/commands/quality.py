"""`ringround quality`: what is doubtful in the data, and settling it."""

from enum import StrEnum
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

import typer

from .screen import JsonOption, as_json, say, show, table, usage, when
from .sign_in import SiteOption, organising

app = typer.Typer(invoke_without_command=True, rich_markup_mode="rich")


class Matter(StrEnum):
    """What there may be to decide."""

    SEVERAL_ADDRESSES = "several_addresses"
    WRONG_NUMBER = "wrong_number"
    DEAD_NUMBER = "dead_number"
    PLEASE_LOOK = "please_look"
    QUESTION = "question"
    LANGUAGE = "language"


_PATH: Final = "/api/organiser/quality"


@app.callback()
def quality(
    context: typer.Context,
    kind: Annotated[Matter | None, typer.Option("--kind", help="Only matters of this kind.")] = None,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """List numbers at several addresses, wrong and dead numbers, and what volunteers ask organisers to look at.

    Example: [bold]ringround quality --kind wrong_number[/]
    """
    if context.invoked_subcommand:
        if json or site or kind:
            raise usage(f"Give the options after the word: ringround quality {context.invoked_subcommand} …")
        return
    with organising(site) as found:
        answer = found.ask("GET", f"{_PATH}?{urlencode({'kind': kind.value})}" if kind else _PATH)
    if json:
        as_json(answer)
        return
    left = [item for item in answer["items"] if not item["settled"]]
    columns = ("Item", "What", "When", "Number", "Households", "From", "Note", "Decisions")
    show(table("", columns, (_row(item) for item in left)))
    open_ones = (f"{number:,} {name.replace('_', ' ')}" for name, number in answer["counts"].items() if number)
    say(f"To be decided: {', '.join(open_ones) or 'nothing'}.")


def _row(item: dict[str, Any]) -> tuple[object, ...]:
    households = (
        f"{home['id']}: {', '.join(person['name'] for person in home['people'])}; "
        f"{', '.join([*home['address'], home['town'], home['postcode']])}"
        for home in item["households"]
    )
    return (
        item["id"],
        item["kind"].replace("_", " "),
        when(item["at"]),
        item["number_display"],
        "\n".join(households),
        (item["from"] or {}).get("name"),
        item["note"] or item["language"],
        ", ".join(item["decisions"]),
    )


@app.command("decide")
def decide(
    item: Annotated[str, typer.Argument(help="The item, as the list names it.")],
    decision: Annotated[str, typer.Argument(help="One of the decisions that the list names for it.")],
    household: Annotated[
        str | None, typer.Option("--household", help="The one that is given the number, or that stays of two.")
    ] = None,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Settle one item; it takes effect at once.

    Example: [bold]ringround quality decide ITEM nobody[/]
    """
    asked = {"decision": decision, **({"household": household} if household else {})}
    with organising(site) as found:
        answer = found.ask("POST", f"{_PATH}/{quote(item, safe='')}", asked)
    if json:
        as_json(answer)
        return
    settled = answer["item"]["settled"]
    say(f"Settled: {settled['decision'] if settled else decision}.")
