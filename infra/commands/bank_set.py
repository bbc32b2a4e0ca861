"""`ringround banks set` and `refresh`: a bank's rules, and who joins it."""

from typing import Annotated, Any

import typer

from .bank_names import BankArgument, find_bank
from .hours import HoursOption, read_hours
from .progress import follow_job
from .screen import JsonOption, as_json, say, usage
from .sign_in import SiteOption, organising
from .targets import AnyOption, TargetOption, read_target


def set_rules(
    bank: BankArgument,
    name: Annotated[str | None, typer.Option("--name", help="What people call it.")] = None,
    purpose: Annotated[str | None, typer.Option("--purpose", help="What volunteers read about it.")] = None,
    cool_down: Annotated[
        int | None, typer.Option("--cool-down", help="Minutes between two attempts at a household.", min=0)
    ] = None,
    busy_wait: Annotated[
        int | None, typer.Option("--busy-wait", help="Minutes after an engaged line, once.", min=0)
    ] = None,
    max_attempts: Annotated[
        int | None, typer.Option("--max-attempts", help="Attempts at a household, then no more.", min=1)
    ] = None,
    messages: Annotated[
        bool | None, typer.Option("--messages/--no-messages", help="Whether messages may be left.")
    ] = None,
    priority: Annotated[
        int | None, typer.Option("--priority", help="Of its fresh households: 1 first, 5 last.", min=1, max=5)
    ] = None,
    screening: Annotated[
        bool | None,
        typer.Option("--screening/--no-screening", help="Ask for numbers screened against the TPS within 28 days."),
    ] = None,
    waive_screening: Annotated[
        str | None, typer.Option("--waive-screening", help="Why screening is not needed; “” ends the waiver.")
    ] = None,
    return_number: Annotated[
        str | None, typer.Option("--return-number", help="Where people ring back, as +44…; “” for none.")
    ] = None,
    leaderboard: Annotated[
        bool | None, typer.Option("--leaderboard/--no-leaderboard", help="Whether volunteers may see one another.")
    ] = None,
    claims_per_hour: Annotated[
        int | None, typer.Option("--claims-per-hour", help="Most households an hour, each caller.", min=1)
    ] = None,
    skips_per_hour: Annotated[
        int | None, typer.Option("--skips-per-hour", help="Most skips an hour, each caller.", min=1)
    ] = None,
    hours: HoursOption = None,
    target: TargetOption = None,
    any_of: AnyOption = False,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Change a bank: what is named changes, all else stays.

    Example: [bold]ringround banks set weekend --cool-down 180 --hours "sat-sun 10:00-18:00"[/]

    Example: [bold]ringround banks set weekend --target tag=member --target "column:Ward=North,South"[/]
    """
    changes: dict[str, Any] = {
        "name": name,
        "purpose": purpose,
        "cool_down_minutes": cool_down,
        "busy_wait_minutes": busy_wait,
        "max_attempts": max_attempts,
        "left_message_allowed": messages,
        "priority": priority,
        "screening": screening,
        "screening_waived": waive_screening,
        "leaderboard": leaderboard,
        "claims_per_hour": claims_per_hour,
        "skips_per_hour": skips_per_hour,
    }
    changes = {what: value for what, value in changes.items() if value is not None}
    if return_number is not None:
        changes["return_number"] = return_number or None
    if target is not None:
        changes["target"] = read_target(target, any_of=any_of)
    if not changes and not hours:
        raise usage("Say what is to change: see ringround banks set --help")
    with organising(site) as found:
        now = find_bank(found, bank)
        if hours:
            changes["hours"] = read_hours(hours, now["hours"])
        answer = found.ask("PUT", f"/api/organiser/banks/{now['id']}", changes)
        follow_job(found, answer["job"], "Arranging")
        changed = found.ask("GET", f"/api/organiser/banks/{now['id']}")
    if json:
        as_json(changed)
        return
    shown = changed["bank"]
    if shown["status"] == "open":
        say(f"“{shown['name']}” is changed: {shown['people']:,} people in {shown['households']:,} households.")
    else:
        say(f"“{shown['name']}” is changed. Whom it is for is looked up when it is opened.")


def refresh(bank: BankArgument, site: SiteOption = None) -> None:
    """Take in people who match the bank's target by now; nobody is taken out.

    Example: [bold]ringround banks refresh weekend[/]
    """
    with organising(site) as found:
        at = f"/api/organiser/banks/{find_bank(found, bank)['id']}"
        follow_job(found, found.ask("POST", f"{at}/refresh", {})["job"], "Arranging")
        shown = found.ask("GET", at)["bank"]
    say(f"“{shown['name']}” has {shown['people']:,} people in {shown['households']:,} households.")
