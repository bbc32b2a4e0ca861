"""How one by-election is: its stacks, its site, what it holds and, where you are signed in, how calling goes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from infra.config import LONDON, Election, ElectionError, load, names
from infra.staff import condition, mail, readiness, smoke
from infra.staff.account import Account, asking, open_account
from infra.staff.checks import Check, stopping
from infra.staff.faults import AccountError
from infra.staff.stacks import KINDS, Deployed, State, find, stack_name
from infra.version import version

from .deploy_screen import ago, show_checks
from .elections import days_in_words
from .known_sites import remember
from .overview_tables import overview
from .screen import as_json, fail, pairs, say, show, tell, usage
from .sign_in import signed_in
from .site import Answered

_ANSWERS: Final = frozenset({State.RUNNING, State.ROLLED_BACK, State.DEPLOYING})
_LONDON_REGION: Final = "eu-west-2"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found out about a by-election; `campaign` is the organisers' overview, None where nobody is signed
    in."""

    name: str
    election: Election | None
    deployed: Deployed | None
    checks: tuple[Check, ...] = ()
    campaign: dict[str, Any] | None = None

    @property
    def state(self) -> State:
        """In the words of `ringround list`."""
        return self.deployed.state if self.deployed else State.NOT_DEPLOYED


def show_election(name: str, region: str | None, *, callers: int, cost: bool, json: bool) -> None:
    """Look at the by-election and show it. Ends the command with 1 where something of it is not as it should be."""
    election = _file(name)
    where = region or (election.region if election else _LONDON_REGION)
    try:
        account = open_account(where, election.account if election else None)
        deployed = find(account, name)
    except AccountError as error:
        raise fail(str(error)) from None
    if deployed is None and election is None:
        raise usage(f"There is no by-election called {name}, neither a file nor in {where}. See: ringround list")
    seen = _look(name, account, election, deployed, cost=cost)
    if json:
        as_json(_as_json(seen))
    else:
        _show(seen, where, callers)
    if stopping(seen.checks) or seen.state is State.FAILED:
        raise fail(f"Something about {name} is not as it should be: see above.")


def _file(name: str) -> Election | None:
    if name not in names():
        return None
    try:
        return load(name)
    except ElectionError as error:
        raise fail(str(error)) from None


def _look(name: str, account: Account, election: Election | None, deployed: Deployed | None, *, cost: bool) -> Seen:
    if deployed is None:
        return Seen(name, election, None)
    remember({name: deployed.address})
    up = deployed.state in _ANSWERS and bool(deployed.address)
    checks: list[Check] = []
    if up:
        checks += smoke.look(deployed.address, deployed.outputs.get("ApiAddress", ""))
    checks += condition.look(
        account,
        deployed,
        throw_away=election is not None and election.throw_away,
        cost=cost,
        now=datetime.now(UTC),
    )
    if up and election is not None:
        checks += _quotas(account, election, deployed)
    named = (Check(one.what, one.state, one.said, one.do.replace("NAME", name)) for one in checks)
    return Seen(name, election, deployed, tuple(named), _campaign(deployed.address) if up else None)


def _quotas(account: Account, election: Election, deployed: Deployed) -> list[Check]:
    found: list[Check] = []
    for what, look in (
        ("Lambda’s concurrency", lambda: readiness.concurrency(election, account, deployed)),
        ("E-mail", lambda: mail.look(election, account)),
    ):
        try:
            with asking(f"look at this ({what})"):
                found += look()
        except AccountError as error:
            found.append(Check(what, "note", f"not known. {error}"))
    return found


def _campaign(address: str) -> dict[str, Any] | None:
    site = signed_in(address)
    if site is None:
        return None
    try:
        return site.ask("GET", "/api/organiser/overview")
    except Answered as refused:
        tell(refused.in_words())
        return None


def _show(seen: Seen, region: str, callers: int) -> None:
    title = seen.election.title if seen.election else seen.deployed.title if seen.deployed else ""
    say(f"{title} ({seen.name}): {seen.state}")
    show(pairs("", _rows(seen, region)))
    if seen.deployed is None:
        say(f"Begin it with: ringround deploy {seen.name}")
        return
    show_checks(seen.checks)
    if seen.campaign is not None:
        show(overview(seen.campaign, callers))
    elif seen.state in _ANSWERS:
        tell(f"\nHow calling goes is for organisers: ringround sign-in --site {seen.name}")


def _rows(seen: Seen, region: str) -> list[tuple[str, object]]:
    today = datetime.now(LONDON).date()
    there = seen.deployed
    poll_date = seen.election.poll_date if seen.election else there.poll_date if there else None
    day = f"{poll_date:%-d %B %Y}, {days_in_words((poll_date - today).days)}" if poll_date else ""
    rows: list[tuple[str, object]] = [("Polling day", day), ("Region", region)]
    if there is None:
        return rows
    rows += [("Address", there.address), ("Version", _versions(seen.name, there.version))]
    rows += [("Last deploy", ago(there.updated_at) if there.updated_at else "")]
    rows += [(f"Stack {stack_name(seen.name, kind)}", there.stacks[kind]) for kind in KINDS if kind in there.stacks]
    if dashboard := there.outputs.get("DashboardAddress"):
        rows.append(("Dashboard", dashboard))
    return rows


def _versions(name: str, deployed: str) -> str:
    here = version()
    if not deployed or deployed == here:
        return f"{deployed}, as here" if deployed else ""
    return f"{deployed}; here is {here} (ringround update {name})"


def _as_json(seen: Seen) -> dict[str, Any]:
    there = seen.deployed
    return {
        "name": seen.name,
        "state": seen.state,
        "region": there.region if there else None,
        "address": there.address or None if there else None,
        "version": there.version or None if there else None,
        "version_here": version(),
        "updated_at": there.updated_at.isoformat() if there and there.updated_at else None,
        "stacks": dict(there.stacks) if there else {},
        "checks": [{"what": one.what, "state": one.state, "said": one.said, "do": one.do} for one in seen.checks],
        "campaign": seen.campaign,
    }
