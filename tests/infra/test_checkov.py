"""checkov reads the templates: what it finds is put right, or explained in `infra/checkov.toml`."""

import json
import os
import subprocess
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from infra.local.install.paths import CHECKOV_ENV
from tests.infra.conftest import FULL, REAL
from tests.infra.synthesis import ROOT, Synthesis

pytestmark = pytest.mark.cdk

EXPLAINED = ROOT / "infra" / "checkov.toml"
STACKS = ("data", "app", "edge")


class Finding(NamedTuple):
    """A rule that checkov says is broken, and where: the stack and the resource."""

    check: str
    where: str
    says: str


@pytest.fixture(scope="module")
def findings(synthesis: Synthesis, tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    command = CHECKOV_ENV / "bin" / "checkov"
    if not command.is_file() and not os.environ.get("CI"):
        pytest.skip("checkov is not installed (290 MB): `make test` installs it")
    files = [t.path for name in (REAL, FULL) for t in synthesis.templates(name)]
    # It asks nobody anything: no policies of a platform, no registry of modules.
    asked = ["--framework", "cloudformation", "--skip-download", "--quiet", "--compact", "-o", "json"]
    done = subprocess.run(
        [str(command), *asked, *(word for file in files for word in ("-f", str(file)))],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path_factory.mktemp("home"))},
    )
    assert done.returncode in {0, 1}, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert not report["summary"]["parsing_errors"]
    assert report["summary"]["passed"] > 100, "the templates were not read at all"
    return [
        Finding(f["check_id"], f"{stack_of(Path(f['file_path']))} {f['resource']}", f["check_name"])
        for f in report["results"]["failed_checks"]
    ]


def stack_of(template: Path) -> str:
    """`data`, `app` or `edge`, from the template's file name."""
    names = [name.replace("-", "") for name in (REAL, FULL)]
    rest = next(template.name.removeprefix(name) for name in names if template.name.startswith(name))
    return next(stack for stack in STACKS if rest.startswith(stack))


def explained() -> list[dict[str, Any]]:
    """All explanations."""
    found: list[dict[str, Any]] = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["explained"]
    return found


def speaks_of(explanation: dict[str, Any], where: str, finding: Finding) -> bool:
    """Whether an explanation, in one of its places, is for a finding."""
    return explanation["check"] == finding.check and fnmatchcase(finding.where, where)


def test_what_checkov_finds_is_explained(findings: list[Finding]) -> None:
    known = [(e, where) for e in explained() for where in e["where"]]
    assert [f for f in findings if not any(speaks_of(e, where, f) for e, where in known)] == []


def test_every_explanation_still_explains_something(findings: list[Finding]) -> None:
    for explanation in explained():
        for where in explanation["where"]:
            assert any(speaks_of(explanation, where, f) for f in findings), (explanation["check"], where)


def test_every_explanation_says_why_once() -> None:
    said = explained()
    assert len({e["check"] for e in said}) == len(said)
    assert all(set(e) == {"check", "name", "where", "reason"} and len(e["reason"]) > 60 for e in said)
    assert all(where.startswith(STACKS) for e in said for where in e["where"])
