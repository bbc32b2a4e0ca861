"""`ringround open` and `ringround pause`: whether volunteers get households of a bank."""

from .bank_names import BankArgument, find_bank
from .progress import follow_job
from .screen import JsonOption, as_json, say
from .sign_in import SiteOption, organising


def open_bank(bank: BankArgument, site: SiteOption = None, json: JsonOption = False) -> None:
    """Open a phone bank: volunteers get its households, in calling hours.

    Example: [bold]ringround open weekend[/]
    """
    _change(bank, "open", "is open", site, json=json)


def pause_bank(bank: BankArgument, site: SiteOption = None, json: JsonOption = False) -> None:
    """Pause a phone bank: no new households; calls in progress are still recorded.

    Example: [bold]ringround pause weekend[/]
    """
    _change(bank, "pause", "is paused", site, json=json)


def _change(bank: str, verb: str, said: str, site: str | None, *, json: bool) -> None:
    with organising(site) as found:
        at = f"/api/organiser/banks/{find_bank(found, bank)['id']}"
        follow_job(found, found.ask("POST", f"{at}/{verb}", {})["job"], "Arranging")
        answer = found.ask("GET", at)
    if json:
        as_json(answer)
        return
    changed = answer["bank"]
    say(f"“{changed['name']}” {said}: {changed['people']:,} people in {changed['households']:,} households.")
