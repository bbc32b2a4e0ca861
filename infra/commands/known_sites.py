"""By-elections by their names where an address is asked for: looked up in the account once, and remembered."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import typer

from infra.config import NAME, ElectionError, load, names
from infra.staff.account import open_account
from infra.staff.faults import AccountError
from infra.staff.stacks import find

from .screen import fail, tell

_HERE = "eu-west-2"


def is_name(given: str) -> bool:
    """Whether it is said as by-elections are called, and not as an address is."""
    return bool(NAME.fullmatch(given)) and given != "localhost"


def address_of(name: str) -> str:
    """The address of a by-election's site. Ends the command where it has none."""
    return known().get(name) or _looked_up(name)


def known() -> dict[str, str]:
    """The addresses that are remembered, by the by-election's name."""
    with suppress(OSError, ValueError):
        found = json.loads(_file().read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return {str(name): str(url) for name, url in found.items()}
    return {}


def remember(addresses: Mapping[str, str]) -> None:
    """Keep addresses for the next command; an empty one is forgotten. Where that can't be, nothing is lost."""
    before = known()
    after = {name: url for name, url in {**before, **addresses}.items() if url}
    if after == before:
        return
    file = _file()
    new = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new.write_text(json.dumps(after, indent=1), encoding="utf-8")
        new.replace(file)


def _looked_up(name: str) -> str:
    region, expected = _HERE, None
    if name in names():
        try:
            election = load(name)
        except ElectionError as error:
            raise fail(str(error)) from None
        if election.domain:
            return f"https://{election.domain}"
        region, expected = election.region, election.account
    try:
        deployed = find(open_account(region, expected), name)
    except AccountError as error:
        raise fail(
            f"Where {name} is has to be looked up in AWS. {error}\nOr name its address: --site https://…"
        ) from None
    if deployed is None or not deployed.address:
        raise fail(f"There is no site of {name} in {region}. See: ringround list")
    tell(f"{name} is {deployed.address}")
    remember({name: deployed.address})
    return deployed.address


def _file() -> Path:
    return Path(typer.get_app_dir("ringround")) / "sites.json"
