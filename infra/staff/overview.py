"""All by-elections side by side: those that have a file, and those that are in the account."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from infra.config import SAMPLE, Election, names

from .stacks import Deployed, State

_UP = frozenset(State) - {State.NOT_DEPLOYED, State.TAKING_DOWN}


@dataclass(frozen=True, slots=True)
class Row:
    """One by-election. `state` is None where it could not be asked for; `note` is what else is to be said."""

    name: str
    title: str
    region: str
    poll_date: date | None
    state: State | None
    version: str = ""
    address: str = ""
    note: str = ""

    def days(self, today: date) -> int | None:
        """Days to polling day; below zero after it."""
        return (self.poll_date - today).days if self.poll_date else None

    def overdue(self, today: date) -> bool:
        """Whether polling day is past and something of it is still there."""
        days = self.days(today)
        return days is not None and days < 0 and self.state in _UP


def rows(
    files: Mapping[str, Election], there: Mapping[str, Iterable[Deployed] | None], account: str | None
) -> list[Row]:
    """Everything, those with the next polling day first.

    `there` is what was found by region; None where a region could not be asked. `account` is whose it is.
    """
    found = {(one.name, region): one for region, every in there.items() for one in every or ()}
    listed = []
    for name, election in files.items():
        elsewhere = account is not None and election.account not in {None, account}
        deployed = None if elsewhere else found.pop((name, election.region), None)
        if elsewhere or deployed is not None or name != SAMPLE:
            known = there.get(election.region) is not None and not elsewhere
            note = f"in account {election.account}" if elsewhere else ""
            listed.append(_row(election, deployed, note=note, known=known))
    listed += [
        Row(
            name,
            one.title,
            region,
            one.poll_date,
            one.state,
            one.version,
            one.address,
            _not_its(name, files.get(name), region),
        )
        for (name, region), one in found.items()
    ]
    return sorted(listed, key=lambda row: (row.poll_date or date.max, row.name, row.region))


def _not_its(name: str, election: Election | None, region: str) -> str:
    """Why what was found is not what the file of that name is about."""
    if election is None:
        return "its file is not right" if name in names() else "no file here"
    if election.region != region:
        return f"its file says {election.region}"
    return f"its file says account {election.account}"


def _row(election: Election, deployed: Deployed | None, *, note: str, known: bool) -> Row:
    state = deployed.state if deployed else State.NOT_DEPLOYED
    version, address = (deployed.version, deployed.address) if deployed else ("", "")
    return Row(
        election.name,
        election.title,
        election.region,
        election.poll_date,
        state if known else None,
        version,
        address,
        note,
    )
