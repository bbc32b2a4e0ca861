"""What the installed packages say of themselves, kept in packages.json: a lock of Python's names no licence.

So the page and the SBOM come out the same on a machine that has not installed everything.
"""

import json
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement

from infra.python import PYTHON

from .environments import ENVIRONMENTS, ROOT
from .licences import STATED, spdx
from .locked import Package, canonical, everywhere

KEPT: Final = Path(__file__).with_name("packages.json")
_EXTRA: Final = re.compile(r"""extra == ["']([\w.-]+)["']""")
_LICENCE_FILE: Final = re.compile(r"licen[cs]e|copying", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one version of a Python package."""

    licence: str
    """An SPDX expression; empty where its metadata names none that we understand."""
    needs: tuple[str, ...] = ()
    """The packages that it needs, on whatever system: `name`, `name[extra]` where it asks for an extra of that one, and
    `name if extra` where it needs it only for an extra of its own."""


def facts() -> dict[Package, Facts]:
    """What is kept of every Python package that is locked."""
    kept: dict[str, dict[str, Any]] = json.loads(KEPT.read_text(encoding="utf-8"))
    return {
        Package(npm=False, name=name, version=version): Facts(one["licence"], tuple(one["needs"]))
        for words, one in kept.items()
        for name, _, version in (words.partition(" "),)
    }


def licence_of(package: Package, locked: str, known: Mapping[Package, Facts]) -> str:
    """The licence of a package as an SPDX expression; empty where nobody can tell. `locked`: as npm's lock says it."""
    if str(package) in STATED:
        return STATED[str(package)][0]
    if package.npm:
        return spdx(locked)
    return known[package].licence if package in known else ""


def read_installed(root: Path = ROOT) -> dict[Package, Facts]:
    """What the packages say of themselves that are installed in our virtual environments."""
    folders = sorted({one.folder for one in ENVIRONMENTS if one.folder})
    places = [place for folder in folders for place in (root / folder).glob("lib/python3*/site-packages")]
    return {package: one for place in places for package, one in _read(place)}


def keep(uv: str, root: Path = ROOT) -> None:
    """Write packages.json anew: from what is installed, what was known, and else from the package, which `uv` fetches.

    Raises subprocess.CalledProcessError where it can't.
    """
    wanted = sorted({one.package for found in everywhere(root).values() for one in found if not one.package.npm})
    known = {**(facts() if KEPT.is_file() else {}), **read_installed(root)}
    for package in wanted:
        if package not in known and str(package) not in STATED:
            known |= _fetched(package, uv, root)
    asked = extras_asked((known[one] for one in wanted if one in known), demanded(root))
    kept = {
        str(one): {"licence": known[one].licence, "needs": active(one, known[one], asked)}
        for one in wanted
        if one in known
    }
    lines = (f"  {json.dumps(name)}: {json.dumps(one)}" for name, one in kept.items())
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def demanded(root: Path = ROOT) -> list[Requirement]:
    """What pyproject.toml asks for, in all its groups."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    groups = (project["project"]["dependencies"], *project["dependency-groups"].values())
    return [Requirement(words) for group in groups for words in group]


def extras_asked(packages: Iterable[Facts], ours: Iterable[Requirement]) -> set[tuple[str, str]]:
    """The extras that we or any of these packages ask for: names of packages, and of their extras."""
    theirs = (Requirement(words.partition(" if ")[0]) for one in packages for words in one.needs)
    return {(canonical(one.name), extra) for one in (*ours, *theirs) for extra in one.extras}


def active(package: Package, known: Facts, asked: Container[tuple[str, str]]) -> list[str]:
    """What a package needs, without what is only for extras that nobody asks for."""
    split = ((words, words.partition(" if ")[2]) for words in known.needs)
    return [words for words, extra in split if not extra or (package.name, extra) in asked]


def _fetched(package: Package, uv: str, root: Path) -> dict[Package, Facts]:
    """What a package says that this Python does not install, with the hashes of the lock."""
    locks = ((root / one.lock).read_text(encoding="utf-8") for one in ENVIRONMENTS if not one.npm)
    block = re.compile(
        rf"^{re.escape(package.name)}=={re.escape(package.version)}\b[^\n]*\n(?: +[^\n]+\n?)+", re.MULTILINE
    )
    text = next(found[0] for lock in locks if (found := block.search(lock)))
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "asked.txt"
        asked.write_text(re.sub(r" ;[^\n]*", " \\\\", text, count=1), encoding="utf-8")
        target = Path(folder) / "got"
        command = [uv, "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
        command += ["--python-version", PYTHON, "--target", str(target), "--requirements", str(asked)]
        subprocess.run(command, check=True)
        return dict(_read(target))


def _read(place: Path) -> Iterator[tuple[Package, Facts]]:
    for one in distributions(path=[str(place)]):
        package = Package(npm=False, name=canonical(one.metadata["Name"]), version=one.version)
        yield package, Facts(_licence(one), tuple(sorted(set(_needs(one)))))


def _licence(one: Distribution) -> str:
    """What its metadata says: an expression (PEP 639), else a name, else the classifiers, else nothing."""
    texts = [file.read_text(encoding="utf-8") for file in one.files or () if _is_licence(str(file))]
    classifiers = [words.rpartition(" :: ")[2] for words in one.metadata.get_all("Classifier") or ()]
    said = [words for name in ("License-Expression", "License") for words in one.metadata.get_all(name) or ()]
    named = (spdx(words, texts) for words in (*said, *classifiers))
    return next((words for words in named if words), "")


def _is_licence(file: str) -> bool:
    return ".dist-info/" in file and bool(_LICENCE_FILE.search(file.rpartition("/")[2]))


def _needs(one: Distribution) -> Iterator[str]:
    for words in one.requires or ():
        asked = Requirement(words)
        extras = f"[{','.join(sorted(asked.extras))}]" if asked.extras else ""
        named = f"{canonical(asked.name)}{extras}"
        conditions = _EXTRA.findall(str(asked.marker or ""))
        yield from (f"{named} if {extra}" for extra in conditions) if conditions else [named]
