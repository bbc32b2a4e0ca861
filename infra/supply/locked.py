"""What the lock files name: every package with its version, and for npm its licence, hash and needs."""

import base64
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .environments import ENVIRONMENTS, ROOT, Environment

_PINNED: Final = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s\\;]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """One version of one package of a registry."""

    npm: bool
    name: str
    version: str

    @property
    def purl(self) -> str:
        """Its package URL (the purl specification), by which databases know it."""
        kind, name = ("npm", self.name.replace("@", "%40", 1)) if self.npm else ("pypi", self.name)
        return f"pkg:{kind}/{name}@{self.version}"

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Locked:
    """A package as one environment has it."""

    package: Package
    licence: str = ""
    """As the lock says it; Python's locks don't (`known.facts`)."""
    needs: tuple[Package, ...] = ()
    """npm's only."""
    sha512: str = ""
    """Of the archive, in hex; npm's only: a lock of Python's has a hash for each of several files."""


def canonical(name: str) -> str:
    """A Python package's name as PyPI compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def packages_of(environment: Environment, root: Path = ROOT) -> list[Locked]:
    """Every package of an environment, by name and version, whatever system it is for."""
    text = (root / environment.lock).read_text(encoding="utf-8")
    if environment.npm:
        return _npm(json.loads(text)["packages"], environment.dev)
    found = {Package(npm=False, name=canonical(name), version=version) for name, version in _PINNED.findall(text)}
    return [Locked(package) for package in sorted(found)]


def everywhere(root: Path = ROOT) -> dict[str, list[Locked]]:
    """`packages_of` each environment, by its name."""
    return {one.name: packages_of(one, root) for one in ENVIRONMENTS}


def asked_for(environment: Environment, root: Path = ROOT) -> set[str]:
    """The packages that an npm environment's own package.json names."""
    own = json.loads((root / environment.lock).read_text(encoding="utf-8"))["packages"][""]
    kinds = {None: ("dependencies", "devDependencies"), True: ("devDependencies",), False: ("dependencies",)}
    return {name for kind in kinds[environment.dev] for name in own.get(kind, ())}


def _npm(packages: dict[str, dict[str, Any]], dev: bool | None) -> list[Locked]:
    found: dict[Package, Locked] = {}
    for place, one in packages.items():
        if not place or (dev is not None and bool(one.get("dev")) != dev):
            continue
        wanted = [*one.get("dependencies", ()), *one.get("optionalDependencies", ())]
        places = (_resolved(packages, place, name) for name in wanted)
        needs = {_package(where, packages[where]) for where in places if where}
        package = _package(place, one)
        before = found.get(package)
        found[package] = Locked(
            package,
            str(one.get("license", "")),
            tuple(sorted(needs.union(before.needs if before else ()))),
            base64.b64decode(one["integrity"].removeprefix("sha512-")).hex(),
        )
    return [found[package] for package in sorted(found)]


def _package(place: str, one: dict[str, Any]) -> Package:
    return Package(npm=True, name=place.rpartition("node_modules/")[2], version=one["version"])


def _resolved(packages: dict[str, Any], place: str, name: str) -> str:
    """Where Node finds what a package asks for: in its own folder, or in one above; empty where it is in none."""
    while True:
        there = f"{place}/node_modules/{name}" if place else f"node_modules/{name}"
        if there in packages:
            return there
        if not place:
            return ""
        place = place.rpartition("node_modules/")[0].rstrip("/")
