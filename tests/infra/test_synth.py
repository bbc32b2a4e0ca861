"""The synthesis as a whole: rules of security, CloudFormation's rules, and by-elections that don't meet."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.config import SAMPLE, load
from tests.infra.conftest import FULL, REAL
from tests.infra.synthesis import ROOT, Synthesis

pytestmark = pytest.mark.cdk

REDUNDANT_ORDER = "W3005"
"""CDK writes the order of a function and its role down though the function refers to it: no harm in that."""


def test_no_rule_of_security_is_broken_without_a_reason(synthesis: Synthesis) -> None:
    assert list(synthesis.findings()) == []


def test_every_exception_is_still_needed(unacknowledged: Synthesis) -> None:
    findings = list(unacknowledged.findings())
    assert findings, "the rules were not applied at all"
    for where, rule, reason in unacknowledged.exemptions:
        assert any(broken == rule and f"{place}/".startswith(f"{where}/") for broken, place in findings), (where, rule)
        assert len(reason) > 30


def test_cloudformation_has_nothing_to_say(synthesis: Synthesis) -> None:
    files = [str(t.path) for name in (SAMPLE, FULL) for t in synthesis.templates(name)]
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--ignore-checks", REDUNDANT_ORDER, "--", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_stack_says_whose_it_is(synthesis: Synthesis) -> None:
    manifest = json.loads((synthesis.folder / f"assembly-{REAL}" / "manifest.json").read_text(encoding="utf-8"))
    stacks = [a["properties"] for a in manifest["artifacts"].values() if a["type"] == "aws:cloudformation:stack"]
    assert {s["stackName"] for s in stacks} == {f"ringround-{REAL}-data", f"ringround-{REAL}-app"}
    for stack in stacks:
        assert stack["tags"] == {"ringround:election": REAL, "ringround:poll-date": "2027-03-04"}
    assert {s["stackName"]: s.get("terminationProtection", False) for s in stacks} == {
        f"ringround-{REAL}-data": True,
        f"ringround-{REAL}-app": False,
    }


def test_the_app_can_be_deleted_and_the_data_stay(synthesis: Synthesis) -> None:
    for election in synthesis.elections:
        template = synthesis.template(election.name, "data")
        assert "Fn::ImportValue" not in json.dumps(template.body)


def test_an_unknown_by_election_gets_one_clear_line(cdk_there: None) -> None:
    environment = {
        **os.environ,
        "CDK_CONTEXT_JSON": json.dumps({"election": "nowhere"}),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-m", "infra.app"], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("ringround:")]
    assert "'nowhere'" in line
    assert SAMPLE in line
    assert "Traceback" not in done.stderr


def test_the_sample_is_a_throw_away_one() -> None:
    assert load(SAMPLE).throw_away is True
