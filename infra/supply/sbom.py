"""A software bill of materials, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/).

The same locks make the same bytes.
"""

import json
import tomllib
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from .environments import ENVIRONMENTS, ROOT, Environment
from .known import Facts, active, demanded, extras_asked, facts, licence_of
from .locked import Locked, Package, asked_for, canonical, everywhere

COMMITTED: Final = ROOT / "docs" / "deployed.cdx.json"
"""Kept in the repository, so that whoever checks what runs needs nothing of ours to read it."""
MADE: Final = ROOT / ".cache" / "sbom" / "development.cdx.json"
_OURS: Final = "ringround"
_SPACE: Final = uuid.UUID("6f9a4c54-7d0c-5d3e-9d59-2f1f5b6d3a10")
"""Of no meaning: what serial numbers are made in."""


def text(*, deployed: bool) -> str:
    """The bill of what is deployed, or of all else that is installed to make, test and run it."""
    environments = [one for one in ENVIRONMENTS if one.deployed == deployed]
    found, known = everywhere(), facts()
    bill = _bill(environments, {one.name: found[one.name] for one in environments}, known, deployed)
    # By its content: no two bills share a number, and one that is made again keeps its own.
    serial = uuid.uuid5(_SPACE, json.dumps(bill, sort_keys=True))
    return json.dumps({**bill, "serialNumber": f"urn:uuid:{serial}"}, indent=1, sort_keys=True) + "\n"


def write() -> None:
    """Write both bills anew."""
    COMMITTED.write_text(text(deployed=True), encoding="utf-8")
    MADE.parent.mkdir(parents=True, exist_ok=True)
    MADE.write_text(text(deployed=False), encoding="utf-8")


def _bill(
    environments: list[Environment],
    found: Mapping[str, list[Locked]],
    known: Mapping[Package, Facts],
    deployed: bool,
) -> dict[str, Any]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    own = {
        "bom-ref": _OURS,
        "type": "application",
        "name": _OURS,
        "version": project["project"]["version"],
        "licenses": [{"license": {"id": project["project"]["license"]}}],
    }
    where: dict[Package, list[str]] = {}
    every: dict[Package, Locked] = {}
    for name, some in found.items():
        for one in some:
            where.setdefault(one.package, []).append(name)
            every[one.package] = one
    needs = _needs(environments, found, known)
    direct = _direct(environments, found)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        # No timestamp: it is the only thing in it that would not follow from the locks.
        "metadata": {
            "component": own,
            "authors": [{"name": "the ringround contributors"}],
            "lifecycles": [{"phase": "build"}],
            "properties": [{"name": "ringround:part", "value": "deployed" if deployed else "development"}],
        },
        "components": [
            _component(every[one], licence_of(one, every[one].licence, known), names, deployed)
            for one, names in sorted(where.items())
        ],
        "dependencies": [
            {"ref": _OURS, "dependsOn": _refs(direct)},
            *({"ref": one.purl, "dependsOn": _refs(needs.get(one, ()))} for one in sorted(where)),
        ],
    }


def _component(locked: Locked, licence: str, environments: list[str], deployed: bool) -> dict[str, Any]:
    package = locked.package
    group, _, name = package.name.rpartition("/")
    single = " " not in licence
    return {
        "bom-ref": package.purl,
        "type": "library",
        **({"group": group} if group else {}),
        "name": name,
        "version": package.version,
        "purl": package.purl,
        "scope": "required" if deployed else "excluded",
        "licenses": [{"license": {"id": licence}} if single else {"expression": licence}],
        **({"hashes": [{"alg": "SHA-512", "content": locked.sha512}]} if locked.sha512 else {}),
        "properties": [{"name": "ringround:environment", "value": name} for name in sorted(set(environments))],
    }


def _needs(
    environments: list[Environment], found: Mapping[str, list[Locked]], known: Mapping[Package, Facts]
) -> dict[Package, set[Package]]:
    """What needs what, among the packages that are installed side by side."""
    needs: dict[Package, set[Package]] = {}
    for scope in {one.scope or one.name for one in environments}:
        inside = [one for env in environments if (env.scope or env.name) == scope for one in found[env.name]]
        there = {one.package for one in inside}
        asked = extras_asked((known[one] for one in there if one in known), demanded())
        for one in inside:
            needed = active(one.package, known[one.package], asked) if one.package in known else ()
            named = {words.partition(" if ")[0].partition("[")[0] for words in needed}
            python = {other for other in there if not other.npm and other.name in named}
            needs.setdefault(one.package, set()).update(python, there.intersection(one.needs))
    return needs


def _direct(environments: list[Environment], found: Mapping[str, list[Locked]]) -> set[Package]:
    """What ringround itself asks for: in pyproject.toml, or in the package.json of each folder."""
    python = {canonical(one.name) for one in demanded()}
    return {
        one.package
        for env in environments
        for one in found[env.name]
        if one.package.name in (asked_for(env) if env.npm else python)
    }


def _refs(packages: Iterable[Package]) -> list[str]:
    return sorted({one.purl for one in packages})
