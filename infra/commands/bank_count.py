"""`ringround banks fields` and `count`: what people can be chosen by, and whom a target reaches."""

from typing import Annotated, Any, Final

import typer

from .bank_names import BankOption, find_bank
from .progress import follow_job
from .screen import JsonOption, as_json, pairs, say, show, table, when
from .sign_in import SiteOption, organising
from .site import Site
from .targets import AnyOption, TargetOption, in_words, read_target

RefreshOption = Annotated[bool, typer.Option("--refresh", help="Gather the figures anew before.")]

_COUNTED: Final = (
    ("matches", "Match"),
    ("can_vote", "  who may vote"),
    ("with_number", "  with a number"),
    ("households", "Households"),
    ("in_other_banks", "In other banks too"),
    ("settled", "Settled already"),
    ("screening_old", "Screened too long ago, or never"),
    ("suppressed", "All numbers suppressed"),
)


def count(
    target: TargetOption = None,
    any_of: AnyOption = False,
    bank: BankOption = None,
    refresh: RefreshOption = False,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Count whom a target reaches, before a bank has it; with --bank, as the target of that bank.

    Example: [bold]ringround banks count --target tag=member --target "column:Ward=North"[/]
    """
    asked: dict[str, Any] = {"target": read_target(target or ["everybody"], any_of=any_of)}
    with organising(site) as found:
        if bank:
            asked["bank"] = find_bank(found, bank)["id"]
        answer = _gathered(found, "POST", "/api/organiser/count", asked, refresh=refresh)
    if json:
        as_json(answer)
        return
    show(pairs(f"As of {when(answer['as_of'])}", ((words, answer[name]) for name, words in _COUNTED)))


def fields(refresh: RefreshOption = False, site: SiteOption = None, json: JsonOption = False) -> None:
    """List what people can be chosen by, as `--target` takes it, the most frequent values first.

    Example: [bold]ringround banks fields[/]
    """
    with organising(site) as found:
        answer = _gathered(found, "GET", "/api/organiser/fields", None, refresh=refresh)
    if json:
        as_json(answer)
        return
    rows = (
        (_rule(field, value["value"]), value["label"] if value["label"] != value["value"] else "", value["people"])
        for field in answer["fields"]
        for value in field["values"]
    )
    show(table(f"As of {when(answer['as_of'])}", ("Rule", "In words", ">People"), rows))
    if answer["stale"]:
        say("To have the figures of now: ringround banks fields --refresh")


def _gathered(site: Site, method: str, path: str, body: dict[str, Any] | None, *, refresh: bool) -> dict[str, Any]:
    """The answer, from figures gathered now where that is asked for or there are none."""
    answer = {} if refresh else site.ask(method, path, body)
    if answer.get("as_of"):
        return answer
    follow_job(site, site.ask("POST", "/api/organiser/fields/refresh", {})["job"], "Gathering")
    return site.ask(method, path, body)


def _rule(field: dict[str, Any], value: str) -> str:
    return in_words({"match": "all", "rules": [{**field, "is": "in", "values": [value]}]})
