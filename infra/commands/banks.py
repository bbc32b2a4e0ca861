"""`ringround banks`: the phone banks there are, one of them, and making one."""

from enum import StrEnum
from typing import Annotated, Any, Final

import typer

from .bank_count import count, fields
from .bank_names import BankArgument, find_bank
from .bank_set import refresh, set_rules
from .hours import in_words as hours_in_words
from .progress import follow_job
from .screen import JsonOption, as_json, pairs, say, show, table, usage, when
from .sign_in import SiteOption, organising
from .targets import AnyOption, TargetOption, in_words, read_target

app = typer.Typer(invoke_without_command=True, rich_markup_mode="rich")
app.command("set")(set_rules)
app.command("refresh")(refresh)
app.command("count")(count)
app.command("fields")(fields)


class Kind(StrEnum):
    """What a bank is for."""

    VOTER_ID = "voter_id"
    GET_OUT_THE_VOTE = "get_out_the_vote"
    POSTAL_VOTES = "postal_votes"
    INVITATION = "invitation"
    MEMBERSHIP = "membership"


_RULES: Final = (
    ("cool_down_minutes", "Minutes between attempts"),
    ("busy_wait_minutes", "Minutes after an engaged line"),
    ("max_attempts", "Most attempts"),
    ("left_message_allowed", "Messages may be left"),
    ("priority", "Priority"),
    ("screening", "TPS screening asked for"),
    ("screening_waived", "Screening waived"),
    ("claims_per_hour", "Most households an hour, each caller"),
    ("skips_per_hour", "Most skips an hour, each caller"),
    ("return_number_display", "Number to ring back"),
    ("leaderboard", "Leaderboard"),
    ("script_version", "Script version"),
    ("people", "People"),
    ("households", "Households"),
)


@app.callback()
def banks(context: typer.Context, site: SiteOption = None, json: JsonOption = False) -> None:
    """List the phone banks; `banks new`, `banks show` and `banks set` make, show and change one.

    Example: [bold]ringround banks[/]
    """
    if context.invoked_subcommand:
        if json or site:
            raise usage(f"Give --site and --json after the word: ringround banks {context.invoked_subcommand} … --json")
        return
    with organising(site) as found:
        answer = found.ask("GET", "/api/organiser/banks")
    if json:
        as_json(answer)
        return
    columns = ("Id", "Name", "Status", "Kind", ">Priority", ">People", ">Reached", ">Calls", "For")
    show(table("", columns, (_row(bank) for bank in answer["banks"])))


def _row(bank: dict[str, Any]) -> tuple[object, ...]:
    progress = bank["progress"]
    return (
        bank["id"],
        bank["name"],
        bank["status"],
        bank["kind"],
        bank["priority"],
        bank["people"],
        progress["reached"],
        progress["calls"],
        in_words(bank["target"]),
    )


@app.command("show")
def show_bank(bank: BankArgument, site: SiteOption = None, json: JsonOption = False) -> None:
    """Show one bank with all its rules.

    Example: [bold]ringround banks show weekend[/]
    """
    with organising(site) as found:
        answer = found.ask("GET", f"/api/organiser/banks/{find_bank(found, bank)['id']}")
    if json:
        as_json(answer)
        return
    show(described(answer["bank"]))


def described(bank: dict[str, Any]) -> Any:
    """A bank with its rules, as a table."""
    rows: list[tuple[str, object]] = [
        ("Id", bank["id"]),
        ("Status", bank["status"] + (", calling hours now" if bank["open_now"] else "")),
        ("Kind", bank["kind"]),
        ("Purpose", bank["purpose"]),
        ("For", in_words(bank["target"])),
    ]
    rows += [(words, bank.get(name)) for name, words in _RULES]
    rows.append(("Hours", hours_in_words(bank["hours"])))
    rows.append(("Made", when(bank["created_at"])))
    return pairs(bank["name"], rows)


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(help="What people call it.")],
    kind: Annotated[Kind, typer.Option("--kind", help="What it is for.")] = Kind.VOTER_ID,
    bank_id: Annotated[str | None, typer.Option("--id", help="Its id in addresses. Default: from the name.")] = None,
    copy_script_of: Annotated[
        str | None, typer.Option("--copy-script-of", help="A bank whose script it begins with.", metavar="BANK")
    ] = None,
    target: TargetOption = None,
    any_of: AnyOption = False,
    site: SiteOption = None,
    json: JsonOption = False,
) -> None:
    """Make a phone bank, paused: `banks set` gives it rules, `open` opens it.

    Example: [bold]ringround banks new "Members' weekend" --kind voter_id --target tag=member[/]
    """
    asked: dict[str, Any] = {"name": name, "kind": kind.value, "status": "paused"}
    if bank_id:
        asked["id"] = bank_id
    if target is not None:
        asked["target"] = read_target(target, any_of=any_of)
    with organising(site) as found:
        if copy_script_of:
            asked["copy_script_of"] = find_bank(found, copy_script_of)["id"]
        made = found.ask("POST", "/api/organiser/banks", asked)
        follow_job(found, made["job"], "Arranging")
        answer = found.ask("GET", f"/api/organiser/banks/{made['bank']['id']}")
    if json:
        as_json(answer)
        return
    bank = answer["bank"]
    say(f"“{bank['name']}” is made, paused. Open it: ringround open {bank['id']}")
