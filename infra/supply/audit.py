"""What the registries know against the packages that are locked: npm by its own audit, PyPI by pip-audit.

A registry that does not answer is not one that knows of nothing: what could not be asked is said, and ends differently.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .environments import ENVIRONMENTS, ROOT
from .locked import Package, packages_of

FOUND: Final = 1
NOT_ASKED: Final = 3
"""How the command ends where nothing was found, but not everything could be asked. 2 is for wrong words."""
_PATIENCE: Final = 600.0
_HIDDEN: Final = 3


@dataclass(frozen=True, slots=True, order=True)
class Weakness:
    """Something known against a package."""

    package: str
    versions: str
    ident: str
    better: str
    """The versions that are said to be without it, or nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking about some packages."""

    about: str
    asked: int
    weaknesses: tuple[Weakness, ...] = ()
    unanswered: tuple[str, ...] = ()
    """What could not be asked, and why: a line each."""
    silent: int = 0
    """About how many of them nothing was answered."""


def audit(names: Iterable[str] = (), root: Path = ROOT) -> Iterator[Answer]:
    """Ask about each environment of these names, or about all: Python's together, npm's one by one."""
    wanted = [one for one in ENVIRONMENTS if not names or one.name in names]
    python = sorted({locked.package for one in wanted if not one.npm for locked in packages_of(one, root)})
    for number, packages in enumerate(rounds(python), 1):
        yield python_answer(f"Python, part {number}", len(packages), *_ask_pypi(packages, root))
    for lock in dict.fromkeys(one.lock for one in wanted if one.npm):
        every = [locked for one in ENVIRONMENTS if one.lock == lock for locked in packages_of(one, root)]
        yield npm_answer(
            lock, len(every), *_run(["npm", "audit", "--json", "--package-lock-only"], (root / lock).parent)
        )


def rounds(packages: Iterable[Package]) -> list[list[Package]]:
    """The packages so that no list has one of them in two versions, which pip-audit would refuse."""
    lists: list[list[Package]] = []
    for package in packages:
        for some in lists:
            if all(one.name != package.name for one in some):
                some.append(package)
                break
        else:
            lists.append([package])
    return lists


def python_answer(about: str, count: int, printed: str, complaint: str) -> Answer:
    """What pip-audit printed, read. It leaves out by itself what the registry did not answer for: `skip_reason`."""
    found = _json(printed)
    if not isinstance(found, dict) or "dependencies" not in found:
        return Answer(about, count, unanswered=(_last(complaint),), silent=count)
    rows = found["dependencies"]
    weaknesses = {
        Weakness(one["name"], one["version"], known["id"], ", ".join(known.get("fix_versions", ())))
        for one in rows
        for known in one.get("vulns", ())
    }
    skipped = [str(one["skip_reason"]) for one in rows if "skip_reason" in one]
    missing = count - len(rows)
    silent = len(skipped) + missing
    if missing:
        skipped.append(f"{missing} of {count} are not in the answer")
    return Answer(about, count, tuple(sorted(weaknesses)), tuple(skipped), silent)


def npm_answer(about: str, count: int, printed: str, complaint: str) -> Answer:
    """What `npm audit --json` printed, read. Where the registry refuses it prints an error, and ends with 0 or 1."""
    found = _json(printed)
    if not isinstance(found, dict) or "vulnerabilities" not in found:
        said = str(found.get("message", "")) if isinstance(found, dict) else ""
        return Answer(about, count, unanswered=(said or _last(complaint),), silent=count)
    return Answer(about, count, tuple(sorted(_npm_weaknesses(found["vulnerabilities"]))))


def _npm_weaknesses(found: dict[str, Any]) -> Iterator[Weakness]:
    for name, one in found.items():
        # A package through which another's weakness comes names that one, by a word and not by an advisory.
        for cause in (cause for cause in one["via"] if isinstance(cause, dict)):
            yield Weakness(name, one["range"], f"{cause['url']} ({cause['severity']})", _npm_fix(one["fixAvailable"]))


def _npm_fix(said: Any) -> str:
    return f"{said['name']} {said['version']}" if isinstance(said, dict) else "npm update" if said else ""


def report(answers: list[Answer]) -> tuple[str, int]:
    """What to say, and how to end: 1 where something is known, 3 where nothing is but not all was asked, else 0."""
    lines = [line for one in answers for line in _lines(one)]
    known = sum(len(one.weaknesses) for one in answers)
    silent = [one for one in answers if one.unanswered]
    if known:
        lines.append(f"{known} known weakness{'es' if known > 1 else ''}: make lock UPGRADE=1 takes newer versions.")
    if silent:
        lines.append("Not everything could be asked: that nothing else is listed says nothing about those.")
    if not known and not silent:
        lines.append(f"Asked about {sum(one.asked for one in answers)} packages: nothing is known against them.")
    return "\n".join(lines), FOUND if known else NOT_ASKED if silent else 0


def _lines(one: Answer) -> Iterator[str]:
    answered = one.asked - one.silent
    yield f"{one.about}: {answered} of {one.asked} packages answered for, {len(one.weaknesses)} known weaknesses"
    for weakness in one.weaknesses:
        better = f"; better in {weakness.better}" if weakness.better else "; no better version is named"
        yield f"  {weakness.package} {weakness.versions}: {weakness.ident}{better}"
    shown = one.unanswered if len(one.unanswered) <= _HIDDEN else one.unanswered[:_HIDDEN]
    yield from (f"  not asked: {why}" for why in shown)
    if len(one.unanswered) > len(shown):
        yield f"  not asked: {len(one.unanswered) - len(shown)} more, likewise"


def _ask_pypi(packages: list[Package], root: Path) -> tuple[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "asked.txt"
        asked.write_text("".join(f"{one.name}=={one.version}\n" for one in packages), encoding="utf-8")
        command = [str(root / ".venv-audit" / "bin" / "pip-audit"), "--requirement", str(asked), "--no-deps"]
        return _run([*command, "--disable-pip", "--progress-spinner", "off", "--format", "json"], root)


def _run(command: list[str], folder: Path) -> tuple[str, str]:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", str(error)
    return done.stdout, done.stderr


def _json(printed: str) -> Any:
    try:
        return json.loads(printed)
    except ValueError:
        return None


def _last(complaint: str) -> str:
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    return lines[-1] if lines else "it ended without a word"
