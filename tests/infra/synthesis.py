"""A synthesis that tests can ask questions of, as plain data: no test of `infra` needs CDK's own classes."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.config import Election

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Template:
    """One stack's template."""

    path: Path
    body: dict[str, Any]

    def resources(self, kind: str) -> dict[str, dict[str, Any]]:
        """Resources of one type by logical id."""
        return {name: r for name, r in self.body["Resources"].items() if r["Type"] == kind}

    def properties(self, kind: str) -> list[dict[str, Any]]:
        """The properties of each resource of one type."""
        return [r.get("Properties", {}) for r in self.resources(kind).values()]

    def only(self, kind: str) -> dict[str, Any]:
        """The one resource of a type."""
        (found,) = self.resources(kind).values()
        return found

    def function(self, name: str) -> dict[str, Any]:
        """The Lambda function of `functions/NAME`: its properties."""
        (found,) = (f for f in self.functions() if f["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] == name)
        return found

    def functions(self) -> list[dict[str, Any]]:
        """Our own Lambda functions (not CDK's): their properties."""
        every = self.properties("AWS::Lambda::Function")
        return [f for f in every if "POWERTOOLS_SERVICE_NAME" in f.get("Environment", {}).get("Variables", {})]

    def statements(self, name: str) -> list[dict[str, Any]]:
        """Every policy statement of one function's role."""
        role = self.function(name)["Role"]["Fn::GetAtt"][0]
        policies = [p for p in self.properties("AWS::IAM::Policy") if {"Ref": role} in p["Roles"]]
        return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


@dataclass(frozen=True)
class Synthesis:
    """What one synth made: templates by by-election and stack, and the findings of the security rules."""

    folder: Path
    elections: tuple[Election, ...]
    exemptions: tuple[tuple[str, str, str], ...]
    """Where, which rule, and why: all that `infra.nag` asks for."""

    def template(self, election: str, stack: str) -> Template:
        """One template."""
        (found,) = (
            t for t in self.templates(election) if t.path.name.startswith(f"{election.replace('-', '')}{stack}")
        )
        return found

    def templates(self, election: str) -> list[Template]:
        """Both templates of a by-election."""
        paths = sorted((self.folder / f"assembly-{election}").glob("*.template.json"))
        return [Template(path, json.loads(path.read_text(encoding="utf-8"))) for path in paths]

    def findings(self) -> Iterator[tuple[str, str]]:
        """The rule and the place of everything that cdk-nag, or CDK itself, has against it."""
        report = json.loads((self.folder / "validation-report.json").read_text(encoding="utf-8"))
        for plugin in report["pluginReports"]:
            # The way in which a rule is acknowledged.
            prefix = "" if plugin["pluginName"] == "AwsSolutions" else f"{plugin['pluginName'].replace(' ', '-')}::"
            for violation in plugin["violations"]:
                for place in violation["violatingConstructs"]:
                    yield f"{prefix}{violation['ruleName']}", place["constructPath"]


def synthesise(
    folder: Path, site: Path | None, elections: tuple[Election, ...], *, acknowledged: bool = True
) -> Synthesis:
    """Synthesise by-elections into `folder`, with the context of `cdk.json`, without building layers."""
    import aws_cdk as cdk

    from infra import nag
    from infra.app import NO_BUNDLING
    from infra.stages import ByElection

    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    app = cdk.App(outdir=str(folder), context={**context, **NO_BUNDLING, "site": str(site) if site else "none"})
    nag.check(app)
    exemptions = []
    for election in elections:
        stage = ByElection(app, election)
        exemptions += [(f"{election.name}/{where}", rule, reason) for where, rule, reason in nag.exemptions(stage)]
        if acknowledged:
            nag.acknowledge(stage)
    # What is not acknowledged ends a synth with an error; its report is there all the same.
    with contextlib.nullcontext() if acknowledged else contextlib.suppress(RuntimeError):
        app.synth()
    return Synthesis(folder, elections, tuple(exemptions))
